"""Reading one table of the models' file: each value is checked, and a wrong one says what would do."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any


class ModelsError(Exception):
    """The models' file can't be used; the sentence says which model and key of it and what would do."""


class Table:
    """The keys of one model. `place` begins each sentence: the file's name and the model's."""

    def __init__(self, values: dict[str, Any], place: str) -> None:
        self.values = values
        self.place = place

    def wrong(self, key: str, words: str) -> ModelsError:
        """What to raise for a value: `words` go on after the key's name."""
        return ModelsError(f"{self.place}: {key} {words}")

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that mean nothing, with the nearest that does."""
        for key in self.values:
            if key in known:
                continue
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are: {', '.join(known)}."
            raise ModelsError(f"{self.place}: there is no key {key}; {hint}")

    def text(self, key: str, default: str = "") -> str:
        """A text without spaces around it."""
        found = self.values.get(key, default)
        if not isinstance(found, str):
            raise self.wrong(key, f"is {_shown(found)}; write a text in quotation marks.")
        return found.strip()

    def flag(self, key: str) -> bool:
        """True or false; false where it is left out."""
        found = self.values.get(key, False)
        if not isinstance(found, bool):
            raise self.wrong(key, f"is {_shown(found)}; write true or false, without quotation marks.")
        return found

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        found = self.values.get(key, default)
        if type(found) is not int or not least <= found <= most:
            raise self.wrong(key, f"is {_shown(found)}; write a whole number from {least} to {most}.")
        return found

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        """A number from `least` to `most`, with or without decimals."""
        found = self.values.get(key, default)
        if type(found) not in (int, float) or not least <= found <= most:
            raise self.wrong(key, f"is {_shown(found)}; write a number from {least:g} to {most:g}.")
        return float(found)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where it is left out."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(type(one) is int for one in found):
            raise self.wrong(key, f"is {_shown(found)}; write whole numbers in brackets, such as [480, 720].")
        return tuple(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is left out."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self.wrong(key, f'is {_shown(found)}; write texts in brackets, such as ["territory"].')
        return tuple(found)


def _shown(found: Any) -> str:
    """A value as the file has it, near enough to be found there."""
    if isinstance(found, bool):
        return str(found).lower()
    return f"“{found}”" if isinstance(found, str) else str(found)
