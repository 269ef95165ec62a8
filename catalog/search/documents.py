"""From a clip to what the index knows of it."""

from __future__ import annotations

from django.db.models import Count

from catalog.models import Clip

from .interface import Document

#: How people read a facet's values, where the value itself would not do.
LABELS: dict[str, dict[str, str]] = {
    "duration": {"short": "under 6 s", "medium": "6–15 s", "long": "15–60 s"},
    "shape": {"16:9": "Wide 16:9", "9:16": "Tall 9:16", "1:1": "Square", "4:5": "Portrait 4:5", "21:9": "Cinema 21:9"},
    "sound": {"yes": "With sound", "no": "Silent"},
    "loop": {"yes": "Loops exactly", "no": "Does not loop"},
    "resolution": {"4k": "4K"},
}
FACETS = ("duration", "shape", "resolution", "look", "subject", "time", "sound", "loop", "engine")


def label(facet: str, value: str) -> str:
    """A facet's value for people."""
    return LABELS.get(facet, {}).get(value, value.replace("-", " ").capitalize())


def document_of(clip: Clip) -> Document:
    """The document of a published clip. `licences_sold` comes with `documents`, else it is not known and 0."""
    seen = [t for t in clip.brief["terms"] if not t["negated"] and t["value"] not in clip.missing]
    words = [clip.description, clip.prompt if clip.prompt_public or clip.private else "", *(t["value"] for t in seen)]
    return Document(
        clip_id=clip.pk,
        account=clip.account_id if clip.private else None,
        title=clip.title,
        text=" ".join(dict.fromkeys(word.replace("-", " ") for word in words if word)),
        facets={
            "duration": (_length(clip.duration_ms),),
            "shape": (clip.aspect,),
            "resolution": (_resolution(clip),),
            "look": (clip.look,),
            "subject": tuple(dict.fromkeys(t["value"] for t in seen if t["slot"] == "subject")),
            "time": tuple(dict.fromkeys(t["value"] for t in seen if t["slot"] == "time")),
            "sound": ("yes" if clip.has_sound else "no",),
            "loop": ("yes" if clip.loops else "no",),
            "engine": (clip.engine,),
        },
        published=int(clip.published_at.timestamp() * 1000) if clip.published_at else 0,
        licences=getattr(clip, "licences_sold", 0),
    )


def documents(clip_ids: list[int] | None = None) -> list[Document]:
    """Documents of the published clips, all of them or those of some ids."""
    clips = Clip.objects.filter(state=Clip.State.PUBLISHED).annotate(licences_sold=Count("licences"))
    if clip_ids is not None:
        clips = clips.filter(pk__in=clip_ids)
    return [document_of(clip) for clip in clips.order_by("pk")]


def _length(ms: int) -> str:
    return "short" if ms < 6_000 else "medium" if ms < 15_000 else "long"


def _resolution(clip: Clip) -> str:
    short = min(clip.width, clip.height)
    return "4k" if short >= 2160 else f"{short}p"
