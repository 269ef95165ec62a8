"""Which parameters the endpoints that change something take: one that would be passed over is refused instead."""

from __future__ import annotations

from .wire import Refused
from .world import Thing

_CUSTOMER = "address description email metadata name phone preferred_locales"
_SUBSCRIPTION = "default_payment_method discounts items metadata payment_behavior"
#: Address with {id} → names. Some change nothing here (`locale`, `customer_update`) and do no harm.
TAKEN = {
    "customers": _CUSTOMER,
    "customers/{id}": f"{_CUSTOMER} balance invoice_settings",
    "products": "active description id metadata name",
    "products/{id}": "active description metadata name",
    "prices": "active currency lookup_key metadata nickname product recurring tax_behavior transfer_lookup_key "
    "unit_amount",
    "prices/{id}": "active lookup_key metadata transfer_lookup_key",
    "coupons": "amount_off currency duration duration_in_months id max_redemptions metadata name percent_off redeem_by",
    "promotion_codes": "code expires_at max_redemptions metadata promotion",
    "checkout/sessions": "allow_promotion_codes automatic_tax cancel_url client_reference_id currency customer "
    "customer_creation customer_email customer_update discounts expires_at invoice_creation line_items locale metadata "
    "mode payment_intent_data payment_method_collection payment_method_types setup_intent_data subscription_data "
    "success_url tax_id_collection",
    "billing_portal/sessions": "configuration customer flow_data locale return_url",
    "subscriptions": f"{_SUBSCRIPTION} automatic_tax customer trial_period_days",
    "subscriptions/{id}": f"{_SUBSCRIPTION} billing_cycle_anchor cancel_at_period_end pause_collection "
    "proration_behavior proration_date",
    "subscription_schedules": "from_subscription",
    "subscription_schedules/{id}": "end_behavior phases proration_behavior",
    "invoices/create_preview": "customer schedule subscription subscription_details",
    "invoices/{id}/pay": "off_session payment_method",
    "payment_intents/{id}/confirm": "off_session payment_method return_url",
    "refunds": "amount charge metadata payment_intent reason",
    "webhook_endpoints": "api_version description enabled_events metadata url",
}


def check(method: str, pattern: str, params: Thing) -> None:
    """Refuse what would be passed over in silence."""
    if method != "POST" or pattern not in TAKEN:
        return
    for name in params:
        if name not in TAKEN[pattern].split():
            raise Refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
