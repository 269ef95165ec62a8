"""The sandbox as a process of its own, as `make run` starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests
import stripe

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_0123456789abcdef0123456789abcdef"
NOWHERE = "http://127.0.0.1:9/"
PATIENCE = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sandbox:
    """A running sandbox; `start` again after `stop` or `kill` finds what it had."""

    def __init__(self, folder: Path, webhook: str = "", port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.webhook = folder, webhook
        self.start()

    def start(self) -> None:
        environment = os.environ | {
            "DEBUG": "true",
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(self.folder),
            "STRIPE_WEBHOOK_SECRET": SECRET,
        }
        environment.pop("STRIPE_SECRET_KEY", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "billing.sandbox", "--port", str(self.port), "--webhook", self.webhook],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if requests.get(self.url, timeout=2).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("the sandbox did not start")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def client(self, key: str = "sk_test_sandbox") -> stripe.StripeClient:
        return stripe.StripeClient(
            key,
            base_addresses={"api": self.url},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=30),
        )

    def now(self) -> int:
        return self.client().v1.test_helpers.test_clocks.retrieve("clock_sandbox").frozen_time

    def advance(self, *, days: float = 0, hours: float = 0, to: int | None = None) -> None:
        """Let sandbox time pass."""
        target = to if to is not None else self.time() + int(days * 86_400 + hours * 3600)
        self.client().v1.test_helpers.test_clocks.advance("clock_sandbox", {"frozen_time": target})

    def time(self) -> int:
        """Sandbox time, which goes on between advances."""
        return self.now()

    def pay(self, page: str, number: str = "4242424242424242", **fields: str) -> requests.Response:
        """What a person does on a hosted page; their bank, where it asks, says yes."""
        form = {"number": number, "expiry": "12/44", "cvc": "123", "name": "Ada", "country": "US"} | fields
        answer = requests.post(page, data=form, timeout=30, allow_redirects=False)
        follow = answer.headers.get("Location", "")
        if re.search(r"/bank$", follow):
            return requests.post(self.url + follow, data={"complete": "1"}, timeout=30, allow_redirects=False)
        return answer
