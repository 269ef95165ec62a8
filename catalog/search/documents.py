"""From a clip to what the index knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from catalog.models import Clip

from .colour import named
from .interface import APPEARANCE, Document

#: Which slots of a brief make a facet.
_SLOTS = {"subject": ("subject",), "setting": ("setting",), "time": ("time",), "motion": ("camera", "pace")}
#: Subjects that are people or a part of one.
_PEOPLE = frozenset({"people", "person", "man", "woman", "child"})
_PEOPLE |= {"surfer", "athlete", "professional", "face", "hands"}


def document_of(clip: Clip) -> Document:
    """The document of a published clip: what it shows, never what was asked for and is not seen.

    A prompt that its account keeps to itself is found by that account alone. `licences_sold` comes
    with `documents`, else it is not known and 0.
    """
    seen = [t for t in clip.brief["terms"] if not t["negated"] and t["value"] not in clip.missing]
    readable = clip.prompt_public or clip.private
    words = [clip.description, clip.look, *(t["value"] for t in seen if readable), *clip.tags]
    return Document(
        clip_id=clip.pk,
        account=clip.account_id if clip.private else None,
        title=clip.title,
        said=_shown_part(clip) if readable else clip.title,
        text=" ".join(dict.fromkeys(word.replace("-", " ").replace("_", " ") for word in words if word)),
        facets={
            **{name: _values(seen, slots) for name, slots in _SLOTS.items()},
            "duration": (_length(clip.duration_ms),),
            "shape": (clip.aspect,),
            "resolution": (_resolution(clip),),
            "look": (clip.look,),
            "palette": named(clip.palette),
            "people": ("people" if any(t["value"] in _PEOPLE for t in seen) else "none",),
            "sound": ("yes" if clip.has_sound else "no",),
            "loop": ("yes" if clip.loops else "no",),
            "engine": (clip.engine,),
        },
        published=int(clip.published_at.timestamp() * 1000) if clip.published_at else 0,
        licences=getattr(clip, "licences_sold", 0),
        palette=tuple(clip.palette),
        appearance=_appearance(clip),
    )


def documents(clip_ids: set[int] | None = None) -> Iterator[Document]:
    """Documents of the published clips, all of them or those of some ids, a few hundred read at a time."""
    clips = Clip.objects.filter(state=Clip.State.PUBLISHED).annotate(licences_sold=Count("licences"))
    if clip_ids is not None:
        clips = clips.filter(pk__in=clip_ids)
    for clip in clips.order_by("pk").iterator(chunk_size=500):
        yield document_of(clip)


def _shown_part(clip: Clip) -> str:
    """The prompt without what is not seen: a clip that lacks the boat is not found by "boat"."""
    kept, position = [], 0
    for term in sorted(clip.brief["terms"], key=lambda t: (t["start"], t["end"])):
        if (term["negated"] or term["value"] in clip.missing) and term["end"] > position:
            kept.append(clip.prompt[position : max(position, term["start"])])
            position = term["end"]
    kept.append(clip.prompt[position:])
    return " ".join(" ".join(kept).split()) or clip.title


def _appearance(clip: Clip) -> tuple[float, ...]:
    measured = clip.appearance or ()
    return tuple(map(float, measured)) if len(measured) == APPEARANCE else ()


def _values(seen: list[dict[str, Any]], slots: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t["value"] for t in seen if t["slot"] in slots))[:6]


def _length(ms: int) -> str:
    return "short" if ms < 6_000 else "medium" if ms < 15_000 else "long"


def _resolution(clip: Clip) -> str:
    short = min(clip.width, clip.height)
    return "4k" if short >= 2160 else f"{short}p"
