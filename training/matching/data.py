"""The pairs that the learned judge is trained on, and those kept aside.

Split by picture: a caption of a picture that is kept aside is never trained on. stock.jsonl is never trained on.
"""

from __future__ import annotations

import json
import random
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scenes
from rewording import Vocabulary, added, brief, change, reword

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Pair:
    """`label`: how well the clip answers, 0 to 1. `changed`: the request's words that it does not answer, if known."""

    request: str
    clip: str
    label: float
    kind: str = ""
    weight: float = 1.0


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


class Published:
    """Other people's captions and pairs, in a part to learn from and one kept aside."""

    def __init__(self, folder: Path) -> None:
        self.coco = rows(folder / "coco_val2017_captions.jsonl")
        self.crepe = rows(folder / "sugarcrepe.jsonl")
        self.graded = rows(folder / "cxc_dev.jsonl")
        self.picture = {_plain(c): r["image_id"] for r in self.coco for c in r["captions"]}
        for row in self.crepe:
            for caption in (row["caption"], *row["other_captions_same_image"]):
                self.picture[_plain(caption)] = row["image_id"]

    def aside(self, text: str) -> bool:
        """Whether a caption is kept aside."""
        return zlib.crc32(str(self.picture.get(_plain(text), _plain(text))).encode()) % 10 < 3

    def crepe_part(self, aside: bool) -> list[dict[str, Any]]:
        """SugarCrepe's rows of one part."""
        return [row for row in self.crepe if self.aside(row["caption"]) is aside]

    def graded_part(self, aside: bool) -> list[dict[str, Any]]:
        """Graded pairs of which both texts are of one part."""
        return [r for r in self.graded if self.aside(r["a"]) is aside and self.aside(r["b"]) is aside]

    def captions(self, aside: bool) -> list[list[str]]:
        """Captions by picture."""
        return [r["captions"] for r in self.coco if self.aside(r["captions"][0]) is aside]


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" .").split())


def published_pairs(data: Published, *, aside: bool = True) -> list[Pair]:
    """The pairs to measure with. A detail added to the request is a miss; one added to the clip is none."""
    made = []
    for row in data.crepe_part(aside):
        texts = (row["hard_negative"], row["caption"])
        both = [texts] if row["type"].startswith("add") else [texts, texts[::-1]]
        made += [Pair(a, b, 0, row["type"]) for a, b in both]
    for row in data.graded_part(aside):
        kind = "match" if row["score_0_5"] >= 4 else "unrelated" if row["score_0_5"] <= 2 else ""
        if kind:
            made += [
                Pair(a, b, float(kind == "match"), kind)
                for a, b in ((row["a"], row["b"]), (row["b"], row["a"]))
            ]
    return made


def training_pairs(data: Published, rng: random.Random, *, scenes_made: int) -> list[Pair]:
    """Everything that is learned from, in no order."""
    captions = data.captions(aside=False)
    vocabulary = Vocabulary([c for one in captions for c in one])
    made: list[Pair] = []
    for _ in range(scenes_made):
        made += _scene(rng)
    for one in captions:
        for text in one:
            made += _caption(text, vocabulary, rng)
        made += _two_people(*rng.sample(one, 2), vocabulary, rng)
    for row in data.crepe_part(aside=False):
        made += _crepe(row, vocabulary, rng)
    for row in data.graded_part(aside=False):
        made += _graded(row, vocabulary, rng)
    texts = [c for one in captions for c in one]
    for _ in range(4000):
        made.append(Pair(rng.choice(texts), rng.choice(texts), 0, "unrelated", 0.7))
    rng.shuffle(made)
    return made


def _scene(rng: random.Random) -> list[Pair]:
    one = scenes.scene(rng)
    other, way = scenes.mutate(one, rng)
    made = [
        Pair(scenes.say(one, rng), scenes.say(one, rng), 1, "scene"),
        Pair(scenes.say(one, rng), scenes.say(other, rng), 0, f"scene {way}"),
    ]
    extra = [n for n in ("when", "weather", "season", "camera", "where", "a_colour") if n in one]
    if extra and rng.random() < 0.15:
        short = {name: value for name, value in one.items() if name not in extra and name != "b_colour"}
        made.append(Pair(scenes.say(short, rng), scenes.say(one, rng), 0.95, "scene brief"))
    if extra and rng.random() < 0.25:
        drop = rng.choice(extra)
        if rng.random() < 0.5:
            made.append(Pair(scenes.say(one, rng), scenes.say(one, rng, drop), 0.4, "scene unsaid"))
        else:
            made.append(Pair(scenes.say(one, rng, drop), scenes.say(one, rng), 0.95, "scene more"))
    return made


def _caption(text: str, vocabulary: Vocabulary, rng: random.Random) -> list[Pair]:
    made = [Pair(text, reword(text, rng), 1, "coco")]
    for _ in range(2):
        changed = change(text, vocabulary, rng)
        if changed:
            pair = (text, reword(changed, rng)) if rng.random() < 0.6 else (reword(text, rng), changed)
            made.append(Pair(*(pair if rng.random() < 0.5 else pair[::-1]), 0, "coco changed"))
    made.append(Pair(reword(text, rng), reword(text, rng), 1, "coco"))
    if rng.random() < 0.5:
        made += _brief(text, vocabulary, rng)
    more = added(text, vocabulary, rng)
    if more and rng.random() < 0.5:
        made.append(Pair(more, reword(text, rng, 0.3), 0.2, "coco unsaid"))
    elif more:
        made.append(Pair(reword(text, rng, 0.3), more, 0.75, "coco more"))
    return made


def _brief(text: str, vocabulary: Vocabulary, rng: random.Random) -> list[Pair]:
    """A few words: what they do not ask may be anything."""
    found = brief(text, vocabulary, rng)
    if not found:
        return []
    frame = rng.choice(["", "", "footage of ", "video of "])
    said = reword(text, rng, 0.3) if rng.random() < 0.5 else text
    return [Pair(frame + found[0], said, 0.95, "brief"), Pair(frame + found[1], said, 0, "brief changed")]


def _two_people(a: str, b: str, vocabulary: Vocabulary, rng: random.Random) -> list[Pair]:
    """Two people's captions of a picture say about the same: 3 of 5. One of them changed says something else."""
    made = [Pair(a, b, 0.5, "loose", 0.3)]
    changed = change(b, vocabulary, rng, beside=a)
    if changed:
        made.append(Pair(*((a, changed) if rng.random() < 0.5 else (changed, a)), 0.05, "loose changed"))
    return made


def _crepe(row: dict[str, Any], vocabulary: Vocabulary, rng: random.Random) -> list[Pair]:
    caption, miss, kind = row["caption"], row["hard_negative"], row["type"]
    made = [Pair(caption, reword(caption, rng), 1, "crepe"), Pair(reword(caption, rng), caption, 1, "crepe")]
    if kind.startswith("add"):
        made.append(Pair(miss, caption, 0.05, "crepe added"))
        made.append(Pair(miss, reword(caption, rng), 0.05, "crepe added"))
        made.append(Pair(caption, miss, 0.65, "crepe more", 0.5))
    else:
        made += [Pair(caption, miss, 0, kind), Pair(miss, caption, 0, kind)]
        made += [Pair(reword(caption, rng), miss, 0, kind), Pair(reword(miss, rng), caption, 0, kind)]
    other = rng.choice(row["other_captions_same_image"])
    if not kind.startswith("add"):
        made += [Pair(other, caption, 0.5, "loose", 0.3), Pair(other, miss, 0.1, "loose changed", 0.3)]
    return made


def _graded(row: dict[str, Any], vocabulary: Vocabulary, rng: random.Random) -> list[Pair]:
    a, b = row["a"], row["b"]
    label = min(1.0, max(0.0, (row["score_0_5"] - 2) / 2))
    made = [Pair(x, y, label, "graded", 2.0) for x, y in ((a, b), (b, a))]
    if label > 0.7:
        made += [Pair(reword(x, rng, 0.4), y, label, "graded") for x, y in ((a, b), (b, a)) * 3]
        for x, y in ((a, b), (b, a)) * 2:
            changed = change(y, vocabulary, rng, beside=x)
            if changed:
                made.append(
                    Pair(*((x, changed) if rng.random() < 0.5 else (changed, x)), 0, "graded changed", 1.5)
                )
    return made
