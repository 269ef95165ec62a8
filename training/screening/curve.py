"""The curve of what is stopped: `python curve.py FOLD0.jsonl FOLD1.jsonl …`, scores of prompts that a model never saw.

At each share of ordinary prompts stopped: the share of adversarial prompts, of OVERT's harmful ones, of their harmless
twins and of OVERT's other harmless ones.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

SHARES = (0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15)
COLUMNS = (
    "nibbler unsafe",
    "overt unsafe",
    "overt twin",
    "overt benign",
    "nibbler safe",
    "hatecheck",
    "written unsafe",
    "written safe",
    "made safe",
)
#: What an ordinary customer asks for. Captions are easier and would flatter the threshold.
ORDINARY = ("vbench", "written ordinary", "combined ordinary")


def read(paths: list[Path]) -> list[dict]:
    """All rows, one for each prompt of a set: the mean of what several heads scored."""
    rows: dict[tuple[str, str], dict] = {}
    found = defaultdict(list)
    for path in paths:
        for line in path.read_text().splitlines():
            row = json.loads(line)
            rows.setdefault((row["set"], row["text"]), row)
            found[row["set"], row["text"]].append(row["logits"])
    return [row | {"logits": np.mean(found[key], axis=0).tolist()} for key, row in rows.items()]


def table(rows: list[dict], scores: np.ndarray, ordinary: tuple[str, ...] = ORDINARY) -> str:
    """The curve in Markdown."""
    sets = np.array([r["set"] for r in rows])
    calm = np.sort(scores[np.isin(sets, ordinary)])
    lines = ["| ordinary stopped | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for share in SHARES:
        limit = calm[min(len(calm) - 1, int(np.ceil(len(calm) * (1 - share))) - 1)]
        cells = []
        for name in COLUMNS:
            at = sets == name
            if name == "hatecheck":
                at &= np.array([r["unsafe"] > 0.5 for r in rows])
            cells.append(f"{(scores[at] > limit).mean():.1%}" if at.any() else "-")
        lines.append(f"| {share:.1%} (> {limit:.2f}) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def by_twins(rows: list[dict], scores: np.ndarray) -> str:
    """What is stopped where a share of the harmless twins is."""
    sets = np.array([r["set"] for r in rows])
    twins = np.sort(scores[sets == "overt twin"])
    names = (
        "nibbler unsafe",
        "overt unsafe",
        "overt benign",
        "vbench",
        "written ordinary",
        "made ordinary",
        "captions",
        "nibbler safe",
    )
    lines = ["| twins stopped | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for share in (0.02, 0.05, 0.08, 0.12, 0.2, 0.3):
        limit = twins[int(np.ceil(len(twins) * (1 - share))) - 1]
        cells = [f"{(scores[sets == n] > limit).mean():.1%}" if (sets == n).any() else "-" for n in names]
        lines.append(f"| {share:.0%} (> {limit:.2f}) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    found = read([Path(p) for p in sys.argv[1:]])
    print(table(found, np.array([r["logits"][0] for r in found])))
    print(by_twins(found, np.array([r["logits"][0] for r in found])))
