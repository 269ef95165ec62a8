"""A small table in the place of Stripe Tax: enough to see tax on an invoice."""

from __future__ import annotations

from .world import Thing

#: Per cent by country; other countries have none here.
RATES = {"DE": 19, "FR": 20, "ES": 21, "IT": 22, "NL": 21, "AT": 20, "GB": 20}


def taxes_on(amount: int, country: str | None, behavior: str) -> list[Thing]:
    """The tax on an amount or, where `behavior` is inclusive, in it; rounded half away from zero."""
    rate = RATES.get(country or "", 0)
    if not rate:
        return []
    inclusive = behavior == "inclusive"
    whole = 100 + rate if inclusive else 100
    sign = -1 if amount < 0 else 1
    tax = sign * ((2 * abs(amount) * rate + whole) // (2 * whole))
    return [
        {
            "amount": tax,
            "tax_behavior": "inclusive" if inclusive else "exclusive",
            "tax_rate_details": {"tax_rate": f"txr_{(country or '').lower()}"},
            "taxability_reason": "standard_rated",
            "taxable_amount": amount - tax if inclusive else amount,
            "type": "tax_rate_details",
        }
    ]
