"""Why something is rejected, by key. The person who asked reads these sentences."""

from __future__ import annotations

from catalog.models import Review

REASONS: dict[str, str] = {
    "1": "It shows or means a real person.",
    "2": "It could be taken for a recording of a real event.",
    "3": "The footage is broken.",
    "4": "It is sexual.",
    "5": "It is too violent.",
    "6": "It shows a trademark or a character of somebody's.",
    "7": "It is hateful.",
    "8": "It could teach somebody to do harm.",
    "9": "It is not what was asked for.",
}
OF_PROMPTS: dict[str, str] = {
    "1": "It means a real person.",
    "2": "It asks for something that could be taken for a real event.",
    "3": "It asks for something sexual.",
    "4": "It asks for too much violence.",
    "5": "It asks for a trademark or a character of somebody's.",
    "6": "It asks for something hateful.",
    "7": "It could teach somebody to do harm.",
    "8": "We looked again, and the rule applies as it was explained.",
}
#: The same in a word or two, for a button.
LABELS: dict[str, str] = {
    REASONS["1"]: "Real person",
    REASONS["2"]: "Misleading",
    REASONS["3"]: "Broken",
    REASONS["4"]: "Sexual",
    REASONS["5"]: "Violent",
    REASONS["6"]: "Trademark",
    REASONS["7"]: "Hateful",
    REASONS["8"]: "Harmful",
    REASONS["9"]: "Not as asked",
    OF_PROMPTS["1"]: "Real person",
    OF_PROMPTS["2"]: "Misleading",
    OF_PROMPTS["3"]: "Sexual",
    OF_PROMPTS["4"]: "Violent",
    OF_PROMPTS["5"]: "Trademark",
    OF_PROMPTS["6"]: "Hateful",
    OF_PROMPTS["8"]: "Rule applies",
}
_ABOUT_PROMPTS = frozenset({Review.Kind.PROMPT, Review.Kind.PROBING})


def reasons_for(kind: str) -> dict[str, str]:
    """The reasons that fit a kind of case, by key."""
    return OF_PROMPTS if kind in _ABOUT_PROMPTS else REASONS


def labelled(kind: str) -> list[tuple[str, str, str]]:
    """The same with a short label: key, label, sentence."""
    return [(key, LABELS[sentence], sentence) for key, sentence in reasons_for(kind).items()]
