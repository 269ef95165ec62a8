"""`manage.py sync_plans`: make Stripe's products and prices match the plans file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.payments.api import PaymentsOff, StripeDown, StripeRefused
from billing.payments.sync import sync_plans
from billing.plans import PlansError


class Command(BaseCommand):
    help = "Make Stripe's products and prices match the plans file. Safe to repeat; prices are replaced, never edited."

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each thing done."""
        try:
            done = sync_plans()
        except (PlansError, PaymentsOff, StripeRefused) as error:
            raise CommandError(str(error)) from error
        except StripeDown as error:
            raise CommandError(
                f"Stripe can't be reached; run it again, nothing is done twice. ({error})"
            ) from error
        for line in done:
            self.stdout.write(line)
        self.stdout.write("Stripe matches the plans file." if not done else f"{len(done)} changes.")
