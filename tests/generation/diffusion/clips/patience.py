"""Properties are held at any speed: a busy machine is no fault of theirs."""

from __future__ import annotations

from hypothesis import settings

patient = settings(deadline=None)
