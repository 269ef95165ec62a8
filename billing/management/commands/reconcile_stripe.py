"""`manage.py reconcile_stripe`: compare everything with Stripe, and repair what a lost webhook left."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.models import Customer
from billing.payments.api import PaymentsOff, StripeDown
from billing.payments.reconcile import reconcile


class Command(BaseCommand):
    help = "Compare every customer, subscription, invoice, refund and dispute with Stripe and repair what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """One account, or all."""
        parser.add_argument("--account", type=int, help="number of one account")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each repair."""
        chosen = None
        if options["account"] is not None:
            chosen = Customer.objects.filter(account=options["account"])
            if not chosen.exists():
                raise CommandError(f"Account {options['account']} is no customer at Stripe.")
        try:
            findings = reconcile(chosen)
        except PaymentsOff as error:
            raise CommandError(str(error)) from error
        except StripeDown as error:
            raise CommandError(f"Stripe can't be reached; what was compared stays. ({error})") from error
        for line in findings.repaired:
            self.stdout.write(line)
        self.stdout.write(f"{findings.looked_at} customers compared, {len(findings.repaired)} repairs.")
