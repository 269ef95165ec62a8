"""Stripe's wire format: form-encoded parameters with brackets, and errors in its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

KEY = re.compile(r"[^\[\]]+|\[\]")


class Refused(Exception):
    """An answer in the shape of Stripe's errors."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        keeps: bool = False,
        **more: Any,
    ) -> None:
        """`keeps`: what was written on the way stays, as a declined try stays at Stripe."""
        super().__init__(message)
        self.keeps = keeps
        self.status = status
        self.body = {"type": kind, "message": message, "code": code, "param": param, **more}

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"error": {key: value for key, value in self.body.items() if value is not None}}


def missing(kind: str, found_id: str, param: str = "id") -> Refused:
    """What Stripe says of an id that it does not have."""
    return Refused(f"No such {kind}: '{found_id}'", status=404, code="resource_missing", param=param)


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`items[0][price]=x` and `expand[]=y` as nested dictionaries and lists."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        path = KEY.findall(name)
        place: Any = root
        for step, following in zip(path, [*path[1:], None], strict=True):
            step = str(len(place)) if step == "[]" else step
            if following is None:
                place[step] = value
            else:
                place = place.setdefault(step, {})
    listed: dict[str, Any] = _lists(root)
    return listed


def _lists(found: Any) -> Any:
    """Dictionaries whose keys are 0, 1, 2 … are lists."""
    if not isinstance(found, dict):
        return found
    if found and all(key.isdigit() for key in found):
        return [_lists(found[key]) for key in sorted(found, key=int)]
    return {key: _lists(value) for key, value in found.items()}


def whole(params: dict[str, Any], name: str, default: int | None = None, *, least: int = 0) -> int | None:
    """A whole number of the parameters; refused if it is none."""
    value = params.get(name)
    if value is None or value == "":
        return default
    if not re.fullmatch(r"-?\d+", str(value)):
        raise Refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
    if int(value) < least:
        raise Refused(
            f"This value must be greater than or equal to {least}.",
            code="parameter_invalid_integer",
            param=name,
        )
    return int(value)


def flag(params: dict[str, Any], name: str, default: bool = False) -> bool:
    """True or false of the parameters."""
    value = params.get(name)
    if value is None or value == "":
        return default
    if value not in ("true", "false"):
        raise Refused(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def required(params: dict[str, Any], name: str) -> Any:
    """A parameter that has to be there."""
    if params.get(name) in (None, ""):
        raise Refused(f"Missing required param: {name}.", code="parameter_missing", param=name)
    return params[name]


def merged(present: dict[str, str], given: Any) -> dict[str, str]:
    """Metadata after an update: an empty value unsets a key, an empty string unsets all."""
    if given is None:
        return present
    if given == "":
        return {}
    result = {**present, **{key: str(value) for key, value in given.items()}}
    return {key: value for key, value in result.items() if value != ""}
