"""The manners of the API: keys, idempotency, errors, lists, metadata."""

import threading

import pytest
import requests
import stripe as sdk

from .shop import item_of

KEY = {"Authorization": "Bearer sk_test_1"}


class TestIdempotency:
    def test_the_same_key_gets_the_same_answer(self, stripe):
        first = stripe.v1.customers.create({"name": "Ada"}, {"idempotency_key": "same-1"})
        again = stripe.v1.customers.create({"name": "Ada"}, {"idempotency_key": "same-1"})
        assert again.id == first.id
        assert again.last_response.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.last_response.headers

    def test_an_error_is_repeated_too(self, stripe):
        for _ in range(2):
            with pytest.raises(sdk.InvalidRequestError) as told:
                stripe.v1.refunds.create({"charge": "ch_no"}, {"idempotency_key": "bad-1"})
        assert told.value.headers["Idempotent-Replayed"] == "true"

    def test_another_request_under_the_key_is_refused(self, stripe):
        stripe.v1.customers.create({"name": "Ada"}, {"idempotency_key": "other-1"})
        before = len(stripe.v1.customers.list({"limit": 100}).data)
        with pytest.raises(sdk.IdempotencyError):
            stripe.v1.customers.create({"name": "Bob"}, {"idempotency_key": "other-1"})
        assert len(stripe.v1.customers.list({"limit": 100}).data) == before

    def test_two_at_once_make_one(self, sandbox, stripe):
        email, answers = "race@example.com", []

        def ask():
            answer = requests.post(
                f"{sandbox.url}/v1/customers",
                {"email": email},
                headers=KEY | {"Idempotency-Key": "race-1"},
                timeout=30,
            )
            answers.append(answer.status_code)

        askers = [threading.Thread(target=ask) for _ in range(8)]
        for one in askers:
            one.start()
        for one in askers:
            one.join()
        assert set(answers) <= {200, 409}
        assert len(stripe.v1.customers.list({"email": email}).data) == 1


@pytest.mark.parametrize("key", ["sk_live_123", "rk_live_1", "pk_test_1", ""])
def test_live_and_foreign_keys_are_refused(sandbox, key):
    answer = requests.get(
        f"{sandbox.url}/v1/customers", headers={"Authorization": f"Bearer {key}"}, timeout=10
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_the_product_s_key_for_trying_is_taken(sandbox):
    assert sandbox.client().v1.customers.list().data is not None


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "topups"), ("POST", "customers/cus_1/sources"), ("DELETE", "invoices/x")]
)
def test_what_it_has_not_it_says(sandbox, method, path):
    answer = requests.request(method, f"{sandbox.url}/v1/{path}", headers=KEY, timeout=10)
    assert answer.status_code == 404
    assert "Unrecognized request URL" in answer.json()["error"]["message"]


@pytest.mark.parametrize("call", [
    lambda c: c.v1.customers.retrieve("cus_no"), lambda c: c.v1.subscriptions.retrieve("sub_no"),
    lambda c: c.v1.invoices.retrieve("in_no"), lambda c: c.v1.checkout.sessions.retrieve("cs_no"),
    lambda c: c.v1.prices.retrieve("price_no"), lambda c: c.v1.events.retrieve("evt_no"),
])  # fmt: skip
def test_no_such_thing(stripe, call):
    with pytest.raises(sdk.InvalidRequestError) as told:
        call(stripe)
    assert (told.value.http_status, told.value.code) == (404, "resource_missing")
    assert told.value.request_id.startswith("req_")


class TestLists:
    def test_page_by_page_both_ways(self, stripe, shop):
        made = [stripe.v1.customers.create({"email": "list@example.com"}).id for _ in range(7)][::-1]
        walked = [
            one.id
            for one in stripe.v1.customers.list({"email": "list@example.com", "limit": 3}).auto_paging_iter()
        ]
        assert walked == made
        page = stripe.v1.customers.list({"email": "list@example.com", "limit": 3})
        assert (page.has_more, len(page.data)) == (True, 3)
        back = stripe.v1.customers.list({"email": "list@example.com", "limit": 2, "ending_before": made[4]})
        assert [one.id for one in back.data] == made[2:4]
        last = stripe.v1.customers.list({"email": "list@example.com", "limit": 3, "starting_after": made[5]})
        assert ([one.id for one in last.data], last.has_more) == (made[6:], False)

    @pytest.mark.parametrize("limit", [0, 101])
    def test_a_limit_out_of_bounds(self, stripe, limit):
        with pytest.raises(sdk.InvalidRequestError):
            stripe.v1.customers.list({"limit": limit})

    def test_a_filter_that_stripe_has_not(self, stripe):
        with pytest.raises(sdk.InvalidRequestError, match="unknown parameter"):
            stripe.v1.customers.list({"name": "Ada"})

    def test_by_the_time_of_making(self, stripe):
        made = stripe.v1.customers.create({"email": "time@example.com"})
        asked = {"email": "time@example.com"}
        assert stripe.v1.customers.list(asked | {"created": {"gt": made.created}}).data == []
        assert len(stripe.v1.customers.list(asked | {"created": {"gte": made.created}}).data) == 1


@pytest.mark.parametrize(("path", "name"), [
    ("subscriptions/{sub}", "trial_end"), ("checkout/sessions", "amount_total"), ("refunds", "currency"),
    ("prices/{price}", "unit_amount"), ("customers", "colour"),
])  # fmt: skip
def test_a_parameter_that_would_be_passed_over_is_refused(sandbox, stripe, shop, path, name):
    subscription = shop.subscribe()
    path = path.format(sub=subscription.id, price=item_of(subscription).price.id)
    answer = requests.post(f"{sandbox.url}/v1/{path}", {name: "1"}, headers=KEY, timeout=10)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "parameter_unknown", name)


def test_metadata_is_merged_unset_and_emptied(stripe):
    made = stripe.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    assert stripe.v1.customers.update(made.id, {"metadata": {"b": "", "c": "3"}}).metadata.to_dict() == {
        "a": "1",
        "c": "3",
    }
    assert stripe.v1.customers.update(made.id, {"metadata": ""}).metadata.to_dict() == {}
    assert stripe.v1.customers.update(made.id, {"name": "Ada"}).name == "Ada"


class TestPrices:
    def test_a_lookup_key_moves_to_the_price_that_takes_it(self, stripe, shop):
        first = shop.price(lookup_key="pro-eur")
        with pytest.raises(sdk.InvalidRequestError, match="already uses that lookup key"):
            shop.price(3900, lookup_key="pro-eur")
        second = shop.price(3900, lookup_key="pro-eur", transfer_lookup_key=True)
        assert [one.id for one in stripe.v1.prices.list({"lookup_keys": ["pro-eur"]}).data] == [second.id]
        assert stripe.v1.prices.retrieve(first.id).lookup_key is None

    def test_an_amount_never_changes(self, sandbox, stripe, shop):
        price = shop.price()
        answer = requests.post(
            f"{sandbox.url}/v1/prices/{price.id}", {"unit_amount": "1"}, headers=KEY, timeout=10
        )
        assert answer.status_code == 400
        assert stripe.v1.prices.retrieve(price.id).unit_amount == 2900

    def test_one_that_is_off_sells_nothing_new(self, stripe, shop):
        price = shop.price()
        stripe.v1.prices.update(price.id, {"active": False})
        with pytest.raises(sdk.InvalidRequestError) as told:
            shop.session(shop.customer(), price)
        assert told.value.code == "price_inactive"

    @pytest.mark.parametrize("amount", ["-1", "1.5", "100000000", "many"])
    def test_amounts_that_are_none(self, sandbox, shop, amount):
        answer = requests.post(
            f"{sandbox.url}/v1/prices", {"product": shop.product, "currency": "eur", "unit_amount": amount},
            headers=KEY, timeout=10,
        )  # fmt: skip
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, "unit_amount")


def test_a_product_under_an_id_of_ones_own(stripe):
    stripe.v1.products.create({"id": "own", "name": "Plan"})
    with pytest.raises(sdk.InvalidRequestError) as told:
        stripe.v1.products.create({"id": "own", "name": "Plan"})
    assert told.value.code == "resource_already_exists"
    assert [one.id for one in stripe.v1.products.list({"ids": ["own"]}).data] == ["own"]


def test_a_deleted_customer_is_known_as_that_and_has_no_subscription(stripe, shop):
    subscription = shop.subscribe()
    stripe.v1.customers.delete(subscription.customer)
    assert stripe.v1.customers.retrieve(subscription.customer).deleted is True
    assert shop.fresh(subscription).status == "canceled"


def test_the_account_is_a_sandbox_s(stripe):
    assert stripe.v1.accounts.retrieve_current().id == "acct_sandbox"


def test_a_card_is_updated_and_detached(stripe, shop):
    customer = shop.customer()
    card = stripe.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    later = stripe.v1.payment_methods.update(card.id, {"card": {"exp_month": 1, "exp_year": 2050}})
    assert (later.card.exp_month, later.card.exp_year, later.card.last4) == (1, 2050, "4242")
    assert [
        one.id for one in stripe.v1.payment_methods.list({"customer": customer.id, "type": "card"}).data
    ] == [card.id]
    assert stripe.v1.payment_methods.detach(card.id).customer is None
    assert stripe.v1.payment_methods.list({"customer": customer.id}).data == []
    told = [event.type for event in shop.events(card.id)]
    assert told == ["payment_method.attached", "payment_method.updated", "payment_method.detached"]


def test_a_credit_given_by_hand_pays_the_first_invoice(stripe, shop):
    customer = shop.customer(phone="+49 30 1", preferred_locales=["de"])
    stripe.v1.customers.update(customer.id, {"balance": -1000})
    [invoice] = shop.invoices(shop.subscribe(shop.price(2900), customer=customer))
    assert (invoice.total, invoice.amount_due, invoice.amount_paid) == (2900, 1900, 1900)
    assert stripe.v1.customers.retrieve(customer.id).balance == 0
