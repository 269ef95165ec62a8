"""How a file came about, in sentences, from its signed note."""

from __future__ import annotations

from generation.finishing.statement import Statement

#: C2PA's actions as people say them.
DONE = {
    "cropped": "cropped",
    "resized": "resized",
    "transcoded": "re-encoded",
    "trimmed": "cut",
    "edited": "edited",
    "converted": "converted",
    "created": "made",
}


def made_from(note: Statement) -> tuple[str, ...]:
    """What was done, and to what; nothing where the file was made in one go."""
    if not note.sources:
        return ()
    done = [DONE[one] for one in note.actions if one in DONE and one != "created"]
    sentences = []
    for source in note.sources:
        where = "made here" if source.ours else "made elsewhere"
        title = f"“{source.title}”, {where}"
        if source.begun:
            sentences.append(f"A model made it, beginning with frames of {title}.")
        elif source.whole:
            sentences.append(f"It is {title}" + (f", then {_listed(done)} here." if done else "."))
        else:
            sentences.append(f"It contains {title}.")
    return tuple(sentences)


def _listed(words: list[str]) -> str:
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
