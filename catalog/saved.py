"""Searches that somebody keeps: their new hits go by mail, each clip once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .access import Viewer, accounts_of, visible_clips
from .models import Clip, IndexChange, RecentSearch, SavedSearch
from .search import search_index
from .search.interface import Query

log = logging.getLogger(__name__)
#: Searches that one user may keep; more is a feed, not a search.
MOST = 50
#: Recent searches kept of one user.
RECENT = 30
#: Clips named in one mail; the rest is a link.
NAMED = 12
#: Hits looked through for new ones: a search that finds more in a day is told by its newest.
_LOOKED_AT = 100
#: A clip is told when it is this old: by then the index has heard of it, and of all that came before.
GRACE = timedelta(minutes=2)
_SALT = "catalog.saved-search"


class TooManySearches(Exception):
    """The user keeps as many searches as may be kept."""


def remember(user: Viewer, words: str) -> None:
    """Keep what was typed among the user's recent searches; the oldest go."""
    if not (user.is_authenticated and words):
        return
    words = words[:200]
    _, added = RecentSearch.objects.update_or_create(
        user_id=user.pk, words=words, defaults={"at": timezone.now()}
    )
    if not added:
        return
    kept = RecentSearch.objects.filter(user_id=user.pk).values_list("pk", flat=True)[:RECENT]
    RecentSearch.objects.filter(user_id=user.pk).exclude(pk__in=list(kept)).delete()


def recent(user: Viewer, prefix: str = "", limit: int = 5) -> list[str]:
    """The user's own searches that begin so, the latest first."""
    if not user.is_authenticated:
        return []
    own = RecentSearch.objects.filter(user_id=user.pk, words__istartswith=prefix)
    return list(own.values_list("words", flat=True)[:limit])


def save(user: Any, words: str, filters: Mapping[str, list[str]], colour: str = "") -> SavedSearch:
    """Keep a search; the same one again is the one there is. Raises `TooManySearches`."""
    chosen = {name: sorted(set(values)) for name, values in sorted(filters.items()) if values}
    own = SavedSearch.objects.filter(user=user)
    with transaction.atomic():
        there = own.filter(words=words, filters=chosen, colour=colour).first()
        if there:
            return there
        if own.count() >= MOST:
            raise TooManySearches(f"You keep {MOST} searches already; remove one first.")
        return SavedSearch.objects.create(
            user=user, words=words, filters=chosen, colour=colour, told_until=timezone.now()
        )


def tell_everybody() -> int:
    """Mail the new hits of every saved search; returns how many mails went out.

    A search that can't be mailed now is told next time, with the same clips.
    """
    sent = 0
    for pk in SavedSearch.objects.filter(mails=True, user__is_active=True).values_list("pk", flat=True):
        try:
            sent += tell(pk)
        except Exception:  # a mail server's fault, or one search's: the others are told
            log.exception("saved search %s was not told", pk)
    return sent


@transaction.atomic
def tell(pk: int) -> bool:
    """Mail one search's new hits; whether there were any. Raises what the mail server raises.

    The search is locked until the mail has gone: two workers never tell the same clip. Nothing is told
    while the index is away or has changes to hear of: what it does not know yet would be passed over.
    """
    saved = SavedSearch.objects.select_for_update().filter(pk=pk, mails=True).first()
    if saved is None:
        return False
    until = timezone.now() - GRACE
    if IndexChange.objects.filter(at__lte=until).exists():
        return False
    results = search_index().search(
        Query(
            text=saved.words,
            filters={name: tuple(values) for name, values in saved.filters.items()},
            accounts=tuple(accounts_of(saved.user).values_list("pk", flat=True)),
            sort="newest",
            limit=_LOOKED_AT,
            colour=saved.colour,
        )
    )
    if results.limited:
        return False
    new = _new(saved, [hit.clip_id for hit in results.hits], until)
    if not new:
        return False
    saved.told_until = until
    saved.save(update_fields=["told_until"])
    _mail(saved, new)
    return True


def stop_token(saved: SavedSearch) -> str:
    """Lets whoever holds it stop one search's mails, and nothing else."""
    return signing.dumps(saved.pk, salt=_SALT)


def of_token(token: str) -> SavedSearch | None:
    """The search that a token of `stop_token` names; None for an altered one and for a search that is gone."""
    try:
        return SavedSearch.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _new(saved: SavedSearch, found: list[int], until: datetime) -> list[Clip]:
    seen = visible_clips(saved.user).filter(
        pk__in=found, state=Clip.State.PUBLISHED, published_at__gt=saved.told_until, published_at__lte=until
    )
    return list(seen.order_by("-published_at", "-pk"))


def _mail(saved: SavedSearch, clips: list[Clip]) -> None:
    stop = settings.SITE_URL + reverse("search-stop", args=[stop_token(saved)])
    context = {
        "saved": saved,
        "clips": clips[:NAMED],
        "count": len(clips),
        "site_url": settings.SITE_URL,
        "stop": stop,
    }
    subject, _, body = render_to_string("catalog/mail/new_hits.txt", context).strip().partition("\n")
    EmailMessage(
        subject.strip(),
        body.strip() + "\n",
        to=[saved.user.email],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    ).send()
