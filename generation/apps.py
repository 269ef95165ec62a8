"""The generation app."""

from importlib import import_module

from django.apps import AppConfig


class GenerationConfig(AppConfig):
    name = "generation"

    def ready(self) -> None:
        """Listen to the catalogue's news, tell its desk what it does not know, and offer the operator's models."""
        import_module("generation.reviews")
        import_module("generation.cases")
        import_module("generation.appeals.decided")
        import_module("generation.refusals.desk")
        import_module("generation.requests.sides")
        import_module("generation.forms")
        import_module("generation.charges")
        import_module("generation.made_by")
        import_module("generation.offered").offer_models()
