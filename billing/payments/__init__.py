"""Stripe: what we ask of it, what it tells us, and a thin mirror of its objects."""
