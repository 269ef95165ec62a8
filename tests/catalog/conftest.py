"""An index of the test's own."""

from __future__ import annotations

import pytest

from catalog.search import search_index

BACKENDS = {"embedded": "catalog.search.embedded.EmbeddedIndex"}


@pytest.fixture(params=BACKENDS)
def lost_index(request, settings, tmp_path):
    """The guarded index of a back end that has no index yet."""
    settings.SEARCH_BACKEND = BACKENDS[request.param]
    settings.INDEX_DIR = tmp_path / "index"
    return search_index()


@pytest.fixture
def index(lost_index):
    """An empty index. One more line in `BACKENDS` runs everything on another back end."""
    lost_index.rebuild([])
    return lost_index
