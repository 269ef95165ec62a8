"""What a policy consists of: lexicons, and rules that combine them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from .lexicon import Index, Lexicon
from .model import Decision

#: Who may set a rule's decision aside for one request.
Overrider = Literal["nobody", "moderator", "lead"]

#: From mild to grave.
GRAVITY: dict[Decision, int] = {"allow": 0, "hold": 1, "refuse": 2}


@dataclass(frozen=True)
class Clause:
    """One way to break a rule: every lexicon of `all`, none of `unless`.

    `within` is the greatest distance in words between the parts, None for anywhere in the prompt.
    `decision` replaces the rule's where this way is milder or graver.
    """

    all: tuple[str, ...]
    unless: tuple[str, ...] = ()
    within: int | None = None
    decision: Decision | None = None


@dataclass(frozen=True)
class Examples:
    """Prompts that a rule has to stop, and prompts that look alike and have to pass."""

    stop: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule: `says` is the sentence for the person; `rewrites` whether a rewrite may be offered.

    `two_people` asks for two moderators before what it holds is published; `risk` (0 to 100) orders the desk.
    """

    id: str
    name: str
    says: str
    decision: Decision
    overridable_by: Overrider
    when: tuple[Clause, ...]
    examples: Examples
    rewrites: bool = True
    two_people: bool = False
    risk: int = 50


@dataclass(frozen=True)
class ClassifierTable:
    """What the trained classifier's score (0 to 1) does.

    Below `lift` it lifts the hold of a rule in `liftable`. `rules` says which rule speaks for each
    kind; one with "" is left to the rules.
    """

    lift: float
    hold: float
    refuse: float
    liftable: frozenset[str]
    rules: dict[str, str] = field(hash=False)


@dataclass(frozen=True)
class Policy:
    """A version of the rules. The order of the rules is their precedence at equal gravity.

    `sha256` is that of all its `sources`, word files included; `floor` names the rules that hold everywhere;
    `settings` are the tables of the other detectors ("classifier", "frames") as they were written; `classifier` is the
    first one, checked. Without it the rules alone judge.
    """

    version: str
    lexicons: dict[str, Lexicon] = field(hash=False)
    rules: tuple[Rule, ...]
    sha256: str = ""
    sources: tuple[Path, ...] = ()
    floor: frozenset[str] = frozenset()
    settings: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)
    classifier: ClassifierTable | None = None

    @cached_property
    def index(self) -> Index:
        """All lexicons' terms, built once."""
        return Index(self.lexicons.values())

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


class PolicyError(Exception):
    """A policy that can't be used; the message says where and what to do."""
