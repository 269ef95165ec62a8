"""Who may see which clip: the one place that decides."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import HttpRequest

from .models import WITHHELD, Account, Clip, Takedown

Viewer = AbstractBaseUser | AnonymousUser
#: Where a session keeps the number of the account that the person acts for.
CHOSEN = "account"


def accounts_of(user: Viewer) -> QuerySet[Account]:
    """The accounts that a user belongs to; none for somebody who is not signed in."""
    if not user.is_authenticated:
        return Account.objects.none()
    return Account.objects.filter(memberships__user_id=user.pk)


def is_moderator(user: Viewer) -> bool:
    """Whether a user decides reviews."""
    return bool(getattr(user, "is_active", False)) and user.has_perm("catalog.review")  # type: ignore[union-attr]


def is_lead(user: Viewer) -> bool:
    """Whether a user decides what was escalated, and what a rule keeps for leads."""
    return is_moderator(user) and user.has_perm("catalog.lead")  # type: ignore[union-attr]


def visible_clips(user: Viewer) -> QuerySet[Clip]:
    """The clips whose page a user may open: public ones, their accounts' own, and all for moderators.

    Of their own accounts' clips a moderator sees what everybody in the account does: others decide those.
    """
    public = Q(state=Clip.State.PUBLISHED, private=False)
    if not user.is_authenticated:
        return Clip.objects.filter(public)
    mine = Q(account__in=accounts_of(user))
    own = mine & Q(state__in=[Clip.State.PUBLISHED, Clip.State.REVIEWING])
    return Clip.objects.filter(public | own | ~mine if is_moderator(user) else public | own)


def gone_clips(user: Viewer) -> QuerySet[Clip]:
    """Clips that were taken down or hidden, of which a user may know: those that were public, and their own."""
    public = Takedown.objects.filter(
        clip=OuterRef("pk"), ended_at=None, state_before=Clip.State.PUBLISHED, clip__private=False
    )
    own = Q(account__in=accounts_of(user))
    return Clip.objects.filter(Exists(public) | own, state__in=WITHHELD)


def licensable_clips(user: Viewer) -> QuerySet[Clip]:
    """The clips that a user may license: published, and public or their accounts' own."""
    public = Q(private=False)
    own = Q(account__in=accounts_of(user))
    return Clip.objects.filter(state=Clip.State.PUBLISHED).filter(public | own)


def current_account(request: HttpRequest) -> Account | None:
    """The account that acts in a request: the one that the person chose, else their first; None for a guest.

    One query a request. A choice counts while the person belongs to the account.
    """
    if not hasattr(request, "_account"):
        chosen = getattr(request, "session", {}).get(CHOSEN) if request.user.is_authenticated else None
        first = Case(When(pk=chosen, then=0), default=1) if isinstance(chosen, int) else F("pk")
        request._account = accounts_of(request.user).order_by(first, "pk").first()  # type: ignore[attr-defined]
    account: Account | None = request._account  # type: ignore[attr-defined]
    return account
