"""`manage.py export_audit`: the audit as CSV or JSON lines, to a file or the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.audit_export import FORMS, AuditFilters, WrongFilter, lines, rows


class Command(BaseCommand):
    """Exit code 1 where a filter can't be read or the file can't be written."""

    help = "Write the audit as CSV or JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        """The filters of the desk's own export."""
        parser.add_argument("--form", choices=sorted(FORMS), default="csv")
        parser.add_argument("--from", default="", help="first day, such as 2026-03-01 (UTC)")
        parser.add_argument("--to", default="", help="last day")
        parser.add_argument("--actor", default="", help="name, mail address or number")
        parser.add_argument("--action", default="", help="such as approved, rejected, viewed")
        parser.add_argument("--clip", default="", help="a clip's number")
        parser.add_argument("--out", type=Path, help="a file; without it the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Line by line, oldest first."""
        try:
            found = lines(AuditFilters.read(options))
        except WrongFilter as error:
            raise CommandError(str(error)) from None
        text = FORMS[options["form"]](rows(found))
        if options["out"] is None:
            for line in text:
                self.stdout.write(line, ending="")
            return
        try:
            with options["out"].open("w", encoding="utf-8", newline="") as file:
                file.writelines(text)
        except OSError as error:
            raise CommandError(f"{options['out']} can't be written ({error.strerror}).") from None
        self.stdout.write(f"{found.count():,} lines are in {options['out']}.")
