"""Telling the person who appealed what became of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from catalog.models import Review
from generation.jobs.notify import queue_mail
from generation.models import Override


def tell_later(review: Review) -> None:
    """Queue the mail once the decision is committed."""
    queue_mail("generation.tasks.tell_appeal", review.pk, tell)


def tell(review_id: int) -> None:
    """Send the mail of a decided appeal."""
    review = Review.objects.filter(pk=review_id, kind=Review.Kind.PROMPT).first()
    if review is None or review.state == Review.State.OPEN:
        return
    person = get_user_model().objects.filter(pk=review.evidence.get("user"), is_active=True).first()
    if person is None:
        return
    pk = review.evidence["request"]
    override = Override.objects.filter(request_id=pk).first()
    context = {
        "review": review,
        "override": override,
        "again": settings.SITE_URL + reverse("request-again", args=[pk]),
        "page": settings.SITE_URL + reverse("request", args=[pk]),
    }
    subject, _, body = render_to_string("generation/mail/appeal.txt", context).strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [person.email], fail_silently=True)
