"""Folds that part nothing that belongs together: pairs, one question's prompts, and near-copies."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict

from data import Example

#: Two prompts with at least this share of words in common are near-copies.
ALIKE = 0.65


def cut(examples: list[Example], folds: int) -> int:
    """Give every example its fold; returns how many groups there are. The same for the same examples."""
    parent = list(range(len(examples)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    def join(a: int, b: int) -> None:
        a, b = root(a), root(b)
        parent[max(a, b)] = min(a, b)

    first: dict[str, int] = {}
    for at, example in enumerate(examples):
        for name in ("key " + example.key, "text " + " ".join(words(example.text))):
            join(at, first.setdefault(name, at))
    _near_copies(examples, join)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(len(examples)):
        groups[root(at)].append(at)
    _share_out(examples, list(groups.values()), folds)
    return len(groups)


def follow(later: list[Example], examples: list[Example], folds: int) -> None:
    """Give the project's own prompts the fold of the published near-copy they have, or one by their pair's name.

    So the published prompts keep their folds while more is written.
    """
    together = [*examples, *later]
    by_pair: dict[str, int] = {}

    def join(at: int, other: int) -> None:
        if at >= len(examples) > other:
            by_pair.setdefault(together[at].key, together[other].fold)

    _near_copies(together, join)
    for e in later:
        e.fold = by_pair.get(e.key, int(hashlib.sha256(e.key.encode()).hexdigest(), 16) % folds)


def words(text: str) -> list[str]:
    """The words of a text, small."""
    return re.findall(r"[a-z0-9]+", text.lower())


def _near_copies(examples: list[Example], join) -> None:
    """Prompts with mostly the same words, found through their rarest words."""
    bags = [frozenset(w for w in words(e.text) if len(w) > 2) for e in examples]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, bag in enumerate(bags):
        for word in bag:
            holders[word].append(at)
    for at, bag in enumerate(bags):
        rare = sorted(bag, key=lambda word: (len(holders[word]), word))[:6]
        for word in rare:
            if len(holders[word]) > 250:
                continue
            for other in holders[word]:
                if other < at and len(bag & bags[other]) >= ALIKE * len(bag | bags[other]):
                    join(at, other)


def _share_out(examples: list[Example], groups: list[list[int]], folds: int) -> None:
    """Largest groups first, each to the fold that has least of what the group consists of."""
    have = [defaultdict(int) for _ in range(folds)]
    total: dict[str, int] = defaultdict(int)
    for e in examples:
        total[e.set] += 1
    for group in sorted(groups, key=lambda g: (-len(g), g[0])):
        sets = defaultdict(int)
        for at in group:
            sets[examples[at].set] += 1
        fold = min(
            range(folds),
            key=lambda f: (
                sum(have[f][s] / total[s] * n for s, n in sets.items()) / len(group),
                sum(have[f].values()),
            ),
        )
        for at in group:
            examples[at].fold = fold
            have[fold][examples[at].set] += 1
