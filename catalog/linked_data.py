"""A clip as search engines read it: schema.org's VideoObject."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from .models import Clip
from .templatetags.clips import media

#: A title may hold "</script>": the signs of HTML are written as JSON's own escapes.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def data_block(facts: dict[str, Any]) -> SafeString:
    """Facts as a script element of data, which no browser runs and the content policy lets pass."""
    plain = json.dumps(facts, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{plain}</script>')  # noqa: S308 (escaped above)


def video_object(clip: Clip) -> dict[str, Any]:
    """A public clip as JSON-LD. https://developers.google.com/search/docs/appearance/structured-data/video

    `license` is where the terms stand, `acquireLicensePage` where this clip is licensed. The prompt is in it
    only where the account made it public.
    """
    asked = clip.prompt if clip.prompt_public else ""
    facts = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "@id": _here(clip.get_absolute_url()),
        "url": _here(clip.get_absolute_url()),
        "name": clip.title,
        "description": clip.description or asked or clip.title,
        "thumbnailUrl": [_here(address)] if (address := media(clip, "poster_jpeg")) else [],
        "contentUrl": _here(address) if (address := media(clip, "comp")) else "",
        "uploadDate": clip.published_at.isoformat() if clip.published_at else "",
        "duration": f"PT{clip.duration_ms / 1000:g}S",
        "width": clip.width,
        "height": clip.height,
        "license": _here(reverse("terms")),
        "acquireLicensePage": _here(reverse("license", args=[clip.pk])),
        "creditText": f"Oddreel · {clip.mark}",
        "digitalSourceType": f"https://cv.iptc.org/newscodes/digitalsourcetype/{clip.source_type}",
        "keywords": ", ".join(clip.tags),
    }
    return {name: value for name, value in facts.items() if value}


def _here(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
