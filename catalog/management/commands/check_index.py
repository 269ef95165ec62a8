"""`manage.py check_index`: does the search index know what the database knows?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from catalog.publishing import index_later
from catalog.search.changes import apply_changes, drift


class Command(BaseCommand):
    help = "Compare the search index with the database; exit code 1 where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--repair` mends what differs."""
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each side's surplus in numbers."""
        absent, surplus = drift()
        if options["repair"] and absent | surplus:
            with transaction.atomic():
                for clip_id in absent | surplus:
                    index_later(clip_id)
            while apply_changes():
                pass
            absent, surplus = drift()
        if absent or surplus:
            raise CommandError(f"{len(absent)} clips are missing from the index, {len(surplus)} should not be in it.")
        self.stdout.write("The index agrees with the database.")
