"""What workers do for the catalogue."""

from __future__ import annotations

from celery import shared_task

from .search.changes import apply_changes


@shared_task(ignore_result=True)
def update_index() -> None:
    """Tell the search index of every change it has yet to hear of."""
    apply_changes()
