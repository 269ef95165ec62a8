"""The takes of one call: whose seeds go together, and where each one's frames go."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from generation.engine.diffusion.kind import Kind
from generation.engine.diffusion.work import Call, Frames, Outcome

from .checkpoint import Saved, Writing
from .unusable import Usable

#: Positions of one take below which several takes go in one call. With more, a large GPU is busy with one take alone
#: and a batch gains little; an assumption (at 832x480 x 81, 32,760 positions, published work found no gain).
FEW_TOKENS = 10_000


@dataclass(frozen=True)
class Take:
    """One take of a call: its seed, its folder of checkpoints, and the fingerprint of its segment."""

    seed: int
    folder: Path
    fingerprint: str


def together(kind: Kind, call: Call) -> bool:
    """Whether several takes in one call are faster than one after the other. Those with a first picture never are."""
    few = kind.tokens(call.width, call.height, call.frames) < FEW_TOKENS
    return kind.batches and call.task == "text" and few


class Recording:
    """The sink of a call: every take's frames to its own file, and looked at. Used by `with`.

    A take that is no picture is not kept. For the first, `commit` raises `BadPicture`; the others are tried again when
    their turn comes.
    """

    def __init__(self, takes: tuple[Take, ...], index: int, frames: int, width: int, height: int) -> None:
        self._takes, self._of_file = takes, (frames, width, height)
        self._index = index
        self._files = ExitStack()
        self._writing: list[Writing] = []
        self._usable = [Usable() for _ in takes]

    def __enter__(self) -> Recording:
        for take in self._takes:
            writing = Writing(take.folder, self._index, take.fingerprint, *self._of_file)
            self._writing.append(self._files.enter_context(writing))
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def begin(self) -> None:
        """From the start, for every take."""
        for writing in self._writing:
            writing.begin()
        self._usable = [Usable() for _ in self._takes]

    def take(self, take: int, frames: Frames) -> None:
        """The next frames of one take."""
        self._usable[take].look(frames)
        self._writing[take].write(frames)

    def commit(self, outcome: Outcome) -> Saved:
        """Make every take's segment whole; gives the first one's."""
        self._usable[0].check()
        saved = self._writing[0].commit(outcome, 0)
        for number in range(1, len(self._takes)):
            if not self._usable[number].fault:
                self._writing[number].commit(outcome, number)
        return saved
