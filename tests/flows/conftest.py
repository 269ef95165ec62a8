import os
import socket
import uuid
from urllib.parse import urlsplit

import pytest

from .installation import Installation

BROKERS = {
    "filesystem": "filesystem://",
    "redis": "redis://127.0.0.1:6379/9",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
}


def answers(url: str) -> bool:
    address = urlsplit(url)
    if not address.port:
        return True
    try:
        socket.create_connection((address.hostname, address.port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def installation(tmp_path):
    made = []

    def make(**settings):
        one = Installation(tmp_path / uuid.uuid4().hex, **settings)
        made.append(one)
        return one

    yield make
    for one in made:
        one.stop()


@pytest.fixture(params=BROKERS)
def broker_url(request):
    """Each broker in turn, emptied; one that is not there fails in CI and is skipped elsewhere."""
    url = BROKERS[request.param]
    if not answers(url):
        if os.environ.get("CI"):
            pytest.fail(f"{request.param} does not answer at {url}")
        pytest.skip(f"{request.param} does not answer at {url}")
    if not url.startswith("filesystem"):
        from celery import Celery

        with Celery(broker=url).connection_for_write() as connection:
            for queue in ("default", "render"):
                channel = connection.channel()
                channel.queue_declare(queue=queue, durable=True) if url.startswith("amqp") else None
                channel.queue_purge(queue)
    return url
