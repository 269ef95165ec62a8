"""What a takedown does to licences: which end with their credits back, which stay, and that no file goes out."""

from functools import partial

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from billing import certificate, downloads, ledger, licensing, takedowns
from billing.audit import audit
from billing.certificate_pdf import certificate_pdf
from billing.forms import asking, making, tidying
from billing.models import Download, Form, Licence, Notice
from catalog import collecting
from catalog.models import Clip, Membership
from catalog.takedown import hide, put_back, take_down
from generation.verification import verify_file
from tests.conftest import MASTER
from tests.threads import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]
RIGHTS = ["law", "likeness", "copyright", "trademark"]


@pytest.fixture
def clip(make_clip):
    return make_clip(title="Harbour at dawn")


@pytest.fixture
def licence(team, alice, clip):
    return licensing.issue(team, alice, clip, "extended")


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Take down, then do what the workers do."""

    def run(clip, mo, cause):
        with django_capture_on_commit_callbacks(execute=True):
            assert take_down(clip, actor=mo, reason="It shows a real person.", cause=cause)
        return tend(django_capture_on_commit_callbacks)

    return run


def tend(capture):
    with capture(execute=True):
        return takedowns.tend()


class TestLicences:
    @pytest.mark.parametrize("cause", RIGHTS)
    def test_one_of_a_clip_that_infringes_ends_with_its_credits_back(
        self, run, team, clip, licence, mo, cause
    ):
        assert ledger.balance(team).available == 16
        assert run(clip, mo, cause) == 1
        licence.refresh_from_db()
        assert (licence.in_force, licence.withdrawal_cause, licence.withdrawn_by) == (False, "rights", mo)
        assert ledger.balance(team).available == 20
        assert audit() == []
        told = [one for one in mail.outbox if licence.number in one.subject]
        assert [one.to for one in told] == [["alice@example.com", "bob@example.com"]]
        assert "4 credits are back" in told[0].body
        assert "The clip was taken down: it" in told[0].body

    def test_each_once_however_often_it_is_tended(self, run, team, clip, licence, mo):
        run(clip, mo, "copyright")
        sent = len(mail.outbox)
        assert takedowns.tend() == 0
        assert (ledger.balance(team).available, len(mail.outbox)) == (20, sent)

    def test_every_holder_of_every_twin(self, run, team, alice, charlie, clip, make_clip, mo):
        twin = make_clip()
        stranger = charlie.accounts.get()
        held = [
            licensing.issue(team, alice, clip, "standard"), licensing.issue(team, alice, clip, "extended"),
            licensing.issue(stranger, charlie, twin, "standard"),
        ]  # fmt: skip
        assert run(clip, mo, "law") == 3
        assert not Licence.objects.filter(pk__in=[one.pk for one in held], withdrawn_at=None).exists()
        assert (ledger.balance(team).available, ledger.balance(stranger).available) == (20, 20)
        assert audit() == []

    def test_what_was_included_gives_nothing_back(self, run, team, alice, clip, mo):
        from billing import offers

        offers.include(team, [clip])
        licensing.issue(team, alice, clip, "standard")
        assert run(clip, mo, "likeness") == 1
        assert ledger.balance(team).available == 20

    def test_against_our_rules_alone_it_stays_for_whoever_has_the_file(
        self, run, team, clip, licence, alice, mo
    ):
        Download.objects.create(licence=licence, user=alice, kind="master")
        Membership.objects.exclude(user=alice).update(role="member")
        assert run(clip, mo, "policy") == 0
        licence.refresh_from_db()
        assert licence.in_force
        assert ledger.balance(team).available == 16
        told = [one for one in mail.outbox if licence.number in one.subject]
        assert [one.to for one in told] == [["alice@example.com"]]
        assert "stays in force" in told[0].body
        takedowns.tend()
        assert len([one for one in mail.outbox if licence.number in one.subject]) == 1

    def test_and_ends_as_issued_by_mistake_where_nobody_fetched_it(self, run, team, clip, licence, mo):
        assert run(clip, mo, "policy") == 1
        licence.refresh_from_db()
        assert licence.withdrawal_cause == "mistake"
        assert ledger.balance(team).available == 20

    def test_a_mail_server_that_fails_is_asked_again(
        self, run, team, clip, licence, alice, mo, settings, django_capture_on_commit_callbacks
    ):
        Download.objects.create(licence=licence, user=alice, kind="master")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        run(clip, mo, "policy")
        assert not Notice.objects.exists()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        tend(django_capture_on_commit_callbacks)
        assert (Notice.objects.count(), len(mail.outbox)) == (1, 1)

    def test_hidden_until_decided_nothing_ends(self, team, clip, licence):
        hide(clip, reason="It was reported.", cause="law")
        assert takedowns.tend() == 0
        licence.refresh_from_db()
        assert (licence.in_force, ledger.balance(team).available, mail.outbox) == (True, 16, [])

    def test_back_before_the_worker_came_nothing_ends(self, team, clip, licence, mo):
        take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
        put_back(clip, actor=mo, reason="It shows nobody.")
        assert takedowns.tend() == 0
        licence.refresh_from_db()
        assert licence.in_force

    def test_back_after_it_ended_it_may_be_licensed_anew_and_is_charged_anew(
        self, run, team, alice, clip, licence, mo
    ):
        run(clip, mo, "likeness")
        with pytest.raises(licensing.NotForSale):
            licensing.issue(team, alice, clip, "extended")
        put_back(clip, actor=mo, reason="It shows nobody.")
        licence.refresh_from_db()
        assert not licence.in_force
        again = licensing.issue(team, alice, clip, "extended")
        assert again.number != licence.number
        assert ledger.balance(team).available == 16
        assert audit() == []

    def test_an_exclusive_clip_comes_back_as_nobodys(self, run, team, make_account, alice, mo, make_clip):
        rich = make_account("Rich", credits=50, users=[alice])
        clip = make_clip(seed=3)
        licensing.issue(rich, alice, clip, "exclusive")
        run(clip, mo, "likeness")
        assert ledger.balance(rich).available == 50
        put_back(clip, actor=mo, reason="It shows nobody.")
        assert Clip.objects.get(pk=clip.pk).state == Clip.State.WITHDRAWN

    @pytest.mark.parametrize("cause", ["likeness", "policy"])
    def test_records_certificates_and_the_public_page_stay(
        self, client, run, clip, licence, alice, mo, cause
    ):
        Download.objects.create(licence=licence, user=alice, kind="master")
        run(clip, mo, cause)
        licence.refresh_from_db()
        page = client.get(licence.get_absolute_url())
        assert page.status_code == 200
        assert ("This licence is valid" in page.content.decode()) == (cause == "policy")
        assert "The clip was taken down." in page.content.decode()
        assert certificate.check(certificate.signed(licence)).state == "valid"
        assert certificate_pdf(licence).startswith(b"%PDF")

    @pytest.mark.django_db(transaction=True)
    def test_bought_in_the_same_moment_it_is_refused_or_given_back(self, make_account, make_clip, mo):
        """Every round ends in one of two ways, and the books agree."""
        account = make_account("Ada", credits=100)
        for seed in range(6):
            clip = make_clip(seed=seed)
            at_once(
                [
                    partial(licensing.issue, account, None, clip, "standard"),
                    partial(take_down, Clip.objects.get(pk=clip.pk), actor=mo, reason="x", cause="law"),
                    partial(licensing.issue, account, None, clip, "extended"),
                ]
            )
            at_once([takedowns.tend] * 3)
            assert not Licence.objects.filter(clip=clip, withdrawn_at=None).exists()
            assert ledger.balance(account).available == 100
        assert audit() == []


class TestFiles:
    def test_links_made_before_stop_at_once(self, client, clip, licence, alice, mo):
        client.force_login(alice)
        link = downloads.link(licence, "master")
        assert client.get(link).status_code == 200
        take_down(clip, actor=mo, reason="Cruel.", cause="policy")
        for method in (client.get, client.head):
            answer = method(link)
            assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
        assert "taken down" in client.get(link).content.decode()
        assert Download.objects.count() == 1

    @pytest.mark.parametrize("interim", [True, False])
    def test_pages_give_no_links_and_no_pictures(self, client, clip, licence, alice, mo, interim):
        client.force_login(alice)
        picture = f"/licences/{licence.number}/picture/poster"
        assert client.get(picture).status_code == 200
        Download.objects.create(licence=licence, user=alice, kind="master")
        if interim:
            hide(clip, reason="It was reported.", cause="law")
        else:
            take_down(clip, actor=mo, reason="Cruel.", cause="policy")
        assert (
            client.get(picture).status_code,
            client.get(f"/licences/{licence.number}/forms").status_code,
        ) == (410, 410)
        page = client.get(licence.get_absolute_url()).content.decode()
        assert "Download MP4" not in page
        assert "/picture/" not in page
        library = client.get("/library").content.decode()
        assert "No longer available" in library
        assert "/picture/" not in library

    def test_forms_that_were_made_go_with_their_files(self, client, clip, licence, alice, mo):
        form = Form.objects.create(
            spec="x", kind="mp4", clip=clip, state="ready", key=default_storage.save("forms/x.mp4", ContentFile(b"x")),
            size=1, mime="video/mp4", suffix=".mp4",
        )  # fmt: skip
        take_down(clip, actor=mo, reason="Cruel.", cause="policy")
        client.force_login(alice)
        assert client.get(downloads.link(licence, f"form-{form.pk}")).status_code == 410
        tidying.tidy()
        assert not default_storage.exists(form.key)
        assert not Form.objects.filter(pk=form.pk).exists()

    def test_showreels_with_it_go_and_others_stay(self, clip, licence, team, alice, make_clip, mo):
        other = make_clip(seed=8)
        licensing.issue(team, alice, other, "standard")
        both, alone = collecting.make(team, alice, "Both"), collecting.make(team, alice, "Alone")
        for collection, clips in ((both, (clip, other)), (alone, (other,))):
            for one in clips:
                collecting.put(collection, one)
        gone, stays = asking.ask_for_reel(both)[0], asking.ask_for_reel(alone)[0]
        take_down(clip, actor=mo, reason="Cruel.", cause="policy")
        tidying.tidy()
        assert list(Form.objects.values_list("pk", flat=True)) == [stays.pk]
        assert gone.pk != stays.pk
        again, reel = asking.ask_for_reel(both)
        assert ([one.pk for one in reel.clips], reel.left_out) == ([other.pk], ())
        assert again.pk not in (gone.pk,)

    def test_a_form_being_made_is_thrown_away(
        self, clip, licence, mo, monkeypatch, settings, tmp_path, media
    ):
        settings.WORK_DIR = tmp_path / "work"
        form = asking.ask(licence, {"kind": "still", "at": "0", "format": "png"})

        def made(form, folder):
            take_down(clip, actor=mo, reason="Cruel.", cause="policy")
            (folder / "form.png").write_bytes(b"a picture")
            return folder / "form.png"

        monkeypatch.setattr(making, "_made", made)
        making.make(form.pk)
        form.refresh_from_db()
        assert form.state == Form.State.FAILED
        tidying.tidy()
        assert not (media / "forms").exists() or not list((media / "forms").iterdir())

    def test_a_form_asked_for_before_is_not_made_after(self, clip, licence, mo, settings, tmp_path):
        settings.WORK_DIR = tmp_path / "work"
        form = asking.ask(licence, {"kind": "still", "at": "0", "format": "png"})
        Clip.objects.filter(pk=clip.pk).update(state=Clip.State.HIDDEN)
        making.make(form.pk)
        form.refresh_from_db()
        assert (form.state, form.problem) == (Form.State.FAILED, "This clip is not available any more.")

    def test_the_command_line_writes_none_either(self, clip, licence, mo, tmp_path):
        take_down(clip, actor=mo, reason="Cruel.", cause="policy")
        with pytest.raises(licensing.MasterMissing, match="was taken down"):
            licensing.write_master(licence, tmp_path / "clip.mp4")
        assert not list(tmp_path.glob("clip.mp4*"))

    def test_a_reel_of_ones_own_can_be_downloaded(self, client, clip, licence, team, alice):
        collection = collecting.make(team, alice, "Both")
        collecting.put(collection, clip)
        form, _ = asking.ask_for_reel(collection)
        key = default_storage.save("forms/reel.mp4", ContentFile(MASTER))
        Form.objects.filter(pk=form.pk).update(
            state="ready", key=key, size=len(MASTER), mime="video/mp4", suffix=".mp4", sha256="0" * 64
        )
        client.force_login(alice)
        answer = client.get(downloads.link(licence, f"form-{form.pk}"))
        assert b"".join(answer.streaming_content) == MASTER


def test_a_copy_is_known_and_said_to_be_taken_down(clip, mo, charlie, tmp_path):
    picture = tmp_path / "poster.jpg"
    picture.write_bytes(default_storage.open(clip.renditions.get(kind="poster_jpeg").key).read())

    def standing(viewer):
        with picture.open("rb") as copy:
            answer = verify_file(copy, viewer)
        assert answer.ours
        return answer.standing

    take_down(clip, actor=mo, reason="It shows a real person.", cause="likeness")
    assert (standing(charlie).state, standing(charlie).clip) == ("taken down", None)
    assert (standing(None).state, standing(None).clip) == ("taken down", clip)
    put_back(clip, actor=mo, reason="It shows nobody.")
    assert (standing(charlie).state, standing(charlie).clip) == ("published", clip)
