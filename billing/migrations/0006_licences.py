"""Licences keep their whole terms, can be withdrawn, and are never changed otherwise: the database refuses it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What may change: a sign-in that is deleted leaves `user_id` empty, and a withdrawal is written, once.
KEPT = (
    "id", "number", "account_id", "clip_id", "issued_by", "tier", "terms_version", "terms", "terms_text", "licensee",
    "seats", "clip_title", "source_type", "master_sha256", "credits", "height", "hold_id", "issued_at",
)
WITHDRAWAL = ("withdrawn_at", "withdrawn_by_id", "withdrawal_cause", "withdrawal_note")
DELETED, CHANGED = "licences are never deleted", "licences are never changed"
WITHDRAWN_AGAIN = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WITHDRAWAL)
SQLITE = [
    f"CREATE TRIGGER licence_no_delete BEFORE DELETE ON billing_licence BEGIN SELECT RAISE(ABORT, '{DELETED}'); END",
    "CREATE TRIGGER licence_no_update BEFORE UPDATE ON billing_licence WHEN "
    + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)
    + " OR (NEW.user_id IS NOT OLD.user_id AND NEW.user_id IS NOT NULL)"
    + f" OR (OLD.withdrawn_at IS NOT NULL AND ({WITHDRAWN_AGAIN}))"
    + f" BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END",
]
REFUSE = "USING ERRCODE = 'integrity_constraint_violation'"
POSTGRESQL = [
    "CREATE FUNCTION licence_immutable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{DELETED}' {REFUSE}; END IF; "
    f"IF ({', '.join(f'NEW.{name}' for name in KEPT)}) IS DISTINCT FROM ({', '.join(f'OLD.{name}' for name in KEPT)}) "
    "OR (NEW.user_id IS DISTINCT FROM OLD.user_id AND NEW.user_id IS NOT NULL) "
    "OR (OLD.withdrawn_at IS NOT NULL AND "
    f"({', '.join(f'NEW.{name}' for name in WITHDRAWAL)}) IS DISTINCT FROM "
    f"({', '.join(f'OLD.{name}' for name in WITHDRAWAL)})) "
    f"THEN RAISE EXCEPTION '{CHANGED}' {REFUSE}; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER licence_immutable BEFORE UPDATE OR DELETE ON billing_licence "
    "FOR EACH ROW EXECUTE FUNCTION licence_immutable()",
]
UNDO_SQLITE = ["DROP TRIGGER licence_no_update", "DROP TRIGGER licence_no_delete"]
UNDO_POSTGRESQL = ["DROP TRIGGER licence_immutable ON billing_licence", "DROP FUNCTION licence_immutable"]


def run(statements_by_vendor):
    def change(apps, schema_editor):
        for statement in statements_by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return change


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0005_first_buckets'),
        ('catalog', '0007_monthly_cap'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolderShown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AlterModelOptions(
            name='licence',
            options={'ordering': ['-issued_at', '-pk'], 'permissions': [('withdraw_licence', 'Can withdraw licences')]},
        ),
        migrations.RemoveConstraint(
            model_name='licence',
            name='one_licence_a_tier',
        ),
        migrations.AddField(
            model_name='licence',
            name='height',
            field=models.PositiveIntegerField(blank=True, help_text='Largest short side of a download, in pixels; none is no limit', null=True),
        ),
        migrations.AddField(
            model_name='licence',
            name='issued_by',
            field=models.CharField(blank=True, help_text="The user's name, as it was", max_length=120),
        ),
        migrations.AddField(
            model_name='licence',
            name='seats',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='licence',
            name='terms_text',
            field=models.TextField(blank=True, help_text='The complete terms as they were'),
        ),
        migrations.AddField(
            model_name='licence',
            name='withdrawal_cause',
            field=models.CharField(blank=True, choices=[('rights', "The clip infringes somebody's rights or the law"), ('breach', 'The terms were broken and it was not put right'), ('payment', 'The payment for its credits was taken back'), ('mistake', 'It was issued by mistake')], max_length=8),
        ),
        migrations.AddField(
            model_name='licence',
            name='withdrawal_note',
            field=models.TextField(blank=True, help_text='What the holder was told'),
        ),
        migrations.AddField(
            model_name='licence',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='licence',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='licence',
            name='terms',
            field=models.JSONField(help_text='The plain words as they were: name, summary, may, may not'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('account', 'clip', 'tier'), name='one_licence_a_tier'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None), ('tier', 'exclusive')), fields=('clip',), name='one_exclusive_licence'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_cause', ''), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_cause', ''), _negated=True), models.Q(('withdrawal_note', ''), _negated=True)), _connector='OR'), name='withdrawal_says_who_and_why'),
        ),
        migrations.AddField(
            model_name='holdershown',
            name='licence',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='holder_shown', to='billing.licence'),
        ),
        migrations.AddField(
            model_name='holdershown',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        # Last: SQLite rebuilds the table for the changes above, and a rebuilt table has no triggers.
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL}),
        ),
    ]
