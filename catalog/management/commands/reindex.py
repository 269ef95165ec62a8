"""`manage.py reindex`: the whole search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.search.changes import rebuild
from catalog.search.interface import SearchUnavailable


class Command(BaseCommand):
    """Exit code 1 where another process is writing the index."""

    help = "Build the search index anew from the database; search goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many clips it has."""
        try:
            count = rebuild()
        except SearchUnavailable as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} clips are indexed.")
