"""`manage.py reindex`: the whole search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from catalog.search.changes import apply_changes, rebuild


class Command(BaseCommand):
    help = "Build the search index anew from the database; search goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many clips it has."""
        count = rebuild()
        while apply_changes():
            pass
        self.stdout.write(f"{count} clips are indexed.")
