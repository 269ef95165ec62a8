"""Clips from made-up prompts: everything that search, tiles and facets go by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from catalog.models import Account, Clip
from generation.brief.colours import rgb
from generation.brief.model import Brief
from generation.brief.parse import parse

from .sentences import sentences

Choice = TypeVar("Choice")

#: Names the clips that are made up; no engine that renders has it.
ENGINE = "made-up"
_SHAPES = (
    *(((1280, 720), 5), ((1920, 1080), 6), ((3840, 2160), 3), ((720, 1280), 2)),
    *(((1080, 1920), 2), ((1080, 1080), 1), ((1080, 1350), 1), ((1680, 720), 1)),
)
_LENGTHS = (3_000, 4_000, 5_000, 8_000, 10_000, 12_000, 15_000, 20_000, 30_000)
_LOOKS = (("natural", 6), ("cinematic", 3), ("film", 2), ("documentary", 1), ("historical", 1))
#: Light of a time of day: the colours that its pictures are mostly made of.
_LIGHT = {
    "dawn": ("#f2c6a0", "#8aa4c8", "#d98c7a"), "morning": ("#dfe8f2", "#b7d3ea", "#e8d9b0"),
    "golden-hour": ("#f0a040", "#c8702a", "#6a3a20"), "sunset": ("#e8742a", "#a83a4a", "#3a2448"),
    "dusk": ("#4a4a78", "#8a5a80", "#20243c"), "blue-hour": ("#2a4a88", "#18284c", "#88a0c8"),
    "night": ("#0a0e18", "#18244a", "#2a2a34"), "noon": ("#7ab8e8", "#f4f6f8", "#58a048"),
}  # fmt: skip
_DAYLIGHT = ("#8ab4d8", "#6a8a58", "#c8c0b0", "#585a60", "#e8ecf0")
#: The catalogue reaches back so many days; more of it is new.
_DAYS = 900


def clips(account: Account, count: int, seed: int, now: datetime) -> Iterator[Clip]:
    """Published clips, not saved. The same for the same seed and time."""
    chance = random.Random(seed + 1)  # noqa: S311 (nothing secret)
    for number, prompt in enumerate(islice(sentences(seed), count)):
        yield _clip(account, prompt, seed * 10_000_000 + number, chance, now)


def _clip(account: Account, prompt: str, seed: int, chance: random.Random, now: datetime) -> Clip:
    brief = parse(prompt)
    slots = {term.slot: term.value for term in reversed(brief.terms) if not term.negated}
    (width, height), length = _weighted(chance, _SHAPES), chance.choice(_LENGTHS)
    fps = chance.choice((24, 25, 30))
    return Clip(
        account=account,
        state=Clip.State.PUBLISHED,
        published_at=now - timedelta(days=_DAYS * chance.random() ** 2, seconds=chance.randrange(86_400)),
        title=prompt[:80].rsplit(",", 1)[0],
        prompt=prompt,
        brief=brief.as_json(),
        tags=list(dict.fromkeys(term.value for term in brief.terms if term.known))[:12],
        width=width,
        height=height,
        fps=fps,
        frame_count=fps * length // 1000,
        duration_ms=length,
        loops="loop" in slots,
        has_sound="sound" in slots or chance.random() < 0.2,
        look=slots["look"] if slots.get("look") in dict(_LOOKS) else _weighted(chance, _LOOKS),
        palette=_palette(brief, slots.get("time", ""), chance),
        source_type=Clip.SourceType.ALGORITHMIC,
        engine=ENGINE,
        engine_version="1",
        renderer="none: made up",
        seed=seed,
    )


def _palette(brief: Brief, time: str, chance: random.Random) -> list[str]:
    """The colours that were said first, then those of the light, each a little its own."""
    said = [_code(rgb(term.value)) for term in brief.terms if term.slot == "colour" and not term.negated]
    light = list(_LIGHT.get(time, _DAYLIGHT))
    chance.shuffle(light)
    return list(dict.fromkeys(_varied(colour, chance) for colour in [*said, *light]))[: chance.randint(3, 6)]


def _code(light: tuple[float, float, float]) -> str:
    """Linear light as #rrggbb (sRGB's curve, nearly)."""
    return "#" + "".join(f"{round(255 * share ** (1 / 2.2)):02x}" for share in light)


def _varied(colour: str, chance: random.Random) -> str:
    codes = (int(colour[at : at + 2], 16) + chance.randint(-14, 14) for at in (1, 3, 5))
    return "#" + "".join(f"{min(255, max(0, code)):02x}" for code in codes)


def _weighted(chance: random.Random, choices: tuple[tuple[Choice, int], ...]) -> Choice:
    return chance.choices([one for one, _ in choices], [weight for _, weight in choices])[0]
