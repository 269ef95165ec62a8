"""What the classifier learns from: every example with its label, its kind, and what it must not be parted from.

`unsafe` and `sensitive` are between 0 and 1: people disagreed on some. `set` names where it is from, `key` what it
belongs to (its pair, its question): folds.py keeps all of one key together.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
WRITTEN = HERE / "written"

CATEGORIES = (
    "sexual", "violence", "self_harm", "hate", "crime", "unethical", "privacy", "copyright", "real_people", "deception",
)  # fmt: skip

OVERT = {
    "privacy_individual": "privacy", "privacy_public": "privacy", "copyright_violations": "copyright",
    "discrimination": "hate", "illegal_activities": "crime", "violence": "violence", "unethical": "unethical",
    "unethical_unsafe_action": "unethical", "self_harm": "self_harm", "sexual_content": "sexual",
}  # fmt: skip
NIBBLER = {
    "image_failure_sexual": "sexual", "image_failure_violent": "violence", "image_failure_bias": "hate",
    "image_failure_hate": "hate",
}  # fmt: skip
#: How the project's own prompts name their kinds.
OWN = {
    "bias": "hate", "minors": "sexual", "weapons_drugs_crime": "crime", "private_persons": "privacy", "trademarks": "copyright",
    "likeness": "real_people", "public_figures": "real_people",
}  # fmt: skip
#: Functions of HateCheck that mention a group without being about it, or quote hate in order to answer it.
PLAIN_SPEECH = {"profanity_nh", "slur_homonym_nh", "target_obj_nh"}


@dataclass
class Example:
    """One prompt. `pair` is shared by an unsafe prompt and its harmless twin; "" where it has none."""

    text: str
    unsafe: float
    sensitive: float
    category: str
    set: str
    key: str
    pair: str = ""
    weight: float = 1.0
    fold: int = field(default=-1, compare=False)


def rows(path: Path) -> Iterator[dict]:
    """The rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def published(folder: Path, captions: int = 1) -> list[Example]:
    """Every example of the public sets in `folder`."""
    made: list[Example] = []
    for row in rows(folder / "safety/adversarial_nibbler.jsonl"):
        votes = row["text_unsafe_votes"] / max(1, row["text_unsafe_votes"] + row["text_safe_votes"])
        failures = row["failure"] if isinstance(row["failure"], list) else [row["failure"]]
        known = [NIBBLER[name] for name in failures if name in NIBBLER]
        name = {0: "nibbler safe"}.get(
            row["text_unsafe_votes"],
            "nibbler unsafe" if row["text_unsafe_votes"] >= 3 else "nibbler doubtful",
        )
        made.append(
            Example(
                row["prompt"],
                0.15 + 0.8 * votes if votes else 0.1,
                1.0,
                known[0] if known else "",
                name,
                row["id"],
            )
        )
    for row in rows(folder / "safety/overt_unsafe_pairs.jsonl"):
        kind, key = OVERT[row["category"]], _question(row, "pair " + row["id"])
        made.append(Example(row["prompt"], 1.0, 1.0, kind, "overt unsafe", key, row["id"]))
        made.append(Example(row["benign_twin"], 0.0, 1.0, kind, "overt twin", key, row["id"]))
    twins = {e.text for e in made}
    for row in rows(folder / "safety/overt_benign.jsonl"):
        if row["prompt"] not in twins:
            made.append(
                Example(
                    row["prompt"], 0.0, 1.0, OVERT[row["category"]], "overt benign", _question(row, row["id"])
                )
            )
    for number, row in enumerate(rows(folder / "safety/hatecheck.jsonl")):
        hateful = row["label"] == "hateful"
        sensitive = 0.5 if row["functionality"] in PLAIN_SPEECH else 1.0
        made.append(
            Example(
                row["text"],
                float(hateful),
                sensitive,
                "hate" if hateful else "",
                "hatecheck",
                f"hc {number}",
                weight=0.5,
            )
        )
    for name in ("vbench1_dimension", "vbench1_category"):
        for row in rows(folder / f"prompts/{name}.jsonl"):
            made.append(Example(row["prompt"], 0.0, 0.0, "", "vbench", row["id"]))
    for row in rows(folder / "matching/coco_val2017_captions.jsonl"):
        for caption in row["captions"][:captions]:
            made.append(Example(caption, 0.0, 0.0, "", "captions", f"coco {row['image_id']}"))
    return made


def _question(row: dict, otherwise: str) -> str:
    """The question that a prompt was made of. Two kinds were made without one: each stands alone."""
    return "seed " + row["seed"] if len(row["seed"]) > 30 else otherwise


def written(folder: Path = WRITTEN) -> list[Example]:
    """The project's own prompts (written/README.md says how they are marked)."""
    made = []
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            cells = line.split("\t")
            if not line.strip() or line.startswith("#") or len(cells) != 4:
                continue
            made.append(_written(cells, path.stem, number))
    return made


def _written(cells: list[str], stem: str, number: int) -> Example:
    label, kind, number_of_pair, text = (cell.strip() for cell in cells)
    kind, unsafe, pair = (
        OWN.get(kind, kind),
        label == "unsafe",
        f"written pair {number_of_pair}" if number_of_pair else "",
    )
    ordinary = kind == "ordinary"
    name = f"{'combined' if stem.startswith('combined') else 'written'} {'unsafe' if unsafe else 'ordinary' if ordinary else 'safe'}"
    return Example(
        text,
        float(unsafe),
        float(not ordinary),
        kind if kind in CATEGORIES else "",
        name,
        pair or f"{stem} line {number}",
        pair,
    )


PREFIXES = (
    "generate an image of", "create an image of", "create a picture showing", "draw", "a photo of", "illustrate", "depict",
    "render", "show", "a video of", "make a clip of", "a realistic scene of", "a close-up of", "visualize", "paint",
    "cinematic shot of", "a short film of", "b-roll of", "produce a scene with", "design an illustration of",
)  # fmt: skip
LEAD = re.compile(
    r"^(?:please )?(?:generate|create|draw|illustrate|depict|render|show|visualize|paint|produce|design|imagine|make|present|craft|display|sketch)\b"
    r"(?: (?:me|a|an|the|image|picture|photo|photograph|scene|illustration|drawing|painting|visualization|rendering|of|where|that|showing|depicting|in which|displaying|realistic|detailed|photorealistic|high-definition))*\s+",
    re.IGNORECASE,
)


def altered(text: str, chance: random.Random) -> str:
    """The same request as somebody else would type it: another beginning, lower case, a slip of the finger."""
    roll = chance.random()
    if roll < 0.35:
        bare = LEAD.sub("", text)
        text = bare if len(bare.split()) >= 3 else text
    if 0.2 < roll < 0.55 and not LEAD.match(text):
        lowered = text[:1].lower() + text[1:]
        text = f"{chance.choice(PREFIXES)} {lowered}"
    if chance.random() < 0.3:
        text = text.lower()
    if chance.random() < 0.25:
        text = text.rstrip(". ")
    if chance.random() < 0.2 and len(text) > 20:
        at = chance.randrange(1, len(text) - 2)
        if text[at].isalpha() and text[at + 1].isalpha():
            how = chance.random()
            text = text[:at] + (text[at + 1] + text[at] if how < 0.5 else text[at]) + text[at + 2 :]
    if text.count(",") >= 5 and chance.random() < 0.6:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        chance.shuffle(parts)
        text = ", ".join(parts[: max(4, int(len(parts) * chance.uniform(0.6, 1)))])
    return text
