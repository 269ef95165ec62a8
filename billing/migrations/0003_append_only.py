"""The database itself refuses to change or delete a ledger entry."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON billing_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END",
    "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON billing_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'ledger entries are never changed or deleted' "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON billing_ledgerentry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_append_only()",
]
UNDO_SQLITE = ["DROP TRIGGER ledger_no_update", "DROP TRIGGER ledger_no_delete"]
UNDO_POSTGRESQL = ["DROP TRIGGER ledger_append_only ON billing_ledgerentry", "DROP FUNCTION ledger_append_only"]


def run(statements_by_vendor):
    def change(apps, schema_editor):
        for statement in statements_by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return change


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_initial")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": UNDO_SQLITE, "postgresql": UNDO_POSTGRESQL}),
        )
    ]
