"""Making one form: claimed under a lease, made in a folder of its own, stored, and only then ready."""

from __future__ import annotations

import hashlib
import logging
import shutil
import time
import uuid
from datetime import timedelta
from pathlib import Path

import av
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from billing.disclosure.words import words
from billing.models import Form, Licence
from catalog.models import Clip, Rendition

from . import cuts, marking, recipes, slide
from .encoding import FormFailed
from .reel import clips_of
from .spec import Spec
from .spec_of import spec_of

log = logging.getLogger(__name__)

#: A worker that is silent for this long is gone; each sign of progress renews it.
LEASE = timedelta(seconds=90)
ATTEMPTS = 3
COPY_BYTES = 1 << 20
#: Progress is written at most this often, in seconds.
BREATH = 1.0
MIMES = {
    ".mp4": "video/mp4", ".mov": "video/quicktime", ".gif": "image/gif", ".webp": "image/webp", ".png": "image/png",
    ".jpg": "image/jpeg", ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
State = Form.State


class LeaseLost(Exception):
    """Somebody else makes this form now."""


def due() -> list[int]:
    """Forms that wait for a worker, or whose worker is gone."""
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return list(
        Form.objects.filter(free, state__in=[State.WAITING, State.MAKING])
        .order_by("asked_at")
        .values_list("pk", flat=True)[:50]
    )


def make(pk: int) -> bool:
    """Make one form if it is due; returns whether this call did."""
    token, now = uuid.uuid4(), timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Form.objects.filter(free, pk=pk, state__in=[State.WAITING, State.MAKING]).update(
        state=State.MAKING,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        progress=0.0,
    )
    if not mine:
        return False
    form = Form.objects.select_related("clip", "account").get(pk=pk)
    folder = Path(settings.WORK_DIR) / f"form-{pk}-{token.hex[:8]}"
    try:
        if form.attempts > ATTEMPTS:
            raise FormFailed("Making this stopped unexpectedly several times. Try another form.")
        folder.mkdir(parents=True)
        _store(form, _made(form, folder))
    except FormFailed as error:
        _own(form).update(state=State.FAILED, problem=error.sentence, lease_until=None)
    except LeaseLost:
        log.warning("form %s is made by somebody else", pk)
    except OSError as error:
        log.exception("form %s", pk)
        full = "The disk is full. Nothing was kept; try again later." if error.errno == 28 else ""
        _own(form).update(
            state=State.FAILED, problem=full or "The file could not be written. Try again.", lease_until=None
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return True


def _own(form: Form) -> QuerySet[Form]:
    return Form.objects.filter(pk=form.pk, lease_token=form.lease_token, state=State.MAKING)


class _Telling:
    """Progress into the row, not more often than somebody could look; renews the lease."""

    def __init__(self, form: Form) -> None:
        self.form, self.told = form, 0.0

    def __call__(self, share: float) -> None:
        """Raises `LeaseLost`."""
        if time.monotonic() - self.told < BREATH:
            return
        self.told = time.monotonic()
        if not _own(self.form).update(progress=share, lease_until=timezone.now() + LEASE):
            raise LeaseLost


def _made(form: Form, folder: Path) -> Path:
    """The finished file, signed. Raises `FormFailed`, `LeaseLost`."""
    telling = _Telling(form)
    if form.kind == "showreel":
        return _reel(form, folder, telling)
    spec = spec_of(form)
    clip = form.clip
    assert clip is not None  # noqa: S101 (a constraint of the table)
    master = fetch(clip, Rendition.Kind.MASTER, folder / "master.mp4")
    target, mark = folder / f"form{recipes.suffix_of(spec)}", marking.mark_words(clip)
    if spec.kind == "trim":
        cuts.trim(master, target, spec.values["start_ms"], spec.values["end_ms"], telling, mark)
    elif spec.kind == "loop":
        cuts.loop(master, target, spec.values["times"], telling, mark)
    elif spec.kind == "slide":
        _slide(spec, clip, master, target, mark)
        return target  # the film inside is the master, with its own note
    else:
        recipes.encode(spec, clip, master, target, telling, mark)
    made = marking.Made(clip.title, recipes.ACTIONS[spec.kind], ((clip, master),))
    return marking.signed(target, made)


def _slide(spec: Spec, clip: Clip, master: Path, target: Path, mark: str) -> None:
    poster = fetch(clip, Rendition.Kind.POSTER_JPEG, target.with_name("poster.jpg"))
    number = spec.values["licence"]
    licence = Licence.objects.get(number=number)
    credit = f"{mark} · “{clip.title}” · Oddreel · {licence.terms_name} {number}"
    notes = (
        f"“{clip.title}”, {mark.lower()}, made with Oddreel.\nLicence {number}: {licence.terms_name}, version "
        f"{licence.terms_version}, for {licence.licensee}.\n"
        f"Check it at {settings.SITE_URL}{licence.get_absolute_url()}\n"
        f"{words(clip.source_type, clip.title, 'en').description}\nTexts in other languages, and a note for programs: "
        f"{settings.SITE_URL}{reverse('disclosure', args=[number])}"
    )
    slide.make_slide(
        master, poster, target, size=(clip.width, clip.height), title=clip.title, credit=credit, notes=notes
    )


def _reel(form: Form, folder: Path, telling: _Telling) -> Path:
    title, clips = clips_of(form)
    masters = tuple(
        (clip, fetch(clip, Rendition.Kind.MASTER, folder / f"{number}.mp4"))
        for number, clip in enumerate(clips)
    )
    target = folder / "form.mp4"
    shots = [(clip.title, path) for clip, path in masters]
    cuts.showreel(title, shots, target, telling, marking.mark_words(*clips))
    return marking.signed(target, marking.Made(title, recipes.ACTIONS["showreel"], masters))


def fetch(clip: Clip, kind: str, target: Path) -> Path:
    """A rendition as a local file. Raises `FormFailed` where the storage has lost it."""
    rendition = clip.renditions.filter(kind=kind).first()
    if rendition is None or not default_storage.exists(rendition.key):
        raise FormFailed(
            "The master is not in the storage. Whoever runs this site has to restore it.", again=False
        )
    with default_storage.open(rendition.key) as source, target.open("wb") as copy:
        while chunk := source.read(COPY_BYTES):
            copy.write(chunk)
    return target


def _store(form: Form, path: Path) -> None:
    """Into the storage, then into the row. The key is written down first: a killed worker's file is found again."""
    if form.key and default_storage.exists(form.key):
        default_storage.delete(form.key)
    suffix = path.suffix
    key = f"forms/{form.pk}-{form.lease_token.hex}{suffix}"  # type: ignore[union-attr]
    if not _own(form).update(key=key):
        raise LeaseLost
    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(COPY_BYTES):
            digest.update(chunk)
        file.seek(0)
        saved = default_storage.save(key, File(file))
    width, height = _dimensions(path)
    done = _own(form).update(
        state=State.READY, key=saved, mime=MIMES[suffix], suffix=suffix, size=size, sha256=digest.hexdigest(),
        width=width, height=height, progress=1.0, problem="", lease_until=None, used_at=timezone.now(),
    )  # fmt: skip
    if not done:
        default_storage.delete(saved)
        raise LeaseLost


def _dimensions(path: Path) -> tuple[int, int]:
    if path.suffix == ".pptx":
        return 0, 0
    if path.suffix in (".png", ".jpg", ".gif", ".webp"):
        with Image.open(path) as picture:
            return picture.width, picture.height
    with av.open(str(path)) as video:
        codec = video.streams.video[0].codec_context
        return int(codec.width), int(codec.height)
