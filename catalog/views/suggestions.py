"""What the search field offers while somebody types: their own searches, categories, clips."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.access import current_account
from catalog.saved import recent
from catalog.search import search_index
from catalog.search.interface import Query

from .pages import CATEGORIES, FACETS

#: Facets whose values people type. The others are settings of a film, and meet nobody's words.
_TYPED = ("subject", "setting", "time", "look", "motion", "palette", "people")
#: What the whole catalogue can be narrowed by changes slowly, and counting it is dear for every letter.
_KEPT_SECONDS = 60
_LONGEST = 80
_OF_A_GROUP = 5


@dataclass(frozen=True)
class Offer:
    """One line of the list: what it says, more quietly what kind it is, and where it leads."""

    words: str
    address: str
    kind: str = ""


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Offers for what is typed so far, in groups; a group without any is left out."""
    typed = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    groups: list[tuple[str, list[Offer]]] = []
    if typed:
        account = current_account(request)
        own = recent(request.user, typed)
        titles = search_index().suggest(typed, accounts=(account.pk,) if account else ())
        groups = [
            ("Your searches", [_search(words) for words in own]),
            ("Categories", _categories(typed)),
            ("From clips", [_search(words) for words in titles if words not in own]),
        ]
    return render(request, "catalog/_suggestions.html", {"groups": [one for one in groups if one[1]]})


def _search(words: str) -> Offer:
    return Offer(words, _address("q", words))


def _categories(typed: str) -> list[Offer]:
    """Categories and values of facets of which a word begins so, the most frequent first."""
    named = [Offer(name, _address("q", words)) for name, words in CATEGORIES if _begins(name, typed)]
    values = [
        Offer(label, _address(facet, value), FACETS[facet].lower())
        for facet, value, label in _values()
        if _begins(label, typed)
    ]
    return [*named, *values][:_OF_A_GROUP]


def _begins(words: str, typed: str) -> bool:
    typed = typed.lower()
    return words.lower().startswith(typed) or any(word.startswith(typed) for word in words.lower().split())


def _values() -> list[tuple[str, str, str]]:
    """Facet, value and label of what everybody may find: private clips add nothing to it."""
    kept: list[tuple[str, str, str]] | None = cache.get("suggested-values")
    if kept is not None:
        return kept
    results = search_index().search(Query(limit=1))
    counted = [(one.count, name, one) for name in _TYPED for one in results.facets.get(name, ()) if one.count]
    counted.sort(key=lambda each: -each[0])
    values = [(name, one.value, one.label) for _, name, one in counted]
    if not results.limited:
        cache.set("suggested-values", values, _KEPT_SECONDS)
    return values


def _address(name: str, value: str) -> str:
    query = QueryDict(mutable=True)
    query[name] = value
    return f"{reverse('home')}?{query.urlencode()}"
