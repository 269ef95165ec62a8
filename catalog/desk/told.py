"""What higher apps tell the desk of a case that the catalogue does not know: credits held, requests refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalog.models import Review

#: A short name and a few words, as they stand beside each other on the page.
Fact = tuple[str, str]
Teller = Callable[[Review], Iterable[Fact]]

_tellers: list[Teller] = []


def tell(teller: Teller) -> Teller:
    """Have a function asked for more facts of every case that is shown. For `AppConfig.ready` of a higher app."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def facts(review: Review) -> list[Fact]:
    """Everything that higher apps know of this case."""
    return [fact for teller in _tellers for fact in teller(review)]
