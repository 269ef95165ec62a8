"""Every review says whose clip it is about; those that were there learn it from their clip."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    clips = apps.get_model("catalog", "Clip").objects.filter(pk=OuterRef("clip_id"))
    apps.get_model("catalog", "Review").objects.update(
        account_id=Subquery(clips.values("account_id")[:1]), prompt=Subquery(clips.values("prompt")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_audit_and_cases")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
