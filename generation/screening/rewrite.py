"""A prompt without what stopped it."""

from __future__ import annotations

import re

VOWELS = "aeiou"
ARTICLES = ("a", "an", "the")


def replaced(prompt: str, changes: list[tuple[int, int, str]]) -> str:
    """The prompt with stretches (start, end, neutral phrase) replaced, and the sentence tidied around them.

    Overlapping stretches become one, with the first one's phrase.
    """
    parts: list[str] = []
    at = 0
    said: set[str] = set()
    for start, end, neutral in _merged(changes):
        phrase = "" if neutral in said else neutral
        said.add(neutral)
        parts += [_before(prompt[at:start], phrase, prompt[end:]), phrase]
        at = end
    return _tidy("".join([*parts, prompt[at:]]))


def _merged(changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, neutral in sorted(changes, key=lambda change: (change[0], -change[1])):
        if merged and start < merged[-1][1]:
            before = merged[-1]
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
    text = text.strip(" ,;:-")
    return text[:1].upper() + text[1:] if text[:1].islower() else text
