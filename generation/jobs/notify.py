"""Telling the person who asked, by mail, once there is something to tell."""

from __future__ import annotations

from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError

from generation.models import RenderRequest

#: Ends that a person who closed the page has to hear of; who cancelled knows.
WORTH_A_MAIL = (RenderRequest.State.READY, RenderRequest.State.FAILED, RenderRequest.State.REJECTED)


def tell_later(request: RenderRequest) -> None:
    """Queue the mail once the transaction is committed. A broker that is down costs the mail alone."""
    if request.state not in WORTH_A_MAIL or request.user_id is None:
        return
    queue_mail("generation.tasks.tell", request.pk, lambda pk: tell(RenderRequest.objects.get(pk=pk)))


def queue_mail(task: str, pk: int, send_here: Callable[[int], None]) -> None:
    """Have a worker send a mail after the commit; where no broker answers, this process sends it itself."""

    def send() -> None:
        try:
            current_app.send_task(task, args=[pk], retry=False)
        except (OperationalError, OSError):
            send_here(pk)

    transaction.on_commit(send)


def tell(request: RenderRequest) -> None:
    """Send the mail for a request's present state."""
    if request.user is None:
        return
    context = {"request": request, "url": settings.SITE_URL + request.get_absolute_url()}
    subject, _, body = render_to_string("generation/mail/ended.txt", context).strip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [request.user.email], fail_silently=True)
