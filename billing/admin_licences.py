"""Licences in Django's admin: to look at, and to withdraw by whoever may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from catalog.admin import LookOnly

from .models import Licence
from .withdrawal import withdraw

PERMISSION = "billing.withdraw_licence"


class WithdrawalForm(forms.Form):
    """The cause from the terms, and what the holder is told."""

    cause = forms.ChoiceField(choices=Licence.Cause.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="What the holder is told",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences: what happened, and what they can do.",
    )


@admin.register(Licence)
class LicenceAdmin(LookOnly):
    """Licences. They are issued by buying, and change by being withdrawn alone."""

    list_display = ("number", "account", "clip_title", "tier", "credits", "issued_at", "withdrawn_at")
    list_filter = ("tier", "withdrawal_cause", "issued_at")
    search_fields = ("number", "clip_title", "licensee")
    change_form_template = "admin/billing/licence/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """The withdrawal page beside Django's own."""
        own = path("<int:pk>/withdraw/", self.admin_site.admin_view(self.withdraw), name="withdraw-licence")
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The licence, with a way to its withdrawal for whoever may."""
        licence = self.get_object(request, object_id)
        may = bool(licence and licence.in_force and request.user.has_perm(PERMISSION))
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_withdraw": may}
        )

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for cause and words, say what will happen, and withdraw. Sent twice it happens once."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        licence = get_object_or_404(Licence.objects.select_related("account", "hold"), pk=pk)
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            if withdraw(licence, request.user, form.cleaned_data["cause"], form.cleaned_data["note"]):
                messages.success(request, f"{licence.number} is withdrawn. The owners get a mail.")
            else:
                messages.warning(request, f"{licence.number} was withdrawn before. Nothing was done.")
            return redirect(reverse("admin:billing_licence_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": licence,
            "form": form,
            "title": f"Withdraw {licence.number}",
        }
        return render(
            request, "admin/billing/licence/withdraw.html", context, status=422 if form.errors else 200
        )
