"""What was noted of reviews becomes lines of the one audit, with their own times."""

from django.db import migrations


def copy(apps, schema_editor):
    events = apps.get_model("catalog", "ReviewEvent").objects.select_related("review", "actor").order_by("pk")
    lines = apps.get_model("catalog", "AuditLine")
    lines._meta.get_field("at").auto_now_add = False  # they happened when they happened
    rows = (
        lines(
            at=event.at,
            actor_id=event.actor_id,
            actor_name=(event.actor.name or event.actor.email)[:254] if event.actor else "",
            action=event.action,
            review_id=event.review_id,
            clip_id=event.review.clip_id,
            note=event.note,
        )
        for event in events.iterator(2_000)
    )
    lines.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_audit_append_only")]
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
