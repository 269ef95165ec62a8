"""The site: settings, accounts, pages."""

import os

from .celery import app as celery_app

# Before numpy is imported. Its matrix products would each use every core, and on a busy machine the threads spin
# while they wait for one another: reading a mark took twenty times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__all__ = ["celery_app"]
