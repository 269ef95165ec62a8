"""Train the classifier: `python train.py MODEL_FOLDER DATA_FOLDER --fold 0 1 2 3 4 --out FOLDER`; `--fold -1` learns from everything.

What a fold was kept from is scored at the end, and the scores are written beside the weights (`measure.py` reads them).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from data import CATEGORIES, WRITTEN, Example, altered, published, written
from folds import cut, follow
from foreign import foreign
from made import made
from network import Head
from ordinary import ordinary
from reader import Reader
from safetensors.torch import load_file

from generation.screening.plain import plain

#: How often an example is seen in one round, by where it is from: one head learns from the project's own prompts first,
#: then from all; the other from published ones and ordinary ones.
OWN = {
    "hatecheck": 0.3, "captions": 0.4, "written unsafe": 1.0, "written safe": 1.0, "combined unsafe": 0.5, "combined safe": 0.5,
    "made unsafe": 0.5, "made safe": 0.5, "made ordinary": 0.6,
}  # fmt: skip
ALL = {
    "nibbler unsafe": 5.0, "nibbler safe": 3.0, "nibbler doubtful": 1.5, "overt unsafe": 3.0, "overt twin": 3.0,
    "overt benign": 1.5, "hatecheck": 0.1, "vbench": 3.0, "captions": 0.3,
    "written unsafe": 0.4, "written safe": 0.4, "written ordinary": 0.8,
    "combined unsafe": 0.12, "combined safe": 0.12, "combined ordinary": 0.5,
    "made unsafe": 0.12, "made safe": 0.12, "made ordinary": 0.4,
}  # fmt: skip
PUBLISHED = {
    "nibbler unsafe": 3.0, "nibbler safe": 2.0, "nibbler doubtful": 1.0, "overt unsafe": 2.0, "overt twin": 2.0,
    "overt benign": 1.0, "hatecheck": 0.25, "vbench": 2.0, "captions": 0.6,
    "written ordinary": 0.5, "combined ordinary": 0.3, "made ordinary": 0.4,
}  # fmt: skip
DIETS = {"own": OWN, "all": ALL, "published": PUBLISHED}
#: Other wordings made of each, where there are few examples.
VARIANTS = {
    "nibbler unsafe": 2, "nibbler safe": 2, "nibbler doubtful": 1, "overt unsafe": 2, "overt twin": 2, "overt benign": 1, "vbench": 1,
    "written unsafe": 1, "written safe": 1,
}  # fmt: skip
BATCH = 32
FOLDS = 5
#: Sets that are large and no goal: every third of what is kept aside is scored.
EASY = ("hatecheck", "captions", "made unsafe", "made safe", "combined unsafe", "combined safe")
#: Labels are this much less than sure.
SMOOTH = 0.03
#: The shipped weights are a running mean of those of every so many steps.
MEAN_EVERY = 5


def examples(data: Path, own_prompts: Path = WRITTEN) -> list[Example]:
    """All examples with their folds."""
    every, own = published(data), written(own_prompts) + made(data) + ordinary() + foreign()
    cut(every, FOLDS)
    follow(own, every, FOLDS)
    return every + own


def readings(every: list[Example]) -> dict[int, list[str]]:
    """Each example as the model reads it, and as it would read other wordings of it; by the example's id."""
    return {
        id(e): [plain(e.text)]
        + [plain(altered(e.text, random.Random(f"{n} {e.text}"))) for n in range(VARIANTS.get(e.set, 0))]
        for e in every
    }


def rounds(
    learn: list[Example], texts: dict[int, list[str]], shares: dict[str, float], chance: random.Random
):
    """Batches of (example, text), pairs side by side, of like length, for ever."""
    pairs: dict[str, list[Example]] = defaultdict(list)
    for e in learn:
        if e.pair:
            pairs[e.pair].append(e)
    while True:
        items: list[list[tuple[Example, str]]] = []
        for e in learn:
            if e.pair and len(pairs[e.pair]) > 1 and e is not pairs[e.pair][0]:
                continue
            share = shares[e.set]
            for _ in range(int(share) + (chance.random() < share % 1)):
                group = pairs[e.pair] if e.pair else [e]
                items.append([(x, chance.choice(texts[id(x)])) for x in group])
        chance.shuffle(items)
        for at in range(0, len(items), 1024):
            chunk = sorted(items[at : at + 1024], key=lambda g: max(len(t) for _, t in g))
            batches: list[list] = [[]]
            for group in chunk:
                if len(batches[-1]) + len(group) > BATCH:
                    batches.append([])
                batches[-1].extend(group)
            chance.shuffle(batches)
            yield from (b for b in batches if len(b) > 8)


def tensors(texts: list[str], read: Reader) -> tuple[torch.Tensor, torch.Tensor]:
    """Vectors and which of them are there."""
    found = [read(text) for text in texts]
    longest = max(len(x) for x in found)
    x = np.zeros((len(found), longest, 384), np.float32)
    present = np.zeros((len(found), longest), np.float32)
    for i, vectors in enumerate(found):
        x[i, : len(vectors)], present[i, : len(vectors)] = vectors, 1
    return torch.from_numpy(x), torch.from_numpy(present)


def loss_of(logits: torch.Tensor, those: list[Example]) -> torch.Tensor:
    """Unsafe or not, sensitive or not, of which kind, and each unsafe prompt above its harmless twin."""
    bce = nn.functional.binary_cross_entropy_with_logits
    unsafe = torch.tensor([e.unsafe for e in those]) * (1 - 2 * SMOOTH) + SMOOTH
    weight = torch.tensor([e.weight for e in those])
    loss = bce(logits[:, 0], unsafe, weight) + 0.25 * bce(
        logits[:, 1], torch.tensor([e.sensitive for e in those]) * 0.96 + 0.02
    )
    named = [(i, CATEGORIES.index(e.category)) for i, e in enumerate(those) if e.category in CATEGORIES]
    if named:
        at, kinds = zip(*named, strict=True)
        loss = loss + 0.15 * nn.functional.cross_entropy(logits[list(at), 2:], torch.tensor(kinds))
    first: dict[str, int] = {}
    above, below = [], []
    for i, e in enumerate(those):
        if not e.pair:
            continue
        j = first.setdefault(e.pair, i)
        if j != i and (those[j].unsafe > 0.5) != (e.unsafe > 0.5):
            above.append(j if those[j].unsafe > 0.5 else i)
            below.append(i if those[j].unsafe > 0.5 else j)
    if above:
        loss = loss + 0.3 * nn.functional.softplus(2.0 - (logits[above, 0] - logits[below, 0])).mean()
    return loss


def scores(head: Head, those: list[str], read: Reader) -> np.ndarray:
    """Logits, in the texts' order."""
    head.eval()
    order = sorted(range(len(those)), key=lambda i: len(those[i]))
    found = np.zeros((len(those), 2 + len(CATEGORIES)), np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 64):
            some = order[at : at + 64]
            found[some] = head(*tensors([those[i] for i in some], read)).float().numpy()
    head.train()
    return found


def trained(
    chosen: argparse.Namespace, learn: list[Example], texts: dict[int, list[str]], read: Reader
) -> Head:
    """A head after all steps: the running mean of its weights."""
    torch.manual_seed(chosen.seed)
    head = Head(load_file(chosen.model / "model.safetensors"), len(CATEGORIES))
    if chosen.start:
        head.load_state_dict(torch.load(chosen.start))
    shares = DIETS[chosen.diet]
    learn = [e for e in learn if e.set in shares]
    old = list(head.layers.parameters())
    new = [p for name, p in head.named_parameters() if not name.startswith("layers.")]
    optimiser = torch.optim.AdamW(
        [{"params": old, "share": 1}, {"params": new, "share": 5}], weight_decay=0.02, fused=True
    )
    mean = {k: v.clone() for k, v in head.state_dict().items()}
    began, shown = time.monotonic(), []
    for step, batch in zip(
        range(1, chosen.steps + 1), rounds(learn, texts, shares, random.Random(chosen.seed)), strict=False
    ):
        for group in optimiser.param_groups:
            group["lr"] = chosen.rate * group["share"] * min(1, step / 60) * (1 - step / chosen.steps)
        with torch.autocast("cpu", torch.bfloat16):
            logits = head(*tensors([text for _, text in batch], read))
        loss = loss_of(logits.float(), [e for e, _ in batch])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        shown.append(loss.item())
        if step % MEAN_EVERY == 0:
            share = 1 - min(0.975, step / (step + 20 * MEAN_EVERY))
            with torch.no_grad():
                for k, v in head.state_dict().items():
                    mean[k].lerp_(v, share)
        if step % 100 == 0:
            each = (time.monotonic() - began) / step
            print(
                f"step {step} of {chosen.steps}: loss {np.mean(shown[-100:]):.3f}, {each:.2f} s each",
                flush=True,
            )
    head.load_state_dict(mean)
    return head


def main() -> None:
    """Train a model for each fold that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--written", type=Path, default=WRITTEN)
    parser.add_argument(
        "--fold", type=int, nargs="+", default=[-1], help="kept aside; -1 keeps nothing aside"
    )
    parser.add_argument("--diet", choices=DIETS, default="all", help="what to learn from")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    every = examples(chosen.data, chosen.written)
    read, texts = Reader(chosen.store), readings(every)
    for fold in chosen.fold:
        if chosen.steps == 0:
            break
        learn, kept = [e for e in every if e.fold != fold], [e for e in every if e.fold == fold]
        print(f"{len(learn)} to learn from, {len(kept)} kept aside", flush=True)
        head = trained(chosen, learn, texts, read)
        path = chosen.out / (f"{chosen.diet}-fold{fold}.pt" if kept else f"{chosen.diet}.pt")
        torch.save(head.state_dict(), path)
        if kept:
            kept = [e for n, e in enumerate(kept) if e.set not in EASY or n % 3 == 0]
            found = scores(head, [texts[id(e)][0] for e in kept], read)
            path.with_suffix(".jsonl").write_text("".join(map(_line, kept, found)))
    if chosen.store:
        for text in {text for some in texts.values() for text in some}:
            read(text)
        read.keep()


def _line(e: Example, logits: np.ndarray) -> str:
    row = {
        "text": e.text,
        "set": e.set,
        "unsafe": e.unsafe,
        "category": e.category,
        "pair": e.pair,
        "logits": [round(float(v), 4) for v in logits],
    }
    return json.dumps(row) + "\n"


if __name__ == "__main__":
    main()
