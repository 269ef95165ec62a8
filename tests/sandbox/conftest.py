import pytest
import stripe as sdk

from .conformance import Witness, stripe_mock  # noqa: F401 (a fixture)
from .process import Sandbox
from .receiver import Receiver
from .shop import Shop


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    running = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield running
    running.stop()


@pytest.fixture
def stripe(sandbox, stripe_mock):  # noqa: F811
    """Stripe's SDK, heard by a witness: whatever a test says or is told has to fit Stripe's own descriptions."""
    witness = Witness(sandbox.url)
    yield sdk.StripeClient("sk_test_1", base_addresses={"api": witness.url}, max_network_retries=0)
    witness.close()
    assert witness.faults(stripe_mock) == []


@pytest.fixture
def shop(sandbox, stripe):
    return Shop(sandbox, stripe)


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.close()
