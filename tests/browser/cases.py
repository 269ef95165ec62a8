"""Cases for the desk in Chromium: as many as wanted, with a film so short that a hundred cost nothing."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from catalog.models import Account, Clip, Rendition
from catalog.publishing import open_review

KINDS = {"comp": ("video/mp4", "mp4"), "poster_jpeg": ("image/jpeg", "jpg"), "sprite": ("image/jpeg", "jpg")}


def film() -> dict[str, bytes]:
    """A second of ffmpeg's test picture: as film, as poster and as strip."""
    made = {}
    source = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=1"]
    outputs = {
        "comp": ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
        "poster_jpeg": ["-frames:v", "1"],
        "sprite": ["-vf", "fps=8,scale=160:-1,tile=8x1", "-frames:v", "1"],
    }
    with tempfile.TemporaryDirectory() as folder:
        for kind, options in outputs.items():
            file = Path(folder) / f"{kind}.{KINDS[kind][1]}"
            command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, *options, str(file)]
            subprocess.run(command, check=True)
            made[kind] = file.read_bytes()
    return made


@transaction.atomic
def open_cases(count: int, *, files: int | None = None, account: Account | None = None) -> list[int]:
    """Held clips with their reviews, the first `files` of them with a film; the reviews' numbers."""
    account = account or Account.objects.create(name="Maker")
    prompt = "the president on a mountain at dawn"
    facts = {
        "account": account, "prompt": prompt, "brief": {"terms": []}, "width": 640, "height": 360, "fps": 24,
        "frame_count": 24, "duration_ms": 1_000, "source_type": "algorithmicMedia", "engine": "studio",
        "engine_version": "1", "renderer": "x",
    }  # fmt: skip
    clips = [Clip.objects.create(title=f"Case {i + 1}", seed=i, **facts) for i in range(count)]
    made = film()
    for clip in clips[:files]:
        for kind, data in made.items():
            mime, suffix = KINDS[kind]
            key = default_storage.save(f"clips/{clip.pk}/{kind}.{suffix}", ContentFile(data))
            Rendition.objects.create(
                clip=clip, kind=kind, key=key, mime=mime, width=640, height=360, size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )  # fmt: skip
    evidence = {"spans": [{"start": 0, "end": 13}], "scores": {"likeness": 0.62, "deception": 0.31}}
    case = {"rule": "likeness", "rule_name": "Real people", "reason": "It may mean somebody."}
    return [open_review(clip, evidence=evidence, **case).pk for clip in clips]
