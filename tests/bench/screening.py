"""What screening a prompt costs: CPU time of rules and classifier, on the policy's own examples and on long texts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

LONG = {
    "ordinary words": "a wide meadow with wild flowers and a stream " * 230,
    "one listed word": "naked " * 1_700,
    "a ligature that unfolds": "ﷺ" * 10_000,
    "no spaces": "x" * 10_000,
}


def measure() -> Iterator[str]:
    """A table's lines: milliseconds of CPU a prompt."""
    from generation.screening.loading import load_policy
    from generation.screening.screen import by_rules, screen

    policy = load_policy()
    screen("loads everything that is loaded once")
    stop = [prompt for rule in policy.rules for prompt in rule.examples.stop]
    passing = [prompt for rule in policy.rules for prompt in rule.examples.passing]
    yield "| prompts | median ms of CPU | 95th percentile | most |"
    yield "|---|---|---|---|"
    for name, prompts, judge in (
        ("rules alone", stop + passing, lambda text: by_rules(text, policy)),
        ("together, harmless examples", passing, screen),
        ("together, examples to stop", stop, screen),
    ):
        spent = sorted(_milliseconds(judge, prompt) for prompt in prompts)
        middle, high = spent[len(spent) // 2], spent[int(len(spent) * 0.95)]
        yield f"| {len(prompts)}: {name} | {middle:.1f} | {high:.1f} | {spent[-1]:.1f} |"
    for name, text in LONG.items():
        taken = _milliseconds(screen, text[:10_000])
        yield f"| 10,000 characters: {name} | {taken:.0f} | | |"


def _milliseconds(judge: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    judge(text)
    return (time.process_time() - began) * 1000
