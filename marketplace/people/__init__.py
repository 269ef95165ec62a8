"""Signing up and in, on django-allauth."""
