"""The marketplace app."""

from importlib import import_module

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"

    def ready(self) -> None:
        """Register the system checks."""
        import_module("marketplace.checks")
        import_module("marketplace.model_checks")
