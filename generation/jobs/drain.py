"""A worker that is asked to go gives its render back unfinished. One whose device failed goes by itself."""

from __future__ import annotations

import threading

#: Set once this process was asked to stop; running renders watch it.
draining = threading.Event()
#: Set once this process's device can't be used any more: it takes no further job. A worker then ends by itself.
broken = threading.Event()
