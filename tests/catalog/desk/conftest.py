"""Moderators, a lead, and cases of every kind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db.models import F

from catalog.models import AuditLine, Clip, Review, ReviewVote
from catalog.publishing import open_case, open_review

CASE = {"rule": "likeness", "rule_name": "Real people", "reason": "It may mean somebody.", "evidence": {}}


def permit(user, *names):
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=names, content_type__app_label="catalog")
    )
    return user


@pytest.fixture
def ada(make_user, make_account):
    """A second moderator."""
    user = permit(make_user("Ada"), "review")
    make_account("Ada's", users=[user])
    return user


@pytest.fixture
def lena(make_user, make_account):
    """A lead."""
    user = permit(make_user("Lena"), "review", "lead")
    make_account("Lena's", users=[user])
    return user


@pytest.fixture
def make_review(make_clip):
    def make(*, account=None, prompt="Golden waves at sunset", **case):
        clip = make_clip(account, state=Clip.State.REVIEWING, prompt=prompt)
        return open_review(clip, **(CASE | case))

    return make


@pytest.fixture
def review(make_review):
    return make_review()


@pytest.fixture
def make_prompt_case(make_account):
    """A case without a clip."""

    def make(number=12, *, kind=Review.Kind.PROMPT, account=None, **fields):
        case = CASE | {"prompt": "the president on a mountain at dawn", "subject": f"request {number}"}
        return open_case(kind, account=account or make_account("Asker"), **(case | fields))

    return make


def later(review, seconds):
    """Let time pass for a review and its votes."""
    names = ("decided_at", "claimed_until", "opened_at")
    Review.objects.filter(pk=review.pk).update(**{n: F(n) - timedelta(seconds=seconds) for n in names})
    ReviewVote.objects.filter(review=review).update(at=F("at") - timedelta(seconds=seconds))


def acts(review):
    """What the audit says of a review: action and name, oldest first."""
    lines = AuditLine.objects.filter(review=review).order_by("pk")
    return [(line.action, line.actor_name or None) for line in lines]


def state(review):
    review.refresh_from_db()
    return review.state, Clip.objects.get(pk=review.clip_id).state
