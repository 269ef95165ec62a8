"""Emptying a test's database although triggers refuse every DELETE of what is written once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection


def let_sqlite_flush(patch: pytest.MonkeyPatch) -> None:
    """Take the triggers away while Django empties SQLite's tables after a transactional test, then put them back.

    PostgreSQL needs nothing: it truncates, which row triggers do not hear of.
    """
    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = flush(self, *args, **kwargs)
        if not statements:
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        dropped = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*dropped, *statements, *(made for _, made in triggers)]

    patch.setattr(operations, "sql_flush", sql_flush)
