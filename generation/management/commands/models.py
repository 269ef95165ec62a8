"""`manage.py models`: the text-to-video models of this installation, and whether this machine can render with them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from generation.engine.diffusion.configured import ModelsError, read_models
from generation.engine.diffusion.device import gpu
from generation.engine.diffusion.families import KINDS
from generation.management.models_report import (
    kind_json,
    kind_lines,
    look,
    machine_json,
    machine_lines,
    model_json,
    model_lines,
)
from generation.management.session import SessionCommand
from generation.offered import models_file

UNUSABLE, INVALID = 1, 2


class Command(SessionCommand):
    help = (
        "List the text-to-video models that are configured, what they need, and what is wrong with them here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--known` for what could be configured."""
        super().add_arguments(parser)
        parser.add_argument("--known", action="store_true", help="list every kind that could be configured")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 where every model can be used on this machine, 1 where one can't, 2 for a file that won't do."""
        if options["known"]:
            self._known(options["json"])
            return
        try:
            models = read_models(models_file()) if settings.GENERATION_MODELS else ()
        except ModelsError as error:
            if options["json"]:
                self.give({"ok": False, "error": str(error), "models": []})
            raise CommandError(str(error), returncode=INVALID) from error
        if not models:
            self.say("No model is configured: name a models' file in GENERATION_MODELS (docs/gpu.md).")
        machine = gpu.look()
        looked = [look(model, machine) for model in models]
        told: dict[str, Any] = {
            "ok": all(one.usable for one in looked),
            "error": None,
            "file": settings.GENERATION_MODELS or None,
            "machine": machine_json(machine),
            "models": [model_json(one) for one in looked],
        }
        for line in machine_lines(told["machine"]):
            self.say(line)
        for model in told["models"]:
            self.say("")
            for line in model_lines(model):
                self.say(line)
        if options["json"]:
            self.give(told)
        bad = [one.model.name for one in looked if not one.usable]
        if bad:
            raise CommandError(f"Not to be used on this machine: {', '.join(bad)}.", returncode=UNUSABLE)

    def _known(self, for_program: bool) -> None:
        kinds = [kind_json(kind, kind_name=name) for name, kind in KINDS.items()]
        for kind in kinds:
            for line in kind_lines(kind):
                self.say(line)
        if for_program:
            self.give({"kinds": kinds})
