"""A witness between a client and the sandbox: every request also goes to stripe-mock, every answer is checked.

Other suites use it with two fixtures: `from tests.sandbox.conformance import stripe_mock, witness`.
"""

import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from . import sdk_types
from .openapi import COMMAND, StripeMock

#: What stripe-mock, a year older than the SDK, does not know: part of the request → why it is right all the same.
NEWER_REQUESTS: dict[str, str] = {}
#: Answers that the older description asks for otherwise: end of the place → why.
NEWER_ANSWERS = {
    "checkout.session.ui_mode: 'hosted_page'": "the mode was called `hosted` until 2026",
    ".ui_mode: 'hosted_page'": "the same, in a list",
}
#: Where an event's object is less than the object itself.
LESS_IN_EVENTS = {"invoice.upcoming: invoice.id: missing": "nothing has an id that is not written yet"}


@dataclass
class Exchange:
    """One request and what came back."""

    method: str
    path: str
    sent: bytes
    status: int
    answer: dict


@dataclass
class Witness:
    """A proxy in front of one sandbox that remembers everything said."""

    target: str
    heard: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        witness, session = self, requests.Session()
        self.last = self._events(limit=1)["data"]

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer: two would wait for each other

            def _pass_on(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {key: value for key, value in self.headers.items() if key.lower() != "host"}
                answer = session.request(
                    self.command, witness.target + self.path, data=sent, headers=headers, timeout=60
                )
                witness.heard.append(
                    Exchange(self.command, self.path, sent, answer.status_code, answer.json())
                )
                self.send_response(answer.status_code)
                for name in ("Content-Type", "Request-Id", "Idempotent-Replayed", "Stripe-Version"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_POST = do_DELETE = _pass_on

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def _events(self, **asked) -> dict:
        address, headers = f"{self.target}/v1/events", {"Authorization": "Bearer sk_test_1"}
        found: dict = requests.get(address, asked, headers=headers, timeout=30).json()
        return found

    def faults(self, mock: StripeMock) -> list[str]:
        """Everything in which the sandbox and Stripe's own descriptions differ."""
        since = {"ending_before": self.last[0]["id"]} if self.last else {}
        faults = faults_of_answer(self._events(limit=100, **since), mock)
        for one in self.heard:
            place = f"{one.method} {one.path} {one.sent[:200].decode()}"
            if mock and one.status < 400 and not any(part in place for part in NEWER_REQUESTS):
                theirs = mock.answer(one.method, one.path, one.sent)
                if theirs.status_code >= 400:
                    faults.append(f"{place}: stripe-mock: {theirs.json()['error']['message'][:300]}")
            if one.status < 400:
                faults += [f"{place}: {fault}" for fault in faults_of_answer(one.answer, mock)]
            else:
                faults += [f"{place}: {fault}" for fault in faults_of_error(one.answer)]
        return list(dict.fromkeys(faults))

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


_CHECKED: set[str] = set()  # events never change: what they tell of is looked at once


def faults_of_answer(answer: dict, mock: StripeMock) -> list[str]:
    """By the SDK's types and by the description; what an event tells of is checked as itself."""
    faults = sdk_types.faults_of(answer)
    older = mock.faults_of(answer) if mock else []
    faults += [fault for fault in older if not any(part in fault for part in NEWER_ANSWERS)]
    events = answer["data"] if answer.get("object") == "list" else [answer]
    for event in events:
        if event.get("object") == "event" and event["id"] not in _CHECKED:
            _CHECKED.add(event["id"])
            about = event["data"]["object"]
            told = [f"{event['type']}: {fault}" for fault in sdk_types.faults_of(about)]
            faults += [fault for fault in told if fault not in LESS_IN_EVENTS]
    return faults


def faults_of_error(answer: dict) -> list[str]:
    """An error has a type of Stripe's and a message for the log."""
    error = answer.get("error", {})
    kinds = ("api_error", "card_error", "idempotency_error", "invalid_request_error")
    known = {"type", "message", "code", "param", "decline_code", "charge", "payment_intent", "payment_method"}
    known |= {"request_log_url", "doc_url"}
    faults = [f"error.{key}: unknown" for key in error if key not in known]
    if error.get("type") not in kinds or not error.get("message"):
        faults.append(f"error: {error}")
    return faults


@pytest.fixture(scope="session")
def stripe_mock():
    """None where there is no stripe-mock: the SDK's types are held against answers all the same."""
    found = StripeMock() if os.access(COMMAND, os.X_OK) else None
    yield found
    if found:
        found.stop()


@pytest.fixture
def witness(sandbox, stripe_mock):
    """A client through `witness.url` is checked when the test is over."""
    found = Witness(sandbox.url)
    yield found
    found.close()
    assert found.faults(stripe_mock) == []
