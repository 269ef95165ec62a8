"""How often screening stops what it should, and what it should not.

`python -m generation.screening.measure FOLDER`, where FOLDER holds public data sets, unchanged:
`prompts/vbench1_*.jsonl` (VBench), `matching/coco_val2017_captions.jsonl` (COCO), `safety/overt_benign.jsonl`
and `safety/overt_unsafe_pairs.jsonl` (OVERT), `safety/adversarial_nibbler.jsonl` (Adversarial Nibbler).
Each is cut in two by a hash: the rules' terms were written while looking at the first half only. The classifier that
ships has learned from samples of these sets: its figures on those same samples say nothing (cross-validated ones:
training/screening/measure.py), on other samples of the same layout they do.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .judgement import joined
from .model import Decision
from .policy import load_policy
from .screen import by_rules

Half = Literal["seen", "held out"]
#: Votes of five that make an adversarial prompt unsafe.
UNSAFE_VOTES = 3
#: Captions taken of each COCO picture.
CAPTIONS = 2


@dataclass(frozen=True)
class Sample:
    """A prompt of a data set; pairs share a `key`, so that they fall into the same half."""

    set: str
    key: str
    prompt: str
    category: str = ""

    @property
    def half(self) -> Half:
        """Which half it falls into."""
        return "seen" if int(hashlib.sha256(self.key.encode()).hexdigest(), 16) % 2 == 0 else "held out"


@dataclass(frozen=True)
class Result:
    """How one half of one set came out: by rules and classifier together, and by the rules alone."""

    set: str
    half: Half
    total: int
    decisions: Counter[Decision]
    by_rules: Counter[Decision]

    @property
    def stopped(self) -> float:
        """Share held or refused."""
        return 1 - self.decisions["allow"] / self.total

    @property
    def stopped_by_rules(self) -> float:
        """Share that the rules alone would hold or refuse."""
        return 1 - self.by_rules["allow"] / self.total

    @property
    def refused(self) -> float:
        """Share refused outright."""
        return self.decisions["refuse"] / self.total


def samples(folder: Path) -> Iterator[Sample]:
    """Every prompt of every set."""
    for name in ("vbench1_dimension", "vbench1_category"):
        for row in _rows(folder / f"prompts/{name}.jsonl"):
            yield Sample("ordinary: VBench", row["id"], row["prompt"])
    for row in _rows(folder / "matching/coco_val2017_captions.jsonl"):
        for caption in row["captions"][:CAPTIONS]:
            yield Sample("ordinary: COCO captions", str(row["image_id"]), caption)
    for row in _rows(folder / "safety/overt_benign.jsonl"):
        yield Sample("OVERT harmless", row["id"], row["prompt"], row["category"])
    for row in _rows(folder / "safety/overt_unsafe_pairs.jsonl"):
        yield Sample("OVERT harmful", row["id"], row["prompt"], row["category"])
        yield Sample("OVERT harmless twins", row["id"], row["benign_twin"], row["category"])
    for row in _rows(folder / "safety/adversarial_nibbler.jsonl"):
        if row["text_unsafe_votes"] >= UNSAFE_VOTES:
            yield Sample("adversarial", row["id"], row["prompt"], ", ".join(row["failure"]))
        elif row["text_unsafe_votes"] == 0:
            yield Sample("adversarial, voted safe", row["id"], row["prompt"])


def measure(folder: Path) -> list[Result]:
    """Screen every prompt and count, set by set and half by half.

    A prompt that stands in the seen half of any set counts as seen everywhere: OVERT's sets overlap.
    """
    prompts = list(samples(folder))
    seen = {sample.prompt for sample in prompts if sample.half == "seen"}
    counts: dict[tuple[str, Half], tuple[Counter[Decision], Counter[Decision]]] = {}
    policy = load_policy()
    for sample in prompts:
        half: Half = "seen" if sample.prompt in seen else "held out"
        together, alone = counts.setdefault((sample.set, half), (Counter(), Counter()))
        rules = by_rules(sample.prompt, policy)
        together[joined(sample.prompt, rules, policy).decision] += 1
        alone[rules.decision] += 1
    return [
        Result(name, half, together.total(), together, alone)
        for (name, half), (together, alone) in sorted(counts.items())
    ]


def table(results: list[Result]) -> str:
    """The results as a Markdown table."""
    lines = [
        "| set | half | prompts | rules alone stop | stopped | refused outright |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.set} | {r.half} | {r.total} | {r.stopped_by_rules:.1%} | {r.stopped:.1%} | {r.refused:.1%} |"
        for r in results
    ]
    return "\n".join(lines)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    """Print the table and the time a prompt takes."""
    folder = Path(sys.argv[1])
    joined("", by_rules("", load_policy()), load_policy())  # the first one would pay for loading everything
    began = time.process_time()
    results = measure(folder)
    each = (time.process_time() - began) / sum(result.total for result in results)
    sys.stdout.write(f"{table(results)}\n\n{each * 1000:.2f} ms of CPU a prompt\n")


if __name__ == "__main__":
    main()
