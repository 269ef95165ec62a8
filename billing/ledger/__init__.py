"""The ledger: every change of an account's credits, exactly once, in one transaction with what it is for.

Credits lie in buckets that may expire; the soonest to expire is spent first. Whoever writes holds the
account's balance row (billing/locks.py), so that what is read here can't change meanwhile.
"""

from .expiry import expire_due
from .grants import adjust, grant, grant_period, top_up
from .holds import LIFETIME, CapReached, NotEnoughCredits, capture, hold, keep, release, release_lapsed
from .reading import balance, spent_this_month
from .refunds import give_back, take_back

__all__ = [
    "LIFETIME",
    "CapReached",
    "NotEnoughCredits",
    "adjust",
    "balance",
    "capture",
    "expire_due",
    "give_back",
    "grant",
    "grant_period",
    "hold",
    "keep",
    "release",
    "release_lapsed",
    "spent_this_month",
    "take_back",
    "top_up",
]
