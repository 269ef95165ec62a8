"""The database itself refuses to change or delete a line of the audit."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON catalog_auditline "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON catalog_auditline "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never deleted'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit lines are never changed or deleted' "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON catalog_auditline "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
]
UNDO_SQLITE = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
UNDO_POSTGRESQL = ["DROP TRIGGER audit_append_only ON catalog_auditline", "DROP FUNCTION audit_append_only"]


def run(statements_by_vendor):
    def change(apps, schema_editor):
        for statement in statements_by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return change


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_review_has_an_account")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL}),
        )
    ]
