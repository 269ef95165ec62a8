"""Emptying a test's database although its ledger refuses every DELETE."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

TRIGGERS = ("ledger_no_update", "ledger_no_delete")


def let_sqlite_flush(patch: pytest.MonkeyPatch) -> None:
    """Take the ledger's triggers away while Django empties SQLite's tables after a transactional test.

    PostgreSQL needs nothing: it truncates, which row triggers do not hear of.
    """
    if connection.vendor != "sqlite":
        return
    made = import_module("billing.migrations.0003_append_only").SQLITE
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = flush(self, *args, **kwargs)
        if not any("billing_ledgerentry" in statement for statement in statements):
            return statements
        return [*(f"DROP TRIGGER {name}" for name in TRIGGERS), *statements, *made]

    patch.setattr(operations, "sql_flush", sql_flush)
