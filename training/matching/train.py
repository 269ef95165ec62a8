"""Train the judge: `python train.py MODEL_FOLDER DATA_FOLDER --minutes 30`.

1. The lower half becomes int8 ONNX and reads every text once; its numbers, as the site will see them, are what
   the upper half learns on.
2. The upper half is trained on published and made pairs, with a checkpoint whenever the tuning pairs improve.
3. The best becomes int8 ONNX. `measure.py` calibrates and measures it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from data import Pair, Published, published_pairs, rows, training_pairs
from export import OUT, export
from network import Judge, Trunk
from safetensors.torch import load_file

from generation.matching.align import Alignment, Place, Tie, Tied, align
from generation.matching.pieces import Pieces, flags, pieces

BATCH, RATE, WARM = 64, 1.5e-4, 80


class Reader:
    """Texts as the lower half sees them, each read once."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(OUT / "trunk.onnx"), options)
        self.known: dict[str, tuple[Pieces, np.ndarray]] = {}

    def __call__(self, text: str) -> tuple[Pieces, np.ndarray]:
        """The text's pieces and vectors."""
        if text not in self.known:
            read = pieces(text)
            (vectors,) = self.session.run(None, {"ids": read.ids[None]})
            self.known[text] = (read, vectors[0].astype(np.float16))
        return self.known[text]


def _unflagged(found: Alignment) -> Alignment:
    """As if the lexicon knew less: what is said otherwise has to be seen by the model itself."""

    def less(row: tuple[Tied, ...]) -> tuple[Tied, ...]:
        kept = (Tie.NONE, Tie.SAME, Tie.OPEN)
        return tuple(t if t.tie in kept else Tied(t.unit, Tie.OPEN, -1, Place.NONE) for t in row)

    return Alignment(less(found.request), less(found.clip))


def batch_of(pairs: list[Pair], read: Reader, chance: random.Random | None = None) -> dict[str, torch.Tensor]:
    """Pairs, padded to the longest. With `chance`, a third of them is read without the lexicon."""
    items = []
    for pair in pairs:
        (asked, a), (shown, b) = read(pair.request), read(pair.clip)
        alignment = align(pair.request, pair.clip)
        if chance and chance.random() < 0.33:
            alignment = _unflagged(alignment)
        items.append((np.concatenate([a, b]), flags(asked, shown, alignment)))
    longest = max(len(x) for x, *_ in items)
    made = {
        "x": np.zeros((len(items), longest, 384), np.float32),
        **{name: np.zeros((len(items), longest), np.int64) for name in ("texts", "ties", "places")},
        "links": np.zeros((len(items), longest, longest), np.float32),
        "present": np.zeros((len(items), longest), np.float32),
    }
    for i, (x, known) in enumerate(items):
        n = len(x)
        made["x"][i, :n], made["links"][i, :n, :n] = x, known.links
        for name in ("texts", "ties", "places"):
            made[name][i, :n] = getattr(known, name)
        made["present"][i, :n] = 1
    return {name: torch.from_numpy(value) for name, value in made.items()}


def scores(judge: Judge, pairs: list[Pair], read: Reader) -> np.ndarray:
    """Logits."""
    judge.eval()
    found = []
    with torch.no_grad():
        for at in range(0, len(pairs), BATCH):
            found.append(judge(**batch_of(pairs[at : at + BATCH], read))[0].numpy())
    judge.train()
    return np.concatenate(found)


def auc(matches: np.ndarray, misses: np.ndarray) -> float:
    """The chance that a match scores above a miss."""
    order = np.sort(misses)
    below = (np.searchsorted(order, matches, "left") + np.searchsorted(order, matches, "right")) / 2
    return float(below.mean() / len(misses))


def figures(judge: Judge, published: list[Pair], stock: list[Pair], read: Reader) -> tuple[float, str]:
    """The least of the three aims, and all of them in words."""
    found = scores(judge, published, read)
    kinds = np.array([p.kind for p in published])
    matches = found[kinds == "match"]
    near = auc(matches, found[~np.isin(kinds, ["match", "unrelated"])])
    far = auc(matches, found[kinds == "unrelated"])
    mine = scores(judge, stock, read)
    label = np.array([p.label for p in stock])
    alike = auc(mine[label == 1], mine[label == 0])
    by_kind = {
        k: round(auc(matches, found[kinds == k]), 2) for k in sorted(set(kinds) - {"match", "unrelated"})
    }
    return near + far + alike, f"near {near:.3f} far {far:.3f} stock(tune) {alike:.3f} {by_kind}"


def main() -> None:
    """Train until the minutes are over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--scenes", type=int, default=20_000)
    parser.add_argument("--out", type=Path, default=Path("judge.pt"))
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    weights = load_file(chosen.model / "model.safetensors")
    if not (OUT / "trunk.onnx").exists():
        export(
            Trunk(weights), (torch.zeros((1, 9), dtype=torch.long),), ["ids"], ["vectors"], OUT / "trunk.onnx"
        )
    read = Reader()
    data = Published(chosen.data)
    pairs = training_pairs(data, random.Random(chosen.seed), scenes_made=chosen.scenes)
    published = published_pairs(data)
    stock = [
        Pair(r["request"], r["clip"], float(r["match"]), r["kind"])
        for r in rows(HERE / "stock.jsonl")
        if r["split"] == "tune"
    ]
    print(len(pairs), "pairs to learn from", flush=True)
    judge = Judge(weights)
    if chosen.begin:
        judge.load_state_dict(torch.load(chosen.begin))
    chunks = _batches(pairs, random.Random(chosen.seed))
    chance = random.Random(chosen.seed)
    began, best, step = time.monotonic(), 0.0, 0
    old = list(judge.layers.parameters())
    new = [p for name, p in judge.named_parameters() if not name.startswith("layers.")]
    optimiser = torch.optim.AdamW(
        [{"params": old, "share": 1}, {"params": new, "share": 6}], weight_decay=0.01
    )
    while (spent := (time.monotonic() - began) / 60 / chosen.minutes) < 1:
        batch = next(chunks)
        for group in optimiser.param_groups:
            group["lr"] = group["share"] * chosen.rate * min(1, (step + 1) / WARM) * max(0.02, 1 - spent)
        loss = _loss(judge, batch, read, chance)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 25 == 0:
            print(f"step {step} {spent:.0%} loss {loss.item():.3f}", flush=True)
        if step % 400 == 0:
            reached, words = figures(judge, published, stock, read)
            print(f"step {step} {words}", flush=True)
            if reached > best:
                best = reached
                torch.save(judge.state_dict(), chosen.out)
    reached, words = figures(judge, published, stock, read)
    print("last:", words)
    torch.save(judge.state_dict(), chosen.out.with_suffix(".last.pt"))
    if reached > best:
        torch.save(judge.state_dict(), chosen.out)


def _batches(pairs: list[Pair], rng: random.Random):
    """Batches of pairs of like length, for ever."""
    while True:
        rng.shuffle(pairs)
        for at in range(0, len(pairs) - BATCH * 16, BATCH * 16):
            some = sorted(pairs[at : at + BATCH * 16], key=lambda p: len(p.request) + len(p.clip))
            groups = [some[i : i + BATCH] for i in range(0, len(some), BATCH)]
            rng.shuffle(groups)
            yield from groups


def _loss(judge: Judge, pairs: list[Pair], read: Reader, chance: random.Random) -> torch.Tensor:
    batch = batch_of(pairs, read, chance)
    logits, words = judge(**batch)
    labels, weights = (torch.tensor([getattr(p, n) for p in pairs]) for n in ("label", "weight"))
    whole = (
        nn.functional.binary_cross_entropy_with_logits(logits, labels, weights, reduction="sum")
        / weights.sum()
    )
    # A word is answered in a match, and unanswered where it is tied to nothing or to something else in a miss.
    astray = torch.isin(batch["ties"], torch.tensor([Tie.SIBLING, Tie.EXCLUDED, Tie.OPEN]))
    known = (batch["present"] > 0) & (batch["ties"] > 0) & ((labels > 0.9) | (labels < 0.1))[:, None]
    answer = (astray & (labels < 0.1)[:, None]).float()
    single = nn.functional.binary_cross_entropy_with_logits(words[known], answer[known])
    return whole + 0.15 * single


if __name__ == "__main__":
    main()
