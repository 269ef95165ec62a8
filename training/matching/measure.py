"""Fit the blend, then measure everything on pairs kept aside: `python measure.py DATA_FOLDER [--fit]`.

Fitted on the tuning half of stock.jsonl and the published pairs kept aside. So that no published pair is measured
with weights that saw it, its figures come from fits on the other half; the stock pairs held out are in no fit.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()
from data import Pair, Published, published_pairs, rows

from catalog.search.embedding import embed_one
from generation.matching.align import align
from generation.matching.answer import EVIDENCE, evidence, side
from generation.matching.judge import judge
from generation.matching.trunk import MODELS


def seen(pairs: list[Pair]) -> np.ndarray:
    """The evidence of every pair, by the models as they are shipped."""
    sides = {text: side(text, embed_one) for pair in pairs for text in (pair.request, pair.clip)}
    found = []
    for pair in pairs:
        asked, shown, alignment = sides[pair.request], sides[pair.clip], align(pair.request, pair.clip)
        found.append(evidence(judge(asked, shown, alignment)[0], asked, shown, alignment))
    return np.array(found)


@dataclass(frozen=True)
class Blend:
    """Two conditions that both have to hold: the specifics fit, and both texts are about the same."""

    specifics: np.ndarray
    offset: float
    about: float
    about_offset: float
    scale: float = 1.0
    shift: float = 0.0

    def logit(self, x: np.ndarray) -> np.ndarray:
        """The logit of the product of both probabilities, made as sure as it may be."""
        p = _sure(x @ self.specifics + self.offset) * _sure(self.about * x[:, ABOUT_AT] + self.about_offset)
        return self.scale * (np.log(p + 1e-9) - np.log(1 - p + 1e-9)) + self.shift


ABOUT_AT = EVIDENCE.index("likeness")


def _sure(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def fit(
    x: np.ndarray, label: np.ndarray, weight: np.ndarray, without: tuple[str, ...] = (), ridge: float = 20.0
) -> Blend:
    """Most likely weights, kept small. `without` leaves evidence out."""
    used = np.array([name not in without for name in EVIDENCE])
    mean, spread = x.mean(0), x.std(0) + 1e-6
    z = (x - mean) / spread * used
    like = z[:, ABOUT_AT]
    n = x.shape[1]

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        one, two = _sure(z @ b[:n] + b[n]), _sure(b[n + 1] * like + b[n + 2])
        p = np.clip(one * two, 1e-9, 1 - 1e-9)
        value = (
            -(weight * (label * np.log(p) + (1 - label) * np.log(1 - p))).sum()
            + ridge / 2 * (b[:n] ** 2).sum()
        )
        slope = weight * (p - label) / (1 - p)  # of -log likelihood by log p
        first, second = slope * (1 - one), slope * (1 - two)
        gradient = np.r_[z.T @ first + ridge * b[:n], first.sum(), (second * like).sum(), second.sum()]
        return float(value), gradient

    b = minimize(loss, np.r_[np.zeros(n), 0, 1.0, 2.0], jac=True, method="L-BFGS-B").x
    weights = b[:n] * used / spread
    about = b[n + 1] / spread[ABOUT_AT]
    blend = Blend(
        weights, float(b[n] - weights @ mean), float(about), float(b[n + 2] - about * mean[ABOUT_AT])
    )
    # Weights that are kept small are less sure than they may be: scaled without that, at last.
    logits = blend.logit(x)

    def unsure(c: np.ndarray) -> tuple[float, np.ndarray]:
        p = np.clip(_sure(c[0] * logits + c[1]), 1e-9, 1 - 1e-9)
        value = -(weight * (label * np.log(p) + (1 - label) * np.log(1 - p))).sum()
        return float(value), np.array([(weight * (p - label) * logits).sum(), (weight * (p - label)).sum()])

    scale, shift = minimize(unsure, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return replace(blend, scale=float(scale), shift=float(shift))


def auc(matches: np.ndarray, misses: np.ndarray) -> float:
    """The chance that a match scores above a miss."""
    order = np.sort(misses)
    below = np.searchsorted(order, matches, "left") + np.searchsorted(order, matches, "right")
    return float(below.mean() / 2 / len(misses))


def calibration_error(p: np.ndarray, label: np.ndarray, weight: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error in bins of equal width."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            w = weight[inside]
            total += abs(np.average(p[inside], weights=w) - np.average(label[inside], weights=w)) * w.sum()
    return total / weight.sum()


def shares(groups: np.ndarray) -> np.ndarray:
    """Weights by which every group counts alike: matches and misses of each source."""
    sizes = {g: int((groups == g).sum()) for g in set(groups)}
    return np.array([len(groups) / len(sizes) / sizes[g] for g in groups])


def main() -> None:
    """Measure, and fit where asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--fit", action="store_true")
    chosen = parser.parse_args()
    stock_rows = rows(HERE / "stock.jsonl")
    stock = [Pair(r["request"], r["clip"], float(r["match"]), r["kind"]) for r in stock_rows]
    tuning = np.array([r["split"] == "tune" for r in stock_rows])
    data = Published(chosen.data)
    published = published_pairs(data)
    half = np.array([zlib.crc32(str(data.picture.get(_key(p), _key(p))).encode()) % 2 for p in published])
    began = time.process_time()
    x, y = seen(stock), seen(published)
    spent = time.process_time() - began
    kinds, stock_kinds = np.array([p.kind for p in published]), np.array([p.kind for p in stock])
    label, stock_label = np.array([p.label for p in published]), np.array([p.label for p in stock])
    groups = np.array([k if k in ("match", "unrelated") else "near" for k in kinds])
    stock_groups = np.where(stock_label == 1, "stock match", "stock miss")

    def crossed(without: tuple[str, ...] = ()) -> tuple[np.ndarray, np.ndarray, Blend]:
        """Logits of the published pairs, of the stock pairs, and the blend fitted on all that may be fitted on."""

        def fitted(which: np.ndarray) -> Blend:
            both = np.r_[groups[which], stock_groups[tuning]]
            weight = shares(both)
            return fit(np.r_[y[which], x[tuning]], np.r_[label[which], stock_label[tuning]], weight, without)

        logits = np.zeros(len(y))
        for part in (0, 1):
            logits[half == part] = fitted(half != part).logit(y[half == part])
        every = fitted(np.ones(len(y), bool))
        return logits, every.logit(x), every

    score, stock_scores, blend = crossed()
    if chosen.fit:
        body = {
            "evidence": {n: round(float(w), 5) for n, w in zip(EVIDENCE, blend.specifics, strict=True)},
            "offset": round(blend.offset, 5), "about": round(blend.about, 5), "about_offset": round(blend.about_offset, 5),
            "scale": round(blend.scale, 5), "shift": round(blend.shift, 5),
        }  # fmt: skip
        (MODELS / "blend.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print("weights", {n: round(float(w), 2) for n, w in zip(EVIDENCE, blend.specifics, strict=True)})
    print("about", round(blend.about, 2), round(blend.about_offset, 2))
    for name, values, stock_values in (
        ("judge alone", y[:, 0], x[:, 0]),
        ("trees alone", y[:, 1], x[:, 1]),
        ("blend", score, stock_scores),
        ("blend without the judge", *crossed(("judge",))[:2]),
        ("blend without the trees", *crossed(("trees",))[:2]),
    ):
        _report(name, values, kinds, stock_values, stock_kinds, tuning)
    sure = 1 / (1 + np.exp(-np.r_[score, stock_scores]))
    held = np.r_[np.ones(len(score), bool), ~tuning]
    every = np.r_[groups, stock_groups]
    truth = np.r_[label, stock_label]
    for name, which in (
        ("published", np.arange(len(every)) < len(score)),
        ("stock held out", (np.arange(len(every)) >= len(score)) & held),
        ("both", held),
    ):
        error = calibration_error(sure[which], truth[which], shares(every[which]))
        print(
            f"calibration error, {name}: {error:.3f}; every pair alike {calibration_error(sure[which], truth[which], np.ones(which.sum())):.3f}"
        )
    print(f"{spent / (len(x) + len(y)) * 1e3:.1f} ms of CPU a pair, reading included")


def _key(pair: Pair) -> str:
    return " ".join(pair.request.lower().strip(" .").split())


def _report(
    name: str,
    score: np.ndarray,
    kinds: np.ndarray,
    stock: np.ndarray,
    stock_kinds: np.ndarray,
    tuning: np.ndarray,
) -> None:
    matches, far = score[kinds == "match"], score[kinds == "unrelated"]
    near = score[~np.isin(kinds, ["match", "unrelated"])]
    print(f"{name}: published near {auc(matches, near):.3f}, unrelated {auc(matches, far):.3f}")
    print(
        "   ",
        {
            k: round(auc(matches, score[kinds == k]), 2)
            for k in sorted(set(kinds.tolist()) - {"match", "unrelated"})
        },
    )
    for part, which in (("tune", tuning), ("held out", ~tuning)):
        right, wrong = stock[which & (stock_kinds == "match")], stock[which & (stock_kinds != "match")]
        print(f"    stock, {part}: {auc(right, wrong):.3f}")
    right = stock[~tuning & (stock_kinds == "match")]
    by_kind = {
        k: round(auc(right, stock[~tuning & (stock_kinds == k)]), 2)
        for k in sorted(set(stock_kinds[~tuning].tolist()) - {"match"})
    }
    print("    held out by kind", by_kind)


if __name__ == "__main__":
    main()
