"""The billing app."""

from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        """Listen to the catalogue's news."""
        import_module("billing.reported")
        import_module("billing.takedowns")
