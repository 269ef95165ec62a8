"""The class in which a request waits."""

from __future__ import annotations

from billing.entitlements import may
from billing.standing import standing
from catalog.models import Account
from generation.scheduling.model import FAST, NORMAL, PAID


def class_of(account: Account | None, clip_ms: int) -> int:
    """The class that a request for so much clip would have now; a guest's is that of everybody."""
    if account is None or account.kind == Account.Kind.HOUSE:
        return NORMAL
    return FAST if may(account, "fast_lane", clip_ms).allowed else ordinary_class(account)


def ordinary_class(account: Account) -> int:
    """The class outside the fast lane: PAID where a plan is paid for or granted, and no payment of it is disputed.

    A plan that everybody has (`DEFAULT_PLAN`) puts nobody ahead of anybody, nor does one that lapsed.
    """
    stand = standing(account)
    own = stand.state == "granted" or (stand.plan is stand.held and stand.state != "lapsed")
    return PAID if own and not stand.plan.free and not stand.disputed else NORMAL
