import pytest
from django.utils import timezone

from catalog import desk
from catalog.models import Review
from catalog.reports.clocks import Kind
from catalog.reports.receiving import Given, receive
from catalog.reports.telling import tell

NOTICE = {
    "work": "My film “Tides”, at https://example.com/tides",
    "words": "The waves at 0:02 are mine.",
    "owner": "Ada Films",
    "name": "Ada Byron",
    "address": "1 Main Street, Springfield",
    "phone": "+1 555 0100",
    "email": "ada@example.com",
    "good_faith": "on",
    "accuracy": "on",
    "signature": "ada  BYRON",
}


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "index"
    settings.SITE_URL = "https://clips.example.com"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "cache",
        }
    }


@pytest.fixture
def clip(team, make_clip):
    return make_clip(team, title="Harbour at dawn")


@pytest.fixture
def reported(clip):
    """`reported("likeness")` is a report of the clip."""

    def reported(kind="likeness", of=None, **given):
        facts = {"name": "Eve Adams", "email": "eve@example.com", "words": "It is me, at 0:03."} | given
        return receive(of or clip, Given(Kind(kind), **facts))

    return reported


@pytest.fixture
def decide():
    """What a moderator does at the desk, carried out as if the time to undo were over."""

    def decide(review, actor, *, approve, reason="It shows a real person."):
        assert desk.decide(review, actor, approve=approve, reason="" if approve else reason)
        Review.objects.filter(pk=review.pk).update(decided_at=timezone.now() - desk.UNDO)
        review.reports.update(received_at=timezone.now() - 2 * desk.UNDO)
        assert desk.carry_out_due() == 1
        review.refresh_from_db()

    return decide


@pytest.fixture
def mails(mailoutbox):
    """Send what is due; who got which subject since the last time."""

    def mails():
        mailoutbox.clear()
        tell()
        return {address: one for one in mailoutbox for address in one.to}

    return mails
