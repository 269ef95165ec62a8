"""Forms in the house's words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest


class SignUpForm(forms.Form):
    """What signing up asks beside address and password."""

    name = forms.CharField(
        max_length=120, label="Your name", widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """The adapter keeps the name."""
