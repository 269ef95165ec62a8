"""`manage.py estimates`: what was told of times, against what they were."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from generation.management.session import SessionCommand
from generation.requests.figures import DAYS, GOAL, Figure, figures, waits


class Command(SessionCommand):
    help = f"Say how many clips of the last {DAYS} days took the time that was told before they were paid."

    def handle(self, *args: Any, **options: Any) -> None:
        """By engine; then how well the wait before it was told."""
        self.ready_database()
        rendering, waiting = figures(), waits()
        if options["json"]:
            self.give(
                {
                    "days": DAYS,
                    "goal": GOAL,
                    "rendering": [asdict(one) | {"share": round(one.share, 3)} for one in rendering],
                    "waiting": asdict(waiting) | {"share": round(waiting.share, 3)},
                }
            )
            return
        if not rendering:
            self.stdout.write(f"No clip was made in {DAYS} days.")
            return
        for one in rendering:
            self.stdout.write(_line(one.engine or "all engines", one))
        if waiting.jobs:
            self.stdout.write(_line("the wait before", waiting))


def _line(name: str, one: Figure) -> str:
    verdict = "goal reached" if one.reached else f"the goal is {GOAL:.0%}"
    return f"{name}: {one.share:.1%} of {one.jobs} took within a fifth of what was told; {verdict}"
