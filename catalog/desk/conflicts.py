"""Who may decide what. The one place that says so: the page, the queue and every service ask here."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from catalog.access import Viewer, accounts_of, is_lead, is_moderator
from catalog.models import Review, ReviewVote
from catalog.models.review import WAITING

NOT_A_MODERATOR = "Moderators alone decide this."
OWN = "This is your own account's. Somebody else decides it."
OWN_DECISION = "This questions a decision of yours. Somebody else decides it."
VOTED = "You have decided this one. It takes a second person now."
FOR_LEADS = "This one was escalated. A lead decides it."


def conflict(user: Viewer, review: Review) -> str:
    """Why a person may not even see a case at the desk: it is their own. "" where nothing is in the way."""
    if not is_moderator(user):
        return NOT_A_MODERATOR
    if accounts_of(user).filter(pk=review.account_id).exists():
        return OWN
    return OWN_DECISION if _questions(review, user) else ""


def _questions(review: Review, user: Viewer) -> bool:
    """Whether a case questions what this person decided: a review, or what its evidence says (`decided_by`)."""
    if review.kind != Review.Kind.APPEAL:
        return False
    decision = review.appeal_of
    if decision is None:
        return bool(review.evidence.get("decided_by") == user.pk)
    return decision.decided_by_id == user.pk or decision.votes.filter(voter_id=user.pk).exists()


def hindrance(user: Viewer, review: Review) -> str:
    """Why a person may not decide a case, in a sentence; "" where they may."""
    own = conflict(user, review)
    if own:
        return own
    if review.votes.filter(voter_id=user.pk).exists():
        return VOTED
    if review.escalated and not is_lead(user):
        return FOR_LEADS
    return ""


def may_decide(user: Viewer, review: Review) -> bool:
    """Whether a person may claim and decide a case."""
    return not hindrance(user, review)


def insist(user: Viewer, review: Review) -> None:
    """Raise PermissionDenied, with the sentence, where a person may not decide a case."""
    sentence = hindrance(user, review)
    if sentence:
        raise PermissionDenied(sentence)


def waiting_for(user: Viewer) -> QuerySet[Review]:
    """Everything that waits for a decision and that this person may decide."""
    if not is_moderator(user):
        return Review.objects.none()
    waiting = Review.objects.filter(WAITING)
    own = list(accounts_of(user).values_list("pk", flat=True))
    questioned = (
        Q(appeal_of__decided_by=user.pk)
        | Q(appeal_of__votes__voter=user.pk)
        | Q(appeal_of=None, evidence__decided_by=user.pk)
    )
    appeals = waiting.filter(questioned, kind=Review.Kind.APPEAL).values_list("pk", flat=True)
    voted = ReviewVote.objects.filter(
        voter_id=user.pk, review__state=Review.State.OPEN, review__decided_at=None
    ).values_list("review_id", flat=True)
    # Read first: short lists, where the same as subqueries would be asked again for each of 10,000 rows.
    for_others = waiting.exclude(account__in=own).exclude(pk__in=[*appeals, *voted])
    return for_others if is_lead(user) else for_others.filter(escalated=False)
