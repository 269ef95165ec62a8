"""What a dropped file is: ours or not, and by which evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from billing.models import Licence
from catalog.access import Viewer, accounts_of, gone_clips, visible_clips
from catalog.models import WITHHELD, Clip, Rendition
from catalog.recognition import recognise
from generation.finishing.fingerprint import hash_file
from generation.finishing.provenance import read
from generation.jobs.signing import signer

Kind = Literal["bytes", "signature", "fingerprint", "mark"]


@dataclass(frozen=True)
class Evidence:
    """One thing that was looked at. `found` None: it was not looked at, or could not be."""

    kind: Kind
    found: bool | None
    words: str


@dataclass(frozen=True)
class Verification:
    """The answer on a file. `clip` only where the viewer may see it; `private` says that there is one.

    `taken_down`: it is a clip that was here and was taken down, or is hidden until somebody decides.
    """

    ours: bool
    clip: Clip | None
    private: bool
    licences: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    taken_down: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values, for programs."""
        return {
            "ours": self.ours,
            "clip": None if self.clip is None else {"id": self.clip.pk, "title": self.clip.title},
            "taken_down": self.taken_down,
            "licence": self.licences[0] if self.licences else None,
            "evidence": [e.__dict__ for e in self.evidence],
        }


def verify_file(path: Path, viewer: Viewer | None) -> Verification:
    """Look at a file from outside: exact bytes, signature, fingerprint. Keeps nothing.

    A viewer of None is the operator at the command line, who sees every clip and licence.

    Raises `generation.finishing.errors.UnreadableMedia` for what is neither a video nor a picture.
    """
    evidence = []
    clip_id, exact = same_bytes(path)
    evidence.append(exact)
    signed, signature = _signature(path)
    evidence.append(signature)
    if clip_id is None:
        clip_id, fingerprint = _fingerprint(path)
        evidence.append(fingerprint)
    evidence.append(Evidence("mark", None, "The invisible mark is not checked yet."))
    clip = _shown(clip_id, viewer) if clip_id else None
    down = bool(clip_id and _taken_down(clip_id, viewer))
    return Verification(
        ours=bool(signed or clip_id),
        clip=clip,
        private=bool(clip_id and clip is None and not down),
        licences=_licences(clip, viewer),
        evidence=tuple(evidence),
        taken_down=down,
    )


def _taken_down(clip_id: int, viewer: Viewer | None) -> bool:
    """Whether the clip was taken down, where the viewer may know of it: the fingerprint stays, to tell copies."""
    clips = Clip.objects.filter(pk=clip_id, state__in=WITHHELD)
    return clips.exists() if viewer is None else gone_clips(viewer).filter(pk=clip_id).exists()


def _shown(clip_id: int, viewer: Viewer | None) -> Clip | None:
    """The clip where the viewer may know of it: whoever licensed it may, also after it left the catalogue."""
    if viewer is None:
        return Clip.objects.filter(pk=clip_id).first()
    seen = visible_clips(viewer).filter(pk=clip_id).first()
    return seen or Clip.objects.filter(pk=clip_id, licences__account__in=accounts_of(viewer)).first()


def same_bytes(path: Path) -> tuple[int | None, Evidence]:
    """The clip of which a file is a rendition to the last byte; that needs no other evidence."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    clip_id = Rendition.objects.filter(sha256=digest).values_list("clip_id", flat=True).first()
    if clip_id:
        return clip_id, Evidence("bytes", True, f"Exactly a file of clip {clip_id}, byte for byte.")
    return None, Evidence("bytes", False, "Not a file that we have, byte for byte.")


def _signature(path: Path) -> tuple[bool, Evidence]:
    report = read(path, signer())
    return report.state == "ours", Evidence("signature", report.state == "ours", report.words)


def _fingerprint(path: Path) -> tuple[int | None, Evidence]:
    hashes = [(h.at_ms, h.pdq, h.quality) for h in hash_file(path)]
    known = recognise(hashes)
    if known is None:
        return None, Evidence("fingerprint", False, "Its pictures are not like those of any of our clips.")
    words = (
        f"Its pictures are those of clip {known.clip_id}: {known.matched} of {known.looked_at} frames agree."
    )
    return known.clip_id, Evidence("fingerprint", True, words)


def _licences(clip: Clip | None, viewer: Viewer | None) -> tuple[str, ...]:
    """Numbers of the viewer's own licences of the clip: other people's are nobody's business."""
    if clip is None:
        return ()
    own = Licence.objects.filter(clip=clip, withdrawn_at=None)
    if viewer is not None:
        own = own.filter(account__in=accounts_of(viewer))
    return tuple(own.order_by("issued_at").values_list("number", flat=True))
