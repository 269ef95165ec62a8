"""`manage.py audit_ledger`: does everything add up?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.audit import audit
from billing.models import LedgerEntry


class Command(BaseCommand):
    help = "Prove that ledger entries, balances and holds agree; exit code 1 where they don't."

    def handle(self, *args: Any, **options: Any) -> None:
        """Each disagreement on a line of standard error."""
        problems = audit()
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} disagreements.")
        self.stdout.write(f"{LedgerEntry.objects.count()} entries agree with every balance and hold.")
