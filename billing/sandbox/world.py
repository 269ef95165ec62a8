"""What every part of the sandbox works on: objects, the time, and the events that tell of changes."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from .store import Store
from .wire import missing

API_VERSION = "2026-10-28.endive"
Thing = dict[str, Any]


@dataclass
class World:
    """One request's view: its store, its public address, and which request it is, for the events."""

    store: Store
    url: str
    request_id: str | None = None
    idempotency_key: str | None = None
    at: int | None = None
    told: list[str] = field(default_factory=list)

    def now(self) -> int:
        """Sandbox time in seconds: the machine's, as far ahead as the clock was advanced."""
        if self.at is not None:
            return self.at
        return int(time.time()) + int(self.store.fact("ahead", "0"))

    def new(
        self, kind: str, prefix: str, *, found_id: str = "", modeless: bool = False, **fields: Any
    ) -> Thing:
        """A new object, written; `modeless` ones don't say whether they are of live mode."""
        made = {
            "id": found_id or f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": self.now(),
            "livemode": False,
            **fields,
        }
        if modeless:
            del made["livemode"]
        self.store.put(made)
        return made

    def new_code(self) -> str:
        """A short code, as Stripe makes for coupons."""
        return secrets.token_hex(4).upper()

    def get(self, kind: str, found_id: str, param: str = "id") -> Thing:
        """An object, or the refusal that Stripe would give."""
        found = self.store.get(kind, found_id)
        if found is None or found.get("deleted"):
            raise missing(kind, found_id, param)
        return found

    def change(self, thing: Thing, event: str = "", **fields: Any) -> Thing:
        """Set fields, write, and tell of it with what they were before."""
        previous = {key: thing.get(key) for key, value in fields.items() if thing.get(key) != value}
        thing.update(fields)
        self.store.put(thing)
        if event and previous:
            self.emit(event, thing, {k: v for k, v in previous.items() if not k.startswith("_")})
        return thing

    def emit(self, event: str, thing: Thing, previous: Thing | None = None) -> Thing:
        """An event with a snapshot of the object, and its deliveries to every endpoint."""
        data: Thing = {"object": public(thing)}
        if previous is not None:
            data["previous_attributes"] = previous
        made = self.new(
            "event",
            "evt",
            api_version=API_VERSION,
            data=data,
            pending_webhooks=0,
            request={"id": self.request_id, "idempotency_key": self.idempotency_key},
            type=event,
        )
        for endpoint in self.store.all("webhook_endpoint"):
            wanted = endpoint["enabled_events"]
            if (
                endpoint["status"] == "enabled"
                and not endpoint.get("deleted")
                and ("*" in wanted or event in wanted)
            ):
                made["pending_webhooks"] += 1
                self.store.db.execute(
                    "INSERT INTO deliveries (event, url, secret, due) VALUES (?, ?, ?, ?)",
                    (made["id"], endpoint["url"], endpoint["_secret"], time.time()),
                )
        self.store.put(made)
        self.told.append(event)
        return made


def public(thing: Any) -> Any:
    """An object without what the sandbox keeps for itself."""
    if isinstance(thing, dict):
        return {key: public(value) for key, value in thing.items() if not key.startswith("_")}
    if isinstance(thing, list):
        return [public(one) for one in thing]
    return thing


def listed(url: str, data: list[Thing], has_more: bool = False) -> Thing:
    """A list in Stripe's shape."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
