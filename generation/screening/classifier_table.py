"""The policy's [classifier] table: from which scores on the trained classifier holds and refuses, and who speaks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .rules import ClassifierTable, PolicyError

NUMBERS = ("lift", "hold", "refuse")
#: The kinds that the classifier knows (generation/screening/models/classifier.json).
CATEGORIES = (
    "sexual", "violence", "self_harm", "hate", "crime", "unethical", "privacy", "copyright", "real_people", "deception",
)  # fmt: skip
PLACE = "classifier"


def classifier_table(table: Any, rules: Collection[str], floor: Collection[str]) -> ClassifierTable:
    """Check the table against the policy's rules; PolicyError says what to correct. Nothing lifts the `floor`."""
    if not isinstance(table, dict) or set(table) != {*NUMBERS, "liftable", "rules"}:
        raise PolicyError(
            f"{PLACE}: give it {', '.join(NUMBERS)}, liftable and [classifier.rules], and nothing else."
        )
    numbers = [table[name] for name in NUMBERS]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 1 for n in numbers):
        raise PolicyError(f"{PLACE}: {', '.join(NUMBERS)} have to be numbers from 0 to 1.")
    lift, hold, refuse = numbers
    if not lift <= hold <= refuse:
        raise PolicyError(f"{PLACE}: the thresholds have to rise: {', '.join(NUMBERS)}.")
    chosen = table["rules"]
    if not isinstance(chosen, dict) or set(chosen) != set(CATEGORIES):
        raise PolicyError(f"{PLACE}.rules: name a rule for each of {', '.join(CATEGORIES)}.")
    liftable = table["liftable"]
    if not isinstance(liftable, list):
        raise PolicyError(f"{PLACE}: liftable has to be a list of rules.")
    for name in (*chosen.values(), *liftable):
        if name and name not in rules:
            raise PolicyError(f"{PLACE}: there is no rule {name}.")
    fixed = sorted(set(liftable) & set(floor))
    if fixed:
        raise PolicyError(f"{PLACE}: {', '.join(fixed)} is part of the floor and can't be lifted.")
    return ClassifierTable(
        lift=lift,
        hold=hold,
        refuse=refuse,
        liftable=frozenset(liftable),
        rules=dict(chosen),
    )
