"""`manage.py search`: the catalogue's answer, as a guest would get it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.models import Clip
from catalog.search import search_index
from catalog.search.changes import apply_changes
from catalog.search.interface import Query
from generation.management.report import clip_json
from generation.management.session import SessionCommand

MOST = 200


class Command(SessionCommand):
    help = "Search the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        """The query."""
        super().add_arguments(parser)
        parser.add_argument("query")
        parser.add_argument("--limit", type=int, default=10, help=f"1 to {MOST} (default 10)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 also where nothing was found."""
        if not 1 <= options["limit"] <= MOST:
            raise CommandError(f"--limit is {options['limit']}; choose 1 to {MOST}.", returncode=2)
        self.ready_database()
        apply_changes()
        results = search_index().search(Query(text=options["query"], limit=options["limit"]))
        clips = Clip.objects.in_bulk([hit.clip_id for hit in results.hits])
        found = [(hit, clips[hit.clip_id]) for hit in results.hits if hit.clip_id in clips]
        for _, clip in found:
            self.say(f"{clip.pk:>6}  {clip.duration_ms / 1000:g} s  {clip.title}")
        if not found:
            self.say("Nothing in the catalogue shows this yet. Make it: manage.py generate")
        if options["json"]:
            self.give(
                {
                    "query": options["query"],
                    "total": results.total,
                    "limited": results.limited,
                    "clips": [
                        clip_json(clip) | {"score": round(hit.score, 5), "similarity": hit.similarity}
                        for hit, clip in found
                    ],
                }
            )
