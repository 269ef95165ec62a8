"""What somebody asks for, after validation and before anything is spent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from generation.engine.base import Follows, Quality, RenderSettings
from generation.formats import LARGEST_SEED, pixels


@dataclass(frozen=True)
class Ask:
    """A complete, valid ask. `seed` None lets the prompt and settings choose, the same each time.

    `accept_partial` is the person's yes to a clip without the subject's parts that can't be shown. `source` is the clip
    that it follows from, in the way of `follows`; both are set or neither.
    """

    prompt: str
    duration_ms: int = 5_000
    aspect: str = "16:9"
    resolution: str = "1080p"
    fps: int = 24
    look: str = "natural"
    seed: int | None = None
    takes: int = 1
    quality: Quality = "standard"
    loop: bool = False
    sound: bool = True
    private: bool = False
    engine: str = "studio"
    accept_partial: bool = False
    source: int | None = None
    follows: Follows | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return pixels(self.aspect, self.resolution)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; `Ask(**data)` reads them back."""
        return asdict(self)

    def render_settings(self, take: int) -> RenderSettings:
        """What the engine is told for one take (0-based)."""
        width, height = self.size
        return RenderSettings(
            duration_ms=self.duration_ms,
            width=width,
            height=height,
            fps=self.fps,
            seed=self.take_seed(take),
            quality=self.quality,
            look=self.look,
            loop=self.loop,
            sound=self.sound,
            follows=self.follows,
        )

    def take_seed(self, take: int) -> int:
        """The seed of a take: the one asked for, then its successors; else one drawn from the ask itself."""
        first = self.seed
        if first is None:
            first = int.from_bytes(hashlib.sha256(self._pixels_key()).digest()[:4], "big")
        return (first + take) % LARGEST_SEED

    def spec_hash(self, account_id: int) -> str:
        """Equal for asks that would render the same pixels for people who may see each other's clip.

        A private ask is shared with nobody outside its account.
        """
        owner = f"account {account_id}" if self.private else "public"
        return hashlib.sha256(self._pixels_key() + owner.encode()).hexdigest()

    def _pixels_key(self) -> bytes:
        data = self.as_json()
        del data["private"], data["accept_partial"]
        if self.source is None:  # the seed of an ask from before there were any stays what it was
            del data["source"], data["follows"]
        data["prompt"] = " ".join(self.prompt.split())
        return json.dumps(data, sort_keys=True, ensure_ascii=False).encode()
