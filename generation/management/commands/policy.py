"""`manage.py policy check`: does a policy hold against its own examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.screening.policy import PolicyError, check_policy, load_policy


class Command(BaseCommand):
    """Says which examples come out wrong."""

    help = "Check a screening policy against its own examples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`check`, and which file."""
        parser.add_argument("action", choices=["check"])
        parser.add_argument("file", nargs="?", type=Path, help="a policy; the one in use if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 if it holds, 1 if an example comes out wrong, 2 if it can't be read."""
        chosen = options["file"] or settings.GENERATION_POLICY
        try:
            policy = load_policy(Path(chosen) if chosen else None)
        except PolicyError as error:
            raise CommandError(str(error), returncode=2) from error
        problems = check_policy(policy)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} examples come out wrong.", returncode=1)
        examples = sum(len(rule.examples.stop) + len(rule.examples.passing) for rule in policy.rules)
        self.stdout.write(
            f"Policy {policy.version}: {len(policy.rules)} rules hold against {examples} examples."
        )
