"""How often search finds a picture: one person's caption is asked for, another person's describes the picture.

Needs the captions: `RETRIEVAL_CAPTIONS` names a file of JSON lines with `captions`, five a picture (COCO's). The
numbers of the fusion were chosen on every other picture ("tuned"); the others are the ones to judge by.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

AT = (1, 5, 10)
WAYS = ("words alone", "meaning alone", "both, as search answers")


def measure() -> Iterator[str]:
    """A table's lines: shares of the queries whose picture is among the first 1, 5 and 10."""
    named = os.environ.get("RETRIEVAL_CAPTIONS")
    if not named:
        yield "Not measured: set RETRIEVAL_CAPTIONS to a file of captions first."
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    import django

    django.setup()
    pictures = [json.loads(line)["captions"][:5] for line in Path(named).read_text().splitlines()]
    places: dict[str, list[tuple[int, int]]] = {way: [] for way in WAYS}
    for turn in range(5):
        with tempfile.TemporaryDirectory() as folder:
            _ask_all(folder, pictures, turn, places)
    yield f"| {len(pictures)} pictures, {len(places[WAYS[0]])} queries | 1 | 5 | 10 | tuned on: 1 | 5 | 10 |"
    yield "|---|---|---|---|---|---|---|"
    for way, found in places.items():
        shares = [
            sum(place <= at for number, place in found if number % 2 == half)
            / sum(number % 2 == half for number, _ in found)
            for half in (1, 0)
            for at in AT
        ]
        yield f"| {way} | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


def _ask_all(
    folder: str, pictures: list[list[str]], turn: int, places: dict[str, list[tuple[int, int]]]
) -> None:
    """Note where each picture stands for its caption number `turn`, described by the next one."""
    import numpy as np

    from catalog.search.asked import read
    from catalog.search.embedded import EmbeddedIndex, likeness, ranking
    from catalog.search.embedding import embed_one
    from catalog.search.interface import Document, Query

    index = EmbeddedIndex(folder)
    index.rebuild(
        Document(number, None, "", captions[(turn + 1) % 5], "", {}, published=0)
        for number, captions in enumerate(pictures)
    )
    for number, captions in enumerate(pictures):
        # Quotation marks and a minus are search's own signs: nobody who describes a picture means them.
        text = captions[turn].replace('"', " ").replace(" -", " ")
        with index._open(()) as (shelf, _):
            groups = read(text).groups
            rows = [ranking._find(shelf, group, unfinished=False)[0] for group in groups]
            words, _share = ranking._by_words(shelf, rows)
            meaning = likeness.of_meaning(shelf.columns, embed_one(read(text).meaning))
        for way, score in zip(WAYS, (words, meaning), strict=False):
            places[way].append((number, int((score >= score[number]).sum()) if score[number] > 0 else 10**6))
        shown = [hit.clip_id for hit in index.search(Query(text, limit=max(AT))).hits]
        places[WAYS[2]].append((number, shown.index(number) + 1 if number in shown else 10**6))
    assert np.isfinite(words).all()
