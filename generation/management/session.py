"""What the commands without a browser share: one JSON value on standard output, everything else on standard error."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection


class SessionCommand(BaseCommand):
    """A command for people and programs: `--json` gives programs one value, and people read standard error."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json`, for every command of this kind."""
        parser.add_argument("--json", action="store_true", help="print one JSON value on standard output")

    def say(self, sentence: str) -> None:
        """Tell the person."""
        self.stderr.write(sentence)

    def give(self, value: dict[str, Any]) -> None:
        """Give the program its value."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))

    def ready_database(self) -> None:
        """Make the embedded database on first use; ask for `migrate` where somebody else runs the server."""
        if "django_migrations" in connection.introspection.table_names():
            return
        if connection.vendor != "sqlite":
            raise CommandError("The database has no tables yet; run: manage.py migrate")
        call_command("migrate", verbosity=0)
