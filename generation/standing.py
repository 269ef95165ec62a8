"""What may be said of a recognised clip and of a licence to somebody who holds a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from billing.models import Licence
from billing.numbers import tidy
from catalog.access import Viewer, accounts_of, gone_clips, visible_clips
from catalog.models import Clip

ClipState = Literal[
    "published", "in review", "private", "rejected", "hidden", "taken down", "no longer offered"
]
LicenceState = Literal["in force", "withdrawn", "unknown", "not a number", "of another clip"]


STATES: dict[str, ClipState] = {
    Clip.State.PUBLISHED: "published",
    Clip.State.REVIEWING: "in review",
    Clip.State.REJECTED: "rejected",
    Clip.State.WITHDRAWN: "no longer offered",
    Clip.State.HIDDEN: "hidden",
    Clip.State.TAKEN_DOWN: "taken down",
}


@dataclass(frozen=True)
class ClipStanding:
    """`clip` only where the viewer may know which it is."""

    state: ClipState
    clip: Clip | None

    @property
    def words(self) -> str:
        """For people."""
        return {
            "published": "It is in the catalogue.",
            "in review": "It is in review: nobody but its account has it yet.",
            "private": "It is a private clip of somebody's; we can't say more.",
            "rejected": "A moderator decided against it: it was never published.",
            "hidden": "It is hidden while a report of it is looked at. Nobody may license it now.",
            "taken down": "This clip was taken down. A licence still allows its use only if its page says so.",
            "no longer offered": "It is no longer on offer. Licences that were issued stay valid.",
        }[self.state]


@dataclass(frozen=True)
class LicenceStanding:
    """A licence by its number, which the file carries ("file") or the person gave ("asked"). Never whose it is."""

    number: str
    source: Literal["file", "asked"]
    state: LicenceState
    words: str
    licence: Licence | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"number": self.number, "source": self.source, "state": self.state, "words": self.words}


def clip_standing(clip_id: int, viewer: Viewer | None) -> ClipStanding | None:
    """None where there is no such clip. A viewer of None is the operator, who sees every clip.

    Whoever licensed a clip may know of it also after it left the catalogue.
    """
    clip = Clip.objects.filter(pk=clip_id).first()
    if clip is None:
        return None
    shown = (
        viewer is None
        or visible_clips(viewer).filter(pk=clip_id).exists()
        or Licence.objects.filter(clip=clip, account__in=accounts_of(viewer)).exists()
    )
    if shown or viewer is None:
        return ClipStanding(STATES[clip.state], clip)
    left = clip.state == Clip.State.WITHDRAWN and not clip.private
    if left or gone_clips(viewer).filter(pk=clip_id).exists():
        return ClipStanding(STATES[clip.state], None)
    return ClipStanding("private", None)


def licence_standing(
    typed: str, source: Literal["file", "asked"], clip_id: int | None
) -> LicenceStanding | None:
    """What a number is worth for a clip; None where none was given."""
    if not typed.strip():
        return None
    number = tidy(typed)
    if number is None:
        words = "That is no licence number: one of its signs is wrong."
        return LicenceStanding(typed[:40], source, "not a number", words)
    licence = Licence.objects.filter(number=number).first()
    if licence is None:
        return LicenceStanding(number, source, "unknown", "We never issued a licence with this number.")
    if clip_id is not None and licence.clip_id != clip_id:
        words = "This licence is for another clip: it does not cover this file."
        return LicenceStanding(number, source, "of another clip", words)
    if licence.withdrawn_at:
        words = (
            f"It was withdrawn on {licence.withdrawn_at:%-d %B %Y}: the clip may no longer be used under it."
        )
        return LicenceStanding(number, source, "withdrawn", words, licence)
    words = f"It is in force: {licence.terms_name}, issued {licence.issued_at:%-d %B %Y}."
    if clip_id is None:
        words += " Whether this file is its clip, we can't tell."
    return LicenceStanding(number, source, "in force", words, licence)
