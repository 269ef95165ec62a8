"""From WordNet's own files to what matching needs of them: `python wordnet.py DICT_FOLDER`.

Kept are the first senses of single words that people use (a sense was seen in WordNet's tagged texts, or the
word in this folder's texts), what each is a kind of, and opposites. WordNet 3.1, see LICENCES.md.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "generation" / "matching" / "lexicon" / "wordnet.json.gz"
POS = {"n": "noun", "v": "verb", "a": "adj"}
SENSES = {"n": 2, "v": 3, "a": 2}
_TEXTS = ("sugarcrepe.jsonl", "cxc_dev.jsonl", "coco_val2017_captions.jsonl")


def main(folder: Path, texts: Path) -> None:
    """Write the file."""
    said = set(re.findall(r"[a-z]+", " ".join((texts / name).read_text("utf-8").lower() for name in _TEXTS)))
    number: dict[tuple[str, str], int] = {}
    lemmas: dict[str, dict[str, list[int]]] = {}
    parents: dict[int, int] = {}
    opposites: set[tuple[str, str, str]] = set()
    for pos, name in POS.items():
        synsets = _synsets(folder / f"data.{name}", pos)
        lemmas[pos] = {}
        for line in (folder / f"index.{name}").read_text("utf-8").splitlines():
            if line.startswith(" "):
                continue
            parts = line.split()
            lemma, pointers = parts[0], int(parts[3])
            tagged, offsets = int(parts[5 + pointers]), parts[6 + pointers :]
            if "_" in lemma or not lemma.isalpha() or (not tagged and lemma not in said):
                continue
            kept = offsets[: min(SENSES[pos], max(tagged, 1))]
            lemmas[pos][lemma] = [number.setdefault((pos, o), len(number)) for o in kept]
        waiting = [key for key in number if key[0] == pos]
        while waiting:
            key = waiting.pop()
            _, above, against = synsets[key[1]]
            for mine, other in against:
                opposites.add((pos, *sorted((mine, other))))
            if above:
                if (pos, above) not in number:
                    number[pos, above] = len(number)
                    waiting.append((pos, above))
                parents[number[key]] = number[pos, above]
    rows = [parents.get(i, -1) for i in range(len(number))]
    data = {"lemmas": lemmas, "parents": rows, "opposites": sorted(opposites)}
    with gzip.GzipFile(OUT, "wb", mtime=0) as out:
        out.write(json.dumps(data, separators=(",", ":")).encode())
    print({pos: len(v) for pos, v in lemmas.items()}, len(rows), len(opposites), OUT.stat().st_size)


def _synsets(path: Path, pos: str) -> dict[str, tuple[list[str], str, list[tuple[str, str]]]]:
    """Offset to its words, what it is a kind of, and pairs of opposites; for adjectives what it is similar to."""
    raw: dict[str, tuple[list[str], list[tuple[str, str, str]]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(" "):
            continue
        parts = line.split(" | ")[0].split()
        count = int(parts[3], 16)
        words = [w.split("(")[0] for w in parts[4 : 4 + 2 * count : 2]]
        at = 4 + 2 * count
        pointers = [
            (parts[at + 1 + 4 * i], parts[at + 2 + 4 * i], parts[at + 4 + 4 * i])
            for i in range(int(parts[at]))
        ]
        raw[parts[0]] = (words, pointers)
    found = {}
    for offset, (words, pointers) in raw.items():
        above = next((to for kind, to, _ in pointers if kind in ("@", "@i", "&")), "")
        against = [
            (words[int(ends[:2], 16) - 1].lower(), raw[to][0][int(ends[2:], 16) - 1].lower())
            for kind, to, ends in pointers
            if kind == "!"
        ]
        found[offset] = (words, above, against)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
