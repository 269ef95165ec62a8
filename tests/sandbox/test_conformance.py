"""The witness itself: it would notice."""

import copy

import pytest

from . import sdk_types
from .openapi import COMMAND


@pytest.fixture
def refund(shop, sandbox, stripe):
    session = shop.session(shop.customer(), shop.price(900, interval=""), "payment")
    sandbox.pay(session.url)
    return stripe.v1.refunds.create({"payment_intent": shop.again(session).payment_intent}).to_dict()


def broken(thing, change):
    thing = copy.deepcopy(thing)
    change(thing)
    return thing


CHANGES = {
    "an unknown field": lambda one: one.update(colour="red"),
    "a missing field": lambda one: one.pop("amount"),
    "a word that Stripe has not": lambda one: one.update(reason="because"),
    "null where nothing may be null": lambda one: one.update(currency=None),
    "a number in quotes": lambda one: one.update(amount="900"),
    "a flag for a number": lambda one: one.update(amount=True),
    "an unknown field inside": lambda one: one["destination_details"].update(colour="red"),
    "an object of another name": lambda one: one.update(object="payback"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_sdk_s_types_notice(refund, what):
    assert sdk_types.faults_of(refund) == []
    assert len(sdk_types.faults_of(broken(refund, CHANGES[what]))) == 1


@pytest.mark.parametrize("what", ["a missing field", "null where nothing may be null", "a number in quotes"])
def test_the_description_notices(refund, stripe_mock, what):
    if stripe_mock is None:
        pytest.skip(f"stripe-mock is not at {COMMAND}; STRIPE_MOCK names another place")
    assert stripe_mock.faults_of(refund) == []
    assert len(stripe_mock.faults_of(broken(refund, CHANGES[what]))) == 1


@pytest.mark.parametrize(
    "sent", [b"unit_amount=many", b"currency=eur&colour=red", b"recurring[interval]=decade"]
)
def test_stripe_mock_refuses(stripe_mock, sent):
    if stripe_mock is None:
        pytest.skip(f"stripe-mock is not at {COMMAND}; STRIPE_MOCK names another place")
    assert stripe_mock.answer("POST", "/v1/prices", sent).status_code == 400
