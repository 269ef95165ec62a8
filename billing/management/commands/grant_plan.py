"""`manage.py grant_plan`: give an account a plan that nobody pays for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.models import GrantedPlan
from billing.plans import catalogue
from catalog.models import Account


class Command(BaseCommand):
    help = "Give an account a plan without payment, until a day or for good; “free” takes it back."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account by name, the plan, until when, why."""
        parser.add_argument("account")
        parser.add_argument("plan")
        parser.add_argument("--until", help="last day, such as 2027-03-31 (UTC)")
        parser.add_argument("--seats", type=int, default=1)
        parser.add_argument("--note", default="Given by the operator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what the account has afterwards."""
        account = Account.objects.filter(name=options["account"]).order_by("pk").first()
        if account is None:
            raise CommandError(f"There is no account “{options['account']}”.")
        plan = catalogue().plan(options["plan"])
        if plan is None:
            known = ", ".join(one.id for one in catalogue().plans)
            raise CommandError(f"There is no plan “{options['plan']}”; choose one of: {known}.")
        if plan.free:
            GrantedPlan.objects.filter(account=account).delete()
            self.stdout.write(f"{account.name} has what it pays for.")
            return
        if options["seats"] < 1:
            raise CommandError("Give at least one seat.")
        fields = {
            "plan": plan.id,
            "seats": options["seats"],
            "until": _end_of(options["until"]),
            "note": options["note"][:200],
        }
        GrantedPlan.objects.update_or_create(account=account, defaults=fields)
        until = f" until {options['until']}" if options["until"] else ""
        self.stdout.write(f"{account.name} has the {plan.name} plan{until}.")


def _end_of(day: str | None) -> datetime | None:
    if not day:
        return None
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError:
        raise CommandError(f"{day} is no day; write it like 2027-03-31.") from None
