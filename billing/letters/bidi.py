"""In which order letters stand in a line: the Unicode Bidirectional Algorithm (UAX 9) for a line without controls.

Rules X1 to X8 (embeddings, isolates) and N0 (pairs of brackets) are left out: names have none, and controls that
somebody typed are ignored.
"""

from __future__ import annotations

import unicodedata

STRONG = {"L": 0, "R": 1, "AL": 1}
NEUTRAL = frozenset(("B", "S", "WS", "ON", "ES", "ET", "CS", "BN", "NSM", "LRE", "RLE", "LRO", "RLO", "PDF",
                     "LRI", "RLI", "FSI", "PDI"))  # fmt: skip


def base_level(text: str) -> int:
    """0 for a text that reads from the left, 1 from the right: by its first strong letter (P2, P3)."""
    classes = (unicodedata.bidirectional(letter) for letter in text)
    return next((STRONG[one] for one in classes if one in STRONG), 0)


def levels(text: str, base: int) -> list[int]:
    """Each letter's level: even reads from the left, odd from the right."""
    kinds = _weak([unicodedata.bidirectional(letter) or "ON" for letter in text], base)
    kinds = _neutral(kinds, base)
    return [_implicit(kind, base) for kind in kinds]


def visual(levels: list[int]) -> list[int]:
    """Positions in the order in which they stand from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = None
        for at in range(len(order) + 1):
            inside = at < len(order) and levels[order[at]] >= level
            if inside and start is None:
                start = at
            elif not inside and start is not None:
                order[start:at] = reversed(order[start:at])
                start = None
    return order


def _weak(kinds: list[str], base: int) -> list[str]:
    """W1 to W7: marks, numbers and the signs within them."""
    edge = "R" if base else "L"
    kinds = _numbers_among_arabic(kinds, edge)
    before, found = edge, []
    for at, kind in enumerate(kinds):
        after = kinds[at + 1] if at + 1 < len(kinds) else edge
        if (kind in ("ES", "CS") and before == after == "EN") or (kind == "CS" and before == after == "AN"):
            kind = before  # W4
        elif kind == "ET" and "EN" in (before, _first_not(kinds, at, "ET")):
            kind = "EN"  # W5
        before = kind
        found.append("R" if kind == "AL" else kind)  # W3
    return _numbers_among_latin(found, edge)


def _numbers_among_arabic(kinds: list[str], edge: str) -> list[str]:
    """W1: a mark is of the kind of what it stands on. W2: a number after Arabic is an Arabic one."""
    strong, found = edge, [edge]
    for kind in kinds:
        strong = kind if kind in STRONG else strong
        number = "AN" if strong == "AL" and kind == "EN" else kind
        found.append(found[-1] if kind == "NSM" else number)
    return found[1:]


def _first_not(kinds: list[str], at: int, kind: str) -> str:
    return next((one for one in kinds[at:] if one != kind), "")


def _numbers_among_latin(kinds: list[str], edge: str) -> list[str]:
    """W7: a number after Latin reads as Latin."""
    strong, found = edge, []
    for kind in kinds:
        if kind in ("L", "R"):
            strong = kind
        found.append("L" if kind == "EN" and strong == "L" else kind)
    return found


def _neutral(kinds: list[str], base: int) -> list[str]:
    """N1, N2: what has no direction takes that of both its neighbours, or the line's."""
    edge = "R" if base else "L"
    found, at = list(kinds), 0
    while at < len(found):
        if found[at] not in NEUTRAL:
            at += 1
            continue
        end = next((i for i in range(at, len(found)) if found[i] not in NEUTRAL), len(found))
        sides = (_side(found[at - 1]) if at else edge, _side(found[end]) if end < len(found) else edge)
        found[at:end] = [sides[0] if sides[0] == sides[1] else edge] * (end - at)
        at = end
    return found


def _side(kind: str) -> str:
    return "R" if kind in ("AN", "EN", "R") else "L"


def _implicit(kind: str, base: int) -> int:
    """I1, I2."""
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return 1 if kind == "R" else 2
