"""Stripe's signature, made by hand: the SDK only checks it."""

import hashlib
import hmac
import time

from .process import SECRET


def signed(body, secret=SECRET, at=None):
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
