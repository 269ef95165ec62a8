"""From a take's finished files to a clip with its renditions in the storage."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from catalog import evidence
from catalog.models import Clip, FingerprintFrame, Rendition
from generation.brief.model import Brief
from generation.engine.base import Coverage, Engine
from generation.finishing.model import Finished, FinishedFile
from generation.models import Job, Take
from generation.models.take import new_token
from generation.requests.ask import Ask
from generation.screening.frames.model import Finding

from .lease import own

SUFFIX = {
    "master": "mp4",
    "comp": "mp4",
    "hover": "mp4",
    "poster": "webp",
    "poster_jpeg": "jpg",
    "sprite": "jpg",
    "sprite_vtt": "vtt",
    "context": "zip",
}


class MovableFile(File):  # type: ignore[type-arg]
    """A file that a local storage may move instead of copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        """Where it lies: Django's local storage renames such a file into place."""
        return str(self.path)


def key_of(take: Take, kind: str) -> str:
    """Where a take's rendition lies in the storage: not to be guessed, and known before it is written."""
    return f"clips/{take.token[:2]}/{take.token}/{kind}.{SUFFIX[kind]}"


def remove_files(take: Take) -> None:
    """Remove whatever an attempt at this take left in the storage. Safe to repeat."""
    for kind in SUFFIX:
        default_storage.delete(key_of(take, kind))


def fresh_folder(take: Take, job: Job) -> None:
    """Clear what an earlier attempt stored and give this one a folder of its own.

    A worker that lost its lease without knowing writes into its old folder, never into this one.
    Raises `LeaseLost`.
    """
    remove_files(take)
    with transaction.atomic():
        own(job)
        take.token = new_token()
        take.save(update_fields=["token"])


@dataclass(frozen=True)
class Made:
    """A take that was rendered, finished and looked at: everything that its clip will say."""

    ask: Ask
    brief: Brief
    engine: Engine
    coverage: Coverage
    renderer: str
    title: str
    finished: Finished
    seen: tuple[Finding, ...] = ()
    made_with: dict[str, Any] = field(default_factory=dict)


def store(take: Take, job: Job, made: Made) -> Clip:
    """Put every file into the storage, then write the clip, in review until the job is settled.

    Files come first: a clip never names a file that is not there. Files without a clip are known by
    their take's token, and `remove_files` finds them. Raises `LeaseLost`; nothing stays behind then.
    """
    try:
        for file in made.finished.files:
            _save(take, file)
        return _write(take, job, made)
    except BaseException:
        remove_files(take)
        raise


def _write(take: Take, job: Job, made: Made) -> Clip:
    with transaction.atomic():
        own(job)
        clip = _clip(take, job, made)
        Rendition.objects.bulk_create(
            Rendition(
                clip=clip,
                kind=file.kind,
                key=key_of(take, file.kind),
                mime=file.mime,
                width=file.width,
                height=file.height,
                size=file.size,
                sha256=file.sha256,
            )
            for file in made.finished.files
        )
        FingerprintFrame.objects.bulk_create(
            FingerprintFrame(clip=clip, at_ms=h.at_ms, pdq=h.pdq, quality=h.quality)
            for h in made.finished.hashes
        )
        evidence.record(clip, made.seen)
        take.clip, take.made_with = clip, made.made_with
        take.save(update_fields=["clip", "made_with"])
    return clip


def _save(take: Take, file: FinishedFile) -> None:
    key = key_of(take, file.kind)
    with MovableFile(file.path) as content:
        stored = default_storage.save(key, content)
    if stored != key:
        default_storage.delete(stored)
        raise OSError(f"{key} exists already")


def _clip(take: Take, job: Job, made: Made) -> Clip:
    ask, finished, coverage = made.ask, made.finished, made.coverage
    width, height = ask.size
    seen = [c.term.value for c in coverage.terms if c.shown != "not at all" and not c.term.negated]
    return Clip.objects.create(
        account=job.account,
        private=ask.private,
        title=made.title[:200],
        prompt=ask.prompt,
        prompt_public=not ask.private,
        brief=made.brief.as_json(),
        missing=list(dict.fromkeys(c.term.value for c in coverage.missing if not c.term.negated)),
        tags=list(dict.fromkeys(seen)),
        width=width,
        height=height,
        fps=ask.fps,
        frame_count=finished.frame_count,
        duration_ms=finished.duration_ms,
        loops=ask.loop,
        has_sound=finished.has_sound,
        look=ask.look,
        palette=list(finished.palette),
        appearance=list(finished.appearance),
        quality=finished.quality.as_json(),
        source_type=made.engine.source_type,
        engine=made.engine.name,
        engine_version=made.engine.version,
        derived_from_id=ask.source,
        follows=ask.follows or "",
        family=coverage.family,
        renderer=made.renderer[:200],
        seed=take.seed,
        mark_number=take.mark_number,
    )
