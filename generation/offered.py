"""Which text-to-video models this installation offers: the models' file, read once by every process as it starts."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from generation.engine import registry
from generation.engine.diffusion.configured import ConfiguredModel, ModelsError, read_models

log = logging.getLogger(__name__)
_problem = ""


def offer_models() -> None:
    """Offer what `GENERATION_MODELS` names beside the studio engine; a file that can't be used offers nothing.

    It never raises: the site goes on with the studio engine, the system check and /status say what is wrong.
    """
    global _problem
    _problem = ""
    found: tuple[ConfiguredModel, ...] = ()
    if settings.GENERATION_MODELS:
        try:
            found = read_models(models_file())
        except ModelsError as error:
            _problem = str(error)
            log.error("No text-to-video model is offered: %s", error)
    registry.configure(found)


def models_file() -> Path:
    """The file that `GENERATION_MODELS` names."""
    return Path(settings.GENERATION_MODELS).expanduser()


def problem() -> str:
    """What keeps this process from offering the models of the file, as a sentence; "" where nothing does."""
    return _problem
