"""Text that has to be decoded as a whole before it can be read: base64, ROT13, letters in reverse."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator

from .common import COMMON

#: A run that may be base64: shorter ones are words.
RUN = re.compile(r"[A-Za-z0-9+/_-]{12,2000}={0,2}")
#: Whole prompts are turned round only up to here: it is a trick for one sentence.
LONGEST = 2_000
#: With fewer words it can't be told from a foreign name.
FEWEST = 3
#: A text is read another way if so many of its words are everyday English then, and so few are as typed.
PLAIN, STRANGE = 0.5, 0.25


def hidden_texts(prompt: str) -> Iterator[tuple[int, int, str]]:
    """Stretches (start, end) of a prompt that say something once decoded, with what they say."""
    for match in RUN.finditer(prompt):
        text = _base64(match.group(0))
        if text:
            yield match.start(), match.end(), text
    if len(prompt) <= LONGEST and _plainness(prompt) < STRANGE:
        for text in (codecs.encode(prompt, "rot13"), prompt[::-1]):
            if _plainness(text) >= PLAIN:
                yield 0, len(prompt), text


def _base64(run: str) -> str:
    """What a run says if it is base64 of text; "" if it isn't."""
    body = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        text = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text if text.isprintable() and _plainness(text, fewest=1) > 0 else ""


def _plainness(text: str, fewest: int = FEWEST) -> float:
    words = re.findall(r"[a-z]{2,}", text.lower())
    return sum(word in COMMON for word in words) / len(words) if len(words) >= fewest else 0.0
