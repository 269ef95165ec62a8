"""Names that must not be read in a frame: brands, and people whom everybody knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .wording import compact, words

NAMES = Path(__file__).parents[1] / "data" / "names"
BRANDS = ("brands.txt",)
#: By hand, so that a single word in it ("Beyoncé") means one person; of the other lists whole names count alone.
FAMOUS = "celebrities.txt"
PEOPLE = ("politicians.txt", "legislators.txt", "public_people.txt")
#: Letters of a word that is compared in one piece: shorter ones are read by chance.
SHORTEST = 4


class Listed:
    """Names by their words. Lettering may run them together, never pull them apart: "blue sky" is no Bluesky."""

    def __init__(self, names: list[str]) -> None:
        self._by_words: dict[tuple[str, ...], str] = {}
        self._in_one: dict[str, str] = {}
        self._alone: dict[str, str] = {}
        for name in names:
            parts = tuple(words(name))
            whole = "".join(parts)
            if all(len(part) < 3 for part in parts):
                self._alone[whole] = name  # "H&M": only as all that stands there
                continue
            self._by_words[parts] = name
            if len(whole) >= SHORTEST:
                self._in_one[whole] = name
        self._longest = max((len(parts) for parts in self._by_words), default=0)

    def among(self, read: list[str]) -> list[str]:
        """The names in lines of lettering, in order, each once; a name may go on in the next line."""
        found = [self._alone[compact(line)] for line in read if compact(line) in self._alone]
        said = [word for line in read for word in words(line)]
        for start, word in enumerate(said):
            if word in self._in_one:
                found.append(self._in_one[word])
            for end in range(start + 1, min(start + self._longest, len(said)) + 1):
                name = self._by_words.get(tuple(said[start:end]))
                if name:
                    found.append(name)
        return list(dict.fromkeys(found))


@cache
def brands() -> Listed:
    """Brands, read once."""
    return Listed([name for file in BRANDS for name in _lines(file)])


@cache
def people() -> Listed:
    """People, read once."""
    whole = [name for file in PEOPLE for name in _lines(file) if len(words(name)) > 1]
    return Listed([*_lines(FAMOUS), *whole])


def _lines(file: str) -> list[str]:
    text = (NAMES / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
