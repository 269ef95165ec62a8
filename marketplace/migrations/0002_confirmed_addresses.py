"""Who could sign in before addresses were confirmed can go on doing so."""

from django.db import migrations


def confirm(apps, schema_editor):
    User, EmailAddress = apps.get_model("marketplace", "User"), apps.get_model("account", "EmailAddress")
    EmailAddress.objects.bulk_create(
        (
            EmailAddress(user_id=pk, email=email.lower(), verified=True, primary=True)
            for pk, email in User.objects.values_list("pk", "email")
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
