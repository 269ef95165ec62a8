"""Proof that the ledger adds up: entries, balances, buckets and holds, and what each credit came from and went for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from .clock import now
from .models import Balance, Bucket, Draw, Hold, LedgerEntry

#: A hold may outlive its lifetime by this much before the scheduler's silence is an alarm.
PATIENCE = timedelta(hours=6)
Purpose = Callable[[QuerySet[Hold]], QuerySet[Hold]]
_purposes: list[Purpose] = [lambda holds: holds.filter(licence=None)]


def explain(purpose: Purpose) -> None:
    """Register what else holds are captured for: a function that leaves out the holds that it explains."""
    _purposes.append(purpose)


def audit_all() -> list[str]:
    """Everything that `audit` and `audit_purposes` find."""
    return [*audit(), *audit_purposes()]


def audit_purposes() -> list[str]:
    """Credits that were charged for nothing, held for nobody, or came from no paid invoice, each as a sentence."""
    return [*_charged_for_nothing(), *_orphans(), *_from_nowhere()]


def _charged_for_nothing() -> Iterator[str]:
    unexplained = Hold.objects.filter(captured__gt=F("given_back"))
    for purpose in _purposes:
        unexplained = purpose(unexplained)
    for hold in unexplained.order_by("pk"):
        yield f"Hold {hold.pk} charged {hold.captured} credits for {hold.key}, and neither licence nor take is there."


def _orphans() -> Iterator[str]:
    for hold in Hold.objects.filter(state=Hold.State.HELD, expires_at__lt=now() - PATIENCE):
        yield f"Hold {hold.pk} for {hold.key} ended on {hold.expires_at:%Y-%m-%d %H:%M} and was not released."


def _from_nowhere() -> Iterator[str]:
    unpaid = Q(source=Bucket.Source.TOP_UP) & ~Q(purchase__status="paid")
    unpaid |= Q(source=Bucket.Source.PERIOD, period__invoice__isnull=False) & ~Q(
        period__invoice__status="paid"
    )
    unpaid |= Q(source=Bucket.Source.PERIOD) & (Q(period__granted=False) | ~Q(period__credits=F("credits")))
    for bucket in Bucket.objects.filter(unpaid).order_by("pk"):
        yield f"Bucket {bucket.pk} has {bucket.credits} credits that no paid invoice or month of a plan explains."


def audit() -> list[str]:
    """Every way in which entries, balances and holds disagree, each as a sentence; empty when they agree."""
    entries = {
        row["account"]: (row["available"], row["held"])
        for row in LedgerEntry.objects.order_by()
        .values("account")
        .annotate(available=Sum("available"), held=Sum("held"))
    }
    open_holds = dict(
        Hold.objects.filter(state=Hold.State.HELD).values_list("account").annotate(total=Sum("credits"))
    )
    balances = {b.account_id: (b.available, b.held) for b in Balance.objects.all()}
    problems = []
    for account in sorted(entries.keys() | balances.keys() | open_holds.keys()):
        summed, kept = entries.get(account, (0, 0)), balances.get(account, (0, 0))
        if summed != kept:
            problems.append(
                f"Account {account}: entries sum to {summed[0]} available and {summed[1]} held, "
                f"the balance says {kept[0]} and {kept[1]}."
            )
        if open_holds.get(account, 0) != kept[1]:
            problems.append(
                f"Account {account}: open holds sum to {open_holds.get(account, 0)}, the balance holds {kept[1]}."
            )
    problems += _buckets(balances)
    problems += [
        f"Hold {hold.pk} says {hold.get_state_display().lower()} with {hold.captured} of {hold.credits} credits "
        "charged, and no entry says the same."
        for hold in Hold.objects.exclude(state=Hold.State.HELD)
        .exclude(_entry(Hold.State.CAPTURED, "capture"))
        .exclude(_entry(Hold.State.RELEASED, "release"))
    ]
    return problems


def _entry(state: str, kind: str) -> Exists:
    """Whether the hold ended in this state, and an entry tells the same of it."""
    return Exists(
        LedgerEntry.objects.filter(
            hold=OuterRef("pk"),
            hold__state=state,
            kind=kind,
            held=0 - F("hold__credits"),
            available=F("hold__credits") - F("hold__captured"),
        )
    )


def _buckets(balances: dict[int, tuple[int, int]]) -> Iterator[str]:
    """What lies in buckets is what the balance says, and every hold drew exactly its credits."""
    filled = dict(Bucket.objects.order_by().values_list("account").annotate(sum=Sum("remaining")))
    for account in sorted(filled.keys() | balances.keys()):
        available = balances.get(account, (0, 0))[0]
        if filled.get(account, 0) != available:
            yield f"Account {account}: buckets hold {filled.get(account, 0)}, the balance says {available} available."
    drawn = Draw.objects.filter(hold=OuterRef("pk")).order_by().values("hold").annotate(sum=Sum("credits"))
    wrong = Hold.objects.annotate(drawn=drawn.values("sum")).exclude(drawn=F("credits"))
    for hold in wrong.order_by("pk"):
        yield f"Hold {hold.pk} is of {hold.credits} credits and drew {hold.drawn} from buckets."
