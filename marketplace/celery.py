"""The queues: one for mails and upkeep, so that they never wait behind a render, and one for each engine's renders.

A render's hint names its queue itself (generation/jobs/hint.py): "render", or "render.<model>" of a GPU worker.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("oddreel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_default_queue="default",
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    beat_schedule={
        "tend": {"task": "generation.tasks.tend", "schedule": 5.0, "options": {"expires": 5.0}},
        "payments": {
            "task": "billing.tasks.tend_payments",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "credits": {
            "task": "billing.tasks.tend_credits",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
        "takedowns": {
            "task": "billing.tasks.tend_takedowns",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "reports": {
            "task": "catalog.tasks.tend_reports",
            "schedule": 10.0,
            "options": {"expires": 10.0},
        },
        "old reports": {"task": "catalog.tasks.forget_reports", "schedule": crontab(hour=3, minute=50)},
        "forms": {"task": "billing.tasks.tend_forms", "schedule": 30.0, "options": {"expires": 30.0}},
        "ledger": {"task": "billing.tasks.prove_ledger", "schedule": crontab(hour=3, minute=10)},
        "stripe": {"task": "billing.tasks.compare_with_stripe", "schedule": crontab(hour=4, minute=20)},
        "saved searches": {
            "task": "catalog.tasks.tell_saved_searches",
            "schedule": crontab(minute=7),
            "options": {"expires": 3000.0},
        },
        "old demand": {"task": "catalog.tasks.forget_demand", "schedule": crontab(hour=3, minute=40)},
        "old refusals": {
            "task": "generation.tasks.forget_refusals",
            "schedule": crontab(hour=3, minute=50),
        },
        "old evidence": {"task": "catalog.tasks.empty_evidence", "schedule": crontab(hour=3, minute=50)},
        "pictures": {
            "task": "catalog.tasks.measure_pictures",
            "schedule": 60.0,
            "options": {"expires": 60.0},
        },
    },
)
app.autodiscover_tasks()


@worker_shutting_down.connect
def give_renders_back(**kwargs: Any) -> None:
    """A worker asked to stop puts its render back into the queue within a second."""
    from generation.jobs.drain import draining

    draining.set()


@worker_ready.connect
def say_renderer_is_there(sender: Any, **kwargs: Any) -> None:
    """A worker on the studio's queue tells that it is there, as GPU workers do by themselves."""
    from generation.jobs import studio_renderer
    from generation.jobs.served import RENDER

    if RENDER in sender.app.amqp.queues.consume_from:
        studio_renderer.start()


@worker_shutdown.connect
def say_renderer_is_gone(**kwargs: Any) -> None:
    """Its row goes with it."""
    from generation.jobs import studio_renderer

    studio_renderer.stop()
