"""What a dropped certificate is worth today: its signature by our keys, its licence by our records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from .certificate import Verdict, check
from .models import Licence

#: A certificate has the whole terms in it and is some 20 kB.
LONGEST = 200_000


@dataclass(frozen=True)
class Checked:
    """`good` only for an unaltered certificate of a licence in force. `facts` are the certificate's own words."""

    state: Literal["valid", "withdrawn", "unknown here", "altered", "unknown key"]
    heading: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    licence: Licence | None = None

    @property
    def good(self) -> bool:
        """Whether the clip may be used by it."""
        return self.state == "valid"


def looks_like_one(name: str, start: bytes) -> bool:
    """Whether a file is text of the kind that a certificate is, rather than a picture or a film."""
    return name.lower().endswith(".json") or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def check_file(data: bytes) -> Checked | None:
    """What a file's content is worth; None where it is no certificate at all."""
    try:
        document = json.loads(data) if len(data) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    verdict = check(document)
    if verdict.state == "not a certificate":
        return None
    if verdict.state == "altered":
        return Checked(
            "altered",
            "This certificate was altered",
            "Its signature does not fit what it says. Ask whoever gave it to you for the original file.",
        )
    if verdict.state == "unknown key":
        return Checked(
            "unknown key",
            "This certificate is not ours",
            "It is signed with a key that we never had. It proves nothing here.",
        )
    return _recorded(verdict)


def _recorded(verdict: Verdict) -> Checked:
    facts = verdict.facts or {}
    licence = Licence.objects.filter(number=facts["number"]).first()
    said = (
        ("Number", facts["number"]),
        ("Licensed to", facts["licensee"]),
        ("Clip", facts["clip"]["title"]),
        ("Terms", f"{facts['terms']['name']}, version {facts['terms_version']}"),
        ("Issued", facts["issued_at"][:10]),
    )
    if licence is None:
        sentence = "We signed it, and our records don't have its licence. Ask the people who run this site."
        return Checked("unknown here", "Genuine, and not in our records", sentence, said)
    if licence.withdrawn_at:
        sentence = f"We signed it, and withdrew the licence on {licence.withdrawn_at:%-d %B %Y}."
        return Checked("withdrawn", "Genuine, and no longer valid", sentence, said, licence)
    sentence = "We signed it, nothing in it was changed, and its licence is in force."
    return Checked("valid", "Yes, this certificate is genuine", sentence, said, licence)
