"""Words that were read in a frame, in a form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text: letters and digits, small, without accents. "Kellogg's" is "kelloggs"."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("'s", "s").replace("'", ""))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WORD.findall(plain.casefold())


def compact(text: str) -> str:
    """The same in one piece: "Coca-Cola", "COCA COLA" and "cocacola" are one."""
    return "".join(words(text))
