"""What frames show holds a take: nothing is charged before a person has decided, and then to the credit."""

import pytest

from billing import ledger
from billing.audit import audit
from catalog.evidence import record
from catalog.models import Clip, Review
from catalog.publishing import publish, reject
from generation.jobs.settle import complete
from generation.models import RenderRequest
from generation.requests.follow import follow
from generation.screening.frames.model import Finding
from tests.generation.asking import HELD, ask_for, begun, give_clips

pytestmark = [pytest.mark.database, pytest.mark.django_db]

State = RenderRequest.State
NUDITY = Finding("nudity", "It scores 0.91.", 0.91, "frames-nudity-grave", 0.85, 2_000, b"\xff\xd8jpeg")
BRAND = Finding("lettering", "Reads as a brand: Pepsi.", 0.99, "frames-brand", 0.8, 0, b"\xff\xd8jpeg")
FACE = Finding("faces", "1 face.", 0.97, "", 0.9)


@pytest.fixture(autouse=True)
def everything_adds_up():
    yield
    assert audit() == []


def credits(account):
    row = ledger.balance(account)
    return row.available, row.held


def state(row):
    row.refresh_from_db()
    return row.state


@pytest.fixture
def completed(make_clip):
    """A function: the request's takes, of which some have findings, after the job was settled."""

    def make(request, *seen):
        job = begun(request)
        clips = give_clips(job, make_clip)
        for clip, findings in zip(clips, seen, strict=True):
            record(clip, findings)
        complete(job)
        request.refresh_from_db()
        return clips

    return make


def test_a_finding_puts_an_allowed_prompts_clip_before_a_moderator(team, completed):
    request = ask_for(team)
    [clip] = completed(request, [BRAND, NUDITY, FACE])
    assert (state(request), state(clip), credits(team)) == (State.REVIEW, Clip.State.REVIEWING, (18, 2))
    review = Review.objects.get(clip=clip)
    assert (review.rule, review.rule_name, review.risk) == ("frames-nudity-grave", "Nudity in the frame", 90)
    assert [line["rule"] for line in review.evidence["frames"]] == ["frames-brand", "frames-nudity-grave"]
    assert not team.included.exists()


def test_evidence_without_a_rule_holds_nothing(team, completed):
    request = ask_for(team)
    [clip] = completed(request, [FACE])
    assert (state(request), state(clip), credits(team)) == (State.READY, Clip.State.PUBLISHED, (18, 0))
    assert not Review.objects.exists()


def test_the_person_reads_why_and_that_nothing_was_charged(team, completed):
    request = ask_for(team)
    completed(request, [NUDITY])
    standing = follow(request)
    assert standing.message.startswith("It looks like nudity. A moderator looks at this clip")
    assert [(step.name, step.state) for step in standing.steps][-2:] == [("Review", "now"), ("Ready", "next")]
    assert standing.money.startswith("2 credits held")


@pytest.mark.parametrize(
    ("decide", "end", "left"), [(publish, State.READY, 18), (reject, State.REJECTED, 20)]
)
def test_the_decision_settles_it(team, completed, mo, decide, end, left):
    request = ask_for(team)
    [clip] = completed(request, [BRAND])
    decide(clip, mo, *(["No"] if decide is reject else []))
    assert (state(request), credits(team)) == (end, (left, 0))
    assert follow(request).final
    assert all(step.name != "Rendering" or step.state == "done" for step in follow(request).steps)


def test_takes_without_a_finding_are_published_and_paid_with_the_others(team, completed, mo):
    request = ask_for(team, takes=4)
    clips = completed(request, [NUDITY], [], [FACE], [BRAND])
    published, waits = Clip.State.PUBLISHED, Clip.State.REVIEWING
    assert [state(clip) for clip in clips] == [waits, published, published, waits]
    assert (state(request), credits(team)) == (State.REVIEW, (12, 8))
    assert Review.objects.count() == 2
    reject(clips[0], mo, "No")
    assert (state(request), credits(team)) == (State.REVIEW, (12, 8))
    publish(clips[3], mo)
    assert (state(request), credits(team)) == (State.READY, (14, 0))
    assert team.included.count() == 3


def test_where_all_that_was_held_is_rejected_the_others_are_paid(team, completed, mo):
    request = ask_for(team, takes=2)
    clips = completed(request, [BRAND], [])
    reject(clips[0], mo, "No")
    assert (state(request), credits(team)) == (State.READY, (18, 0))
    assert set(team.included.values_list("clip", flat=True)) == {clips[1].pk}


def test_a_held_prompt_speaks_first_and_the_frames_are_told_beside_it(team, completed):
    request = ask_for(team, HELD, takes=2)
    clips = completed(request, [NUDITY], [])
    first, second = (Review.objects.get(clip=clip) for clip in clips)
    assert (first.rule, second.rule) == ("trademarks", "trademarks")
    assert (first.risk, second.risk) == (90, request.verdict["risk"])
    assert [line["rule"] for line in first.evidence["frames"]] == ["frames-nudity-grave"]
    assert second.evidence["frames"] == []
    assert first.evidence["spans"][0]["text"] == "Lego"
    assert follow(request).message.startswith(first.reason)


def test_everybody_who_shares_the_render_waits(team, charlie, completed, mo):
    other = charlie.accounts.get()
    one, two = ask_for(team), ask_for(other)
    [clip] = completed(one, [BRAND])
    assert [state(one), state(two)] == [State.REVIEW] * 2
    assert [credits(account) for account in (team, other)] == [(18, 2)] * 2
    reject(clip, mo, "No")
    assert [credits(account) for account in (team, other)] == [(20, 0)] * 2
