"""What was noted of reviews before there was one audit is in it now, with its own times."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import AuditLine

pytestmark = [pytest.mark.database]

BEFORE = [("catalog", "0012_audit_append_only")]
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_old_events_become_lines():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(BEFORE)
        old = executor.loader.project_state(BEFORE).apps
        user = old.get_model("marketplace", "User").objects.create(email="old@example.com", name="Old Mo")
        account = old.get_model("catalog", "Account").objects.create(name="Somebody")
        review = old.get_model("catalog", "Review").objects.create(
            account=account, kind="prompt", subject="request 1", rule="r", rule_name="R", reason="Because."
        )
        events = old.get_model("catalog", "ReviewEvent").objects
        for action, actor in (("opened", None), ("approved", user)):
            row = events.create(review=review, actor=actor, action=action, note="As it was.")
            events.filter(pk=row.pk).update(at=AT)
        number, mo = review.pk, user.pk
    finally:
        MigrationExecutor(connection).migrate(latest)
    lines = AuditLine.objects.filter(review=number).order_by("pk")
    told = [(one.action, one.actor_id, one.actor_name, one.note, one.at) for one in lines]
    assert told == [("opened", None, "", "As it was.", AT), ("approved", mo, "Old Mo", "As it was.", AT)]
