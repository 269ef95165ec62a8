"""Accounts and clips in Django's admin. Clips change through their services alone: here they are looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Account, Clip, CounterNotice, Membership, Report, Review, Takedown


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at, never to change: whatever changes it has more to do than write a row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class Memberships(admin.TabularInline):  # type: ignore[type-arg]
    """Who belongs to an account."""

    model = Membership
    extra = 0
    raw_id_fields = ("user",)


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Accounts with their people."""

    list_display = ("name", "kind", "created_at")
    list_filter = ("kind",)
    search_fields = ("name",)
    inlines = (Memberships,)


@admin.register(Clip)
class ClipAdmin(LookOnly):
    """Clips."""

    list_display = ("id", "title", "state", "private", "account", "engine", "published_at")
    list_filter = ("state", "private", "engine", "family")
    search_fields = ("title", "prompt")


@admin.register(Review)
class ReviewAdmin(LookOnly):
    """Reviews; they are decided at the desk."""

    list_display = ("id", "clip", "rule_name", "state", "opened_at", "decided_by")
    list_filter = ("state", "rule")


@admin.register(Report)
class ReportAdmin(LookOnly):
    """Reports from the public; they are decided at the desk."""

    list_display = ("number", "clip", "kind", "state", "received_at", "due_at", "decided_at")
    list_filter = ("state", "kind")
    search_fields = ("number",)


@admin.register(Takedown)
class TakedownAdmin(LookOnly):
    """Clips that were hidden or taken down, and what came of it."""

    list_display = ("clip", "interim", "cause", "reason", "at", "actor", "ended_at")
    list_filter = ("cause", "interim")


@admin.register(CounterNotice)
class CounterNoticeAdmin(LookOnly):
    """Accounts' answers to copyright notices."""

    list_display = ("takedown", "account", "state", "received_at", "back_at")
    list_filter = ("state",)
