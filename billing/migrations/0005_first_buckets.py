"""Balances from before there were buckets: one bucket each, which never expires, and the open holds' draws."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    Balance, Bucket, Draw, Hold = (
        apps.get_model("billing", name) for name in ("Balance", "Bucket", "Draw", "Hold")
    )
    for balance in Balance.objects.filter(available__gt=0) | Balance.objects.filter(held__gt=0):
        holds = list(Hold.objects.filter(account_id=balance.account_id, state="held"))
        bucket = Bucket.objects.create(
            account_id=balance.account_id,
            source="welcome",
            key="before buckets",
            credits=balance.available + balance.held,
            remaining=balance.available,
        )
        Draw.objects.bulk_create(Draw(hold=hold, bucket=bucket, credits=hold.credits) for hold in holds)
    Hold.objects.filter(state="held").update(expires_at=timezone.now() + timedelta(days=7))


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_subscriptions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
