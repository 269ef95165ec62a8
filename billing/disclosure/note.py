"""The note on a licensed clip for programs, and as text for people (docs/disclosure.md)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from billing.models import Form, Licence
from catalog.models import Clip, Rendition

from .words import Words, languages, words

#: Grows when a field changes its meaning or goes.
VERSION = 1
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
ACT = "Regulation (EU) 2024/1689, Article 50"
APPLIES = "2026-08-02"


def title_of(licence: Licence, own: bool) -> str:
    """What may be called the clip's title to somebody who has the number alone."""
    return "A private clip" if licence.clip.private and not own else licence.clip_title


def note(licence: Licence, *, own: bool) -> dict[str, Any]:
    """Everything that a program needs to label the clip. `own`: for the licence's own people."""
    clip, title = licence.clip, title_of(licence, own)
    trained = licence.source_type == Clip.SourceType.TRAINED
    return {
        "version": VERSION,
        "title": title,
        "digitalSourceType": IPTC + licence.source_type,
        "made_by": "a trained AI model" if trained else "a program without a trained model",
        "engine": {"name": clip.engine, "version": clip.engine_version},
        "made_at": clip.created_at.isoformat(),
        "licence": {
            "number": licence.number,
            "state": "in force" if licence.in_force else "withdrawn",
            "terms": f"{licence.terms_name}, version {licence.terms_version}",
            "issued_at": licence.issued_at.isoformat(),
            "url": settings.SITE_URL + licence.get_absolute_url(),
        },
        "c2pa": {
            "embedded": True,
            "root": settings.SITE_URL + reverse("provenance-root"),
            "verify": settings.SITE_URL + reverse("verify"),
        },
        "files": _files(licence, own),
        "law": {
            "act": ACT,
            "applies_from": APPLIES,
            "provider_marking": "50(2): signed C2PA note, XMP and visible mark in the file",
            "deployer_disclosure": "50(4): a deep fake has to be disclosed by whoever publishes it; "
            "paste one of the texts",
        },
        "words": {code: words(licence.source_type, title, code).as_json() for code, _ in languages()},
    }


def _files(licence: Licence, own: bool) -> list[dict[str, Any]]:
    """By the SHA-256 of the file with its signed note: the master and, for its own people, the forms that there are."""
    master = licence.clip.renditions.filter(kind=Rendition.Kind.MASTER).first()
    files = [
        {"kind": "master", "sha256": licence.master_sha256, "mime": master.mime if master else "video/mp4"}
    ]
    if not own:
        return files
    made = Form.objects.filter(clip=licence.clip, state=Form.State.READY).exclude(kind="slide").order_by("pk")
    return files + [{"kind": form.kind, "sha256": form.sha256, "mime": form.mime} for form in made]


def as_text(licence: Licence, said: Words, *, own: bool) -> str:
    """The note for people, in one language; plain lines that can be pasted anywhere."""
    lines = [
        said.label,
        "",
        said.caption,
        "",
        said.description,
        "",
        *(f"{name}: {sentence}" for name, sentence in said.platforms),
        "",
        f"{title_of(licence, own)} · {licence.clip.engine} {licence.clip.engine_version}",
        f"{licence.number} · {settings.SITE_URL}{licence.get_absolute_url()}",
        f"IPTC Digital Source Type: {IPTC}{licence.source_type}",
        f"{ACT}: {APPLIES}",
    ]
    return "\n".join(lines) + "\n"
