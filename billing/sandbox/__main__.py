"""`python -m billing.sandbox`: the stand-in for Stripe, for trying. Refuses to run outside debug."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from typing import Any

import environ
from werkzeug.serving import make_server

from .app import create_app
from .clock import the_clock
from .delivery import Courier
from .secret import sandbox_secret
from .store import Store
from .world import API_VERSION, World

ROOT = Path(__file__).resolve().parents[2]
TRUE = {"1", "true", "yes", "on"}
ENDPOINT = "we_sandbox"


def main() -> None:
    """Serve until told to stop."""
    environ.Env.read_env(os.environ.get("ENV_FILE", ROOT / ".env"))
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    parser = argparse.ArgumentParser(prog="python -m billing.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--database", type=Path, default=data / "sandbox.sqlite3")
    site = (os.environ.get("SITE_URL") or "http://127.0.0.1:8000").rstrip("/")
    parser.add_argument("--webhook", default=f"{site}/billing/stripe/webhook")
    parser.add_argument(
        "--or-wait",
        action="store_true",
        help="where it may not run, do nothing instead of ending: a process that ends takes those beside it along",
    )
    asked = parser.parse_args()
    if problem := _why_not():
        if not asked.or_wait:
            sys.exit(problem)
        print(problem, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pause()
        return
    url = f"http://127.0.0.1:{asked.port}"
    secret = os.environ.get("STRIPE_WEBHOOK_SECRET", "").split(",")[0].strip() or sandbox_secret(
        os.environ.get("KEY_DIR") or data / "keys"
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    prepare(asked.database, url, asked.webhook, secret)
    courier = Courier(asked.database, url)
    courier.start()
    server = make_server("127.0.0.1", asked.port, create_app(asked.database, url), threaded=True)

    def stop(*args: Any) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        courier.stopping.set()
        courier.join(timeout=5)


def _why_not() -> str:
    if os.environ.get("DEBUG", "").strip().lower() not in TRUE:
        return "The sandbox is for trying and takes no real money: it runs with DEBUG=true alone."
    if os.environ.get("STRIPE_SECRET_KEY", "").strip():
        return "STRIPE_SECRET_KEY is set: the site talks to Stripe itself, and needs no sandbox."
    return ""


def prepare(database: Path, url: str, webhook: str, secret: str) -> None:
    """The clock, and the endpoint that every event goes to."""
    store = Store(database)
    world = World(store, url)
    with store.transaction():
        the_clock(world)
        if webhook:
            world.new(
                "webhook_endpoint",
                "we",
                found_id=ENDPOINT,
                api_version=API_VERSION,
                application=None,
                description=None,
                enabled_events=["*"],
                metadata={},
                status="enabled",
                url=webhook,
                _secret=secret,
            )
    store.close()


if __name__ == "__main__":
    main()
