"""The catalog app."""

from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        """Listen to the catalogue's own news."""
        import_module("catalog.appeals")
        import_module("catalog.reports.deciding")
