"""Other people's captions, reworded without a change of meaning, and changed in one specific.

What is made here is not always right ("hands" becomes "hand's"): enough of it is, and matches and misses suffer
alike, which is the point: nothing but the meaning tells them apart.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from functools import cache

from generation.matching.align import MATCHED, Tie, tie
from generation.matching.lexicon import HERE as LEXICON
from generation.matching.lexicon import lemma, wordnet
from generation.matching.lexicon.inflection import words
from generation.matching.units import Unit, units

COLOURS = words("red blue green yellow orange purple pink brown black white grey golden silver turquoise")
NUMBERS = words("two three four five six seven eight nine ten twelve")
DESCRIBERS = words("""wooden metal striped old young small large tall round square plastic glass shiny dirty wet dark bright
    furry leather concrete empty broken plaid spotted rusty ornate fresh frozen elderly tiny huge long short
    open closed clean messy stuffed painted""")
_SETS = [
    COLOURS,
    NUMBERS,
    words("standing sitting lying running walking sleeping jumping swimming dancing kneeling climbing crawling"),
    words("""holding throwing catching eating washing painting pushing pulling carrying kicking watching drawing
    cutting buying selling lifting dropping reading opening closing"""),
    ["dawn", "noon", "dusk", "midnight", "sunset", "sunrise"],
    ["morning", "afternoon", "evening", "night"],
    ["summer", "winter", "spring", "autumn"],
    ["sunny", "rainy", "snowy", "foggy", "stormy", "cloudy"],
    ["man", "woman", "boy", "girl"],
    ["men", "women", "boys", "girls"],
    ["young", "old"], ["large", "small"], ["big", "little"], ["tall", "short"], ["happy", "sad", "angry"],
    ["wooden", "metal", "plastic", "glass", "stone"], ["open", "closed"], ["empty", "full"], ["clean", "dirty"],
    ["wet", "dry"], ["dark", "bright"], ["indoors", "outdoors"], ["inside", "outside"],
    ["left", "right"], ["up", "down"], ["with", "without"], ["above", "below"], ["over", "under"],
    ["on", "under", "beside"], ["into", "out", "of"], ["toward", "away", "from"], ["front", "back"],
    ["modern", "old"], ["first", "last"], ["hot", "cold"], ["slowly", "quickly"], ["before", "after"],
    ["left", "leftmost"][:1], ["top", "bottom"], ["round", "square"], ["striped", "spotted", "plain"],
]  # fmt: skip
_PHRASES = [
    ("in front of", "behind"), ("next to", "on top of"), ("on top of", "underneath"), ("close up", "wide shot"),
    ("to the left of", "to the right of"), ("out of", "into"), ("slow motion", "fast motion"), ("beside", "under"),
    ("near", "inside"), ("taking off", "landing"), ("from above", "from below"), ("turning on", "turning off"),
]  # fmt: skip
#: Between these two things may change places and nothing is changed.
_EVEN = re.compile(r"\b(and|or|next to|beside|near|with|alongside|between|by)\b|,")


@cache
def _others() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for values in _SETS:
        for word in values:
            found[word.replace("\u00a0", " ")] += [w.replace("\u00a0", " ") for w in values if w != word]
    for one, other in _PHRASES:
        found[one].append(other)
        found[other].append(one)
    return found


@cache
def _synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in (LEXICON / "same.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            phrases = line.split(", ")
            for phrase in phrases:
                found[phrase] += [p for p in phrases if p != phrase]
    return found


@cache
def _same_sense() -> dict[str, list[str]]:
    """Words whose first sense is the same."""
    data, found = wordnet(), defaultdict(list)
    for pos in ("n", "v"):
        by_sense = defaultdict(list)
        for word, senses in data.lemmas[pos].items():
            by_sense[senses[0]].append(word)
        for group in by_sense.values():
            for word in group:
                found[word] += [w for w in group if w != word]
    return found


class Vocabulary:
    """The nouns and deeds of the captions, nouns by what they are kinds of."""

    def __init__(self, texts: list[str]) -> None:
        words = Counter(w for text in texts for w in set(re.findall(r"[a-z]+", text.lower())))
        nouns = wordnet().lemmas["n"]
        self.nouns = {
            w for w, n in words.items() if n > 3 and len(w) > 2 and lemma(w) in nouns and not _verbal(w)
        }
        self.deeds = sorted(
            w
            for w, n in words.items()
            if n > 4 and w.endswith("ing") and lemma(w) in wordnet().lemmas["v"] and lemma(w) != w
        )
        self._kin: dict[int, list[str]] = defaultdict(list)
        for noun in sorted(self.nouns):
            for parent in self._parents(noun):
                self._kin[parent].append(noun)

    @staticmethod
    def _parents(noun: str) -> list[int]:
        parents, above = wordnet().parents, []
        sense = wordnet().lemmas["n"].get(lemma(noun), [-1])[0]
        for _ in range(2):
            sense = parents[sense] if sense >= 0 else -1
            if sense >= 0:
                above.append(sense)
        return above

    def other(self, noun: str, rng: random.Random) -> str | None:
        """Another thing of the kind, in the same number."""
        kin = [
            one
            for parent in self._parents(noun)
            for one in self._kin[parent]
            if (one != lemma(one)) == (noun != lemma(noun)) and _differ(noun, one)
        ]
        if not kin or rng.random() < 0.15:
            kin = sorted(self.nouns)
        return rng.choice(kin) if kin else None


def _differ(one: str, other: str) -> bool:
    return tie(units(one)[0], units(other)[0]) not in (*MATCHED, Tie.WIDER)


def _verbal(word: str) -> bool:
    return word.endswith(("ing", "ed", "ly")) or word in _others()


def change(text: str, vocabulary: Vocabulary, rng: random.Random, beside: str = "") -> str | None:
    """The text with one specific changed. `beside`: only what that text says too is changed."""
    tries = [
        _replaced,
        _another_thing,
        *rng.choices(
            [_swapped_describers, _turned, _another_deed, _replaced, _another_thing], (4, 4, 3, 2, 2)
        ),
    ]
    tries.reverse()
    for one in tries:
        changed = one(text, vocabulary, rng, beside)
        if changed and changed.lower() != text.lower():
            return changed
    return None


def _said(word: str, beside: str) -> bool:
    return not beside or lemma(word.lower()) in {lemma(w) for w in re.findall(r"[a-z]+", beside.lower())}


def _replaced(text: str, _: Vocabulary, rng: random.Random, beside: str) -> str | None:
    places = []
    for word, others in _others().items():
        for found in re.finditer(rf"\b{word}\b", text, re.IGNORECASE):
            if _said(word.split()[0], beside):
                places.append((found.span(), others))
    if not places:
        return None
    (start, end), others = rng.choice(places)
    return text[:start] + rng.choice(others) + text[end:]


def _another_thing(text: str, vocabulary: Vocabulary, rng: random.Random, beside: str) -> str | None:
    places = [
        m
        for m in re.finditer(r"[A-Za-z]+", text)
        if m.group().lower() in vocabulary.nouns and _said(m.group(), beside)
    ]
    if not places:
        return None
    place = rng.choice(places)
    other = vocabulary.other(place.group().lower(), rng)
    return text[: place.start()] + other + text[place.end() :] if other else None


def _another_deed(text: str, vocabulary: Vocabulary, rng: random.Random, beside: str) -> str | None:
    known = set(vocabulary.deeds)
    places = [m for m in re.finditer(r"[a-z]+", text) if m.group() in known and _said(m.group(), beside)]
    if not places:
        return None
    place, other = rng.choice(places), rng.choice(vocabulary.deeds)
    return text[: place.start()] + other + text[place.end() :] if _differ(place.group(), other) else None


def brief(text: str, vocabulary: Vocabulary, rng: random.Random) -> tuple[str, str] | None:
    """A few words that the text answers, and a few that it does not."""
    said = re.findall(r"[A-Za-z'-]+", text.lower())
    ends = [i for i, word in enumerate(said) if word in vocabulary.nouns]
    if not ends:
        return None
    end = rng.choice(ends)
    start = end
    while (
        start > 0
        and end - start < rng.randrange(1, 6)
        and said[start - 1] not in ("and", "or", "to", "is", "are")
    ):
        start -= 1
    chunk = said[start : end + 1]
    while len(chunk) > 1 and chunk[0] in ("of", "on", "in", "with", "at", "the", "that", "by", "for", "from"):
        chunk = chunk[1:]
    answered = " ".join(chunk)
    other = vocabulary.other(chunk[-1], rng)
    if not other or other in said:
        return None
    changed = " ".join([*chunk[:-1], other])
    describers = [w for w in chunk[:-1] if w in COLOURS + DESCRIBERS + NUMBERS]
    if describers and rng.random() < 0.6:
        one = rng.choice(describers)
        pool = next(p for p in (COLOURS, NUMBERS, DESCRIBERS) if one in p)
        new = rng.choice([w for w in pool if w not in said])
        changed = " ".join(new if w == one else w for w in chunk)
    return answered, changed


def _swap(text: str, one: re.Match[str], other: re.Match[str]) -> str:
    a, b = sorted((one.span(), other.span()))
    return text[: a[0]] + text[b[0] : b[1]] + text[a[1] : b[0]] + text[a[0] : a[1]] + text[b[1] :]


_ALL_DESCRIBERS = re.compile(r"\b(" + "|".join(COLOURS + DESCRIBERS + NUMBERS) + r")\b", re.IGNORECASE)


def _swapped_describers(text: str, _: Vocabulary, rng: random.Random, beside: str) -> str | None:
    found = [m for m in _ALL_DESCRIBERS.finditer(text) if _said(m.group(), beside)]
    pairs = [
        (a, b)
        for i, a in enumerate(found)
        for b in found[i + 1 :]
        if a.group().lower() != b.group().lower() and len(text[a.end() : b.start()].split()) > 1
    ]
    return _swap(text, *rng.choice(pairs)) if pairs else None


def _turned(text: str, vocabulary: Vocabulary, rng: random.Random, beside: str) -> str | None:
    """Two things in each other's place: "a dog chasing a cat"."""
    found = [
        m
        for m in re.finditer(r"[A-Za-z]+", text)
        if m.group().lower() in vocabulary.nouns and _said(m.group(), beside)
    ]
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(found)
        if lemma(a.group().lower()) != lemma(b.group().lower())
        and 1 < len(text[a.end() : b.start()].split()) < 6
        and not _EVEN.search(text[a.end() : b.start()])
        and " of " not in text[a.end() : b.start()]
    ]
    return _swap(text, *rng.choice(pairs)) if pairs else None


def added(text: str, vocabulary: Vocabulary, rng: random.Random) -> str | None:
    """The text with one more specific."""
    found = [m for m in re.finditer(r"[a-z]+", text) if m.group() in vocabulary.nouns]
    if not found:
        return None
    place = rng.choice(found)
    if rng.random() < 0.5:
        return text[: place.start()] + rng.choice(COLOURS + DESCRIBERS) + " " + text[place.start() :]
    other = rng.choice(sorted(vocabulary.nouns))
    joined = rng.choice([f" and a {other}", f" with a {other}", f" next to a {other}"])
    return text[: place.end()] + joined + text[place.end() :]


def reword(text: str, rng: random.Random, share: float = 0.5) -> str:
    """The text said otherwise: synonyms, small words, order."""
    made, at = [], 0
    for unit in units(text):
        made.append(text[at : unit.start])
        made.append(_synonym(unit, rng) if unit.content and rng.random() < share else unit.text)
        at = unit.end
    said = "".join(made) + text[at:]
    for change_one in (_framed, _fronted, _shorter, _turned_and):
        if rng.random() < 0.35:
            said = change_one(said, rng)
    return said


def _synonym(unit: Unit, rng: random.Random) -> str:
    text = unit.text.lower()
    for form, base in (
        (text, text),
        (text, text.removesuffix("s")),
        (text, lemma(text) if " " not in text else text),
    ):
        others = _synonyms().get(base) or (_same_sense().get(base) if rng.random() < 0.6 else None)
        if not others:
            continue
        other = rng.choice(others)
        if form == base:
            return other
        if form.endswith("ing"):
            return _doing(other)
        if form.endswith("s"):
            head, _, last = other.rpartition(" ")
            return f"{head} {last}".strip() + ("" if last.endswith("s") else "s")
    return unit.text


def _doing(phrase: str) -> str:
    verb, _, rest = phrase.partition(" ")
    if verb.endswith("e") and not verb.endswith("ee"):
        verb = verb[:-1]
    elif re.search(r"[^aeiou][aeiou][bdgmnpt]$", verb) and len(verb) < 5:
        verb += verb[-1]
    return f"{verb}ing {rest}".strip()


def _framed(text: str, rng: random.Random) -> str:
    text = re.sub(r"^(a |an )?(picture|photo|image|view|shot) of ", "", text, flags=re.IGNORECASE)
    lower = text[:1].lower() + text[1:].rstrip(". ")
    return (
        rng.choice(
            [
                "footage of ",
                "a video of ",
                "shot of ",
                "",
                "view of ",
                "clip showing ",
                "there is ",
                "we see ",
            ]
        )
        + lower
    )


def _fronted(text: str, rng: random.Random) -> str:
    plain = text.rstrip(". ")
    found = list(re.finditer(r" (?=(in|at|on|during|under|near) (the|a|an)? ?[a-z]+( [a-z]+)?$)", plain))
    if not found or found[-1].start() < 8:
        return text
    at = found[-1].start()
    return plain[at + 1 :] + ", " + plain[:1].lower() + plain[1:at]


def _shorter(text: str, rng: random.Random) -> str:
    text = re.sub(r"\b(that|which|who) (is|are) ", "", text)
    return (
        re.sub(r"\b(is|are) (?=[a-z]+ing\b)", "", text)
        if rng.random() < 0.5
        else re.sub(r"\b(A|An|The|a|the) ", "", text)
    )


def _turned_and(text: str, rng: random.Random) -> str:
    found = re.search(
        r"\b((?:a |the )?[a-z]+(?: [a-z]+)?) and ((?:a |the )?[a-z]+(?: [a-z]+)?)$", text.rstrip(". ")
    )
    if not found:
        return text
    return text[: found.start()] + f"{found.group(2)} and {found.group(1)}"
