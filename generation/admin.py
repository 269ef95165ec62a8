"""Requests and jobs in Django's admin: to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from catalog.admin import LookOnly

from .models import EngineTiming, Job, MatchChoice, Override, PolicyInForce, RenderRequest
from .requests.choices import figures


@admin.register(RenderRequest)
class RenderRequestAdmin(LookOnly):
    """Requests."""

    list_display = ("id", "prompt", "account", "state", "price", "created_at", "ended_at")
    list_filter = ("state",)
    search_fields = ("prompt", "account__name")


@admin.register(Job)
class JobAdmin(LookOnly):
    """Jobs."""

    list_display = ("id", "account", "state", "attempts", "worker", "progress", "error", "created_at")
    list_filter = ("state",)


@admin.register(EngineTiming)
class EngineTimingAdmin(LookOnly):
    """What renders took here."""

    list_display = ("key", "seconds_per_unit", "renders", "updated_at")


@admin.register(PolicyInForce)
class PolicyInForceAdmin(LookOnly):
    """Which policy judged from when on."""

    list_display = ("number", "version", "sha256", "since")


@admin.register(Override)
class OverrideAdmin(LookOnly):
    """What moderators allowed after an appeal."""

    list_display = ("granted_at", "rule", "account", "granted_by", "expires_at", "request")
    list_filter = ("rule",)
    search_fields = ("account__name",)


@admin.register(MatchChoice)
class MatchChoiceAdmin(LookOnly):
    """What people did with the matches that they were shown: renders saved, scores disagreed with."""

    list_display = ("at", "prompt", "clip", "score", "taken", "account", "request")
    list_filter = ("taken",)
    search_fields = ("prompt", "account__name")
    change_list_template = "admin/generation/match_choices.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with its figures above."""
        return super().changelist_view(request, {**(extra_context or {}), "figures": figures()})
