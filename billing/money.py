"""Amounts of money in words."""

from __future__ import annotations

SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥"}
#: Currencies whose smallest unit is the unit itself, as Stripe counts them (docs.stripe.com/currencies).
WITHOUT_CENTS = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split()  # noqa: SIM905 (a list of words)
)


def money(amount: int, currency: str) -> str:
    """An amount of minor units with its currency, such as “€12.00” or “−CHF 3.50”."""
    sign = "−" if amount < 0 else ""
    code = currency.lower()
    figures = (
        f"{abs(amount):,}" if code in WITHOUT_CENTS else f"{abs(amount) // 100:,}.{abs(amount) % 100:02}"
    )
    symbol = SYMBOLS.get(code)
    return f"{sign}{symbol}{figures}" if symbol else f"{sign}{code.upper()} {figures}"
