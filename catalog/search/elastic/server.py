"""The connection to Elasticsearch: short patience for people, long for writers, and one kind of fault."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from elastic_transport import ConnectionTimeout, Transport
from elasticsearch import ApiError, AuthenticationException, Elasticsearch, TransportError
from elasticsearch.exceptions import AuthorizationException

from catalog.search.interface import SearchUnavailable

log = logging.getLogger(__name__)
#: Seconds that somebody who searches waits before the database answers instead.
PATIENCE = 2.0
#: Seconds that a writer waits for one batch.
WRITERS_PATIENCE = 60.0
#: After a server did not answer, searches don't try it again for this long: one person waits, not all.
REST = 5.0


#: When the patience of who searches ends. One answer takes several requests, which share it.
_until: ContextVar[float | None] = ContextVar("until", default=None)


class NoIndex(SearchUnavailable):
    """The server answers, and has no such index."""


@dataclass(frozen=True)
class Address:
    """Where the server is and who we are to it. Every index and alias of ours begins with `prefix`."""

    url: str
    prefix: str = "oddreel"
    api_key: str = ""
    username: str = ""
    password: str = ""
    ca_certs: str = ""


class Server:
    """A server at an address. One per process; its clients hold no connection until they are used."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._resting_until = 0.0
        self._away = False
        self.reader = _client(address, PATIENCE)
        self.writer = _client(address, WRITERS_PATIENCE)

    @contextmanager
    def asked(self) -> Iterator[Elasticsearch]:
        """The client for people's questions. Raises `SearchUnavailable` for every fault, at once while it rests."""
        now = time.monotonic()
        if now < self._resting_until:
            raise SearchUnavailable("Elasticsearch did not answer a moment ago.")
        if self._away:
            # This one tries; the others don't wait for it.
            self._resting_until = now + REST
        try:
            with self.examined() as client:
                yield client
        except SearchUnavailable as error:
            if isinstance(error.__cause__, TransportError):
                self._away = True
                self._resting_until = time.monotonic() + REST
            else:
                self._answers()
            raise
        self._answers()

    @contextmanager
    def examined(self) -> Iterator[Elasticsearch]:
        """The client for health: short patience, and asked even while it rests."""
        patience = _until.set(time.monotonic() + PATIENCE)
        try:
            with self._faults():
                yield self.reader
        finally:
            _until.reset(patience)

    @contextmanager
    def told(self) -> Iterator[Elasticsearch]:
        """The client for writers. Raises `SearchUnavailable` for every fault."""
        with self._faults():
            yield self.writer
        self._answers()

    def _answers(self) -> None:
        self._away, self._resting_until = False, 0.0

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (AuthenticationException, AuthorizationException) as error:
            if _kind(error.body) == "cluster_block_exception":
                raise SearchUnavailable(f"Elasticsearch takes no changes now: {error}") from error
            raise SearchUnavailable(
                "Elasticsearch refuses our credentials: check ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME "
                "and ELASTICSEARCH_PASSWORD."
            ) from error
        except ApiError as error:
            if _kind(error.body) in _NO_INDEX:
                raise NoIndex("There is no search index yet.") from error
            raise SearchUnavailable(f"Elasticsearch can't do it now: {error}") from error
        except TransportError as error:
            raise SearchUnavailable(
                f"Elasticsearch does not answer at {self.address.url}: {type(error).__name__}"
            ) from error


#: Said by Elasticsearch alone; a web server's own 404 means that the address is wrong.
_NO_INDEX = ("index_not_found_exception", "alias_not_found_exception", "aliases_not_found_exception")


class _Patient(Transport):
    """Gives each request what is left of its caller's patience."""

    def perform_request(self, *args: Any, **options: Any) -> Any:
        until = _until.get()
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise ConnectionTimeout("Its answers take too long together.")
            options["request_timeout"] = left
        return super().perform_request(*args, **options)


def _kind(body: object) -> str:
    """Elasticsearch's own name for a fault; one of several searches tells it in its own answer."""
    match body:
        case {"error": {"type": str(kind)}}:
            return kind
    return ""


def _client(address: Address, patience: float) -> Elasticsearch:
    login = (address.username, address.password) if address.username else None
    certificates: dict[str, Any] = {"ca_certs": address.ca_certs} if address.ca_certs else {}
    return Elasticsearch(
        address.url,
        **certificates,
        api_key=address.api_key or None,
        basic_auth=login,
        request_timeout=patience,
        max_retries=0,
        retry_on_timeout=False,
        transport_class=_Patient,
    )
