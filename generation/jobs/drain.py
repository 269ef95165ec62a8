"""A worker that is asked to go gives its render back instead of finishing it."""

from __future__ import annotations

import threading

#: Set once this process was asked to stop; running renders watch it.
draining = threading.Event()
