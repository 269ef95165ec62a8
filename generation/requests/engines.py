"""Which engine a request means: "best", "fast", or one by its name."""

from __future__ import annotations

from billing.entitlements import Answer, may, plans_within
from catalog.models import Account
from generation.engine.base import Engine, Follows
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.registry import STUDIO, engine, models
from generation.jobs.fleet import served_now

BEST, FAST = "best", "fast"


def default() -> str:
    """What is meant where nothing is said."""
    return BEST if models() else STUDIO


def resolve(wanted: str, account: Account | None, follows: Follows | None = None) -> str:
    """The name of the engine that is meant, for the account that would pay. Raises `UnknownEngine`.

    "best" and "fast" are the first model marked so that the account's plan has, else the first that it has, else the
    studio; with `follows`, of those whose clips can follow from another so. Models that a worker serves go before
    others. A guest is taken for somebody who has just signed up. A name means that engine for every plan.
    """
    wanted = wanted or default()
    if wanted not in (BEST, FAST):
        return engine(wanted).name
    plans = plans_within(account)
    usable = [model for model in models() if model.plan in plans and able(model, follows)]
    marked = [model for model in usable if (model.best if wanted == BEST else model.fast)]
    order = [model.name for model in [*marked, *usable]]
    served = served_now() if order else frozenset()
    return next((name for name in order if name in served), next(iter(order), STUDIO))


def able(model: ConfiguredModel, follows: Follows | None) -> bool:
    """Whether the model makes clips from words alone, or such as follow from another so."""
    return follows in engine(model.name).follows if follows else "text" in model.kind.pipelines


def has(account: Account | None, chosen: Engine) -> Answer:
    """Whether the account's plan has the engine. A guest sees every one, and is told after signing in."""
    return Answer(True) if account is None else may(account, "engine", chosen.plan)


def spoken(chosen: Engine) -> str:
    """The engine within a sentence."""
    return "the studio engine" if chosen.name == STUDIO else chosen.title
