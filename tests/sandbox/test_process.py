"""The sandbox as a process: where it may run, what it remembers, what a kill does to it."""

import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import requests
import stripe as sdk

from billing.sandbox.secret import sandbox_secret
from billing.sandbox.world import API_VERSION

from .process import ROOT, Sandbox, free_port
from .shop import Shop


@pytest.mark.parametrize("debug", ["", "false", "0"])
def test_it_does_not_start_outside_debug(tmp_path, debug):
    environment = os.environ | {"DEBUG": debug, "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "billing.sandbox", "--port", "1"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "DEBUG" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nor_where_stripe_itself_is_configured(tmp_path):
    environment = os.environ | {
        "DEBUG": "true", "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), "STRIPE_SECRET_KEY": "sk_live_1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "billing.sandbox"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "STRIPE_SECRET_KEY" in done.stderr


def test_beside_a_site_that_talks_to_stripe_it_waits_and_does_nothing(tmp_path):
    environment = os.environ | {
        "DEBUG": "true", "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), "STRIPE_SECRET_KEY": "sk_test_1",
    }  # fmt: skip
    port = free_port()
    command = [sys.executable, "-m", "billing.sandbox", "--port", str(port), "--or-wait"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert "STRIPE_SECRET_KEY" in process.stdout.readline()
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}", timeout=5)
        assert process.poll() is None
        assert list(tmp_path.iterdir()) == []
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def own(tmp_path):
    sandbox = Sandbox(tmp_path)
    yield sandbox
    sandbox.kill()


def test_a_restart_forgets_nothing(own):
    subscription = Shop(own, own.client()).subscribe()
    own.advance(days=10)
    before = own.now()
    own.client().v1.customers.create({"name": "x"}, {"idempotency_key": "kept"})
    own.stop()
    own.start()
    client = own.client()
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert own.now() >= before
    again = client.v1.customers.create({"name": "x"}, {"idempotency_key": "kept"})
    assert again.last_response.headers["Idempotent-Replayed"] == "true"


def test_killed_in_the_middle_everything_happened_or_nothing(own):
    shop = Shop(own, own.client())
    price = shop.price()
    for round_ in range(3):
        sessions = [shop.session(shop.customer(), price) for _ in range(4)]
        payers = [threading.Thread(target=_try, args=(own, one.url)) for one in sessions]
        for one in payers:
            one.start()
        payers[round_].join(0.01 * (round_ + 1))
        own.kill()
        for one in payers:
            one.join()
        own.start()
        for one in sessions:
            session = shop.again(one, "subscription.latest_invoice")
            charges = own.client().v1.charges.list({"customer": session.customer}).data
            if session.status == "complete":
                assert (session.subscription.status, session.subscription.latest_invoice.status) == (
                    "active",
                    "paid",
                )
                assert len(charges) == 1
            else:
                assert (session.status, session.subscription, charges) == ("open", None, [])


def _try(sandbox, url):
    with suppress(requests.RequestException):
        sandbox.pay(url)


def test_the_secret_is_made_once_by_whoever_comes_first(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: sandbox_secret(tmp_path / "keys"), range(64)))
    [secret] = secrets
    assert re.fullmatch(r"whsec_[0-9a-f]{32}", secret)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["stripe-sandbox-secret"]
    assert (tmp_path / "keys/stripe-sandbox-secret").stat().st_mode & 0o777 == 0o600


def test_it_knows_nothing_of_the_product():
    """No model, no task, no module of ours outside its own folder. (The reader of .env brings a little of Django.)"""
    found = "import sys, billing.sandbox.__main__; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", found], cwd=ROOT, capture_output=True, text=True
    ).stdout.split()
    ours = [
        name for name in loaded if name.split(".")[0] in ("billing", "catalog", "generation", "marketplace")
    ]
    assert "billing.sandbox.app" in ours
    assert [name for name in ours if name != "billing" and not name.startswith("billing.sandbox")] == []
    assert {"django.db", "django.apps", "celery"} & set(loaded) == set()


def test_it_speaks_the_version_of_the_sdk():
    assert sdk.api_version == API_VERSION


def test_its_pages_run_no_script_and_say_what_they_are(own):
    shop = Shop(own, own.client())
    subscription = shop.subscribe()
    session = shop.session(shop.customer(), shop.price())
    portal = own.client().v1.billing_portal.sessions.create({"customer": subscription.customer})
    invoice = shop.invoices(subscription)[0].hosted_invoice_url
    for address in (own.url, session.url, f"{session.url}/bank", invoice, portal.url):
        page = requests.get(address, timeout=10).text
        assert "no real money" in page
        assert "<script" not in page
        assert " style=" not in page
    for path in ("/c/pay/cs_test_1", "/i/in_1", "/p/session/bps_1"):
        assert requests.get(own.url + path, timeout=10).status_code == 404
