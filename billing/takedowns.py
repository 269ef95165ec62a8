"""What a takedown means for licences: which end with their credits back, which stay, and that no file goes out.

Nothing of it happens inside the takedown's own transaction: each licence is ended in one of its own, in the order of
billing/locks.py, and the scheduler goes on where a process died. From the takedown's commit on a clip can't be licensed
(`licensing.issue` looks at the locked row), so that every licence there will ever be of it is in the table by then.
"""

from __future__ import annotations

import json
import logging
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog.models import Clip, Membership, Takedown
from catalog.signals import clip_taken_down

from .forms.tidying import UNUSED
from .locks import clips_locked
from .models import Download, Form, Licence, Notice
from .withdrawal import withdraw

log = logging.getLogger(__name__)

#: Section 8 of the terms: the clip infringes somebody's rights or the law.
ENDING = (
    Takedown.Cause.LAW,
    Takedown.Cause.LIKENESS,
    Takedown.Cause.COPYRIGHT,
    Takedown.Cause.TRADEMARK,
)
A_ROUND = 200


@receiver(clip_taken_down)
def clip_left(sender: Any, clip: Clip, takedown: Takedown, **kwargs: Any) -> None:
    """Forms of the clip go; where it is for good, its licences are looked at after the commit."""
    forget_forms(clip)
    transaction.on_commit(_hint)


def forget_forms(clip: Clip) -> None:
    """Have every file that was made of the clip removed, showreels with it included: `tidying` does it, file first.

    A worker that is making one loses it: its lease is void, so that what it made is thrown away.
    """
    reels = Form.objects.filter(kind="showreel", account__licences__clip=clip).distinct()
    with_it = [form.pk for form in reels if clip.pk in json.loads(form.spec)[3]]
    made = Form.objects.filter(clip=clip) | Form.objects.filter(pk__in=with_it)
    made.update(
        state=Form.State.FAILED,
        problem="This clip is not available any more.",
        lease_token=None,
        lease_until=None,
        used_at=timezone.now() - 2 * UNUSED,
    )


def tend() -> int:
    """End what has to end and tell whoever stays; returns how many licences ended. Safe to run anywhere, any time."""
    down = Takedown.objects.filter(
        clip=OuterRef("clip"), clip__state=Clip.State.TAKEN_DOWN, ended_at=None, interim=False
    )
    fetched = Download.objects.filter(licence=OuterRef("pk"))
    in_force = Licence.objects.filter(withdrawn_at=None)
    ended = sum(_end(one, Licence.Cause.RIGHTS) for one in _of(in_force, down.filter(cause__in=ENDING)))
    by_policy = in_force.filter(Exists(down.filter(cause=Takedown.Cause.POLICY)))
    # Nobody can fetch the file any more: who never did has paid for nothing.
    for one in by_policy.exclude(Exists(fetched)).order_by("pk")[:A_ROUND]:
        ended += _end(one, Licence.Cause.MISTAKE)
    for one in by_policy.filter(Exists(fetched)).exclude(Exists(_told())).order_by("pk")[:A_ROUND]:
        _tell_it_stays(one)
    return ended


def _of(licences: QuerySet[Licence], takedowns: QuerySet[Takedown]) -> QuerySet[Licence]:
    return licences.filter(Exists(takedowns)).order_by("pk")[:A_ROUND]


@transaction.atomic
def _end(licence: Licence, cause: str) -> bool:
    """Withdraw one licence, with its refund and mail, if its clip is still down. Returns whether this call did it."""
    clip = clips_locked([licence.clip_id])[licence.clip_id]
    takedown = Takedown.objects.filter(clip=clip, ended_at=None, interim=False).first()
    if takedown is None or takedown.actor is None:
        return False
    return withdraw(licence, takedown.actor, cause, _note(takedown))


def _note(takedown: Takedown) -> str:
    if takedown.cause == Takedown.Cause.POLICY:
        return (
            "The clip was taken down because it breaks our rules; it should not have been offered. "
            "You had not downloaded it yet."
        )
    return f"The clip was taken down: {takedown.get_cause_display()[0].lower()}{takedown.get_cause_display()[1:]}."


def _key(licence: Licence) -> str:
    return f"taken down {licence.number}"


def _told() -> QuerySet[Notice]:
    key = Concat(Value("taken down "), OuterRef("number"))
    return Notice.objects.filter(account=OuterRef("account"), key=key)


def _tell_it_stays(licence: Licence) -> None:
    """The licence is as good as before for what its holder has; the file can't be fetched again. Told once."""
    try:
        with transaction.atomic():
            Notice.objects.create(account_id=licence.account_id, key=_key(licence))
            transaction.on_commit(partial(_mail, licence))
    except IntegrityError:
        return


def _mail(licence: Licence) -> None:
    owners = Membership.objects.filter(account=licence.account_id, role=Membership.Role.OWNER)
    addresses = list(owners.filter(user__is_active=True).values_list("user__email", flat=True))
    if not addresses:
        return
    context = {"licence": licence, "site_url": settings.SITE_URL}
    subject, body = render_to_string("billing/mail/clip_taken_down.txt", context).split("\n", 1)
    try:
        EmailMessage(subject.strip(), body.strip() + "\n", None, addresses).send()
    except OSError:
        log.exception("the mail that the clip of %s was taken down could not be sent", licence.number)
        Notice.objects.filter(account=licence.account_id, key=_key(licence)).delete()


def _hint() -> None:
    try:
        current_app.send_task("billing.tasks.tend_takedowns", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint of a takedown's licences, the scheduler will: %s", error)
