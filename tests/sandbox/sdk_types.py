"""Does an object fit the typed classes of Stripe's SDK? Unknown fields, missing ones and foreign words are faults."""

import ast
import importlib
import types
import typing
from decimal import Decimal
from functools import cache
from pathlib import Path

import stripe
from stripe._list_object import ListObject
from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import StripeObject, UntypedStripeObject

#: Wire values of types that JSON has not.
WIRE = {float: (int, float), Decimal: (str,)}


def faults_of(thing, path="") -> list[str]:
    """What is wrong with an object by its own name, as sentences with their place."""
    name = thing.get("object")
    if name == "list":
        faults = _shape(thing, path, {"object", "data", "has_more", "url"})
        for number, one in enumerate(thing.get("data", [])):
            faults += faults_of(one, f"{path}.data[{number}]")
        return faults
    if name not in OBJECT_CLASSES:
        return [f"{path}: no such object: {name}"]
    cls = getattr(importlib.import_module(OBJECT_CLASSES[name][0]), OBJECT_CLASSES[name][1])
    if thing.get("deleted") is True:
        return _shape(thing, path or name, {"id", "object", "deleted"})
    return _object(cls, thing, path or name)


def _shape(thing, path, wanted):
    return [f"{path}.{key}: missing or unknown" for key in sorted(wanted ^ set(thing))]


@cache
def _names(module: str) -> dict[str, str]:
    """What a module imports for its types: name → module it comes from."""
    tree = ast.parse(Path(importlib.import_module(module).__file__).read_text())
    return {
        alias.asname or alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _named(name: str, module: str):
    """The class that a forward reference means in a module."""
    home = importlib.import_module(module)
    if "." not in name and hasattr(home, name):
        return getattr(home, name)
    first, *rest = name.split(".")
    found = getattr(home, first, None) or getattr(importlib.import_module(_names(module)[first]), first)
    for step in rest:
        found = getattr(found, step)
    return found


@cache
def _fields(cls) -> dict[str, object]:
    fields = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("stripe.") and issubclass(base, StripeObject):
            for name, kind in vars(base).get("__annotations__", {}).items():
                if not name.startswith("_") and typing.get_origin(kind) is not typing.ClassVar:
                    fields[name] = kind
    fields.pop("OBJECT_NAME", None)
    renamed = getattr(cls, "_field_remappings", {})
    return {renamed.get(name, name): kind for name, kind in fields.items()}


def _object(cls, thing, path) -> list[str]:
    if not isinstance(thing, dict):
        return [f"{path}: {thing!r} where {cls.__qualname__} belongs"]
    fields = _fields(cls)
    faults = [f"{path}.{key}: unknown to {cls.__qualname__}" for key in thing if key not in fields]
    for name, kind in fields.items():
        if name in thing:
            faults += _value(kind, thing[name], f"{path}.{name}", cls.__module__)
        elif type(None) not in typing.get_args(kind) and kind is not typing.Any:
            faults.append(f"{path}.{name}: missing")
    return faults


def _value(kind, value, path, module) -> list[str]:
    if isinstance(kind, typing.ForwardRef):
        kind = kind.__forward_arg__
    if isinstance(kind, str):
        kind = _named(kind, module)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is typing.Any:
        return []
    if origin in (typing.Union, types.UnionType):
        return _one_of(inner, value, path, module)
    if origin is typing.Literal:
        return [] if value in inner else [f"{path}: {value!r} is none of {inner}"]
    if origin is ListObject:
        return _listed(inner[0], value, path, module)
    if origin is UntypedStripeObject:
        if not isinstance(value, dict):
            return [f"{path}: {value!r} where a mapping belongs"]
        return [
            fault for key, one in value.items() for fault in _value(inner[0], one, f"{path}.{key}", module)
        ]
    if origin is list:
        if not isinstance(value, list):
            return [f"{path}: {value!r} where a list belongs"]
        return [
            fault
            for number, one in enumerate(value)
            for fault in _value(inner[0], one, f"{path}[{number}]", module)
        ]
    if isinstance(kind, type) and issubclass(kind, StripeObject):
        return _object(kind, value, path)
    good = isinstance(value, WIRE.get(kind, kind)) and (kind is bool or not isinstance(value, bool))
    return [] if good else [f"{path}: {value!r} is no {kind.__name__}"]


def _one_of(inner, value, path, module) -> list[str]:
    """Nothing if one kind fits. Words beside a Literal count only if they are in it: the SDK leaves room, we do not."""
    if value is None:
        return [] if type(None) in inner else [f"{path}: null"]
    kinds = [one for one in inner if one is not type(None)]
    if any(typing.get_origin(one) is typing.Literal for one in kinds):
        kinds = [one for one in kinds if one is not str]
    if isinstance(value, dict):
        kinds = [one for one in kinds if one is not str] or kinds
    found = [_value(one, value, path, module) for one in kinds]
    return min(found, key=len)


def _listed(kind, value, path, module) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: {value!r} where a list belongs"]
    faults = _shape(value, path, {"object", "data", "has_more", "url"})
    for number, one in enumerate(value.get("data", [])):
        faults += _value(kind, one, f"{path}.data[{number}]", module)
    return faults


assert stripe.api_version  # the classes above are those of this version
