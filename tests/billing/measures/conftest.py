"""A sandbox without a witness: thousands of requests, and processes that fork and die."""

import pytest

from billing.payments import sandbox_clock, sync
from tests.sandbox.process import SECRET, Sandbox


@pytest.fixture
def sandbox(settings, db, tmp_path):
    """Payments go to it; every price of the plans file is on sale."""
    process = Sandbox(tmp_path / "sandbox")
    settings.STRIPE_SANDBOX, settings.PAYMENTS = process.url, True
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    settings.DEFAULT_PLAN, settings.SITE_URL = "free", "http://testserver"
    sync.sync_plans()
    sandbox_clock.learn()
    yield process
    process.kill()
