"""What screening answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Decision = Literal["allow", "hold", "refuse"]


@dataclass(frozen=True)
class Span:
    """A stretch of the prompt as typed that set off a rule (character offsets)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Verdict:
    """The answer of a screening.

    `rule` is the rule's id ("minors-sexual"), "" when nothing fired; `name` what people call it;
    `reason` one sentence to the person; `rewrite` a prompt that keeps what is allowed, "" where
    none can be offered; `policy_version` and `policy_sha256` say which policy judged. `risk` and
    `two_people` are the rule's, for the desk; `overridable_by` says who can make an exception.
    """

    decision: Decision
    rule: str = ""
    name: str = ""
    reason: str = ""
    spans: tuple[Span, ...] = field(default_factory=tuple)
    rewrite: str = ""
    scores: dict[str, float] = field(default_factory=dict)
    policy_version: str = ""
    policy_sha256: str = ""
    risk: int = 0
    two_people: bool = False
    overridable_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**self.__dict__, "spans": [dict(s.__dict__) for s in self.spans]}
