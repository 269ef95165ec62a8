"""Home with search, and the page of a clip."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalog.access import accounts_of, current_account, gone_clips, is_moderator, visible_clips
from catalog.demand import CLOSE, note
from catalog.linked_data import data_block, video_object
from catalog.models import Clip, Demand, Rendition
from catalog.saved import remember
from catalog.search import search_index
from catalog.search.colour import read_colour
from catalog.search.facets import label
from catalog.search.interface import LONGEST_TEXT, SORTS, Query, Results
from catalog.takedown import open_takedown

PAGE = 24
FRESH = 12
#: A best hit above this is strong: the tile that offers to make the clip then stands last.
STRONG = 0.75
CATEGORIES = (
    ("Ocean and waves", "ocean waves"),
    ("Bokeh and city lights", "bokeh city lights"),
    ("Particle waves", "particle waves"),
    ("Clouds and sunsets", "sunset clouds"),
    ("Rain on glass", "rain on a window"),
    ("Stars and aurora", "aurora stars"),
)


def with_files(clips: QuerySet[Clip]) -> QuerySet[Clip]:
    """Clips with what a tile needs, in two queries however many there are."""
    return clips.prefetch_related(Prefetch("renditions", queryset=Rendition.objects.order_by("kind")))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Results for `?q=` and filters; without either, fresh clips and the categories."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_TEXT]
    filters = chosen_filters(request.GET)
    colour = read_colour(request.GET.get("colour", ""))
    if not (text or filters or colour):
        fresh = with_files(Clip.objects.filter(state=Clip.State.PUBLISHED, private=False))
        context = {"fresh": fresh.order_by("-published_at", "-pk")[:FRESH], "categories": CATEGORIES}
        return render(request, "catalog/home.html", context)
    sort = request.GET.get("sort", "best")
    account = current_account(request)
    results = search_index().search(
        Query(
            text=text,
            filters={name: tuple(values) for name, values in filters.items()},
            accounts=(account.pk,) if account else (),
            sort=sort if sort in SORTS else "best",
            cursor=request.GET.get("cursor", ""),
            limit=PAGE,
            colour=colour,
        )
    )
    if text and not request.GET.get("cursor"):
        remember(request.user, text)
        if not (filters or colour or _close(results)):
            note(Demand.Kind.SEARCHED, text, who(request))
    context = _results_context(request, text, filters, results) | {
        "sort": sort,
        "meant_url": _with(request, "q", results.did_you_mean),
        "sorts": [(name, _with(request, "sort", name)) for name in SORTS],
        "colour": colour,
        "swatches": [
            (
                one,
                _without(request, "palette", one.value) if on else _added(request, "palette", one.value),
                on,
            )
            for one in results.facets.get("palette", ())
            for on in [one.value in filters.get("palette", [])]
        ],
    }
    if colour:
        context["chips"] = [
            *context["chips"],
            {
                "name": "colour",
                "value": colour,
                "label": colour,
                "url": _without(request, "colour", colour[1:]),
            },
        ]
    template = "catalog/_more.html" if request.htmx and request.GET.get("cursor") else "catalog/results.html"  # type: ignore[attr-defined]
    return render(request, template, context)


FACETS: dict[str, str] = {
    "duration": "Length",
    "shape": "Shape",
    "resolution": "Resolution",
    "look": "Look",
    "subject": "Subject",
    "setting": "Setting",
    "time": "Light",
    "motion": "Motion",
    "palette": "Colours",
    "people": "People",
    "sound": "Sound",
    "loop": "Loop",
    "engine": "Made by",
}


def chosen_filters(given: QueryDict) -> dict[str, list[str]]:
    """The filters in an address or a form; what is no filter of ours is left aside."""
    return {name: given.getlist(name) for name in given if name in FACETS}


def who(request: HttpRequest) -> str:
    """Tells askers apart for a day's counting; never stored."""
    return str(request.user.pk) if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")


def _close(results: Results) -> bool:
    """Whether something answers; an answer without the index says nothing about that."""
    if results.limited:
        return True
    return any(hit.similarity is None or hit.similarity >= CLOSE for hit in results.hits[:3])


def _results_context(
    request: HttpRequest, text: str, filters: dict[str, list[str]], results: Results
) -> dict[str, Any]:
    clips = with_files(visible_clips(request.user)).in_bulk([hit.clip_id for hit in results.hits])
    facets = [
        {
            "name": name,
            "label": heading,
            "values": [
                {"value": v.value, "label": v.label, "count": v.count, "on": v.value in filters.get(name, [])}
                for v in results.facets.get(name, ())
            ],
        }
        for name, heading in FACETS.items()
    ]
    chips = [
        {"name": name, "value": value, "label": label(name, value), "url": _without(request, name, value)}
        for name, values in filters.items()
        for value in values
    ]
    return {
        "query": text,
        "clips": [clips[hit.clip_id] for hit in results.hits if hit.clip_id in clips],
        "results": results,
        # The palette is shown as swatches.
        "facets": [facet for facet in facets if facet["values"] and facet["name"] != "palette"],
        "chips": chips,
        "strong": bool(results.hits and (results.hits[0].similarity or 0) >= STRONG),
        "more_url": _more(request, results.next_cursor) if results.next_cursor else "",
    }


def _with(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query[name] = value
    return _first_page(query)


def _added(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.appendlist(name, value)
    return _first_page(query)


def _without(request: HttpRequest, name: str, value: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [other for other in query.getlist(name) if other != value])
    return _first_page(query)


def _more(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return _address(query)


def _first_page(query: QueryDict) -> str:
    """Where another search begins: a cursor is good for its own alone."""
    query.pop("cursor", None)
    return _address(query)


def _address(query: QueryDict) -> str:
    return f"{reverse('home')}?{query.urlencode()}"


@require_safe
def clip(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A clip's page, at its proper address."""
    found = with_files(visible_clips(request.user)).filter(pk=pk).first()
    if found is None:
        return _gone(request, get_object_or_404(gone_clips(request.user), pk=pk))
    if slug != found.slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    account = current_account(request)
    alike = search_index().similar(found.pk, accounts=(account.pk,) if account else (), limit=6)
    similar = with_files(visible_clips(request.user)).in_bulk([hit.clip_id for hit in alike])
    own = accounts_of(request.user).filter(pk=found.account_id).exists()
    show_prompt = found.prompt_public or (account is not None and found.account_id == account.pk)
    # The brief's terms are the prompt's own words: where those are nobody's business, so are these.
    terms = [term for term in found.brief["terms"] if not term["negated"]] if show_prompt else []
    return render(
        request,
        "catalog/clip.html",
        {
            "clip": found,
            "shows": [term for term in terms if term["value"] not in found.missing],
            "left_out": [term for term in terms if term["value"] in found.missing],
            "show_prompt": show_prompt,
            "findings": found.quality.get("findings", []),
            "similar": [similar[hit.clip_id] for hit in alike if hit.clip_id in similar],
            "linked_data": data_block(video_object(found)),
            "poster": next((one for one in found.renditions.all() if one.kind == "poster_jpeg"), None),
            # A model's clip has more to tell its own people and moderators, and may have others follow from it.
            "told": found.source_type == Clip.SourceType.TRAINED and (own or is_moderator(request.user)),
            "kept": request.user.is_authenticated
            and any(r.kind == "context" for r in found.renditions.all()),
            "source": visible_clips(request.user).filter(derived=found).first(),
            "variation": f"{reverse('make')}?{urlencode({'prompt': found.prompt if show_prompt else found.title})}",
            "takedown": open_takedown(found) if found.withheld else None,
        },
    )


def _gone(request: HttpRequest, clip: Clip) -> HttpResponse:
    """What is said where a clip was. Its account reads why, and how to answer; nobody else even its title."""
    own = accounts_of(request.user).filter(pk=clip.account_id).exists()
    context = {"clip": clip, "takedown": open_takedown(clip), "own": own}
    answer = render(request, "catalog/clip_gone.html", context, status=410)
    answer["Cache-Control"] = "no-store"
    return answer
