"""The brief: what a prompt asks for, as specifics that each keep their place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Slot = Literal[
    "subject",
    "action",
    "count",
    "colour",
    "setting",
    "time",
    "weather",
    "camera",
    "look",
    "mood",
    "pace",
    "loop",
    "sound",
    "format",
    "other",
]
Role = Literal["head", "action", "modifier"]

#: How much a word counts towards coverage: the head noun is what the person came for.
ROLE_WEIGHT: dict[Role, int] = {"head": 3, "action": 2, "modifier": 1}


@dataclass(frozen=True)
class Term:
    """One specific of the prompt.

    `start`/`end` are character offsets into the prompt as typed. `value` is the canonical
    concept (``"ocean"`` for "waves", ``"#ff8800"`` for a hex colour, ``"3"`` for "three"); for a
    word the lexicon does not know it is the lower-case lemma. `attached` is the value of the
    subject that this term describes, if one could be told ("red" of "red car").
    """

    start: int
    end: int
    text: str
    slot: Slot
    value: str
    role: Role = "modifier"
    negated: bool = False
    known: bool = True
    attached: str = ""

    def as_json(self) -> dict[str, Any]:
        """The term as plain JSON values, for a database column."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Brief:
    """The parsed specifics of one prompt, in the order in which they were said."""

    prompt: str
    terms: tuple[Term, ...] = field(default_factory=tuple)

    def values(self, slot: Slot, *, negated: bool = False) -> list[str]:
        """Canonical values said for a slot, in order, without repeats."""
        found = [t.value for t in self.terms if t.slot == slot and t.negated is negated]
        return list(dict.fromkeys(found))

    def first(self, slot: Slot) -> str | None:
        """The first value said for a slot, or None where nothing was said."""
        return next(iter(self.values(slot)), None)

    @property
    def heads(self) -> tuple[Term, ...]:
        """The terms that name what the clip is of."""
        return tuple(t for t in self.terms if t.role == "head" and not t.negated)

    def as_json(self) -> dict[str, Any]:
        """The brief as plain JSON values; `from_json` reads it back."""
        return {"prompt": self.prompt, "terms": [t.as_json() for t in self.terms]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Brief:
        """Read what `as_json` wrote."""
        return cls(data["prompt"], tuple(Term(**t) for t in data["terms"]))
