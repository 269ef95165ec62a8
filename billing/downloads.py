"""Expiring links to licensed files, each for one licence and one form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.text import slugify

from .models import Licence

SALT = "billing.download"
#: Begins the kind of a link to a made form; its row's number follows.
FORM = "form-"


class LinkExpired(Exception):
    """The link was ours and is too old; the licence is as good as ever."""

    def __init__(self, number: str) -> None:
        super().__init__(f"The link for {number} has expired.")
        self.number = number


class LinkAltered(Exception):
    """Nobody here made this link."""


@dataclass(frozen=True)
class Allowed:
    """What a good link allows."""

    number: str
    kind: str


def link(licence: Licence, kind: str) -> str:
    """The path of a fresh link, good for `DOWNLOAD_LINK_MINUTES`."""
    token = signing.dumps([licence.number, kind], salt=SALT, compress=True)
    return reverse("download", args=[token])


def read(token: str) -> Allowed:
    """What a link allows. Raises `LinkExpired` or `LinkAltered`."""
    try:
        number, kind = signing.loads(
            token, salt=SALT, max_age=timedelta(minutes=settings.DOWNLOAD_LINK_MINUTES)
        )
    except signing.SignatureExpired:
        number, _ = signing.loads(token, salt=SALT)
        raise LinkExpired(number) from None
    except signing.BadSignature:
        raise LinkAltered from None
    return Allowed(number, kind)


def filename(licence: Licence, kind: str = "", suffix: str = ".mp4") -> str:
    """What the file is called on the person's disk: title, form and number."""
    words = [slugify(licence.clip_title)[:80] or "clip", slugify(kind), licence.number]
    return "-".join(word for word in words if word) + suffix
