"""Jobs of the model that is loaded may go first while that costs less waiting than the reload that it spares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile

from .model import Asking, Turn, Waiting

#: How long a run of loaded models may hold others up, as a multiple of the loading that it spares.
RUN = 3.0


def run(newest_first: Iterable[Turn], asking: Asking) -> float:
    """Seconds of the jobs that this worker has begun in a row with what it has loaded."""
    own = (turn for turn in newest_first if turn.worker == asking.worker)
    return sum(turn.seconds for turn in takewhile(lambda turn: turn.engine in asking.resident, own))


def worth_it(loaded: Waiting, due: Waiting, spared: float, run: Callable[[], float]) -> bool:
    """Whether a job of a loaded model may go before the one that is due and whose model is not.

    `spared` is the loading of the due job's model and, later, of this one again. The due job is passed over for no more
    than `RUN` x `spared` seconds, and never by a lower class.
    """
    return (
        loaded.priority <= due.priority
        and loaded.seconds <= spared
        and run() + loaded.seconds <= RUN * spared
    )
