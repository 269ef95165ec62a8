"""Compiling the repeated blocks of a transformer, for the few shapes that the site offers, on CUDA alone."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .memory import MemoryPlan
from .precision import transformers_of
from .working_set import Size

log = logging.getLogger(__name__)

#: Every shape costs a compilation (about half a minute the first, a quarter each further one, on a CPU) and its code.
MOST_SHAPES = 8
#: Recompilations of one block's code that torch allows: shapes x models x kinds of guidance, with room.
RECOMPILE_LIMIT = 64

Shape = tuple[int, int, int]
"""Width, height, frames."""


class Compiler:
    """Which renders run compiled: not other shapes, several takes at once, float8 weights or offloaded models."""

    def __init__(
        self,
        shapes: Iterable[Shape] = (),
        *,
        on: bool = False,
        device: str = "cuda",
        backend: str = "inductor",
    ) -> None:
        self.shapes = tuple(dict.fromkeys(shapes))[:MOST_SHAPES]
        self.on = on and device.startswith("cuda")
        self.given_up = ""
        self._backend = backend
        self._blocks: weakref.WeakKeyDictionary[Any, list[tuple[Any, Any]]] = weakref.WeakKeyDictionary()

    def wants(self, pipeline: Any, plan: MemoryPlan, size: Size) -> bool:
        """Whether this call runs compiled."""
        return (
            self.on
            and not self.given_up
            and size.takes == 1
            and (size.width, size.height, size.frames) in self.shapes
            and plan.offload == "none"
            and plan.precision != "float8 weights"
            and all(getattr(one, "_repeated_blocks", None) for one in transformers_of(pipeline))
        )

    @contextmanager
    def used(self, pipeline: Any, plan: MemoryPlan, size: Size) -> Iterator[bool]:
        """Run what is inside compiled where `wants` says so; the blocks run as they are again afterwards."""
        if not self.wants(pipeline, plan, size):
            yield False
            return
        pairs = [pair for one in transformers_of(pipeline) for pair in self._compiled(one)]
        try:
            for block, compiled in pairs:
                block._compiled_call_impl = compiled
            yield True
        finally:
            for block, _ in pairs:
                block._compiled_call_impl = None

    def give_up(self, why: str) -> None:
        """Compile no more in this process."""
        log.warning("Compiling is off from here on: %s", why)
        self.given_up = why

    def _compiled(self, transformer: Any) -> list[tuple[Any, Any]]:
        if transformer not in self._blocks:
            import torch

            torch._dynamo.config.recompile_limit = RECOMPILE_LIMIT
            transformer.compile_repeated_blocks(fullgraph=True, dynamic=False, backend=self._backend)
            self._blocks[transformer] = [
                (block, block._compiled_call_impl)
                for block in transformer.modules()
                if type(block).__name__ in transformer._repeated_blocks
            ]
        return self._blocks[transformer]


def is_compile_failure(error: BaseException) -> bool:
    """Whether torch could not compile (no C compiler, no Triton, a graph break), rather than not run."""
    import torch._dynamo.exc

    return isinstance(error, torch._dynamo.exc.TorchDynamoException)
