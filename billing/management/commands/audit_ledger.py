"""`manage.py audit_ledger`: does everything add up?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.audit import audit_all
from billing.models import LedgerEntry


class Command(BaseCommand):
    help = (
        "Prove that entries, balances, buckets and holds agree, that every charge has a licence or a take, and "
        "every grant a paid invoice or a month of a plan; exit code 1 where they don't."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each disagreement on a line of standard error."""
        problems = audit_all()
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} disagreements.")
        self.stdout.write(f"{LedgerEntry.objects.count()} entries agree with every balance and hold.")
