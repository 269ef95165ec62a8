"""The generation app."""

from importlib import import_module

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    name = "generation"

    def ready(self) -> None:
        """Listen to the catalogue's news."""
        import_module("generation.reviews")
        import_module("generation.appeals.decided")
        import_module("generation.refusals.desk")
        import_module("generation.requests.sides")
        import_module("generation.forms")
        import_module("generation.charges")
