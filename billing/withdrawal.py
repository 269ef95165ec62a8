"""Withdrawing a licence: by staff, for cause, with reason, refund and record; once."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from catalog.models import Membership

from . import ledger
from .clock import now
from .locks import licence_locked
from .models import Licence

log = logging.getLogger(__name__)

#: Credits that were never paid for in the end are not given back.
NO_REFUND = Licence.Cause.PAYMENT


@transaction.atomic
def withdraw(licence: Licence, actor: Any, cause: str, note: str) -> bool:
    """End a licence for one of its causes; `note` tells the holder what happened. Returns whether by this call.

    Downloads stop, the public page says so, the credits come back, the account's owners get a mail. The clip
    stays where it is: one that left the catalogue for an exclusive licence does not come back by this.
    """
    note = " ".join(note.split())
    if cause not in Licence.Cause.values or not note:
        raise ValueError("A withdrawal needs one of the causes, and a sentence for the holder.")
    fresh = licence_locked(licence.pk)
    if not fresh.in_force:
        return False
    fresh.withdrawn_at, fresh.withdrawn_by = now(), actor
    fresh.withdrawal_cause, fresh.withdrawal_note = cause, note
    fresh.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_cause", "withdrawal_note"])
    refunded = _refund(fresh, actor)
    LogEntry.objects.log_actions(
        actor.pk,
        [fresh],
        CHANGE,
        change_message=f"Withdrawn: {fresh.get_withdrawal_cause_display()}. {note} {refunded} credits given back.",
        single_object=True,
    )
    transaction.on_commit(partial(_tell, fresh, refunded))
    return True


def _refund(licence: Licence, actor: Any) -> int:
    if licence.hold is None or licence.withdrawal_cause == NO_REFUND:
        return 0
    note = f"Licence {licence.number} was withdrawn"
    ledger.give_back(licence.hold, key=f"withdrawal of {licence.number}", note=note, author=actor)
    return licence.credits


def _tell(licence: Licence, refunded: int) -> None:
    owners = Membership.objects.filter(account=licence.account_id, role=Membership.Role.OWNER)
    addresses = list(owners.filter(user__is_active=True).values_list("user__email", flat=True))
    if not addresses:
        return
    context = {"licence": licence, "refunded": refunded, "site_url": settings.SITE_URL}
    subject, body = render_to_string("billing/mail/withdrawn.txt", context).split("\n", 1)
    try:
        EmailMessage(subject.strip(), body.strip() + "\n", None, addresses).send()
    except OSError:
        log.exception("the mail that %s was withdrawn could not be sent", licence.number)
