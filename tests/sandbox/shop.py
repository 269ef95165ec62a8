"""Something to sell, and people who buy it."""

import secrets

CARD = "4242424242424242"
PAGES = {
    "success_url": "http://shop.test/done?s={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://shop.test/plans",
}


class Shop:
    """A plan at two prices and by the year, a pack, all of this test's own."""

    def __init__(self, sandbox, stripe) -> None:
        self.sandbox, self.stripe = sandbox, stripe
        self.product = stripe.v1.products.create({"name": "Plan"}).id

    def price(self, amount=2900, interval="month", currency="eur", **more):
        params = {"product": self.product, "currency": currency, "unit_amount": amount, **more}
        if interval:
            params["recurring"] = {"interval": interval}
        return self.stripe.v1.prices.create(params)

    def customer(self, **more):
        return self.stripe.v1.customers.create(
            {"email": f"{secrets.token_hex(4)}@example.com", "name": "Ada", **more}
        )

    def session(self, customer, price, mode="subscription", quantity=1, **more):
        lines = [{"price": price.id, "quantity": quantity}]
        params = {"mode": mode, "line_items": lines, **PAGES, **more}
        if customer:
            params["customer"] = customer.id
        return self.stripe.v1.checkout.sessions.create(params)

    def again(self, session, *expand):
        return self.stripe.v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)})

    def subscribe(self, price=None, card=CARD, customer=None, quantity=1, country="US", **more):
        """A subscription by Checkout, as its customer has it."""
        session = self.session(customer or self.customer(), price or self.price(), quantity=quantity, **more)
        answer = self.sandbox.pay(session.url, card, country=country)
        assert answer.status_code == 303, answer.text
        return self.stripe.v1.subscriptions.retrieve(self.again(session).subscription)

    def fresh(self, subscription, *expand):
        return self.stripe.v1.subscriptions.retrieve(subscription.id, {"expand": list(expand)})

    def invoices(self, subscription):
        """Of a subscription, the oldest first."""
        params = {"subscription": subscription.id, "limit": 100, "expand": ["data.payments"]}
        return self.stripe.v1.invoices.list(params).data[::-1]

    def change(self, subscription, price=None, quantity=None, **more):
        item = {"id": item_of(subscription).id}
        item |= {"price": price.id} if price else {}
        item |= {"quantity": quantity} if quantity else {}
        return self.stripe.v1.subscriptions.update(subscription.id, {"items": [item], **more})

    def events(self, thing_id):
        """What was told of one object, the oldest first."""
        told = self.stripe.v1.events.list({"limit": 100}).data[::-1]
        return [event for event in told if event.data.to_dict()["object"].get("id") == thing_id]


def item_of(subscription):
    return subscription["items"].data[0]
