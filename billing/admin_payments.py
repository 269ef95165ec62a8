"""Payments in Django's admin: to look at, with a replay for events and a refund for invoices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from billing.hints import event_later
from billing.money import money
from billing.payments import webhooks
from billing.payments.api import StripeDown, StripeRefused
from billing.payments.paying_back import refund_invoice
from catalog.admin import LookOnly

from .models import (
    Customer,
    Dispute,
    GrantedPlan,
    Invoice,
    Order,
    PlanPeriod,
    Price,
    Subscription,
    WebhookEvent,
)


@admin.register(WebhookEvent)
class WebhookEventAdmin(LookOnly):
    """What Stripe delivered."""

    list_display = ("event_id", "type", "state", "attempts", "deliveries", "received_at", "error")
    list_filter = ("state", "type")
    search_fields = ("event_id", "body")
    actions = ("replay",)

    @admin.action(description="Process again", permissions=["view"])
    def replay(self, request: HttpRequest, chosen: QuerySet[WebhookEvent]) -> None:
        """From the beginning: processing asks Stripe how things are, so once more does no harm."""
        for event in chosen:
            webhooks.replay(event)
            event.refresh_from_db()
            event_later(event)
        self.message_user(request, f"{len(chosen)} events are processed again.", messages.SUCCESS)


class RefundForm(forms.Form):
    """How much, and why."""

    amount = forms.IntegerField(min_value=1, help_text="In the smallest unit of the currency, such as cents")
    reason = forms.CharField(max_length=200)


@admin.register(Invoice)
class InvoiceAdmin(LookOnly):
    """Invoices, with a way to pay back."""

    list_display = ("number", "account", "kind", "status", "sum", "refunded", "created_at", "pay_back")
    list_filter = ("kind", "status", "currency")
    search_fields = ("number", "stripe_id", "account__name")

    @admin.display(description="Total")
    def sum(self, invoice: Invoice) -> str:
        """With its currency."""
        return money(invoice.total, invoice.currency)

    @admin.display(description="")
    def pay_back(self, invoice: Invoice) -> str:
        """The way to the refund's page, where there is something to pay back."""
        if invoice.status != "paid" or invoice.refunded >= invoice.amount_paid:
            return ""
        return format_html('<a href="{}">Refund</a>', reverse("admin:refund-invoice", args=[invoice.pk]))

    def get_urls(self) -> list[URLPattern]:
        """One page more."""
        page = self.admin_site.admin_view(self.refund)
        return [path("<int:pk>/refund", page, name="refund-invoice"), *super().get_urls()]

    def refund(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pay back a part or all of an invoice; its share of the credits goes where it is left."""
        if not request.user.has_perm("billing.refund_invoice"):
            raise PermissionDenied("You may not refund invoices.")
        invoice = get_object_or_404(Invoice, pk=pk)
        left = invoice.amount_paid - invoice.refunded
        form = RefundForm(request.POST or None, initial={"amount": left})
        if request.method == "POST" and form.is_valid():
            problem = _refund(request, invoice, form.cleaned_data)
            if problem is None:
                words = f"{money(form.cleaned_data['amount'], invoice.currency)} go back."
                self.message_user(request, words, messages.SUCCESS)
                return redirect("admin:billing_invoice_changelist")
            form.add_error("amount", problem)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request), "title": f"Refund {invoice.number}", "form": form,
            "left": money(left, invoice.currency), "invoice": invoice,
        }  # fmt: skip
        return render(request, "admin/billing/refund.html", context)


def _refund(request: HttpRequest, invoice: Invoice, asked: dict[str, Any]) -> str | None:
    """What stood in the way, in words; None where the money goes back."""
    try:
        refund_invoice(invoice, asked["amount"], author=request.user, reason=asked["reason"])
    except ValueError as error:
        return str(error)
    except StripeRefused as error:
        return error.sentence
    except StripeDown:
        return "Stripe can't be reached. The refund is written down and made as soon as it can; don't send it twice."
    return None


@admin.register(Subscription)
class SubscriptionAdmin(LookOnly):
    """Subscriptions."""

    list_display = ("stripe_id", "account", "price", "seats", "status", "period_end", "cancel_at")
    list_filter = ("status",)
    search_fields = ("stripe_id", "account__name")


@admin.register(Order)
class OrderAdmin(LookOnly):
    """What was asked of Stripe."""

    list_display = ("pk", "account", "kind", "state", "user", "attempts", "written_at", "problem")
    list_filter = ("kind", "state")


@admin.register(Dispute)
class DisputeAdmin(LookOnly):
    """Disputes."""

    list_display = ("stripe_id", "account", "status", "amount", "currency", "created_at")


@admin.register(Customer, Price, PlanPeriod)
class OtherAdmin(LookOnly):
    """The rest of the mirror."""


@admin.register(GrantedPlan)
class GrantedPlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Plans that nobody pays for."""

    list_display = ("account", "plan", "seats", "until", "note")
    raw_id_fields = ("account",)
    exclude = ("author",)

    def save_model(self, request: HttpRequest, obj: GrantedPlan, form: Any, change: bool) -> None:
        """With who gave it."""
        obj.author_id = request.user.pk
        super().save_model(request, obj, form, change)
