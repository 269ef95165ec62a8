import pytest

from . import pretending


@pytest.fixture
def offer(monkeypatch):
    """`offer(model("good", best=True))`: this site has these models, until the test ends."""
    yield lambda *models: pretending.offer(monkeypatch, *models)
    pretending.offer_none()
