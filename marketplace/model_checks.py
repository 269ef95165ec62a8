"""System checks of the text-to-video models: the models' file, their plans, their licences, their folders."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from billing.plans import PlansError, catalogue
from generation.engine.diffusion.configured import ConfiguredModel, ModelsError, read_models
from generation.engine.diffusion.device.gpu import driver_version
from generation.engine.diffusion.engine import PACKAGES
from generation.engine.diffusion.folders.folder import look_at
from generation.offered import models_file


@register()
def text_to_video(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The file as it is now; a process that runs offers what it read when it started."""
    try:
        found = read_models(models_file()) if settings.GENERATION_MODELS else ()
    except ModelsError as error:
        yield Error(
            str(error),
            hint="Correct GENERATION_MODELS (docs/gpu.md). The studio engine alone makes clips meanwhile.",
            id="oddreel.E111",
        )
        return
    if not found:
        yield Info(
            "No text-to-video model is configured: the studio engine alone makes clips.", id="oddreel.I110"
        )
        return
    yield from _plans(found)
    yield Info(
        f"Clips are made with {'; '.join(map(_licence, found))}.",
        hint="Read the licences and keep to them: manage.py models names their addresses.",
        id="oddreel.I113",
    )
    if driver_version():
        yield from _packages()
        yield from _folders(found)


def _plans(models: Iterable[ConfiguredModel]) -> Iterable[CheckMessage]:
    """A model for a plan that is none is for nobody."""
    try:
        known = [plan.id for plan in catalogue().plans]
    except PlansError:
        return  # said by the check of the plans file
    for model in models:
        if model.plan and model.plan not in known:
            yield Error(
                f"The model {model.name} is for the plan “{model.plan}”, which is none: nobody may use it.",
                hint=f"Set its plan in GENERATION_MODELS to one of: {', '.join(known)}; or leave it out for all.",
                id="oddreel.E114",
            )


def _licence(model: ConfiguredModel) -> str:
    """A model with its licence and what that forbids."""
    terms = model.kind.licence
    limits = " ".join(terms.forbids).rstrip(".")
    return f"{model.name} ({model.kind.title}, {terms.name}{f': {limits}' if limits else ''})"


def _packages() -> Iterable[CheckMessage]:
    """Where there is a GPU, what renders has to be installed beside the site."""
    lacking = [name for name in PACKAGES if find_spec(name) is None]
    if lacking:
        yield Warning(
            f"There is a GPU here and {', '.join(lacking)} is not installed: no model can be rendered with.",
            hint="Run: make gpu",
            id="oddreel.W115",
        )


def _folders(models: Iterable[ConfiguredModel]) -> Iterable[CheckMessage]:
    """Where there is a GPU somebody means to render; a host of the site alone need not have the weights."""
    for model in models:
        problems = look_at(model).problems
        if problems:
            more = f" And {len(problems) - 1} more." if len(problems) > 1 else ""
            yield Warning(
                f"The model {model.name} can't be loaded on this machine: {problems[0]}{more}",
                hint="Run: manage.py models",
                id="oddreel.W112",
            )
