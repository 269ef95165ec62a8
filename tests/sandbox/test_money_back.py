"""Refunds and disputes."""

import pytest
import stripe as sdk

from .shop import CARD

DISPUTED = "4000000000000259"


@pytest.fixture
def pay(shop, sandbox):
    def pay(number=CARD, amount=1000):
        session = shop.session(shop.customer(), shop.price(amount, interval=""), "payment")
        sandbox.pay(session.url, number)
        return shop.again(session, "payment_intent.latest_charge").payment_intent

    return pay


def test_a_refund_in_part_and_then_the_rest(pay, stripe, shop):
    intent = pay()
    part = stripe.v1.refunds.create({
        "payment_intent": intent.id, "amount": 300, "reason": "requested_by_customer", "metadata": {"order": "4"},
    })  # fmt: skip
    assert (part.status, part.amount, part.metadata["order"]) == ("succeeded", 300, "4")
    charge = stripe.v1.charges.retrieve(intent.latest_charge.id)
    assert (charge.amount_refunded, charge.refunded) == (300, False)
    rest = stripe.v1.refunds.create({"charge": charge.id})
    assert rest.amount == 700
    assert stripe.v1.charges.retrieve(charge.id).refunded is True
    assert [one.id for one in stripe.v1.refunds.list({"payment_intent": intent.id}).data] == [
        rest.id,
        part.id,
    ]
    told = [one.type for one in shop.events(charge.id)]
    assert told.count("charge.refunded") == 2
    assert shop.events(part.id)[0].type == "refund.created"


@pytest.mark.parametrize(
    ("amount", "code"), [(1001, None), (0, "parameter_invalid_integer"), (-5, "parameter_invalid_integer")]
)
def test_no_more_than_was_paid(pay, stripe, amount, code):
    intent = pay()
    with pytest.raises(sdk.InvalidRequestError) as told:
        stripe.v1.refunds.create({"payment_intent": intent.id, "amount": amount})
    assert told.value.code == code
    assert told.value.param == "amount"
    assert stripe.v1.refunds.list({"payment_intent": intent.id}).data == []


def test_not_twice(pay, stripe):
    intent = pay()
    stripe.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(sdk.InvalidRequestError) as told:
        stripe.v1.refunds.create({"payment_intent": intent.id})
    assert told.value.code == "charge_already_refunded"


class TestDisputes:
    def test_one_begins_by_itself_after_the_payment(self, pay, stripe, shop):
        charge = pay(DISPUTED).latest_charge
        [dispute] = stripe.v1.disputes.list({"charge": charge.id}).data
        assert (dispute.reason, dispute.status, dispute.amount) == ("fraudulent", "needs_response", 1000)
        assert stripe.v1.charges.retrieve(charge.id).disputed is True
        assert [one.type for one in shop.events(dispute.id)] == [
            "charge.dispute.created", "charge.dispute.funds_withdrawn",
        ]  # fmt: skip
        with pytest.raises(sdk.InvalidRequestError, match="charged back"):
            stripe.v1.refunds.create({"charge": charge.id})

    @pytest.mark.parametrize(("words", "status", "last"), [
        ("winning_evidence", "won", "charge.dispute.funds_reinstated"),
        ("losing_evidence", "lost", "charge.dispute.closed"),
    ])  # fmt: skip
    def test_evidence_decides_it(self, pay, stripe, shop, words, status, last):
        [dispute] = stripe.v1.disputes.list({"payment_intent": pay(DISPUTED).id}).data
        stripe.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": words}})
        assert stripe.v1.disputes.retrieve(dispute.id).status == status
        assert shop.events(dispute.id)[-1].type == last

    def test_given_up_it_is_lost(self, pay, stripe):
        [dispute] = stripe.v1.disputes.list({"payment_intent": pay(DISPUTED).id}).data
        assert stripe.v1.disputes.close(dispute.id).status == "lost"
