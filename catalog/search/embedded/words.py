"""From what people type to a query for FTS5: phrases, exclusions, the trade's synonyms, the last word's beginning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PART = re.compile(r'(-?)"([^"]{1,200})"|(-?)([^\s"]+)')
_WORD = re.compile(r"[^\W_]+", re.UNICODE)

#: Words that mean the same in the trade. Phrases are matched as phrases.
SYNONYMS: tuple[frozenset[str], ...] = (
    frozenset({"drone", "aerial", "flyover"}),
    frozenset({"timelapse", "time lapse", "hyperlapse"}),
    frozenset({"ocean", "sea", "waves"}),
    frozenset({"sunset", "sundown", "dusk"}),
    frozenset({"sunrise", "dawn"}),
    frozenset({"aurora", "northern lights"}),
    frozenset({"bokeh", "defocused", "blurred lights"}),
    frozenset({"loop", "seamless", "looping"}),
    frozenset({"slow motion", "slowmo"}),
)
_BY_WORD = {word: group for group in SYNONYMS for word in group}
STOP = frozenset({"a", "an", "the", "of", "at", "in", "on", "with", "and", "from", "to", "for", "by", "is", "b", "roll", "broll", "footage", "video", "clip", "shot"})  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """What was typed, in parts: wanted words and phrases, unwanted ones."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The wanted text, for its meaning."""
        return " ".join((*self.words, *self.phrases))


def read(text: str) -> Typed:
    """Take apart what was typed. Any text is fine."""
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for match in _PART.finditer(text[:1_000]):
        quoted = match[2] is not None
        parts = [w.lower() for w in _WORD.findall(match[2] if quoted else match[4])]
        if not parts:
            continue
        if match[1] or match[3]:
            without.append(" ".join(parts))
        elif quoted and len(parts) > 1:
            phrases.append(" ".join(parts))
        else:
            words += [part for part in parts if part not in STOP]
    return Typed(tuple(words[:40]), tuple(phrases[:10]), tuple(without[:20]))


def match_expression(typed: Typed, *, prefix: bool = False) -> str:
    """FTS5's expression: any word counts (ranking decides), phrases must, exclusions must not; "" for nothing wanted."""
    wanted = []
    for position, word in enumerate(typed.words):
        same = sorted(_BY_WORD.get(word, {word}))
        last = prefix and position == len(typed.words) - 1
        wanted.append(" OR ".join([*(f'"{one}"' for one in same), *([f'"{word}"*'] if last else [])]))
    expression = " OR ".join(wanted)
    for phrase in typed.phrases:
        expression = f'({expression}) AND "{phrase}"' if expression else f'"{phrase}"'
    if not expression:
        return ""
    for phrase in typed.without:
        expression = f'({expression}) NOT "{phrase}"'
    return expression


def corrected(typed: Typed, vocabulary: Iterable[str], known: set[str]) -> str:
    """The text with misspelt words replaced by the nearest known ones; "" where nothing had to be."""
    changed, words = False, []
    listed = list(vocabulary)
    for word in typed.words:
        if len(word) < 4 or word in known or word in _BY_WORD:
            words.append(word)
            continue
        near = difflib.get_close_matches(word, listed, n=1, cutoff=0.75)
        words.append(near[0] if near else word)
        changed = changed or bool(near)
    return " ".join((*words, *(f'"{p}"' for p in typed.phrases))) if changed else ""
