"""What of valid settings a model can't make, each with the nearest that it can."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generation.brief.model import Brief
from generation.engine.base import Follows, Problem, RenderSettings
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.kind import Kind
from generation.engine.diffusion.wording import too_long
from generation.formats import RATES, RESOLUTIONS, SHORTEST_MS, even

from .native import enlargement, frames_needed, frames_possible, makes_sound, played_rate, trained_sizes

#: Frames may be put between a model's own up to so many times its rate; whole multiples up to three times.
MOST_TIMES, MOST_WHOLE = Fraction(5, 2), 3
#: Where a model's folder has its tokenizer, and how many tokens an English word takes, about.
TOKENIZER, TOKENS_A_WORD = "tokenizer/tokenizer.json", 1.3
FOLLOWING: dict[Follows, str] = {
    "variation": "{title} can't begin with a picture: leave the variation out, or choose another engine.",
    "extend": "{title} can't go on from a clip: choose another engine.",
}


def problems(model: ConfiguredModel, brief: Brief, settings: RenderSettings) -> Iterator[Problem]:
    """Everything that stands against these settings, in the form's order."""
    kind = model.kind
    yield from _prompt(model, brief)
    if settings.follows and settings.follows not in follows(kind):
        yield Problem("follows", FOLLOWING[settings.follows].format(title=kind.title))
    if not settings.follows and "text" not in kind.pipelines:
        sentence = (
            f"{kind.title} makes variations of a clip, and nothing from words alone: choose another engine."
        )
        yield Problem("engine", sentence)
    yield from _resolution(model, settings)
    rate = _rate(kind, settings)
    if rate is not None:
        yield rate
    yield from _duration(kind, settings, int(rate.nearest) if rate and rate.nearest else settings.fps)
    if settings.loop:
        yield Problem("loop", f"{kind.title} can't make a loop: leave it out.", "false")


def follows(kind: Kind) -> tuple[Follows, ...]:
    """How the model's clips can follow from another: by their first picture, or by the frames before."""
    pictures, frames = "image" in kind.pipelines, "extend" in kind.pipelines
    return (*(("variation",) if pictures else ()), *(("extend",) if frames or pictures else ()))


def continues(kind: Kind) -> bool:
    """Whether the model makes clips that are longer than one call."""
    return kind.continuation != "none"


def _prompt(model: ConfiguredModel, brief: Brief) -> Iterator[Problem]:
    """A prompt that the text encoder would cut. Only where its tokenizer is at hand: an estimate may be too high."""
    if model.folder is None or not (model.folder / TOKENIZER).is_file():
        return
    over = too_long(brief, model.kind, model.folder)
    if over:
        reads = f"{model.kind.title} reads {model.kind.encoder.tokens} tokens of a prompt"
        yield Problem(
            "prompt",
            f"{reads}, and this one has {over} more: take about {max(1, round(over / TOKENS_A_WORD))} words out.",
        )


def _resolution(model: ConfiguredModel, settings: RenderSettings) -> Iterator[Problem]:
    if _makes(model, settings.width, settings.height):
        return
    kind, shortest = model.kind, min(settings.width, settings.height)
    nearest = ""
    for name, short in RESOLUTIONS.items():
        if short < shortest:
            times = short / shortest
            if _makes(model, even(settings.width * times), even(settings.height * times)):
                nearest = name
    width, height = trained_sizes(kind, settings.width, settings.height)[-1]
    makes = f"{kind.title} makes pictures of {width}×{height} and enlarges them up to {model.enlarge:g} times"
    yield Problem(
        "resolution", f"{makes}: {f'choose {nearest}' if nearest else 'choose another engine'}.", nearest
    )


def _makes(model: ConfiguredModel, width: int, height: int) -> bool:
    largest = trained_sizes(model.kind, width, height)[-1]
    return enlargement(largest, (width, height)) <= model.enlarge


def _rate(kind: Kind, settings: RenderSettings) -> Problem | None:
    sound = makes_sound(kind, settings)
    if _fills(kind, settings.fps, sound=sound):
        return None
    within = [fps for fps in RATES if _fills(kind, fps, sound=sound)]
    nearest = max((fps for fps in within if fps <= settings.fps), default=min(within, default=0))
    few = f"{kind.title} makes {kind.rate} frames a second, too few for {settings.fps}"
    if not nearest:
        return Problem("fps", f"{few}: choose another engine.")
    return Problem("fps", f"{few}: choose {nearest}.", str(nearest))


def _fills(kind: Kind, fps: int, *, sound: bool) -> bool:
    times = fps / played_rate(kind, fps, sound=sound)
    return times <= MOST_TIMES or (times.denominator == 1 and times <= MOST_WHOLE)


def _duration(kind: Kind, settings: RenderSettings, fps: int) -> Iterator[Problem]:
    if continues(kind):
        return
    rate = played_rate(kind, fps, sound=makes_sound(kind, settings))
    first = 1 if settings.follows == "extend" else 0
    count = max(1, round(settings.duration_ms * fps / 1000))
    if frames_needed(count, fps, rate, first) <= kind.frames.most:
        return
    tenths = frames_possible(kind.frames.most, fps, rate, first) * 10 // fps
    if tenths * 100 < SHORTEST_MS:
        sentence = f"{kind.title} makes less than {SHORTEST_MS // 1000} seconds: choose another engine."
        yield Problem("duration", sentence)
        return
    longest = f"{tenths / 10:g}"
    yield Problem("duration", f"{kind.title} makes at most {longest} seconds: choose {longest}.", longest)
