"""Does the index hold what the database holds? Found by comparing, repaired by ordinary changes."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import IndexChange

from . import search_index
from .documents import documents


@dataclass(frozen=True)
class Drift:
    """Clip numbers that differ: not in the index, in it with old words, in it and not in the catalogue.

    Clips with a change under way are no drift.
    """

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    surplus: tuple[int, ...]
    compared: int

    @property
    def clips(self) -> tuple[int, ...]:
        """Every clip that differs."""
        return tuple(sorted({*self.missing, *self.stale, *self.surplus}))


def find_drift() -> Drift:
    """Compare the index with the database. Raises `SearchUnavailable`."""
    held = search_index().contents()
    wanted = {document.clip_id: document.digest for document in documents()}
    # Read last: a clip that changed during the comparison has its change recorded by now.
    under_way = set(IndexChange.objects.values_list("clip_id", flat=True))
    return Drift(
        missing=tuple(sorted(wanted.keys() - held.keys() - under_way)),
        stale=tuple(sorted(pk for pk in wanted.keys() & held.keys() - under_way if wanted[pk] != held[pk])),
        surplus=tuple(sorted(held.keys() - wanted.keys() - under_way)),
        compared=len(wanted),
    )


def repair(drift: Drift) -> None:
    """Record a change for every clip that differs; `apply_changes` does the rest."""
    IndexChange.objects.bulk_create(IndexChange(clip_id=pk) for pk in drift.clips)
