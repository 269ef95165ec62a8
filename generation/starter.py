"""The starter catalogue: twelve clips that a new installation makes for itself, by the way of any request."""

from __future__ import annotations

from django.conf import settings

from catalog.models import Account
from generation.models import RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit
from generation.scheduling.model import BACKGROUND

SETTINGS = {"duration_ms": 4_000, "resolution": "360p", "quality": "draft", "fps": 24}

#: One a line: a prompt, and where it is not 16:9, its shape.
PROMPTS: tuple[tuple[str, str], ...] = (
    ("Slow golden waves at sunset seen from a low drone", "16:9"),
    ("Blue particle waves flowing on a dark background, seamless loop", "16:9"),
    ("Warm defocused city lights at night, gentle bokeh", "16:9"),
    ("Sunset clouds time-lapse over the horizon", "16:9"),
    ("Rain running down a window with city lights behind", "16:9"),
    ("Green aurora dancing over a dark forest under the stars", "16:9"),
    ("Overcast grey sea from above, aerial drone shot", "16:9"),
    ("Festive red and gold bokeh drifting, seamless loop", "9:16"),
    ("Milky Way turning over hills, night time-lapse", "21:9"),
    ("Orange and pink particle waves, dreamy and slow", "1:1"),
    ("Heavy rain on glass, moody blue evening", "4:5"),
    ("Calm ocean at night under the moon, low camera", "16:9"),
)


def house() -> Account:
    """The account that the starter catalogue belongs to."""
    account, _ = Account.objects.get_or_create(kind=Account.Kind.HOUSE, defaults={"name": "Oddreel"})
    return account


def plant() -> int:
    """Ask for what is missing of the starter catalogue; returns how many asks were new. Safe to repeat."""
    if not settings.STARTER_CATALOGUE:
        return 0
    account = house()
    asked = set(RenderRequest.objects.filter(account=account).values_list("key", flat=True))
    new = 0
    for number, (prompt, aspect) in enumerate(PROMPTS, start=1):
        key = f"starter-{number}"
        if key not in asked:
            ask = Ask(prompt=prompt, aspect=aspect, loop="loop" in prompt, **SETTINGS)  # type: ignore[arg-type]
            submit(account, None, ask, key, priority=BACKGROUND)
            new += 1
    return new


def progress() -> tuple[int, int]:
    """How many starter clips are ready, and how many there will be; (0, 0) where none are wanted."""
    if not settings.STARTER_CATALOGUE:
        return 0, 0
    asked = RenderRequest.objects.filter(account__kind=Account.Kind.HOUSE, key__startswith="starter-")
    return asked.filter(state=RenderRequest.State.READY).count(), len(PROMPTS)
