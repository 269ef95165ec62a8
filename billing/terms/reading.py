"""Terms as they stand in the repository: a folder a version, a file a tier; `tiers.toml` says what is on offer."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
#: What a version's folder is called: the year and month, and a letter for a second one in a month.
VERSION = re.compile(r"\d{4}-\d{2}[a-z]?")


@dataclass(frozen=True)
class Terms:
    """A tier's words in one version: a summary for a quick look, and the text that counts."""

    id: str
    version: str
    name: str
    summary: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    text: str

    def as_json(self) -> dict[str, Any]:
        """The plain words that a licence keeps; it keeps the text beside them."""
        return {
            "name": self.name,
            "summary": self.summary,
            "may": list(self.may),
            "may_not": list(self.may_not),
        }


@dataclass(frozen=True)
class Tier(Terms):
    """Terms on offer, with their price in credits."""

    credits: int


class UnknownTier(LookupError):
    """There are no terms of that name."""


class UnknownTerms(LookupError):
    """There never were such terms."""


@cache
def terms() -> tuple[Tier, ...]:
    """Every tier on offer, cheapest first."""
    offer = tomllib.loads((FOLDER / "tiers.toml").read_text())
    found = (
        Tier(**vars(published(offer["version"], tier)), credits=credits)
        for tier, credits in offer["credits"].items()
    )
    return tuple(sorted(found, key=lambda tier: tier.credits))


def tier_named(name: str) -> Tier:
    """The tier of that id. Raises `UnknownTier`."""
    found = next((tier for tier in terms() if tier.id == name), None)
    if found is None:
        known = ", ".join(tier.id for tier in terms())
        raise UnknownTier(f"There is no licence “{name}”; choose one of: {known}.")
    return found


@cache
def versions() -> tuple[str, ...]:
    """Every version that was ever on offer, newest first."""
    found = (path.name for path in FOLDER.iterdir() if VERSION.fullmatch(path.name))
    return tuple(sorted(found, reverse=True))


@cache
def of_version(version: str) -> tuple[Terms, ...]:
    """A version's tiers, by name of file. Raises `UnknownTerms`."""
    if version not in versions():
        raise UnknownTerms(f"There are no terms of version {version}.")
    return tuple(_read(path, version) for path in sorted((FOLDER / version).glob("*.md")))


def published(version: str, tier: str) -> Terms:
    """The terms of that version and tier, on offer or not any more. Raises `UnknownTerms`."""
    found = next((one for one in of_version(version) if one.id == tier), None)
    if found is None:
        raise UnknownTerms(f"Version {version} of the terms has no tier “{tier}”.")
    return found


def _read(path: Path, version: str) -> Terms:
    """A file: TOML between two lines of plus signs, then the text."""
    _, front, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    words = tomllib.loads(front)
    return Terms(
        id=path.stem,
        version=version,
        name=words["name"],
        summary=words["summary"],
        may=tuple(words["may"]),
        may_not=tuple(words["may_not"]),
        text=text.strip() + "\n",
    )
