"""A request's page: for its account and moderators alone, with true progress and a way out."""

import pytest

from billing.ledger import balance
from generation.jobs.claim import claim_next
from generation.jobs.settle import fail
from generation.models import JobPreview, RenderRequest
from generation.requests.ask import Ask
from generation.requests.submit import submit

pytestmark = pytest.mark.database


@pytest.fixture
def request_of_team(team, alice):
    return submit(team, alice, Ask("golden waves at sunset", resolution="720p"), "one")


@pytest.mark.parametrize("path", ["", "/progress", "/preview.jpg"])
def test_strangers_find_nothing_and_guests_sign_in(client, request_of_team, charlie, path):
    address = f"/requests/{request_of_team.pk}{path}"
    assert client.get(address)["Location"].startswith("/sign-in")
    client.force_login(charlie)
    assert client.get(address).status_code == 404


def test_a_colleague_and_a_moderator_see_it(client, request_of_team, bob, mo):
    for viewer in (bob, mo):
        client.force_login(viewer)
        assert client.get(f"/requests/{request_of_team.pk}").status_code == 200


def test_only_its_account_can_cancel_it(client, request_of_team, charlie, mo, bob, team):
    address = f"/requests/{request_of_team.pk}/cancel"
    for stranger in (charlie, mo):
        client.force_login(stranger)
        assert client.post(address).status_code == 404
    assert balance(team).held == 1
    client.force_login(bob)
    assert client.post(address).status_code == 302
    assert (balance(team).available, balance(team).held) == (20, 0)
    assert "came back" in client.get(f"/requests/{request_of_team.pk}").content.decode()


def test_cancelling_is_not_for_get(client, request_of_team, alice):
    client.force_login(alice)
    assert client.get(f"/requests/{request_of_team.pk}/cancel").status_code == 405
    assert RenderRequest.objects.get().state == "queued"


def test_progress_is_that_of_the_job_and_the_preview_its_newest_frame(client, request_of_team, alice):
    job = claim_next()
    job.progress, job.seconds_left = 0.42, 65
    job.save()
    JobPreview.objects.create(job=job, jpeg=b"\xff\xd8frame")
    client.force_login(alice)
    page = client.get(f"/requests/{request_of_team.pk}/progress").content.decode()
    assert "42 %" in page
    assert "about 65 s left" in page
    preview = client.get(f"/requests/{request_of_team.pk}/preview.jpg")
    assert preview.content == b"\xff\xd8frame"
    assert "no-cache" in preview["Cache-Control"]


def test_before_the_first_frame_there_is_no_preview(client, request_of_team, alice):
    client.force_login(alice)
    assert client.get(f"/requests/{request_of_team.pk}/preview.jpg").status_code == 404


def test_polling_ends_with_the_request(client, request_of_team, alice):
    client.force_login(alice)
    assert client.get(f"/requests/{request_of_team.pk}/progress").status_code == 200
    fail(claim_next(), "The encoder stopped.")
    answer = client.get(f"/requests/{request_of_team.pk}/progress")
    assert answer.status_code == 286  # htmx's word for "ask no more"
    page = answer.content.decode()
    assert "The encoder stopped." in page
    assert "Nothing was charged." in page
    assert "hx-get" not in page


def test_the_library_lists_the_accounts_requests(client, request_of_team, bob, charlie):
    client.force_login(bob)
    assert "golden waves" in client.get("/requests").content.decode()
    client.force_login(charlie)
    assert "golden waves" not in client.get("/requests").content.decode()
