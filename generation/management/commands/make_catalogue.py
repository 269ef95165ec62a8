"""`manage.py make_catalogue`: a made-up catalogue, for trying and measuring search. In debug alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from catalog.batches import batches
from catalog.models import Account, Clip, IndexChange, Rendition
from catalog.search.changes import apply_changes
from generation.made_up import ENGINE, clips, posters

MOST = 2_000_000
#: Files for more clips than this take longer to make than they help.
MOST_POSTERS = 2_000
_ACCOUNT = "Made up"
_BATCH = 500


class Command(BaseCommand):
    help = (
        "Make up clips (words, facets and palettes; no films), to try and measure search with. DEBUG alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, or that they should go."""
        parser.add_argument("count", nargs="?", type=int, default=0, help=f"1 to {MOST} clips")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed makes the same clips (default 1)"
        )
        parser.add_argument("--no-index", action="store_true", help="leave the indexing to the worker")
        parser.add_argument("--remove", action="store_true", help="take every made-up clip away again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to stop at any time: what was made can be removed, and is indexed by the worker."""
        if not settings.DEBUG:
            raise CommandError("Made-up clips would be offered for sale: this works with DEBUG=true alone.")
        if options["remove"]:
            self._remove()
        elif 1 <= options["count"] <= MOST:
            self._make(options["count"], options["seed"])
        else:
            raise CommandError(f"Say how many clips, 1 to {MOST}, or --remove.")
        if not options["no_index"]:
            self._index()

    def _make(self, count: int, seed: int) -> None:
        account, _ = Account.objects.get_or_create(name=_ACCOUNT, kind=Account.Kind.TEAM)
        made = clips(account, count, seed, timezone.now())
        done = 0
        for batch in batches(made, _BATCH):
            with transaction.atomic():
                if count <= MOST_POSTERS:
                    posters.measure(batch)
                saved = Clip.objects.bulk_create(batch)
                if count <= MOST_POSTERS:
                    posters.hang(saved)
                IndexChange.objects.bulk_create(IndexChange(clip_id=clip.pk) for clip in saved)
            done += len(batch)
            if done % 10_000 == 0 or done == count:
                self.stdout.write(f"{done} clips made")

    def _remove(self) -> None:
        """Take away what is made up, but no clip that somebody licensed: a licence can always be proven."""
        removable = Clip.objects.filter(engine=ENGINE, licences__isnull=True)
        gone = 0
        while numbers := list(removable.values_list("pk", flat=True)[:_BATCH]):
            files = list(Rendition.objects.filter(clip__in=numbers).values_list("key", flat=True))
            with transaction.atomic():
                Clip.objects.filter(pk__in=numbers).delete()
                IndexChange.objects.bulk_create(IndexChange(clip_id=pk) for pk in numbers)
            for key in files:
                default_storage.delete(key)
            gone += len(numbers)
        kept = Clip.objects.filter(engine=ENGINE).count()
        self.stdout.write(f"{gone} clips removed" + (f"; {kept} stay, they were licensed" if kept else ""))

    def _index(self) -> None:
        total = 0
        while done := apply_changes():
            total += done
            self.stdout.write(f"{total} changes indexed")
        if waiting := IndexChange.objects.count():
            self.stdout.write(f"{waiting} changes wait for the worker")
