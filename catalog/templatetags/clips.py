"""What templates ask of a clip."""

from __future__ import annotations

from django import template
from django.urls import reverse

from catalog import makers
from catalog.models import Clip

register = template.Library()


@register.filter
def media(clip: Clip, kind: str) -> str:
    """The address of a rendition, with its contents' name, so that no old copy is taken for it; "" if there is none."""
    for rendition in clip.renditions.all():
        if rendition.kind == kind:
            return f"{reverse('media', args=[clip.pk, kind])}?v={rendition.sha256[:12]}"
    return ""


@register.filter
def shape_class(clip: Clip) -> str:
    """The CSS class that keeps a clip's place before its poster is there."""
    return "a-" + clip.aspect.replace(":", "x")


@register.filter
def clock(milliseconds: int) -> str:
    """A length as people read it: 0:08."""
    seconds = round(milliseconds / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def maker(engine: str) -> str:
    """What an engine is called."""
    return makers.maker(engine)


@register.filter
def resolution(clip: Clip) -> str:
    """The short side, as people name it."""
    short = min(clip.width, clip.height)
    return "4K" if short >= 2160 else f"{short}p"
