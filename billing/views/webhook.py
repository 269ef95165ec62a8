"""Where Stripe delivers its news."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.hints import event_later
from billing.payments import webhooks


@csrf_exempt  # the signature takes its place
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Check, keep, answer. A worker takes it from there."""
    try:
        event = webhooks.store(request.body, request.headers.get("Stripe-Signature", ""))
    except RequestDataTooBig:
        return HttpResponse("That is larger than any event.\n", status=413, content_type="text/plain")
    except webhooks.NotFromStripe as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain")
    event_later(event)
    return HttpResponse("Kept.\n", content_type="text/plain")
