"""The audit as a page and a file: filtered, streamed, for leads and the operator's people, and itself on record."""

import csv
import io
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog import desk
from catalog.audit import record
from catalog.audit_export import AuditFilters, WrongFilter, as_csv, as_json_lines, lines, rows
from catalog.models import AuditLine

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def told(make_review, mo, ada):
    """Two cases: Mo approved one, Ada rejected the other."""
    first, second = make_review(), make_review()
    desk.decide(first, mo, approve=True)
    desk.decide(second, ada, approve=False, reason="=1+1")
    return first, second


def old_line(day):
    """A line of an earlier day: nothing can change one, so it is written as it would have been."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_auditline (at, actor_name, action, subject, note, details)"
            " VALUES (%s, '', 'old', '', '', '{}')",
            [f"{day} 12:00:00+00:00"],
        )


def found(**filters):
    return [line.action for line in lines(AuditFilters(**filters))]


class TestFilters:
    def test_by_who(self, told, mo):
        assert found(actor="Mo") == found(actor="MO@example.com") == found(actor=str(mo.pk)) == ["approved"]
        assert found(actor="Nobody") == []

    def test_by_what_and_which_clip(self, told):
        assert found(action="opened") == ["opened", "opened"]
        assert found(clip=told[1].clip_id) == ["opened", "rejected"]

    def test_by_day_both_included(self, db):
        for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
            old_line(day)
        day = date(2026, 3, 2)
        assert len(found(since=day, until=day)) == 1
        assert len(found(since=day)) == 2
        assert len(found(until=day)) == 2

    @pytest.mark.parametrize(
        "asked", [{"from": "yesterday"}, {"to": "2026-02-30"}, {"clip": "x"}, {"clip": "9" * 30}]
    )
    def test_a_wrong_one_says_what_it_should_be(self, asked):
        with pytest.raises(WrongFilter, match=r"give (a day|the clip's number)"):
            AuditFilters.read(asked)

    def test_none_is_all(self, told):
        assert AuditFilters.read({"from": "", "clip": " "}) == AuditFilters()
        assert len(found()) == 4


class TestForms:
    def test_json_lines(self, told, mo):
        [line] = map(json.loads, as_json_lines(rows(lines(AuditFilters(action="approved")))))
        assert (line["actor"], line["actor_number"], line["clip"]) == ("Mo", mo.pk, told[0].clip_id)
        assert line["at"].endswith("+00:00")

    def test_csv_keeps_words_words(self, told):
        text = "".join(as_csv(rows(lines(AuditFilters(action="rejected")))))
        [row] = csv.DictReader(io.StringIO(text))
        assert (row["actor"], row["note"]) == ("Ada", "'=1+1")

    def test_details_are_json_in_a_cell(self, db):
        record("policy changed", subject="policy 2026.2", details={"rules": ["gore"]})
        [row] = csv.DictReader(io.StringIO("".join(as_csv(rows(lines(AuditFilters()))))))
        assert json.loads(row["details"]) == {"rules": ["gore"]}

    def test_none_is_a_head_alone(self, db):
        assert "".join(as_csv(rows(lines(AuditFilters())))).startswith("number,at,")


class TestPages:
    @pytest.mark.parametrize(("name", "status"), [("mo", 403), ("alice", 403), ("lena", 200), ("staff", 200)])
    @pytest.mark.parametrize("path", ["/desk/audit", "/desk/audit.csv", "/desk/audit.jsonl"])
    def test_they_are_for_leads_and_staff(self, client, request, make_user, told, name, status, path):
        user = make_user("Staff") if name == "staff" else request.getfixturevalue(name)
        if name == "staff":
            user.is_staff = True
            user.save()
        client.force_login(user)
        assert client.get(path).status_code == status

    def test_guests_sign_in_first(self, client, told):
        assert client.get("/desk/audit.csv").status_code == 302

    def test_the_file_is_streamed_and_on_record(self, client, told, lena):
        client.force_login(lena)
        answer = client.get("/desk/audit.jsonl?action=rejected")
        assert answer.streaming
        [line] = [json.loads(one) for one in b"".join(answer.streaming_content).splitlines()]
        assert line["note"] == "=1+1"
        kept = AuditLine.objects.get(action="audit exported")
        assert (kept.actor, kept.note) == (lena, "action=rejected")

    def test_a_wrong_filter_is_said_and_exports_nothing(self, client, lena):
        client.force_login(lena)
        answer = client.get("/desk/audit.csv?from=soon")
        assert answer.status_code == 400
        assert "such as 2026-03-31" in answer.content.decode()
        assert client.get("/desk/audit?from=soon").status_code == 400
        assert not AuditLine.objects.exists()

    def test_the_page_finds_and_keeps_the_question(self, client, told, lena):
        client.force_login(lena)
        page = client.get("/desk/audit?actor=Ada").content.decode()
        assert "=1+1" in page
        assert "audit.csv?actor=Ada" in page
        assert "<td>Mo</td>" not in page


class TestCommand:
    def run(self, **options):
        out = StringIO()
        call_command("export_audit", stdout=out, **options)
        return out.getvalue()

    def test_to_the_terminal(self, told):
        rows = list(csv.DictReader(io.StringIO(self.run(action="opened"))))
        assert [row["action"] for row in rows] == ["opened", "opened"]

    def test_to_a_file(self, told, tmp_path):
        out = tmp_path / "audit.jsonl"
        assert "4 lines" in self.run(form="jsonl", out=out)
        assert len(out.read_text().splitlines()) == 4

    def test_a_wrong_filter_and_a_wrong_place(self, told, tmp_path):
        with pytest.raises(CommandError, match="such as 2026-03-31"):
            self.run(**{"from": "soon"})
        with pytest.raises(CommandError, match="can't be written"):
            self.run(out=tmp_path / "nowhere" / "audit.csv")
