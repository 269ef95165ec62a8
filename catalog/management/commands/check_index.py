"""`manage.py check_index`: does the search index know what the database knows?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.search.changes import apply_changes
from catalog.search.drift import Drift, find_drift, repair
from catalog.search.interface import SearchUnavailable


class Command(BaseCommand):
    """Exit code 1 where they differ, or where the index can't be read."""

    help = "Compare the search index with the database; exit code 1 where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--repair` mends what differs."""
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """What differs, in numbers."""
        try:
            drift = find_drift()
            if options["repair"] and drift.clips:
                repair(drift)
                apply_changes()
                drift = find_drift()
        except SearchUnavailable as error:
            raise CommandError(f"{error} Run: manage.py reindex") from None
        if drift.clips:
            raise CommandError(in_words(drift))
        self.stdout.write("The index agrees with the database.")


def in_words(drift: Drift) -> str:
    """How many clips differ, and how."""
    return (
        f"{len(drift.missing)} clips are missing from the index, {len(drift.stale)} have old words there, "
        f"{len(drift.surplus)} should not be in it. Run: manage.py check_index --repair"
    )
