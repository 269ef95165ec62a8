"""Delivering events: signed, in the background, again and again until the receiver says yes."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from pathlib import Path

import requests

from . import clock
from .store import Store
from .world import World, public

#: Seconds until the next try after each failure; the last one again and again.
PAUSES = (1, 2, 5, 10, 30, 60, 300, 3600)
PATIENCE = 10
IDLE = 0.1
TICK = 5.0


def signature(body: str, secret: str, at: int) -> str:
    """The header that proves who sent a body, by the real time: receivers refuse what is old."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Courier(threading.Thread):
    """One thread that delivers what is due, in order, and lets ordinary time bring about what it does."""

    def __init__(self, database: Path, url: str) -> None:
        super().__init__(name="courier", daemon=True)
        self.database, self.url = database, url
        self.stopping = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        store = Store(self.database)
        ticked = 0.0
        while not self.stopping.is_set():
            if time.time() - ticked > TICK:
                ticked = time.time()
                with store.transaction():
                    world = World(store, self.url)
                    clock.run_until(world, world.now())
            if not deliver_next(store):
                self.stopping.wait(IDLE)
        store.close()


def deliver_next(store: Store) -> bool:
    """One try at the delivery that has waited longest; False where none is due."""
    row = store.db.execute(
        "SELECT seq, event, url, secret, attempts FROM deliveries "
        "WHERE done = 0 AND due <= ? ORDER BY due, seq LIMIT 1",
        (time.time(),),
    ).fetchone()
    if row is None:
        return False
    seq, event_id, url, secret, attempts = row
    event = public(store.get("event", event_id))
    body = json.dumps(event, indent=2)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(body, secret, int(time.time())),
        "User-Agent": "Stripe/1.0 (Oddreel sandbox)",
    }
    try:
        answer = requests.post(
            url, data=body.encode(), headers=headers, timeout=PATIENCE, allow_redirects=False
        )
        done, words = answer.ok and answer.status_code < 300, f"{answer.status_code}"
    except requests.RequestException as error:
        done, words = False, type(error).__name__
    pause = PAUSES[min(attempts, len(PAUSES) - 1)]
    with store.transaction():
        store.db.execute(
            "UPDATE deliveries SET attempts = attempts + 1, done = ?, due = ?, answer = ? WHERE seq = ?",
            (int(done), time.time() + pause, words, seq),
        )
        waiting = store.db.execute(
            "SELECT count(*) FROM deliveries WHERE event = ? AND done = 0", (event_id,)
        ).fetchone()
        store.put(event | {"pending_webhooks": waiting[0]})
    return True


def send_again(store: Store, event_id: str) -> None:
    """Deliver an event once more to everybody, whatever became of it before."""
    store.db.execute("UPDATE deliveries SET done = 0, due = ? WHERE event = ?", (time.time(), event_id))
