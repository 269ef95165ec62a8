"""Blur and grey: how pictures are shown to one moderator, kept on the server so that the first paint has it."""

from __future__ import annotations

from typing import Any

from catalog.models import DeskPreference

#: What can be switched.
SWITCHES = ("blur", "grey")


def preference(user: Any) -> DeskPreference:
    """A person's own, or sharp and in colour."""
    return DeskPreference.objects.filter(user=user).first() or DeskPreference(user=user)


def switch(user: Any, name: str, on: bool) -> DeskPreference:
    """Keep one switch. Raises ValueError for a name that is none of `SWITCHES`."""
    if name not in SWITCHES:
        raise ValueError(f"There is no such switch: choose {' or '.join(SWITCHES)}.")
    kept, _ = DeskPreference.objects.update_or_create(user=user, defaults={name: on})
    return kept
