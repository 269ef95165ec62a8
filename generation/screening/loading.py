"""Reading a policy from TOML: complete, or refused with a sentence that says what to correct."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from .classifier_table import classifier_table
from .entries import known, lexicon, rule
from .rules import Policy, PolicyError
from .sources import DATA, Sources

#: Rules that no operator can change or leave out.
FLOOR = DATA / "floor.toml"
#: The rules that ship, and that an operator may copy and edit.
SHIPPED = DATA / "policy.toml"

#: Tables of settings, checked by those who read them.
SETTINGS = ("classifier", "frames")
TOP_KEYS = {"version", "lexicons", "rules", *SETTINGS}
#: A version is part of the audit's subject ("policy 2026.1").
LONGEST_VERSION = 60


def load_policy(path: Path | None = None) -> Policy:
    """The floor's rules and those of `path` (the shipped ones by default), checked; PolicyError if not.

    Word files that a lexicon names are looked for beside the policy, then among the shipped ones. The shipped
    policy is read once per process.
    """
    return _shipped() if path is None else read_policy(path)


@cache
def _shipped() -> Policy:
    return read_policy(SHIPPED)


def read_policy(path: Path) -> Policy:
    """Read a policy anew."""
    sources = Sources(path.parent)
    floor, chosen = _tables(FLOOR, sources), _tables(path, sources)
    version = chosen.get("version")
    if not isinstance(version, str) or not 0 < len(version.strip()) <= LONGEST_VERSION:
        raise PolicyError('Give the policy a version, such as version = "2026.1".')
    _keep_floor(floor, chosen)
    lexicons = {
        name: lexicon(name, table, sources)
        for name, table in {**floor["lexicons"], **chosen.get("lexicons", {})}.items()
    }
    rules = tuple(rule(table, lexicons) for table in [*floor["rules"], *chosen.get("rules", [])])
    ids = [one.id for one in rules]
    for rule_id in ids:
        if ids.count(rule_id) > 1:
            raise PolicyError(f"Two rules are called {rule_id}. Give each its own id.")
    floor_ids = frozenset(table["id"] for table in floor["rules"])
    return Policy(
        version,
        lexicons,
        rules,
        sha256=sources.sha256,
        sources=tuple(sources.paths),
        floor=floor_ids,
        settings={name: chosen.get(name, {}) for name in SETTINGS},
        classifier=classifier_table(chosen["classifier"], ids, floor_ids) if "classifier" in chosen else None,
    )


def _keep_floor(floor: dict[str, Any], chosen: dict[str, Any]) -> None:
    lexicons = set(floor["lexicons"]) & set(chosen.get("lexicons", {}))
    rules = {one["id"] for one in floor["rules"]} & {one.get("id") for one in chosen.get("rules", [])}
    for kind, again in (("lexicons", lexicons), ("rules", rules)):
        if again:
            raise PolicyError(
                f"{', '.join(sorted(again))} can't be redefined: it is part of the floor that holds "
                f"everywhere. Remove it from the policy's {kind}, or choose another name."
            )


def _tables(path: Path, sources: Sources) -> dict[str, Any]:
    text = sources.text(path)
    if not text.strip():
        raise PolicyError(f"{path.name} is empty. Start from a copy of the policy that ships.")
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyError(f"{path.name} is not TOML: {error}. Correct that place.") from error
    known(content, TOP_KEYS, path.name)
    lexicons, rules = content.get("lexicons", {}), content.get("rules", [])
    if not isinstance(lexicons, dict) or not isinstance(rules, list):
        raise PolicyError(f"{path.name}: write lexicons as [lexicons.name] and rules as [[rules]].")
    if not all(isinstance(table, dict) for table in (*lexicons.values(), *rules)):
        raise PolicyError(f"{path.name}: write lexicons as [lexicons.name] and rules as [[rules]].")
    for name in SETTINGS:
        if not isinstance(content.get(name, {}), dict):
            raise PolicyError(f"{path.name}: write the settings of {name} below [{name}].")
    return content
