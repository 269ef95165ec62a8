"""`make bench`: everything that is claimed of speed, as ratios within one run. Name parts to run only those."""

from __future__ import annotations

import importlib
import sys

PARTS = (
    "studio", "finishing", "frames", "pages", "queue", "elastic", "search", "retrieval", "licensing", "ledger",
    "takedown", "desk", "sandbox", "provenance", "screening", "retiming",
)  # fmt: skip


def main(wanted: list[str]) -> None:
    for name in wanted or PARTS:
        print(f"\n## {name.capitalize()}\n", flush=True)
        for line in importlib.import_module(f"tests.bench.{name}").measure():
            print(line, flush=True)


main(sys.argv[1:])
