"""What every test may ask for: four people, accounts with credits, clips with files."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from celery import current_app
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from billing import ledger
from catalog.models import Account, Clip, Membership, Rendition
from generation.brief.parse import parse
from tests.flushing import let_sqlite_flush

MASTER = bytes(range(256)) * 4


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file, one for each worker: threads share it, and transactions begin as in production."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "only")
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.DATA_DIR) / f"tests-{worker}.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def flushable_ledger():
    with pytest.MonkeyPatch.context() as patch:
        let_sqlite_flush(patch)
        yield


@pytest.fixture
def media(settings, tmp_path):
    """An empty storage of this test's own."""
    folder = tmp_path / "media"
    local = {**settings.STORAGES["default"], "OPTIONS": {"location": folder, "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": local}
    return folder


@pytest.fixture
def make_account(db):
    """`make_account("Ada", credits=5, users=[ada])`."""

    def make(name="Somebody", *, credits=0, users=(), kind=Account.Kind.PERSON):
        account = Account.objects.create(name=name, kind=kind)
        for user in users:
            Membership.objects.create(account=account, user=user)
        if credits:
            ledger.grant(account, credits, key="from the test", note="For the test")
        return account

    return make


@pytest.fixture
def make_user(db):
    def make(name):
        user = get_user_model().objects.create_user(f"{name.lower()}@example.com", name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def alice(make_user):
    """Owner of the team's account."""
    return make_user("Alice")


@pytest.fixture
def bob(make_user):
    """Alice's colleague."""
    return make_user("Bob")


@pytest.fixture
def charlie(make_user, make_account):
    """A stranger with an account and credits of his own."""
    user = make_user("Charlie")
    make_account("Charlie's", credits=20, users=[user])
    return user


@pytest.fixture
def make_moderator(make_user, make_account):
    """`make_moderator("Max")`: somebody who decides at the desk, with an account of their own."""

    def make(name):
        user = make_user(name)
        make_account(f"{name}'s", users=[user])
        user.user_permissions.add(
            Permission.objects.get(codename="review", content_type__app_label="catalog")
        )
        return user

    return make


@pytest.fixture
def mo(make_moderator):
    """A moderator."""
    return make_moderator("Mo")


@pytest.fixture
def team(make_account, alice, bob):
    """Alice's and Bob's account, with 20 credits."""
    return make_account("Alice & Co", credits=20, users=[alice, bob], kind=Account.Kind.TEAM)


@pytest.fixture
def make_clip(make_account, media):
    """A clip with a master, a comp and posters in the storage; published unless told otherwise."""

    def make(
        account=None, *, state=Clip.State.PUBLISHED, prompt="Golden waves at sunset", master=MASTER, **fields
    ):
        facts = {
            "title": prompt, "width": 1280, "height": 720, "fps": 24, "frame_count": 120, "duration_ms": 5_000,
            "source_type": Clip.SourceType.ALGORITHMIC, "engine": "studio", "engine_version": "1.0",
            "renderer": "llvmpipe", "seed": 7, "brief": parse(prompt).as_json(),
        }  # fmt: skip
        clip = Clip.objects.create(
            account=account or make_account("Maker"),
            state=state,
            published_at=timezone.now() if state == Clip.State.PUBLISHED else None,
            prompt=prompt,
            **(facts | fields),
        )
        jpeg = io.BytesIO()
        Image.new("RGB", (64, 36), "#c86432").save(jpeg, "JPEG")
        files = {
            "master": (master, "video/mp4", "mp4"),
            "comp": (master[::-1], "video/mp4", "mp4"),
            "poster_jpeg": (jpeg.getvalue(), "image/jpeg", "jpg"),
        }
        for kind, (data, mime, suffix) in files.items():
            key = default_storage.save(f"clips/{clip.pk}/{kind}.{suffix}", ContentFile(data))
            Rendition.objects.create(
                clip=clip, kind=kind, key=key, mime=mime, width=64, height=36, size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )  # fmt: skip
        return clip

    return make


@pytest.fixture
def dead_broker(monkeypatch):
    """A broker's address that nobody answers at."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
