"""From a valid ask to a request with its credits held and its job queued: the only way in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from billing import fastlane, ledger
from billing.entitlements import Answer, may
from billing.following import NotFollowable, source_clip
from billing.models import Hold
from catalog.models import Account
from generation.brief.model import Brief
from generation.brief.parse import parse
from generation.engine.base import Coverage
from generation.engine.registry import engine
from generation.jobs.events import log
from generation.jobs.fleet import lacking
from generation.jobs.hint import hint_later
from generation.models import Job, RenderRequest, Take
from generation.refusals.asker import person
from generation.refusals.note import note_refusal
from generation.refusals.slow import wait_of
from generation.scheduling.deadlines import promise
from generation.scheduling.model import FAST, NORMAL
from generation.screening.model import Verdict

from .ask import Ask
from .classes import class_of, ordinary_class
from .engines import has, spoken
from .estimate import seconds
from .exclusive import apart
from .in_force import note_policy
from .price import price
from .refusal import AskRefused, CannotMake
from .verdict import screened
from .wait import wait_ahead

LONGEST_KEY = 80


@dataclass(frozen=True)
class _Expected:
    """What a job of the ask would take, and what it would wait for, in seconds."""

    seconds: float
    wait: float


def submit(
    account: Account, user: Any, ask: Ask, key: str, *, priority: int = NORMAL, hint: bool = True
) -> RenderRequest:
    """Screen, hold and queue. The same key gives the same request, however often it is sent.

    A prompt that screening refuses becomes a request in state `refused`: nothing is held, and it can
    be looked at and appealed. Raises `AskRefused` where nothing at all was written: a subject that
    can't be shown and was not accepted, too few credits, an engine this machine can't run or that can't make
    these settings, a clip that the account can't follow from, a key that was used for another ask, a person who
    was refused again and again and has to wait. With `priority` NORMAL the account's plan decides the class.
    `hint=False` tells no worker: the caller renders the job itself.
    """
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise AskRefused("key", "This form is not one of ours; open Make again for a new clip.")
    earlier = RenderRequest.objects.filter(account=account, key=key).first()
    if earlier:
        return _same(earlier, ask)

    asker = person(user, account) if user else None
    waiting = wait_of(asker) if asker else None
    if waiting:
        raise AskRefused("slowed", waiting.sentence, wait=waiting.seconds)
    note_policy()
    brief = parse(ask.prompt)
    own = apart(ask, brief)
    verdict = screened(ask.prompt, account)
    coverage = engine(ask.engine).cover(brief)
    if verdict.decision != "refuse":
        _check_reach(ask, brief, coverage, here=not hint)
        _check_source(account, user, ask)
        _check_plan(account, ask)
        expected = _expected(account, ask, brief, priority)
    request = RenderRequest(
        account=account,
        user=user,
        key=key,
        prompt=ask.prompt,
        ask=ask.as_json(),
        brief=brief.as_json(),
        coverage=coverage_json(coverage),
        verdict=verdict.as_json(),
        private=ask.private,
        price=0 if account.kind == Account.Kind.HOUSE else price(ask),
    )
    try:
        with transaction.atomic():
            if verdict.decision == "refuse":
                request.state, request.ended_at = RenderRequest.State.REFUSED, timezone.now()
                request.save()
                if asker:
                    note_refusal(asker, ask.prompt, verdict, submitted=True)
            else:
                _accept(request, own, priority, expected, hint=hint)
    except IntegrityError:
        # Somebody else's identical submit came first: a double click, or a shared render's first asker.
        earlier = RenderRequest.objects.filter(account=account, key=key).first()
        if earlier:
            return _same(earlier, ask)
        if not _in_flight(own, account).exists():
            raise  # no race, but a fault that trying again would meet again
        return submit(account, user, ask, key, priority=priority, hint=hint)
    return request


def _same(earlier: RenderRequest, ask: Ask) -> RenderRequest:
    if Ask(**earlier.ask) != ask:
        raise AskRefused(
            "key", "This form was sent before with other settings; open Make again for a new clip."
        )
    return earlier


def _check_reach(ask: Ask, brief: Brief, coverage: Coverage, *, here: bool) -> None:
    chosen = engine(ask.engine)
    name = spoken(chosen)
    name = name[:1].upper() + name[1:]
    hindered = lacking(ask.engine, here=here)
    if hindered:
        raise AskRefused("engine", f"{name} can't be used now. {hindered[0]}")
    problems = chosen.check(brief, ask.render_settings(0))
    if problems:
        raise CannotMake(problems)
    if not coverage.family:
        sentence = f"{name} has no scene for this. " + (coverage.offer or "Describe a scene it knows.")
        raise AskRefused("subject", sentence, offer=coverage.offer_prompt)
    if coverage.subject == "not at all" and not ask.accept_partial:
        raise AskRefused(
            "subject", coverage.offer or "The subject can't be shown.", offer=coverage.offer_prompt
        )


def _check_source(account: Account, user: Any, ask: Ask) -> None:
    """Again, at the last moment: a clip may have been taken down since the form was read."""
    if ask.source is None:
        return
    try:
        followed = source_clip(ask.source, account, user or AnonymousUser())
    except NotFollowable as error:
        raise AskRefused("source", str(error)) from error
    if followed.private and not ask.private:
        raise AskRefused(
            "private", f"Clip {followed.pk} is private, and so is every clip that follows from it."
        )


def _check_plan(account: Account, ask: Ask) -> None:
    answers: dict[str, Answer] = {
        "plan": has(account, engine(ask.engine)),
        "resolution": may(account, "resolution", min(ask.size)),
        "takes": may(account, "takes", ask.takes),
        "credits": may(account, "spend"),
    }
    if ask.private:
        answers["private"] = may(account, "private")
    for field, answer in answers.items():
        if not answer.allowed:
            raise AskRefused(field, answer.sentence)


def _expected(account: Account, ask: Ask, brief: Brief, priority: int) -> _Expected:
    """Found out before anything is locked: a long queue takes a while to play forward."""
    likely = class_of(account, ask.duration_ms * ask.takes) if priority == NORMAL else priority
    rendering = seconds(ask, brief)
    return _Expected(rendering, wait_ahead(ask.engine, likely, rendering, account.pk).seconds)


def _accept(request: RenderRequest, ask: Ask, priority: int, expected: _Expected, *, hint: bool) -> None:
    """Lock order: job, then request, then the account's balance."""
    ordinary = ordinary_class(request.account) if priority == NORMAL else priority
    job = _shared_job(request, ask, ordinary, expected)
    request.job = job
    request.state = (
        RenderRequest.State.RENDERING if job.state == Job.State.RENDERING else RenderRequest.State.QUEUED
    )
    request.hold = _hold(request)
    request.save()
    if priority == NORMAL and fastlane.take(request.account, ask.duration_ms * ask.takes):
        by = promise(timezone.now().timestamp(), expected.wait, expected.seconds)
        _hurry(job, FAST, datetime.fromtimestamp(by, UTC))
    if hint and job.state == Job.State.QUEUED:
        hint_later(job)


def _hurry(job: Job, priority: int, deadline: datetime | None = None) -> None:
    """Whoever shares a render gets the better class and the earlier deadline of all who asked for it."""
    job.priority = min(job.priority, priority)
    job.deadline = min(filter(None, (job.deadline, deadline)), default=None)
    job.save(update_fields=["priority", "deadline"])


def _in_flight(ask: Ask, account: Account) -> QuerySet[Job]:
    """The render that an identical ask would share, if there is one."""
    return Job.objects.filter(
        spec_hash=ask.spec_hash(account.pk), state__in=Job.IN_FLIGHT, cancel_requested=False
    )


def _shared_job(request: RenderRequest, ask: Ask, priority: int, expected: _Expected) -> Job:
    """The identical render in flight, locked so that it can't end meanwhile; else a new one."""
    in_flight = _in_flight(ask, request.account).select_for_update()
    job = in_flight.first()
    if job:
        _hurry(job, priority)
        return job
    job = Job.objects.create(
        account=request.account,
        spec=replace(ask, accept_partial=False).as_json(),
        spec_hash=ask.spec_hash(request.account_id),
        engine=ask.engine,
        priority=priority,
        seconds_expected=expected.seconds,
        wait_expected=expected.wait,
    )
    Take.objects.bulk_create(Take(job=job, index=i, seed=ask.take_seed(i)) for i in range(ask.takes))
    log(job, "submitted")
    return job


def _hold(request: RenderRequest) -> Hold | None:
    if request.price == 0:
        return None
    try:
        return ledger.hold(
            request.account,
            request.price,
            key=f"request {request.key}",
            note=f"Held for “{request.prompt[:60]}”",
            user=request.user,
        )
    except ledger.CapReached as error:
        raise AskRefused(
            "credits",
            f"This clip costs {error.needed} credits and {error.available} are left of your monthly cap. "
            "Nothing was charged; an owner of the account can raise the cap.",
        ) from error
    except ledger.NotEnoughCredits as error:
        raise AskRefused(
            "credits",
            f"This clip costs {error.needed} credits and you have {error.available}. Nothing was charged.",
        ) from error


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """A coverage as plain JSON values, for the request's row and for programs."""
    return {
        "family": coverage.family,
        "subject": coverage.subject,
        "score": round(coverage.score, 3),
        "offer": coverage.offer,
        "offer_prompt": coverage.offer_prompt,
        "terms": [
            {
                "text": c.term.text,
                "slot": c.term.slot,
                "value": c.term.value,
                "shown": c.shown,
                "note": c.note,
            }
            for c in coverage.terms
        ],
    }


def held_for_review(verdict: dict[str, Any] | Verdict) -> bool:
    """Whether policy wants a person to see the clip before anybody else does."""
    decision = verdict.decision if isinstance(verdict, Verdict) else verdict.get("decision")
    return decision == "hold"
