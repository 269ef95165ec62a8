"""Evidence on a file: what was looked at, what was found, and how much that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["bytes", "signature", "mark", "fingerprint"]
Grade = Literal["conclusive", "strong", "weak", "none", "unknown"]
#: From here on evidence is conclusive, or strong: a claim is made. Below it something only looks alike.
CONCLUSIVE, STRONG = 0.99, 0.6
TITLES: dict[Kind, str] = {
    "bytes": "Exact file",
    "signature": "Signed note (C2PA)",
    "mark": "Invisible mark",
    "fingerprint": "Pictures",
}


@dataclass(frozen=True)
class Evidence:
    """One thing that was looked at. `found` None: it was not looked at, or could not be. `strength` is 0 to 1."""

    kind: Kind
    found: bool | None
    words: str
    strength: float = 0.0

    @property
    def grade(self) -> Grade:
        """The strength in a word."""
        if self.found is None:
            return "unknown"
        if self.strength >= CONCLUSIVE:
            return "conclusive"
        if self.strength >= STRONG:
            return "strong"
        return "weak" if self.strength > 0 else "none"

    @property
    def title(self) -> str:
        """What it is, for people."""
        return TITLES[self.kind]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "kind": self.kind,
            "found": self.found,
            "strength": round(self.strength, 3),
            "grade": self.grade,
            "words": self.words,
        }
