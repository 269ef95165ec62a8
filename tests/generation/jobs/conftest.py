import pytest

from generation.engine import registry
from generation.jobs.drain import broken
from generation.models import RenderWorker
from tests.generation.stand_in import Orders, StandIn, model


@pytest.fixture
def folders(settings, tmp_path, media):
    """Folders of this test's own for work and checkpoints, and an empty storage."""
    for name in ("WORK_DIR", "CHECKPOINT_DIR"):
        path = tmp_path / name.lower()
        path.mkdir()
        setattr(settings, name, path)
    settings.DATA_DIR = tmp_path


@pytest.fixture
def orders(monkeypatch):
    """A model "stand-in" is configured; what its renders do, and did."""
    monkeypatch.setattr(registry, "DiffusionEngine", StandIn)
    monkeypatch.setattr(StandIn, "orders", Orders())
    registry.configure([model()])
    yield StandIn.orders
    registry.configure([])
    broken.clear()


@pytest.fixture
def gpu_worker(orders, db):
    """A live process that serves the stand-in."""
    from django.utils import timezone

    return RenderWorker.objects.create(
        name="gpu-1:7", device="A device", engines=["stand-in"], seen_at=timezone.now()
    )
