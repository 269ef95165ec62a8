"""`manage.py policy check` and `diff`: does a policy hold against its own examples, and what would it change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.screening.differences import differences
from generation.screening.policy import Policy, PolicyError, check_policy, coverage, load_policy


class Command(BaseCommand):
    """`check` says which examples come out wrong, `diff` what changes against the policy in force."""

    help = "Check a screening policy against its own examples, or compare it with the one in force."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with which file."""
        parser.add_argument("action", choices=["check", "diff"])
        parser.add_argument("file", nargs="?", type=Path, help="a policy; the one in use if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 if it holds or was compared, 1 if an example comes out wrong, 2 if it can't be read."""
        if options["action"] == "diff" and not options["file"]:
            raise CommandError("Name the policy to compare: manage.py policy diff FILE", returncode=2)
        try:
            policy = load_policy(options["file"] or self._configured())
            if options["action"] == "diff":
                self._compare(load_policy(self._configured()), policy)
                return
        except PolicyError as error:
            raise CommandError(str(error), returncode=2) from error
        self._check(policy)

    def _configured(self) -> Path | None:
        return Path(settings.GENERATION_POLICY) if settings.GENERATION_POLICY else None

    def _check(self, policy: Policy) -> None:
        for one in coverage(policy):
            examples = one.rule.examples
            idle = f"; no example for clause {', '.join(map(str, one.idle))}" if one.idle else ""
            self.stdout.write(
                f"{one.rule.id:<20} {one.rule.decision:<7} stops {len(examples.stop):>2}, "
                f"passes {len(examples.passing):>2}{idle}"
            )
        problems = check_policy(policy)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} examples come out wrong.", returncode=1)
        examples_in_all = sum(len(r.examples.stop) + len(r.examples.passing) for r in policy.rules)
        self.stdout.write(
            f"Policy {policy.version}: {len(policy.rules)} rules hold against {examples_in_all} examples."
        )

    def _compare(self, old: Policy, new: Policy) -> None:
        self.stdout.write(f"From {old.version} ({old.sha256[:12]}) to {new.version} ({new.sha256[:12]})")
        changes = differences(old, new)
        for change in changes:
            self.stdout.write(f"  {change}")
        if not changes:
            self.stdout.write("  Nothing changes.")
