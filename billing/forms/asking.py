"""Asking for a form: made once, shared by everybody who may have it, and fair to everybody who waits."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from celery import current_app
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from billing.entitlements import Answer, may
from billing.models import Form, Licence
from billing.standing import standing
from catalog.models import Account, Collection

from .reel import Reel, reel_of
from .spec import read

log = logging.getLogger(__name__)

#: New forms that an account may have made in an hour; what is made already is never counted.
AN_HOUR = {"free": 12, "paid": 120}
State = Form.State


class TooMany(Exception):
    """The account had many forms made just now; `again_at` is when the next one may be asked for."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(
            f"Many forms were made for you within an hour. The next can be asked for at {again_at:%H:%M} UTC."
        )
        self.again_at = again_at


class NotInPlan(Exception):
    """The plan has no downloads of that size; `answer` says what would help."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.sentence)
        self.answer = answer


def ask(licence: Licence, asked: Mapping[str, str]) -> Form:
    """The form that is asked for, being made if it isn't there. Raises `NotAForm`, `NotInPlan`, `TooMany`."""
    spec = read(licence.clip, asked, licence_number=licence.number)
    allowed = may_download(licence, spec.height)
    if not allowed.allowed:
        raise NotInPlan(allowed)
    return _wanted(licence.account, spec.text, kind=spec.kind, clip=licence.clip)


def ask_for_reel(collection: Collection) -> tuple[Form, Reel]:
    """A collection's showreel. Raises `NotAForm`, `NotInPlan`, `TooMany`."""
    account = collection.account
    reel = reel_of(collection)
    answer = may(account, "download_height", 1080)
    if not answer.allowed:
        raise NotInPlan(answer)
    return _wanted(account, reel.spec, kind="showreel", account=account), reel


def may_download(licence: Licence, height: int) -> Answer:
    """Whether a size may be downloaded: what the plan had when the licence was issued, or has now."""
    if licence.height is None or height <= licence.height:
        return Answer(True)
    return may(licence.account, "download_height", height)


def _wanted(payer: Account, spec: str, **fields: object) -> Form:
    form = Form.objects.filter(spec=spec).first()
    if form is None:
        _check_pace(payer)
        try:
            with transaction.atomic():
                form = Form.objects.create(spec=spec, asked_by=payer, **fields)
        except IntegrityError:
            form = Form.objects.get(spec=spec)  # two asked at once
    elif form.state == State.FAILED:
        Form.objects.filter(pk=form.pk, state=State.FAILED).update(
            state=State.WAITING,
            attempts=0,
            problem="",
            lease_until=None,
            progress=0.0,
            used_at=timezone.now(),
        )
        form.refresh_from_db()
    if form.state != State.READY:
        pk = form.pk
        transaction.on_commit(lambda: hint(pk))
    return form


def _check_pace(payer: Account) -> None:
    """Only what has to be made anew counts, and a paying account's pace is above what people click."""
    stand = standing(payer)
    limit = AN_HOUR["free" if stand.plan.free and stand.state == "none" else "paid"]
    since = timezone.now() - timedelta(hours=1)
    recent = Form.objects.filter(asked_by=payer, asked_at__gt=since).order_by("-asked_at")
    times = list(recent.values_list("asked_at", flat=True)[:limit])
    if len(times) >= limit:
        raise TooMany(times[-1] + timedelta(hours=1))


def hint(pk: int) -> None:
    """Tell a worker; a lost hint delays the form by seconds."""
    try:
        current_app.send_task("billing.tasks.make_form", args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker took no hint for form %s: %s", pk, error)


def used(form: Form) -> None:
    """A download of the form began: it stays for a while longer."""
    Form.objects.filter(pk=form.pk).update(uses=F("uses") + 1, used_at=timezone.now())
