"""Licence numbers: not to be guessed, hard to mistype."""

from __future__ import annotations

import secrets

#: 31 signs without 0, O, 1, I and U: nothing to confuse, and a prime number of them, so that the
#: check sign catches every single wrong sign and every swap of two neighbours.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
RANDOM_SIGNS = 11


def new_number() -> str:
    """A fresh number such as ODR-7K3M-92QF-XA4T: 54 random bits and a check sign."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    signs = body + check_sign(body)
    return f"ODR-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def check_sign(body: str) -> str:
    """The sign that makes the weighted sum a multiple of 31."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def tidy(typed: str) -> str | None:
    """A number as somebody typed it, in its proper form; None where it can't be one."""
    signs = "".join(c for c in typed.upper() if c.isalnum()).removeprefix("ODR")
    if len(signs) != RANDOM_SIGNS + 1 or any(c not in ALPHABET for c in signs):
        return None
    if check_sign(signs[:-1]) != signs[-1]:
        return None
    return f"ODR-{signs[:4]}-{signs[4:8]}-{signs[8:]}"
