"""A stand-in for Stripe's API on this machine: for trying and for tests, refused outside debug.

It knows nothing of the rest of the product, and the product reaches it only as it reaches Stripe.
"""
