"""`manage.py grant_credits`: give an account credits by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import ledger
from catalog.models import Account


class Command(BaseCommand):
    help = "Give an account credits. With --key the same grant is made once, however often it is sent."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account by name, the credits, a note."""
        parser.add_argument("account")
        parser.add_argument("credits", type=int)
        parser.add_argument("--note", default="Granted by the operator")
        parser.add_argument("--key", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what the account has afterwards."""
        account = Account.objects.filter(name=options["account"]).order_by("pk").first()
        if account is None:
            raise CommandError(f"There is no account “{options['account']}”.")
        if options["credits"] <= 0:
            raise CommandError("Give a number of credits above zero.")
        key = f"operator {options['key'] or uuid.uuid4()}"
        ledger.grant(account, options["credits"], key=key, note=options["note"])
        self.stdout.write(f"{account.name} has {ledger.balance(account).available} credits.")
