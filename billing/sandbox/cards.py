"""Cards and what the test numbers do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from .wire import Refused
from .world import Thing, World


@dataclass(frozen=True)
class Refusal:
    """How a bank says no."""

    code: str
    decline_code: str | None
    message: str


#: What Stripe's test tokens stand for.
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_createDispute": "4000000000000259",
}
DECLINED = Refusal("card_declined", "generic_decline", "Your card was declined.")
#: Refused whenever the number is used.
REFUSED = {
    "4000000000000002": DECLINED,
    "4000000000009995": Refusal("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "4000000000000069": Refusal("expired_card", None, "Your card has expired."),
    "4000000000000127": Refusal("incorrect_cvc", None, "Your card's security code is incorrect."),
}
#: Saved without a word, refused when charged.
REFUSED_LATER = {"4000000000000341": DECLINED}
#: The bank wants to see the person: when the card is entered; for the last one always.
SHOWS_PERSON = {"4000002500003155", "4000000000003220", "4000002760003184"}
SHOWS_PERSON_ALWAYS = {"4000002760003184"}
DISPUTED = {"4000000000000259"}
BRANDS = (("4", "visa"), ("5", "mastercard"), ("2", "mastercard"), ("34", "amex"), ("37", "amex"))


@dataclass(frozen=True)
class CardForm:
    """What a person typed on a hosted page."""

    number: str
    expiry: str
    cvc: str
    name: str = ""
    country: str = ""

    def checked(self, now: int) -> tuple[int, int]:
        """Month and year. Raises `Refused` with the field in `param`."""
        digits = self.digits
        if not (13 <= len(digits) <= 19) or not _luhn(digits):
            raise Refused(
                "Your card number is incorrect.",
                status=402,
                kind="card_error",
                code="incorrect_number",
                param="number",
            )
        match = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", self.expiry)
        if not match or not 1 <= int(match[1]) <= 12:
            raise Refused(
                "Your card's expiration date is invalid.",
                status=402,
                kind="card_error",
                code="invalid_expiry_month",
                param="expiry",
            )
        month, year = int(match[1]), int(match[2]) % 100 + 2000
        today = datetime.fromtimestamp(now, UTC)
        if (year, month) < (today.year, today.month):
            raise Refused(
                "Your card's expiration date is in the past.",
                status=402,
                kind="card_error",
                code="invalid_expiry_year",
                param="expiry",
            )
        if not re.fullmatch(r"\d{3,4}", self.cvc.strip()):
            raise Refused(
                "Your card's security code is invalid.",
                status=402,
                kind="card_error",
                code="invalid_cvc",
                param="cvc",
            )
        return month, year

    @property
    def digits(self) -> str:
        """The number without spaces."""
        return re.sub(r"\D", "", self.number)


def save_card(world: World, form: CardForm, customer: str) -> Thing:
    """A payment method of a customer, checked with the bank. Raises `Refused`."""
    if form.checked(world.now()) and form.digits in REFUSED:
        raise card_error(REFUSED[form.digits])
    made = make_card(world, form, customer)
    world.emit("payment_method.attached", made)
    return made


def make_card(world: World, form: CardForm, customer: str | None) -> Thing:
    """A payment method as typed, of a customer or for one payment. Raises `Refused`."""
    month, year = form.checked(world.now())
    return world.new(
        "payment_method",
        "pm",
        allow_redisplay="limited",
        billing_details={
            "address": {
                "city": None,
                "country": form.country or None,
                "line1": None,
                "line2": None,
                "postal_code": None,
                "state": None,
            },
            "email": None,
            "name": form.name or None,
            "phone": None,
            "tax_id": None,
        },
        card=_card(form.digits, month, year, form.country),
        customer=customer,
        customer_account=None,
        metadata={},
        type="card",
        _number=form.digits,
    )


def _card(digits: str, month: int, year: int, country: str) -> Thing:
    brand = next((name for start, name in BRANDS if digits.startswith(start)), "unknown")
    return {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": country or "US",
        "display_brand": brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": f"fp{digits[-8:]}",
        "funding": "credit",
        "generated_from": None,
        "last4": digits[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def refusal_of(method: Thing | None, now: int) -> Refusal | None:
    """Why a charge of a saved card is refused now; None where it goes through."""
    if method is None:
        return Refusal("payment_method_missing", None, "There is no card to charge.")
    number = method["_number"]
    if number in REFUSED or number in REFUSED_LATER:
        return REFUSED.get(number) or REFUSED_LATER[number]
    today = datetime.fromtimestamp(now, UTC)
    if (method["card"]["exp_year"], method["card"]["exp_month"]) < (today.year, today.month):
        return REFUSED["4000000000000069"]
    return None


def wants_person(method: Thing, *, present: bool) -> bool:
    """Whether the bank wants to see the person, who is `present` on a hosted page or not."""
    return method["_number"] in (SHOWS_PERSON if present else SHOWS_PERSON_ALWAYS)


def card_error(refusal: Refusal) -> Refused:
    """The refusal as Stripe's API tells it."""
    return Refused(
        refusal.message, status=402, kind="card_error", code=refusal.code, decline_code=refusal.decline_code
    )


def _luhn(digits: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
