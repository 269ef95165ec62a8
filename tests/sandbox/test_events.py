"""Webhooks: signed, in order, again and again until the receiver says yes."""

import pytest
import requests
import stripe as sdk

from .receiver import Receiver


@pytest.fixture
def endpoint(stripe, receiver):
    made = stripe.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    receiver.secret = made.secret
    yield made
    stripe.v1.webhook_endpoints.delete(made.id)


def test_every_event_arrives_signed_and_once(stripe, receiver, endpoint, shop, sandbox):
    shop.subscribe()
    asked = stripe.v1.events.list({"limit": 100, "created": {"gte": endpoint.created}}).data
    wanted = {one.id for one in asked}
    receiver.wait_for(lambda: {event.id for _, event in receiver.got} >= wanted)
    ids = [event.id for _, event in receiver.got]
    assert len(ids) == len(set(ids))
    order = [event.id for _, event in receiver.got if event.id in wanted]
    assert order == [one.id for one in reversed(asked)]
    event = receiver.got[-1][1]
    assert (event.api_version, event.livemode) == (sdk.api_version, False)
    assert stripe.v1.events.retrieve(event.id).data.to_dict() == event.data.to_dict()


def test_what_was_refused_comes_again(stripe, receiver, endpoint):
    receiver.status = 500
    customer = stripe.v1.customers.create({})
    receiver.wait_for(lambda: receiver.types(500))
    [waiting] = [one for one in stripe.v1.events.list({"limit": 1}).data if one.data.object.id == customer.id]
    assert waiting.pending_webhooks >= 1
    receiver.status = 200
    receiver.wait_for(lambda: receiver.types())
    assert receiver.types() == ["customer.created"]
    assert receiver.got[-1][1].id == waiting.id


def test_nobody_there(stripe, sandbox, receiver, endpoint):
    receiver.close()
    stripe.v1.customers.create({})
    receiver.wait_for(lambda: "ConnectionError" in requests.get(sandbox.url, timeout=10).text)
    receiver.open()
    receiver.wait_for(lambda: receiver.types() == ["customer.created"])


def test_send_again_sends_again(stripe, sandbox, receiver, endpoint):
    stripe.v1.customers.create({})
    receiver.wait_for(lambda: receiver.got)
    first = receiver.got[0][1]
    assert requests.post(f"{sandbox.url}/events/{first.id}/again", timeout=10).ok
    receiver.wait_for(lambda: len(receiver.got) > 1)
    assert [event.id for _, event in receiver.got] == [first.id, first.id]


def test_several_endpoints_each_with_its_own_wishes_and_secret(stripe, receiver, endpoint):
    other = Receiver()
    try:
        made = stripe.v1.webhook_endpoints.create({"url": other.url, "enabled_events": ["product.created"]})
        other.secret = made.secret
        assert made.secret != endpoint.secret
        stripe.v1.customers.create({})
        stripe.v1.products.create({"name": "x"})
        receiver.wait_for(lambda: receiver.types() == ["customer.created", "product.created"])
        other.wait_for(lambda: other.types() == ["product.created"])
        stripe.v1.webhook_endpoints.update(made.id, {"disabled": True})
        stripe.v1.products.create({"name": "y"})
        receiver.wait_for(lambda: len(receiver.got) == 3)
        assert len(other.got) == 1
        assert {"secret"} & set(stripe.v1.webhook_endpoints.retrieve(made.id).to_dict()) == set()
        stripe.v1.webhook_endpoints.delete(made.id)
    finally:
        other.close()


def test_the_request_that_caused_it_is_named(stripe):
    customer = stripe.v1.customers.create({}, {"idempotency_key": "cause-1"})
    [event] = stripe.v1.events.list({"limit": 1}).data
    assert event.request.idempotency_key == "cause-1"
    assert event.request.id == customer.last_response.headers["Request-Id"]


def test_events_are_filtered(stripe):
    product = stripe.v1.products.create({"name": "x"})
    stripe.v1.products.update(product.id, {"name": "y"})
    [event] = stripe.v1.events.list({"type": "product.updated", "limit": 1}).data
    assert (event.data.object.name, event.data.previous_attributes["name"]) == ("y", "x")
    both = stripe.v1.events.list({"types": ["product.updated", "product.created"], "limit": 2}).data
    assert [one.type for one in both] == ["product.updated", "product.created"]
