"""A prompt without what stopped it."""

from __future__ import annotations

import re
from itertools import pairwise

VOWELS = "aeiou"
ARTICLES = ("a", "an", "the")
#: Words that something has to follow, and that nothing but a noun or its adjectives follows.
LEADING = frozenset(
    (
        *ARTICLES,
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "into",
        "onto",
        "under",
        "over",
        "as",
        "and",
        "or",
        "to",
    )
)
#: What a name may have been joined by, once it is gone.
LEFT_OVER = r"(?i)[ ,]+(?:in the style|in the manner|as painted|as drawn)(?=[,.;]|$)"


def replaced(prompt: str, changes: list[tuple[int, int, str]]) -> str:
    """The prompt with stretches (start, end, neutral phrase) replaced, and the sentence tidied around them.

    Overlapping stretches become one, with the first one's phrase.
    """
    parts: list[str] = []
    at = 0
    said: set[str] = set()
    for start, end, neutral in _merged(prompt, changes):
        phrase = "" if neutral in said else neutral
        said.add(neutral)
        parts += [_before(prompt[at:start], phrase, prompt[end:]), phrase]
        at = end
    return _tidy("".join([*parts, prompt[at:]]))


def reads_well(text: str) -> bool:
    """Whether dropping words left a sentence: no "an in water", no "with with", no end in the air."""
    words = re.findall(r"[^\W_]+(?:['’]s)?", text.lower())
    if not words or words[-1] in LEADING or words[-1].endswith(("'s", "’s")):
        return False
    if words[0] in LEADING and words[0] not in ARTICLES:
        return False
    for word, after in pairwise(words):
        if word == after or (word in LEADING and after in LEADING and after not in ARTICLES):
            return False
        if word in ARTICLES and after in ARTICLES:
            return False
    return True


def _merged(prompt: str, changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Overlapping changes as one; so is a word that is dropped right before one that is replaced."""
    merged: list[tuple[int, int, str]] = []
    for start, end, neutral in sorted(changes, key=lambda change: (change[0], -change[1])):
        before = merged[-1] if merged else None
        if before and (start < before[1] or (not before[2] and prompt[before[1] : start].isspace())):
            merged[-1] = (before[0], max(before[1], end), before[2] or neutral)
        else:
            merged.append((start, end, neutral))
    return merged


def _before(text: str, phrase: str, rest: str) -> str:
    """What stands before a change, with its article made to fit what follows now."""
    match = re.search(r"(?i)\b(a|an|the)\s+$", text[-12:])
    if not match:
        return text
    head, article = text[: len(text) - len(match.group(0))], match.group(1)
    if phrase.split(" ", 1)[0].lower() in ARTICLES:
        return head
    following = (phrase or rest).lstrip()
    if article.lower() == "the" or not following[:1].isalpha():
        return text
    fitting = "an" if following[0].lower() in VOWELS else "a"
    return head + (fitting.capitalize() if article[0].isupper() else fitting) + " "


def _tidy(text: str) -> str:
    """Doubled spaces, commas left alone, and joining words that join nothing any more."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" ?([,;])(?: ?[,;])+", r"\1", text)
    text = re.sub(r" +([,.;:])", r"\1", text)
    text = re.sub(r"(?i)(?:[ ,;]+(?:and|or|of|with|by|in|a|an|the|for|to))+(?=[,.;]|$)", "", text)
    text = re.sub(LEFT_OVER, "", text)
    text = re.sub(r"(?i)^of (?=\w)", "", text.strip(" ,;:-"))
    return text[:1].upper() + text[1:] if text[:1].islower() else text
