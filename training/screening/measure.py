"""Rules and classifier together on prompts that no model saw: `python measure.py [--fit] FOLD0.jsonl FOLD1.jsonl …`.

Run it in the site's environment. `--fit` makes probabilities of the scores and writes generation/screening/models/classifier.json.
Prints the curve of what is stopped, each kind at the policy's thresholds, and what still gets through.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from curve import ORDINARY, by_twins, read, table
from data import CATEGORIES

from generation.screening.classifier import MODELS, Scores
from generation.screening.judgement import decided
from generation.screening.loading import load_policy
from generation.screening.plain import familiar, plain
from generation.screening.screen import by_rules

#: How grave a rule's finding is, as an addition to the classifier's logit, to draw one curve for both.
HEAVY = {"allow": 0.0, "hold": 2.5, "refuse": 6.0}


def calibrated(logits: np.ndarray, unsafe: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Scale and shift that make logits probabilities, by Newton's method."""
    scale, shift = 1.0, 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(scale * logits + shift, -30, 30)))
        error, w = (p - unsafe) * weight, p * (1 - p) * weight + 1e-9
        gradient = np.array([(error * logits).sum(), error.sum()])
        bend = np.array([[(w * logits * logits).sum(), (w * logits).sum()], [(w * logits).sum(), w.sum()]])
        step = np.linalg.solve(bend + 1e-6 * np.eye(2), gradient)
        scale, shift = scale - step[0], shift - step[1]
    return float(scale), float(shift)


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folds", type=Path, nargs="+")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    chosen = parser.parse_args()
    rows = read(chosen.folds)
    sets = np.array([r["set"] for r in rows])
    logits = np.array([r["logits"] for r in rows])
    unsafe = np.array([float(r["unsafe"] > 0.5) for r in rows])
    counted = ~np.isin(sets, ("nibbler doubtful", "nibbler safe"))
    # Every set weighs the same: there is no saying how often each kind is asked for.
    weight = np.array([1 / (sets == s).sum() for s in sets]) * counted * 1000
    scale, shift = calibrated(logits[:, 0], unsafe, weight)
    if chosen.fit:
        body = {"categories": list(CATEGORIES), "scale": round(scale, 4), "shift": round(shift, 4)}
        (MODELS / "classifier.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    print(f"probability = sigmoid({scale:.3f} x logit + {shift:.3f})")
    policy = load_policy()
    verdicts = [by_rules(r["text"], policy) for r in rows]
    print("\nThe classifier alone\n" + table(rows, logits[:, 0]))
    print(
        "\nRules and classifier\n"
        + table(rows, logits[:, 0] + np.array([HEAVY[v.decision] for v in verdicts]))
    )
    print("\n" + by_twins(rows, logits[:, 0] + np.array([HEAVY[v.decision] for v in verdicts])))
    if policy.classifier is None:
        return
    p = 1 / (1 + np.exp(-(scale * logits[:, 0] + shift)))
    decisions = np.array(
        [
            decided(
                v,
                Scores(
                    float(x),
                    1.0,
                    dict(zip(CATEGORIES, r["logits"][2:], strict=True)),
                    familiar=familiar(plain(r["text"])),
                ),
                policy.classifier,
            )
            for v, x, r in zip(verdicts, p, rows, strict=True)
        ]
    )
    alone = np.array([v.decision for v in verdicts])
    print(
        "\n| set | kind | prompts | rules alone stop | together stop | refuse outright |\n|---|---|---|---|---|---|"
    )
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, r in enumerate(rows):
        name = f"{r['set']}{'' if r['set'] != 'hatecheck' else ' hateful' if r['unsafe'] > 0.5 else ' not hateful'}"
        groups[name, "all"].append(i)
        if r["category"] and r["set"] in ("nibbler unsafe", "overt unsafe", "overt twin", "overt benign"):
            groups[name, r["category"]].append(i)
    for (name, kind), at in sorted(groups.items()):
        print(
            f"| {name} | {kind} | {len(at)} | {(alone[at] != 'allow').mean():.1%} | {(decisions[at] != 'allow').mean():.1%} "
            f"| {(decisions[at] == 'refuse').mean():.1%} |"
        )
    if chosen.misses:
        for name in ("overt unsafe", "nibbler unsafe", "overt twin", *ORDINARY, "captions"):
            wanted = "allow" if name.endswith("unsafe") else "stop"
            wrong = [
                i for i in np.flatnonzero(sets == name) if (decisions[i] == "allow") == (wanted == "allow")
            ]
            print(f"\n{name}: {len(wrong)} wrong")
            for i in wrong[: chosen.misses]:
                print(
                    f"  {p[i]:.2f} {rows[i]['category']} {verdicts[i].rule} {decisions[i]}: {rows[i]['text'][:160]}"
                )


if __name__ == "__main__":
    main()
