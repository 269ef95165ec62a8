"""The sandbox as a web application: the API under /v1, hosted pages beside it."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request

from . import parameters, routes
from .expanding import shown
from .pages import control, hosted, own
from .present import this_world
from .store import Store
from .wire import Refused, nested
from .world import API_VERSION, World

KEYS_LAST = 24 * 3600


def create_app(database: Path, url: str) -> Flask:
    """The application over one database; `url` is its own public address."""
    app = Flask(__name__, template_folder="pages/templates", static_folder="pages/static")
    app.config["WORLD"] = lambda: World(Store(database), url)
    app.config["UNDER_WAY"] = UnderWay()
    app.add_url_rule("/v1/<path:path>", "api", _api, methods=["GET", "POST", "DELETE"])
    app.register_blueprint(hosted.pages)
    app.register_blueprint(own.own)
    app.register_blueprint(control.room)

    @app.teardown_appcontext
    def close(error: BaseException | None) -> None:
        world = g.pop("world", None)
        if world:
            world.store.close()

    return app


class UnderWay:
    """Idempotency keys that are being answered at this moment."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.lock = threading.Lock()

    def begin(self, key: str) -> bool:
        """Whether nobody else is at it."""
        with self.lock:
            if key in self.keys:
                return False
            self.keys.add(key)
            return True

    def end(self, key: str) -> None:
        """It is answered."""
        with self.lock:
            self.keys.discard(key)


def _api(path: str) -> Response:
    world = this_world()
    world.request_id = f"req_{secrets.token_hex(7)}"
    try:
        _check_key()
        return _once(world, path)
    except Refused as error:
        return _answer(world, error.status, error.as_json())


def _check_key() -> None:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if request.authorization and request.authorization.type == "basic":
        given = request.authorization.username or ""
    if "_live_" in given:
        raise Refused("This is the sandbox: it takes no live keys.", status=401)
    if not given.startswith(("sk_test_", "rk_test_")):
        raise Refused("You did not provide an API key.", status=401)


def _once(world: World, path: str) -> Response:
    """Answer, and for a POST with an idempotency key answer the same next time."""
    key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
    if not key:
        return _carry_out(world, path)
    under_way: UnderWay = current_app.config["UNDER_WAY"]
    if not under_way.begin(key):
        raise Refused(
            "There is currently another in-progress request using this Idempotent Key.",
            status=409,
            kind="idempotency_error",
            code="idempotency_key_in_use",
        )
    try:
        world.idempotency_key = key
        asked = hashlib.sha256(f"{path}\n".encode() + request.get_data()).hexdigest()
        earlier = world.store.db.execute(
            "SELECT asked, status, body FROM answers WHERE key = ? AND at > ?", (key, time.time() - KEYS_LAST)
        ).fetchone()
        if earlier is None:
            return _carry_out(world, path, key, asked)
        if earlier[0] != asked:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                kind="idempotency_error",
            )
        response = _answer(world, earlier[1], json.loads(earlier[2]))
        response.headers["Idempotent-Replayed"] = "true"
        return response
    finally:
        under_way.end(key)


def _carry_out(world: World, path: str, key: str = "", asked: str = "") -> Response:
    params = nested(
        [
            *request.args.items(multi=True),
            *(request.form.items(multi=True) if request.method == "POST" else ()),
        ]
    )
    expand = params.pop("expand", [])
    handler, pattern, found_id = routes.find(request.method, path)
    with world.store.transaction():
        status, body = 200, {}
        world.store.db.execute("SAVEPOINT work")
        try:
            parameters.check(request.method, pattern, params)
            body = shown(world, handler(world, params, found_id), list(expand))
        except Refused as error:
            if not error.keeps:
                world.store.db.execute("ROLLBACK TO work")
            status, body = error.status, error.as_json()
        if key and status < 500:
            world.store.db.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
                (key, asked, status, json.dumps(body), time.time()),
            )
    return _answer(world, status, body)


def _answer(world: World, status: int, body: Any) -> Response:
    response = Response(json.dumps(body, indent=2), status=status, content_type="application/json")
    response.headers["Request-Id"] = world.request_id or ""
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    if world.idempotency_key:
        response.headers["Idempotency-Key"] = world.idempotency_key
    return response
