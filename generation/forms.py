"""Signing the forms of licensed clips: registered with billing, which can't reach up here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from billing.forms import marking
from billing.forms.encoding import FormFailed
from catalog.models import Clip

from .finishing import xmp
from .finishing.errors import DiskFull, FinishingError
from .finishing.model import Derivation, Ingredient, Origin
from .finishing.provenance import sign_file
from .jobs.signing import signer

#: IPTC's word for something made of several, at least one of which is generative AI's.
COMPOSITE = "compositeSynthetic"


def sign(source: Path, target: Path, made: marking.Made) -> None:
    """A signed copy that says how it was made, and keeps the masters' own notes. Raises `FormFailed`."""
    clips = [clip for clip, _ in made.masters]
    first = clips[0]
    origin = Origin(
        source_type=_source_type(clips),
        engine=first.engine,
        engine_version=first.engine_version,
        renderer=first.renderer,
        title=made.title,
        licence_url=settings.SITE_URL + reverse("terms"),
    )
    parts = tuple(Ingredient(path, clip.title, str(clip.pk)) for clip, path in made.masters)
    try:
        xmp.embed(source, origin)
        sign_file(
            source, target, origin, signer(), derived=Derivation(made.actions, parts),
            mark_number=first.mark_number if len(clips) == 1 else None,
        )  # fmt: skip
    except (DiskFull, OSError) as error:
        raise FormFailed("The disk is full. Nothing was kept; try again later.") from error
    except FinishingError as error:
        raise FormFailed("The file could not be signed. Try again.") from error


def _source_type(clips: list[Clip]) -> str:
    """A single clip's own; of several, what IPTC calls the whole."""
    kinds = {clip.source_type for clip in clips}
    if len(clips) > 1 and Clip.SourceType.TRAINED in kinds:
        return COMPOSITE
    return clips[0].source_type


marking.register(sign)
