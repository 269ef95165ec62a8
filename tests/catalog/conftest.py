"""An index of the test's own."""

from __future__ import annotations

import os
import uuid

import pytest
from elasticsearch import Elasticsearch

from catalog.search import search_index

BACKENDS = {
    "embedded": "catalog.search.embedded.EmbeddedIndex",
    "elastic": "catalog.search.elastic.ElasticIndex",
}
ELASTICSEARCH = os.environ.get("ELASTICSEARCH_TEST_URL", "http://127.0.0.1:9200")


@pytest.fixture(scope="session")
def elasticsearch():
    """A client of the tests' server. In CI it has to be there where `ELASTICSEARCH_TEST_URL` names one."""
    client = Elasticsearch(ELASTICSEARCH, request_timeout=60)
    if not client.ping():
        if "ELASTICSEARCH_TEST_URL" in os.environ:
            pytest.fail(f"Elasticsearch does not answer at {ELASTICSEARCH}")
        pytest.skip(f"no Elasticsearch answers at {ELASTICSEARCH}")
    yield client
    client.close()


@pytest.fixture
def elastic_settings(elasticsearch, settings):
    """Settings that lead to a part of the server that is this test's own, and empty."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    settings.SEARCH_BACKEND = BACKENDS["elastic"]
    settings.ELASTICSEARCH = {"url": ELASTICSEARCH, "prefix": prefix}
    yield settings
    for name in elasticsearch.indices.get(index=f"{prefix}-*"):
        elasticsearch.indices.delete(index=name)


@pytest.fixture(params=BACKENDS)
def lost_index(request, settings, tmp_path):
    """The guarded index of a back end that has no index yet."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.SEARCH_BACKEND = BACKENDS[request.param]
    if request.param == "elastic":
        request.getfixturevalue("elastic_settings")
    return search_index()


@pytest.fixture
def index(lost_index):
    """An empty index. One more line in `BACKENDS` runs everything on another back end."""
    lost_index.rebuild([])
    return lost_index
