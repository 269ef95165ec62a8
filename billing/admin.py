"""Money in Django's admin: to look at. It changes through the ledger alone."""

from django.contrib import admin

from catalog.admin import LookOnly

from . import admin_licences, admin_payments  # noqa: F401 (registers them)
from .models import Hold, LedgerEntry


@admin.register(LedgerEntry)
class LedgerEntryAdmin(LookOnly):
    """The ledger."""

    list_display = ("id", "account", "kind", "available", "held", "note", "at")
    list_filter = ("kind",)
    search_fields = ("account__name", "note")


@admin.register(Hold)
class HoldAdmin(LookOnly):
    """Holds."""

    list_display = ("id", "account", "credits", "captured", "state", "note", "created_at")
    list_filter = ("state",)
