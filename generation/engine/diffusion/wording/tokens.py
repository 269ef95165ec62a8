"""How many tokens of an encoder a text takes: counted where its tokenizer is at hand, else estimated from above."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

#: A word, a digit, a sign, each with the space before it; white space that stands for more than a gap between words.
_PIECE = re.compile(r" ?[^\W\d_]+| ?\d| ?[^\s\w]| ?_|\s")
#: What every text costs beside its words: the marks for begin and end, and a little for words that break badly.
_FIXED = 6


def count(text: str, folder: Path | None = None) -> int:
    """Tokens of a text, marks for begin and end included.

    Exact with `folder`'s `tokenizer/tokenizer.json` (a diffusers model folder); without one `estimate`.
    """
    tokenizer = _tokenizer(folder) if folder else None
    return len(tokenizer.encode(text).ids) if tokenizer else estimate(text)


def estimate(text: str) -> int:
    """More tokens than the text will have, without knowing the tokenizer.

    Whatever is no plain word counts a token for each of its UTF-8 bytes, in the longest of its Unicode forms: a
    tokenizer that falls back to bytes can't need more. A plain word (a to z) counts one for every three letters, and
    the sum is raised by a quarter. That part is measured (docs/wording.md), not proven: an invented word can break into
    single letters. Near a limit the estimate is about half as much again as the truth.
    """
    pieces = sum(map(_most, _PIECE.findall(text)))
    return -(-pieces * 5 // 4) + _FIXED


def _most(piece: str) -> int:
    word = piece.removeprefix(" ")
    if word.isascii() and word.isalpha() and (word.islower() or word.istitle()):
        return max(1, len(word) // 3)
    return max(len(piece.encode()), len(unicodedata.normalize("NFKD", piece).encode()))


def _tokenizer(folder: Path) -> Tokenizer | None:
    path = folder / "tokenizer" / "tokenizer.json"
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> Tokenizer | None:
    """A tokenizer that neither cuts nor pads, read again when its file changes; None where it can't be read."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception:  # tokenizers raises nothing more special
        return None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
