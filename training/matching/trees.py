"""Boosted trees over the explicit comparison: `python trees.py DATA_FOLDER`, writes models/trees.json.

They learn from the same pairs as the network, but see only what the alignment says of them.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()
from data import Pair, Published, training_pairs

from catalog.search.embedding import embed_one
from generation.matching.align import align
from generation.matching.answer import side as read_side
from generation.matching.features import NAMES, features
from generation.matching.judge import Side
from generation.matching.trunk import MODELS

#: How many pairs of each sort are looked at.
MOST = {"scene": 5_000, "coco": 6_000, "brief": 1_500, "unrelated": 3_000, "crepe": 3_000, "loose": 4_000}


def chosen(pairs: list[Pair]) -> list[Pair]:
    """A share of what programs made, and all that people wrote."""
    counts: dict[str, int] = {}
    kept = []
    for pair in pairs:
        sort = pair.kind.split(" ")[0]
        counts[sort] = counts.get(sort, 0) + 1
        if counts[sort] <= MOST.get(sort, 10**6):
            kept.append(pair)
    return kept


def main(folder: Path) -> None:
    """Learn and write."""
    pairs = chosen(training_pairs(Published(folder), random.Random(9), scenes_made=8_000))
    sides: dict[str, Side] = {}

    def side(text: str) -> Side:
        if text not in sides:
            sides[text] = read_side(text, embed_one)
        return sides[text]

    began = time.monotonic()
    x = np.array([features(side(p.request), side(p.clip), align(p.request, p.clip)) for p in pairs])
    print(len(pairs), "pairs", round(time.monotonic() - began), "s", flush=True)
    learn(x, np.array([p.label for p in pairs]), np.array([p.weight for p in pairs]))


def learn(x: np.ndarray, label: np.ndarray, weight: np.ndarray) -> None:
    """A pair that answers by 0.7 counts seven parts of ten as a match."""
    model = HistGradientBoostingClassifier(
        max_iter=160,
        learning_rate=0.08,
        max_leaf_nodes=12,
        min_samples_leaf=60,
        l2_regularization=5,
        random_state=1,
    )
    twice = np.r_[np.ones(len(x)), np.zeros(len(x))]
    weights = np.r_[weight * label, weight * (1 - label)]
    used = weights > 0
    model.fit(np.r_[x, x][used], twice[used], sample_weight=weights[used])
    trees = []
    for (tree,) in model._predictors:
        trees.append([
            [int(n["feature_idx"]), float(f"{n['num_threshold']:.5g}"), int(n["left"]), int(n["right"])]
            if not n["is_leaf"] else [-1, float(f"{n['value']:.4g}"), 0, 0]
            for n in tree.nodes
        ])  # fmt: skip
    body = {"names": list(NAMES), "offset": float(np.ravel(model._baseline_prediction)[0]), "trees": trees}
    (MODELS / "trees.json").write_text(json.dumps(body, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
