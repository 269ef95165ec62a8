"""What our signed notes (C2PA) say: how a file was made, from what, and what may be done with it."""

from __future__ import annotations

from typing import Any

from .model import Derivation, Ingredient, Origin

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
LICENCE = "org.oddreel.licence"
SOFT_BINDING = "c2pa.soft-binding"
#: How notes call our invisible mark (`invisible/`): its first form.
MARK = "org.oddreel.mark.1"
#: C2PA's actions, newer and older.
ACTIONS = ("c2pa.actions.v2", "c2pa.actions")
#: What nobody may do with a file without asking, in CAWG's words and in C2PA's own of before.
USES = ("ai_generative_training", "ai_training", "ai_inference", "data_mining")


def manifest(
    origin: Origin, form: str, derived: Derivation | None, licence_number: str, mark_number: int | None
) -> dict[str, Any]:
    """A note's definition for C2PA's builder."""
    assertions = [
        {
            "label": ACTIONS[0],
            "data": {"actions": _actions(origin, derived)},
        },
        *(
            {
                "label": f"{who}.training-mining",
                "data": {"entries": {f"{who}.{use}": {"use": "notAllowed"} for use in USES}},
            }
            for who in ("cawg", "c2pa")
        ),
        {
            "label": "stds.schema-org.CreativeWork",
            "data": {
                "@context": "https://schema.org",
                "@type": "CreativeWork",
                "license": origin.licence_url,
            },
        },
        {"label": LICENCE, "data": _licence(origin, derived, licence_number)},
    ]
    if mark_number is not None:
        blocks = [{"scope": {}, "value": str(mark_number)}]
        assertions.append({"label": SOFT_BINDING, "data": {"alg": MARK, "blocks": blocks}})
    return {
        "claim_generator_info": [{"name": "Oddreel", "version": origin.engine_version}],
        "title": origin.title,
        "format": form,
        "assertions": assertions,
    }


def ingredient(part: Ingredient, number: int, relationship: str) -> dict[str, str]:
    """An ingredient's definition: the file's parent, one of its parts, or what its maker began with."""
    return {"title": part.title, "relationship": relationship, "label": _label(number)}


def _label(number: int) -> str:
    return f"part-{number}"


def _agent(origin: Origin) -> dict[str, str]:
    return {"name": f"Oddreel {origin.engine}", "version": origin.engine_version}


def _actions(origin: Origin, derived: Derivation | None) -> list[dict[str, Any]]:
    if derived is None:
        return [_created(origin, [])]
    labels = [_label(number) for number in range(len(derived.ingredients))]
    return [_created(origin, labels)] if derived.begun else _derived(origin, derived, labels)


def _created(origin: Origin, begun_with: list[str]) -> dict[str, Any]:
    return {
        "action": "c2pa.created",
        "digitalSourceType": IPTC + origin.source_type,
        "softwareAgent": _agent(origin),
        "parameters": {"renderer": origin.renderer} | ({"ingredientIds": begun_with} if begun_with else {}),
    }


def _derived(origin: Origin, derived: Derivation, labels: list[str]) -> list[dict[str, Any]]:
    """First how the ingredients came in, then what was done; the last says what kind of media it is."""
    if len(labels) == 1:
        came: list[dict[str, Any]] = [{"action": "c2pa.opened", "parameters": {"ingredientIds": labels}}]
    else:
        came = [
            {"action": "c2pa.created", "digitalSourceType": IPTC + origin.source_type},
            *({"action": "c2pa.placed", "parameters": {"ingredientIds": [label]}} for label in labels),
        ]
    done = [
        {
            "action": f"c2pa.{action}",
            "softwareAgent": {"name": "Oddreel", "version": origin.engine_version},
            "digitalSourceType": IPTC + origin.source_type,
        }
        for action in derived.actions
    ]
    return came + done


def _licence(origin: Origin, derived: Derivation | None, number: str) -> dict[str, str]:
    said = {"url": origin.licence_url, "engine": origin.engine, "version": origin.engine_version}
    if number:
        said["number"] = number
    if derived and derived.relationship == "parentOf":
        said["clip"] = derived.ingredients[0].clip
    return said
