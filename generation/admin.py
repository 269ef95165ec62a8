"""Requests and jobs in Django's admin: to look at."""

from django.contrib import admin

from catalog.admin import LookOnly

from .models import EngineTiming, Job, RenderRequest


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
