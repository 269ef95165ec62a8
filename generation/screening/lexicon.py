"""Word lists with their exceptions, and one index that finds the words of all of them in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .common import COMMON
from .normalise import Word, fold, in_word, stands_alone

#: A stem ("decapitat*") has at least this many letters, or it would match half the dictionary.
SHORTEST_STEM = 3


@dataclass(frozen=True)
class Lexicon:
    """A list of words and phrases that mean one thing.

    `terms` match whole words, with an English plural; a trailing `*` matches any ending. A term inside
    one of the `exceptions` ("chicken breast") or right before one of `not_before` ("Lincoln Memorial")
    does not count. `neutral` takes the term's place in a rewrite; "" drops it; `neutrals` has those of single
    terms. `with_surname`: a term is a given name, and counts with the surname after it. `context`: harmless
    words that only mean something beside others; a rewrite keeps them where it can.
    """

    name: str
    terms: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    not_before: frozenset[str] = frozenset()
    neutral: str = ""
    neutrals: dict[str, str] = field(default_factory=dict, hash=False)
    with_surname: bool = False
    context: bool = False


@dataclass(frozen=True)
class Hit:
    """A lexicon's term at the words `first` to `last` (exclusive), and what a rewrite says instead."""

    lexicon: str
    first: int
    last: int
    decoded: bool
    neutral: str = ""


@dataclass
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    exceptions: set[str] = field(default_factory=set)

    def after(self, word: str) -> Iterator[_Node]:
        """The nodes that a word leads to: as it is, without its plural, by its stem."""
        for form in _forms(word):
            if form in self.words:
                yield self.words[form]
        if self.stems:
            for length in range(SHORTEST_STEM, len(word) + 1):
                if word[:length] in self.stems:
                    yield self.stems[word[:length]]


class Index:
    """All lexicons of a policy, as one tree of words."""

    def __init__(self, lexicons: Iterable[Lexicon]) -> None:
        self._lexicons = {lexicon.name: lexicon for lexicon in lexicons}
        self._root = _Node()
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._starts: set[str] = set()
        for lexicon in self._lexicons.values():
            for term in lexicon.terms:
                self._grow(term).terms[lexicon.name] = lexicon.neutrals.get(term, lexicon.neutral)
            for exception in lexicon.exceptions:
                self._grow(exception).exceptions.add(lexicon.name)

    def knows(self, word: str) -> bool:
        """Whether the word is part of any term (see `normalise.Vocabulary`)."""
        return any(form in self._words for form in _forms(word)) or any(
            word[:length] in self._stems for length in range(SHORTEST_STEM + 1, len(word) + 1)
        )

    def begins(self, start: str) -> bool:
        """Whether some term's word begins like this (see `normalise.Vocabulary`)."""
        return start in self._starts

    def find(self, words: list[Word], prompt: str) -> list[Hit]:
        """Every term in the prompt that no exception covers, in order of first word."""
        hits: list[Hit] = []
        excused: dict[str, set[int]] = {}
        for first in range(len(words)):
            for node, last, decoded in self._walk(words, first, self._root):
                hits.extend(
                    Hit(name, first, last, decoded, neutral) for name, neutral in sorted(node.terms.items())
                )
                for name in node.exceptions:
                    excused.setdefault(name, set()).update(range(first, last))
        hits = [
            named
            for hit in hits
            if (
                named := with_surname(hit, words, prompt) if self._lexicons[hit.lexicon].with_surname else hit
            )
        ]
        return [
            hit
            for hit in _plainest(hits)
            if not excused.get(hit.lexicon, set()).issuperset(range(hit.first, hit.last))
            and not self._followed(hit, words)
        ]

    def _walk(self, words: list[Word], at: int, node: _Node) -> Iterator[tuple[_Node, int, bool]]:
        if at >= len(words):
            return
        for reading in words[at].readings:
            for found in node.after(reading.text):
                if found.terms or found.exceptions:
                    yield found, reading.to, reading.decoded
                for deeper, last, decoded in self._walk(words, reading.to, found):
                    yield deeper, last, decoded or reading.decoded

    def _followed(self, hit: Hit, words: list[Word]) -> bool:
        return (
            hit.last < len(words)
            and words[hit.last].readings[0].text in self._lexicons[hit.lexicon].not_before
        )

    def _grow(self, term: str) -> _Node:
        node = self._root
        for word in _term_words(term):
            stem = word.removesuffix("*")
            self._starts.update(stem[:length] for length in range(1, len(stem) + 1))
            if stem != word:
                self._stems.add(stem)
                node = node.stems.setdefault(stem, _Node())
            else:
                self._words.add(word)
                node = node.words.setdefault(word, _Node())
        return node


def with_surname(hit: Hit, words: list[Word], prompt: str) -> Hit | None:
    """A given name with the surname after it; None where none follows.

    A surname is capitalised as the given name is. In a prompt without capitals it is any word that is no
    everyday one: people who hide a name write it small.
    """
    if hit.last >= len(words) or hit.decoded:
        return None
    given, after = (prompt[words[at].start : words[at].end] for at in (hit.first, hit.last))
    after = after.replace("’", "'").removesuffix("'s")
    if (
        prompt[words[hit.last - 1].end : words[hit.last].start].strip()
        or not after.isalpha()
        or len(after) < 3
    ):
        return None
    small = prompt == prompt.lower() and words[hit.last].readings[0].text not in COMMON
    if small or (given[0].isupper() and after[0].isupper() and not given.isupper()):
        return replace(hit, last=hit.last + 1)
    return None


def term_problem(term: str) -> str:
    """What is wrong with a term, "" if nothing: it needs letters, and stems a minimum of them."""
    words = _term_words(term)
    if not any(word.strip("*") for word in words):
        return f"the term {term!r} has no letters"
    for word in words:
        if "*" in word.removesuffix("*") or (word.endswith("*") and len(word) <= SHORTEST_STEM):
            return f"the term {term!r} needs at least {SHORTEST_STEM} letters before its only *"
    return ""


def _term_words(term: str) -> list[str]:
    """A term's words, cut where a prompt's words are cut."""
    folded = fold(term).replace("’", "'").replace("'s", "").replace("'", "")
    return "".join(
        f" {char} " if stands_alone(char) else char if in_word(char) or char == "*" else " "
        for char in folded
    ).split()


def _forms(word: str) -> tuple[str, ...]:
    if len(word) > 3 and word.endswith("es"):
        return word, word[:-1], word[:-2]
    if len(word) > 2 and word.endswith("s"):
        return word, word[:-1]
    return (word,)


def _plainest(hits: list[Hit]) -> list[Hit]:
    """One hit for each lexicon and place; the one that needed no decoding, if there is one."""
    best: dict[tuple[int, int, str], Hit] = {}
    for hit in hits:
        key = (hit.first, hit.last, hit.lexicon)
        if key not in best or (best[key].decoded and not hit.decoded):
            best[key] = hit
    return [best[key] for key in sorted(best)]
