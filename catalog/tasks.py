"""What workers do for the catalogue."""

from __future__ import annotations

import logging

from celery import shared_task

from . import demand, saved, withholding
from .evidence import tidy_evidence
from .pictures.model import PictureModelError
from .pictures.store import measure_posters
from .reports import answering, forgetting, overdue, telling
from .search.changes import apply_changes

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def update_index() -> None:
    """Tell the search index of every change it has yet to hear of."""
    apply_changes()


@shared_task(ignore_result=True)
def measure_pictures() -> None:
    """Give new clips the vector of their poster, where the operator named a model."""
    try:
        measure_posters()
    except PictureModelError as error:
        log.warning("no poster is measured: %s", error)


@shared_task(ignore_result=True)
def tell_saved_searches() -> None:
    """Mail the new hits of saved searches."""
    saved.tell_everybody()


@shared_task(ignore_result=True)
def forget_demand() -> None:
    """Remove old counts of what was wanted."""
    demand.forget()


@shared_task(ignore_result=True)
def tend_reports() -> None:
    """Every few seconds: withheld files move, clocks run out, mails go, counter-notices come due."""
    withholding.tend()
    overdue.raise_overdue()
    answering.put_back_due()
    telling.tell()


@shared_task(ignore_result=True)
def forget_reports() -> None:
    """Remove what names people in old reports."""
    forgetting.forget()


@shared_task(ignore_result=True)
def empty_evidence() -> None:
    """Remove the pictures of old evidence."""
    tidy_evidence()
