"""Reading a policy from TOML: complete, or refused with a sentence that says what to correct."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from .classifier_table import classifier_table
from .lexicon import Lexicon, term_problem
from .model import Decision
from .rules import Clause, Examples, Overrider, Policy, PolicyError, Rule

DATA = Path(__file__).parent / "data"
#: Rules that no operator can change or leave out.
FLOOR = DATA / "floor.toml"
#: The rules that ship, and that an operator may copy and edit.
SHIPPED = DATA / "policy.toml"

LEXICON_KEYS = {"terms", "files", "exceptions", "not_before", "neutral"}
RULE_KEYS = {"id", "name", "says", "decision", "overridable_by", "rewrites", "when", "examples"}
CLAUSE_KEYS = {"all", "unless", "within", "decision"}


@cache
def load_policy(path: Path | None = None) -> Policy:
    """The floor's rules and those of `path` (the shipped ones by default), checked; PolicyError if not.

    Word files that a lexicon names are looked for beside the policy, then among the shipped ones.
    Read once per process and path.
    """
    floor, chosen = _read(FLOOR), _read(path or SHIPPED)
    version = chosen.get("version")
    if not isinstance(version, str) or not version:
        raise PolicyError('Give the policy a version, such as version = "2026.1".')
    for kind, keys in (("lexicons", set), ("rules", lambda rules: {rule.get("id") for rule in rules})):
        again = keys(floor[kind]) & keys(chosen.get(kind, []))
        if again:
            raise PolicyError(
                f"{', '.join(sorted(again))} can't be redefined: it is part of the floor that holds "
                f"everywhere. Remove it from the policy's {kind}, or choose another name."
            )
    lexicons = {
        name: _lexicon(name, table, (path or SHIPPED).parent)
        for name, table in {**floor["lexicons"], **chosen.get("lexicons", {})}.items()
    }
    rules = tuple(_rule(table, lexicons) for table in [*floor["rules"], *chosen.get("rules", [])])
    ids = [rule.id for rule in rules]
    for rule_id in ids:
        if ids.count(rule_id) > 1:
            raise PolicyError(f"Two rules are called {rule_id}. Give each its own id.")
    floor_ids = {rule["id"] for rule in floor["rules"]}
    table = classifier_table(chosen["classifier"], ids, floor_ids) if "classifier" in chosen else None
    return Policy(version, lexicons, rules, table)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PolicyError(f"{path} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path.name} is not TOML: {error}.") from error
    _known(content, {"version", "lexicons", "rules", "classifier"}, path.name)
    if not isinstance(content.get("lexicons", {}), dict) or not isinstance(content.get("rules", []), list):
        raise PolicyError(f"{path.name}: write lexicons as [lexicons.name] and rules as [[rules]].")
    for kind in (content.get("lexicons", {}).values(), content.get("rules", [])):
        if not all(isinstance(table, dict) for table in kind):
            raise PolicyError(f"{path.name}: write lexicons as [lexicons.name] and rules as [[rules]].")
    return content


def _known(table: dict[str, Any], keys: set[str], place: str) -> None:
    unknown = set(table) - keys
    if unknown:
        raise PolicyError(
            f"{place}: unknown {', '.join(sorted(unknown))}. Known are {', '.join(sorted(keys))}."
        )


def _texts(table: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise PolicyError(f"{place}: {key} has to be a list of texts.")
    return tuple(value)


def _choice(table: dict[str, Any], key: str, choices: tuple[str, ...], place: str) -> str:
    value = table.get(key)
    if value not in choices:
        raise PolicyError(f"{place}: {key} has to be one of {', '.join(choices)}, not {value!r}.")
    return str(value)


def _lexicon(name: str, table: dict[str, Any], beside: Path) -> Lexicon:
    place = f"lexicon {name}"
    _known(table, LEXICON_KEYS, place)
    terms = [*_texts(table, "terms", place)]
    for file in _texts(table, "files", place):
        terms += _lines(file, beside, place)
    exceptions = _texts(table, "exceptions", place)
    if not terms:
        raise PolicyError(f"{place}: give it at least one term.")
    for term in (*terms, *exceptions):
        problem = term_problem(term)
        if problem:
            raise PolicyError(f"{place}: {problem}.")
    neutral = table.get("neutral", "")
    if not isinstance(neutral, str):
        raise PolicyError(f"{place}: neutral has to be a text.")
    return Lexicon(name, tuple(terms), exceptions, frozenset(_texts(table, "not_before", place)), neutral)


def _lines(file: str, beside: Path, place: str) -> list[str]:
    """A word file's lines, without empty ones and those that start with #."""
    for folder in (beside, DATA):
        path = folder / file
        if path.is_file():
            lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
            return [line for line in lines if line and not line.startswith("#")]
    raise PolicyError(f"{place}: there is no file {file} beside the policy.")


def _rule(table: dict[str, Any], lexicons: dict[str, Lexicon]) -> Rule:
    place = f"rule {table.get('id', '?')}"
    _known(table, RULE_KEYS, place)
    for key in ("id", "name", "says"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise PolicyError(f"{place}: {key} has to be a text.")
    when, examples = table.get("when", []), table.get("examples", {})
    if not isinstance(when, list) or not when or not all(isinstance(clause, dict) for clause in when):
        raise PolicyError(f"{place}: say when it applies, with at least one [[rules.when]].")
    if not isinstance(examples, dict):
        raise PolicyError(f"{place}: write examples as [rules.examples].")
    _known(examples, {"stop", "pass"}, f"{place}, examples")
    stop = _texts(examples, "stop", place)
    passing = _texts(examples, "pass", place)
    if not stop or not passing:
        raise PolicyError(f"{place}: give it examples on both sides, stop and pass.")
    if not isinstance(table.get("rewrites", True), bool):
        raise PolicyError(f"{place}: rewrites has to be true or false.")
    return Rule(
        id=table["id"],
        name=table["name"],
        says=table["says"],
        decision=cast(Decision, _choice(table, "decision", get_args(Decision), place)),
        overridable_by=cast(Overrider, _choice(table, "overridable_by", get_args(Overrider), place)),
        when=tuple(_clause(clause, lexicons, place) for clause in when),
        examples=Examples(stop, passing),
        rewrites=table.get("rewrites", True),
    )


def _clause(table: dict[str, Any], lexicons: dict[str, Lexicon], place: str) -> Clause:
    place = f"{place}, when"
    _known(table, CLAUSE_KEYS, place)
    parts, unless = _texts(table, "all", place), _texts(table, "unless", place)
    if not parts:
        raise PolicyError(f"{place}: name at least one lexicon in all.")
    for name in (*parts, *unless):
        if name not in lexicons:
            raise PolicyError(f"{place}: there is no lexicon {name}.")
    within = table.get("within")
    if within is not None and (not isinstance(within, int) or isinstance(within, bool) or within < 1):
        raise PolicyError(f"{place}: within has to be a number of words, 1 or more.")
    decision = _choice(table, "decision", get_args(Decision), place) if "decision" in table else None
    return Clause(parts, unless, within, cast("Decision | None", decision))
