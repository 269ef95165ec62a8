"""What every page knows: who looks, what they have, how it should look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from billing.ledger import balance
from catalog.access import accounts_of, current_account, is_moderator

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for every template. `credits` is None for guests and for the house's own people."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {
        "site_url": settings.SITE_URL,
        "theme": theme if theme in THEMES else "",
        "account": None,
        "credits": None,
        "is_moderator": False,
        "initials": "",
    }
    if user is not None and user.is_authenticated:
        account = current_account(request)
        context["account"] = account
        context["accounts"] = accounts_of(user).order_by("pk")
        context["credits"] = balance(account).available if account else None
        context["is_moderator"] = is_moderator(user)
        context["initials"] = initials(str(user))
    return context


def initials(name: str) -> str:
    """Two letters for the account menu: "Mara Klein" and "mara.klein@…" are both MK."""
    words = [word for word in name.split("@")[0].replace(".", " ").split() if word]
    letters = [word[0] for word in words[:2]] if len(words) > 1 else list(words[0][:2]) if words else ["?"]
    return "".join(letters).upper()
