"""The engines as choices of the Make page: each with what it can do in a line."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from billing.entitlements import plans_within
from billing.plans import catalogue
from catalog.models import Account
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.registry import STUDIO, engine, models
from generation.formats import RESOLUTIONS

from .ask import Ask
from .engines import BEST, FAST, able, resolve
from .form import FOLLOWS
from .reach import longest_s, problem


@dataclass(frozen=True)
class EngineChoice:
    """One engine to choose. `plan` names the plan that has it where the account's has not; `reason` why it won't do."""

    value: str
    title: str
    line: str
    plan: str = ""
    reason: str = ""

    @property
    def closed(self) -> bool:
        """Whether it can't be chosen."""
        return bool(self.plan or self.reason)


def engine_choices(account: Account | None, ask: Ask) -> tuple[EngineChoice, ...]:
    """Best, fast, every model and the studio; nothing where there is only the studio."""
    if not models():
        return ()
    # A guest sees every one, and is told after signing in.
    had = plans_within(account) if account else {model.plan for model in models()}
    return (
        _meant(BEST, "Best", "The best picture", account, ask),
        _meant(FAST, "Fast", "Soonest ready", account, ask),
        *(_model(model, had, ask) for model in models()),
        EngineChoice(
            STUDIO,
            engine(STUDIO).title,
            "Drawn by rule, not by a model: oceans, skies, city lights, rain, stars, particles · any size · with sound",
            reason=_unable(ask) if ask.follows else "",
        ),
    )


def _meant(name: str, title: str, promise: str, account: Account | None, ask: Ask) -> EngineChoice:
    meant = engine(resolve(name, account, ask.follows))
    within = not ask.follows or ask.follows in meant.follows
    return EngineChoice(
        name, title, f"{promise}: {meant.title} at present", reason="" if within else _unable(ask)
    )


def _model(model: ConfiguredModel, had: Container[str], ask: Ask) -> EngineChoice:
    title, plan = engine(model.name).title, catalogue().plan(model.plan)
    return EngineChoice(
        model.name,
        title if _alone(title) else f"{title}, {model.name}",
        line(model),
        "" if model.plan in had else plan.name if plan else "no plan",
        "" if able(model, ask.follows) else _unable(ask),
    )


def _alone(title: str) -> bool:
    """Whether no second model here is called so."""
    return sum(engine(model.name).title == title for model in models()) == 1


def line(model: ConfiguredModel) -> str:
    """What a model can do: "480p by itself, up to 720p · up to 60 s · silent"."""
    chosen = engine(model.name)
    plain = Ask("", engine=model.name)
    able = [name for name in RESOLUTIONS if not problem(chosen, plain, "resolution", resolution=name)]
    native = " and ".join(f"{side}p" for side in model.kind.short_sides)
    size = f"{native} by itself" + (f", up to {able[-1]}" if able else "")
    longest = longest_s(chosen, replace(plain, resolution=able[-1]) if able else plain)
    price = [f"{chosen.credits} times the credits"] if chosen.credits > 1 else []
    sound = "with sound" if model.kind.sound_rate else "silent"
    return " · ".join([size, f"up to {longest:g} s", sound, *price])


def _unable(ask: Ask) -> str:
    return f"can't {FOLLOWS[ask.follows]} a clip" if ask.follows else "makes variations of clips only"
