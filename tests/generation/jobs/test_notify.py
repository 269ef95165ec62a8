"""The mail to somebody who closed the page."""

import pytest

from generation.jobs.cancel import cancel
from generation.jobs.notify import tell
from generation.jobs.settle import complete, fail
from generation.models import RenderRequest
from tests.generation.asking import ask_for, begun, give_clips

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (State.READY, "Your clip is ready: Golden waves at sunset"),
        (State.FAILED, "Your clip could not be made"),
        (State.REJECTED, "Your clip was not approved"),
    ],
)
def test_the_mail_says_what_happened_and_where_to_look(team, alice, mailoutbox, settings, state, subject):
    request = ask_for(team, user=alice)
    request.state = state
    tell(request)
    [mail] = mailoutbox
    assert (mail.subject, mail.to) == (subject, ["alice@example.com"])
    assert f"{settings.SITE_URL}/requests/{request.pk}" in mail.body


def test_a_prompt_with_signs_and_line_ends_is_written_as_typed(team, alice, mailoutbox):
    request = ask_for(team, "Waves & <b>foam</b>", user=alice)
    request.state = State.READY
    tell(request)
    assert mailoutbox[0].subject == "Your clip is ready: Waves & <b>foam</b>"


def test_a_ready_clip_is_told_even_while_the_broker_is_down(
    team, alice, make_clip, mailoutbox, dead_broker, django_capture_on_commit_callbacks
):
    job = begun(ask_for(team, user=alice))
    give_clips(job, make_clip)
    with django_capture_on_commit_callbacks(execute=True):
        complete(job)
    assert [mail.subject for mail in mailoutbox] == ["Your clip is ready: Golden waves at sunset"]


def test_each_person_who_shared_a_render_hears_of_its_failure(
    team, alice, charlie, mailoutbox, dead_broker, django_capture_on_commit_callbacks
):
    job = begun(ask_for(team, user=alice))
    ask_for(charlie.accounts.get(), user=charlie)
    with django_capture_on_commit_callbacks(execute=True):
        fail(job, "Broken.")
    assert sorted(mail.to[0] for mail in mailoutbox) == ["alice@example.com", "charlie@example.com"]


def test_who_cancelled_knows(team, alice, mailoutbox, dead_broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cancel(ask_for(team, user=alice))
    assert mailoutbox == []


def test_nobody_is_told_of_what_nobody_asked(
    make_account, mailoutbox, dead_broker, django_capture_on_commit_callbacks
):
    job = begun(ask_for(make_account("House", credits=5)))
    with django_capture_on_commit_callbacks(execute=True):
        fail(job, "Broken.")
    assert mailoutbox == []
