"""One lexicon, one rule of a policy file: complete, or refused with its place and what to correct."""

from __future__ import annotations

from typing import Any, cast, get_args

from .lexicon import Lexicon, term_problem
from .model import Decision
from .rules import Clause, Examples, Overrider, PolicyError, Rule
from .signs import SIGNS
from .sources import Sources

LEXICON_KEYS = {"terms", "files", "exceptions", "not_before", "neutral", "with_surname", "context"}
RULE_KEYS = {
    "id",
    "name",
    "says",
    "decision",
    "overridable_by",
    "two_people",
    "risk",
    "rewrites",
    "when",
    "examples",
}
CLAUSE_KEYS = {"all", "unless", "within", "decision"}
#: An id is part of addresses, rows and exports.
LONGEST_ID = 60
LONGEST_NAME = 120


def lexicon(name: str, table: dict[str, Any], sources: Sources) -> Lexicon:
    """A lexicon with the words of its files."""
    place = f"lexicon {name}"
    if name in SIGNS:
        raise PolicyError(f"{place}: that is the name of a sign. Choose another.")
    known(table, LEXICON_KEYS, place)
    entries = [*_texts(table, "terms", place)]
    for file in _texts(table, "files", place):
        entries += sources.lines(file, place)
    terms, neutrals = _with_neutrals(entries)
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
    return Lexicon(
        name,
        terms,
        exceptions,
        frozenset(_texts(table, "not_before", place)),
        neutral,
        neutrals,
        _yes_or_no(table, "with_surname", place, default=Lexicon.with_surname),
        _yes_or_no(table, "context", place, default=Lexicon.context),
    )


def _with_neutrals(entries: list[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Terms, and what a rewrite says for each: "iphone = smartphone", or "= smartphone" for all that follow."""
    terms: list[str] = []
    neutrals: dict[str, str] = {}
    following: str | None = None
    for entry in entries:
        term, equals, own = (part.strip() for part in entry.partition("="))
        if equals and not term:
            following = own
            continue
        terms.append(term)
        if equals or following is not None:
            neutrals[term] = own if equals else following or ""
    return tuple(terms), neutrals


def rule(table: dict[str, Any], lexicons: dict[str, Lexicon]) -> Rule:
    """A rule whose clauses name lexicons that are there."""
    place = f"rule {table.get('id', '?')}"
    known(table, RULE_KEYS, place)
    for key in ("id", "name", "says"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise PolicyError(f"{place}: {key} has to be a text.")
    if len(table["id"]) > LONGEST_ID or len(table["name"]) > LONGEST_NAME:
        raise PolicyError(f"{place}: an id has {LONGEST_ID} letters at most, a name {LONGEST_NAME}.")
    when = table.get("when", [])
    if not isinstance(when, list) or not when or not all(isinstance(clause, dict) for clause in when):
        raise PolicyError(f"{place}: say when it applies, with at least one [[rules.when]].")
    risk = table.get("risk", Rule.risk)
    if not isinstance(risk, int) or isinstance(risk, bool) or not 0 <= risk <= 100:
        raise PolicyError(f"{place}: risk has to be a whole number from 0 to 100.")
    return Rule(
        id=table["id"],
        name=table["name"],
        says=table["says"],
        decision=cast(Decision, _choice(table, "decision", get_args(Decision), place)),
        overridable_by=cast(Overrider, _choice(table, "overridable_by", get_args(Overrider), place)),
        when=tuple(_clause(clause, lexicons, place) for clause in when),
        examples=_examples(table.get("examples", {}), place),
        rewrites=_yes_or_no(table, "rewrites", place, default=Rule.rewrites),
        two_people=_yes_or_no(table, "two_people", place, default=Rule.two_people),
        risk=risk,
    )


def known(table: dict[str, Any], keys: set[str], place: str) -> None:
    """PolicyError if the table has a key that means nothing here: it is probably misspelt."""
    unknown = set(table) - keys
    if unknown:
        raise PolicyError(
            f"{place}: unknown {', '.join(sorted(unknown))}. Known are {', '.join(sorted(keys))}."
        )


def _examples(table: Any, place: str) -> Examples:
    if not isinstance(table, dict):
        raise PolicyError(f"{place}: write examples as [rules.examples].")
    known(table, {"stop", "pass"}, f"{place}, examples")
    stop, passing = _texts(table, "stop", place), _texts(table, "pass", place)
    if not stop or not passing:
        raise PolicyError(f"{place}: give it examples on both sides, stop and pass.")
    return Examples(stop, passing)


def _clause(table: dict[str, Any], lexicons: dict[str, Lexicon], place: str) -> Clause:
    place = f"{place}, when"
    known(table, CLAUSE_KEYS, place)
    parts, unless = _texts(table, "all", place), _texts(table, "unless", place)
    if not parts:
        raise PolicyError(f"{place}: name at least one lexicon in all.")
    for name in (*parts, *unless):
        if name not in lexicons and name not in SIGNS:
            raise PolicyError(f"{place}: there is no lexicon {name}. Add it, or take it out.")
    within = table.get("within")
    if within is not None and (not isinstance(within, int) or isinstance(within, bool) or within < 1):
        raise PolicyError(f"{place}: within has to be a number of words, 1 or more.")
    decision = _choice(table, "decision", get_args(Decision), place) if "decision" in table else None
    return Clause(parts, unless, within, cast("Decision | None", decision))


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


def _yes_or_no(table: dict[str, Any], key: str, place: str, *, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise PolicyError(f"{place}: {key} has to be true or false.")
    return value
