"""What a dropped file is: ours or not, which clip, under which licence, and by which evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, BinaryIO, Literal, cast

from billing.models import Form, Licence
from catalog.access import Viewer, accounts_of
from catalog.models import Clip, Rendition
from catalog.recognition import Hash, Recognised, recognise
from generation.evidence import STRONG, Evidence
from generation.finishing.fingerprint import hashes_of
from generation.finishing.frame import Frame
from generation.finishing.invisible.averages import Averages
from generation.finishing.invisible.find import find
from generation.finishing.model import FrameHash
from generation.finishing.statement import Statement
from generation.jobs.signing import mark_keys
from generation.looking import a_turn, look_at
from generation.made_from import made_from
from generation.standing import ClipStanding, LicenceStanding, clip_standing, licence_standing

Verdict = Literal["ours", "looks like ours", "not ours"]
#: A number of the JSON's form: it grows when a field changes its meaning or goes.
FORM = 1
#: One or two frames are a claim if their hashes are at most this far apart on average; three are one anyway.
NEAR, SEVERAL = 20, 3
#: What a mark is worth that can barely be read, and is the number of a clip that there is.
FAINT = 0.9
CANNOT_KNOW = {
    "not ours": (
        "This is no proof that a computer did not make it: others make films with computers, too.",
        "A crop of more than a tenth, a filmed screen or strong filters can hide a clip of ours from us.",
    ),
    "looks like ours": (
        "A likeness of one or two frames can be chance, and a signed note can be moved to another file.",
        "A longer part of the film, or the file as it was downloaded, would tell.",
    ),
    "ours": (
        "Whether the person who shows it may use it, only a licence number tells.",
        "What else was put into the film, beside our clip, we can't tell.",
    ),
}


@dataclass(frozen=True)
class Verification:
    """The answer on a file. `standing` says what may be known of the clip; `history` how the file came about."""

    verdict: Verdict
    standing: ClipStanding | None
    licence: LicenceStanding | None
    own_licences: tuple[str, ...]
    history: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    sha256: str

    @property
    def ours(self) -> bool:
        """Whether a claim is made."""
        return self.verdict == "ours"

    @property
    def cannot_know(self) -> tuple[str, ...]:
        """What this answer leaves open."""
        return CANNOT_KNOW[self.verdict]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, for programs (docs/verify.md)."""
        clip = self.standing.clip if self.standing else None
        number = self.licence.number if self.licence else next(iter(self.own_licences), None)
        return {
            "form": FORM,
            "verdict": self.verdict,
            "ours": self.ours,
            "clip": None if clip is None else {"id": clip.pk, "title": clip.title},
            "clip_state": self.standing.state if self.standing else None,
            "licence": number,
            "licence_state": self.licence.as_json() if self.licence else None,
            "history": list(self.history),
            "evidence": [one.as_json() for one in self.evidence],
            "cannot_know": list(self.cannot_know),
            "sha256": self.sha256,
        }


def verify_file(file: BinaryIO, viewer: Viewer | None, *, number: str = "") -> Verification:
    """Look at an open file from outside: exact bytes, signature, mark, fingerprint. Keeps nothing.

    A viewer of None is the operator at the command line, who sees every clip and licence. `number` is a licence's
    that the person gave. Raises `UnreadableMedia` for what can't be looked at, and `generation.looking.Busy`.
    """
    digest = digest_of(file)
    exact_id, exact = same_bytes(digest)
    with a_turn():
        # A file of ours to the last byte needs no other evidence, and no decoding.
        seen = look_at(file, pictures=exact_id is None)
        marked_id, mark = _mark(seen.averages)
        like_id, pictures = _pictures(seen.pictures)
    signed_id, signature = _signature(seen.note)
    evidence = (exact, signature, mark, pictures)
    found = zip((exact_id, signed_id, marked_id, like_id), evidence, strict=True)
    claims = [pk for pk, one in found if pk is not None and one.found and one.strength >= STRONG]
    clip_id = next(iter(claims), like_id)
    claimed = any(one.found and one.strength >= STRONG for one in evidence)
    alike = any(one.found for one in evidence)
    verdict: Verdict = "ours" if claimed else "looks like ours" if alike else "not ours"
    standing = clip_standing(clip_id, viewer) if clip_id else None
    ours = seen.note.state == "ours"
    return Verification(
        verdict=verdict,
        standing=standing,
        licence=licence_standing(number, "asked", clip_id)
        or (licence_standing(seen.note.licence_number, "file", clip_id) if ours else None),
        own_licences=_own_licences(standing, viewer),
        history=made_from(seen.note) if ours else (),
        evidence=evidence,
        sha256=digest,
    )


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of an open file, which is rewound."""
    file.seek(0)
    digest = hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
    file.seek(0)
    return digest


def same_bytes(digest: str) -> tuple[int | None, Evidence]:
    """The clip of which a file is a rendition or form to the last byte."""
    clip_id = (
        Rendition.objects.filter(sha256=digest).values_list("clip_id", flat=True).first()
        or Form.objects.filter(sha256=digest, clip__isnull=False).values_list("clip_id", flat=True).first()
    )
    if clip_id:
        return clip_id, Evidence("bytes", True, "Exactly a file that was made here, byte for byte.", 1.0)
    return None, Evidence("bytes", False, "Not a file that we have, byte for byte.")


def _signature(note: Statement) -> tuple[int | None, Evidence]:
    """A note that holds is conclusive. One of ours on a file that was changed may have been moved there."""
    if note.state == "ours":
        return _signed_clip(note), Evidence("signature", True, note.words, 1.0)
    if note.state == "altered":
        return None, Evidence("signature", True, note.words, 0.3)
    return None, Evidence("signature", False, note.words)


def _signed_clip(note: Statement) -> int | None:
    """The clip that our own note names: a form's by its number, a master by that of its invisible mark."""
    clips = Clip.objects.none()
    if note.clip.isascii() and note.clip.isdigit():
        clips = Clip.objects.filter(pk=int(note.clip))
    elif note.mark.isascii() and note.mark.isdigit():
        clips = Clip.objects.filter(mark_number=int(note.mark))
    return clips.values_list("pk", flat=True).first()


def _mark(averages: Averages) -> tuple[int | None, Evidence]:
    """A mark that is certain proves itself; a fainter one counts only as the number of a clip that there is."""
    if averages.most is None:
        return None, Evidence("mark", None, "Not looked for: the bytes say it already.")
    found = find(averages, mark_keys())
    if found is None:
        return None, Evidence("mark", False, "No invisible mark of ours can be read in its pictures.")
    clip_id = Clip.objects.filter(mark_number=found.number).values_list("pk", flat=True).first()
    mirrored = ", mirrored" if found.mirrored else ""
    if found.certain and clip_id is None:
        words = f"Its pictures carry our invisible mark{mirrored}, with the number of a clip that is not here any more."
        return None, Evidence("mark", True, words, 1.0)
    if found.certain:
        return clip_id, Evidence("mark", True, f"Its pictures carry a clip's invisible mark{mirrored}.", 1.0)
    if clip_id is None:
        return None, Evidence("mark", False, "No invisible mark of ours can be read in its pictures.")
    return clip_id, Evidence(
        "mark", True, f"Its pictures carry a clip's invisible mark{mirrored}, faintly.", FAINT
    )


def _pictures(pictures: list[tuple[int, Frame]]) -> tuple[int | None, Evidence]:
    if not pictures:
        return None, Evidence("fingerprint", None, "Not compared: the bytes say it already.")
    known = known_by(pictures)
    if known is None:
        return None, Evidence("fingerprint", False, "Its pictures are not like those of any of our clips.")
    share = known.matched / known.looked_at
    distance = 256 * (1 - known.confidence / share)
    claim = known.matched >= SEVERAL or distance <= NEAR
    strength = 0.6 + 0.35 * known.confidence if claim else 0.5 * known.confidence
    mirrored = ", mirrored" if known.mirrored else ""
    words = f"It is a picture of a clip made here{mirrored}."
    if known.looked_at > 1:
        counted = f"{known.matched} of {known.looked_at}"
        words = f"In {counted} seconds its pictures are those of a clip made here{mirrored}."
    return known.clip_id, Evidence("fingerprint", True, words, strength)


def known_by(pictures: Sequence[tuple[int, Frame]]) -> Recognised | None:
    """The clip that pictures are of: as they are, mirrored, or without the bars around them."""
    ways = ([_plain(one) for one in (way.straight, way.mirrored)] for way in hashes_of(pictures))
    known = [one for way in ways if (one := recognise(*way))]
    return max(known, key=lambda one: one.confidence, default=None)


def _plain(hashes: Sequence[FrameHash]) -> list[Hash]:
    return [(one.at_ms, one.pdq, one.quality) for one in hashes]


def _own_licences(standing: ClipStanding | None, viewer: Viewer | None) -> tuple[str, ...]:
    """Numbers of the viewer's own licences of the clip: other people's are nobody's business."""
    if standing is None or standing.clip is None:
        return ()
    own = Licence.objects.filter(clip=standing.clip, withdrawn_at=None)
    if viewer is not None:
        own = own.filter(account__in=accounts_of(viewer))
    return tuple(own.order_by("issued_at").values_list("number", flat=True))
