"""Proof that the ledger adds up."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Sum

from .models import Balance, Hold, LedgerEntry


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
