"""Signing the forms of licensed clips: registered with billing, which can't reach up here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from billing.forms import marking
from billing.forms.encoding import FormFailed
from catalog.models import Clip

from .finishing.errors import DiskFull, FinishingError
from .finishing.model import Origin
from .finishing.provenance import sign_file
from .jobs.signing import signer


def sign(source: Path, target: Path, clip: Clip, title: str) -> None:
    """A signed copy that says how the clip was made. Raises `FormFailed`."""
    origin = Origin(
        source_type=clip.source_type,
        engine=clip.engine,
        engine_version=clip.engine_version,
        renderer=clip.renderer,
        title=title,
        licence_url=settings.SITE_URL + reverse("terms"),
    )
    try:
        sign_file(source, target, origin, signer())
    except DiskFull as error:
        raise FormFailed("The disk is full. Nothing was kept; try again later.") from error
    except FinishingError as error:
        raise FormFailed("The file could not be signed. Try again.") from error


marking.register(sign)
