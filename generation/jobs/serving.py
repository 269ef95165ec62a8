"""What this very process renders with: the studio engine, unless a GPU worker said otherwise when it started."""

from __future__ import annotations

from collections.abc import Callable

from .served import Served

_serves: Callable[[], Served] | None = None


def serve(what: Callable[[], Served] | None) -> None:
    """Take jobs for these from now on; it is asked anew before each, for what is resident changes. None: the studio."""
    global _serves
    _serves = what


def served() -> Served | None:
    """What to claim for now; None for the studio engine alone."""
    return _serves() if _serves else None
