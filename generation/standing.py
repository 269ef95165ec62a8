"""What may be said of a recognised clip and of a licence to somebody who holds a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from billing.models import Licence
from billing.numbers import tidy
from catalog.access import Viewer, accounts_of, visible_clips
from catalog.models import Clip

ClipState = Literal["published", "in review", "private", "taken down", "no longer offered"]
LicenceState = Literal["in force", "withdrawn", "unknown", "not a number", "of another clip"]


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
            "taken down": "This clip was taken down. It must not be used any longer.",
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
    if not shown and (clip.private or clip.state in (Clip.State.REVIEWING, Clip.State.REJECTED)):
        return ClipStanding("private", None)
    return ClipStanding(_state(clip), clip if shown else None)


def _state(clip: Clip) -> ClipState:
    if clip.state == Clip.State.PUBLISHED:
        return "published"
    if clip.state == Clip.State.REVIEWING:
        return "in review"
    if Licence.objects.filter(clip=clip, tier="exclusive", withdrawn_at=None).exists():
        return "no longer offered"
    return "taken down"


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
