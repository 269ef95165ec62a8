"""Doing things at the same instant, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Every call in a thread of its own, begun together: its result, or the exception that it raised."""
    gate = threading.Barrier(len(calls))

    def one(call: Callable[[], Result]) -> Result | Exception:
        gate.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))
