"""What lies in memory, by use: loaded when asked for, kept while there is room, the longest unused goes first."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from generation.engine.base import EngineError

from .gpu import GIB
from .turn import POLL


@dataclass(frozen=True)
class Footprint:
    """Bytes on the device, and in the machine's own memory where that is another."""

    device: int = 0
    host: int = 0

    def __add__(self, other: Footprint) -> Footprint:
        return Footprint(self.device + other.device, self.host + other.host)

    def within(self, budget: Footprint) -> bool:
        """Whether both fit."""
        return self.device <= budget.device and self.host <= budget.host


class DoesNotFit(EngineError):
    """It can't be loaded even with everything else gone."""

    def __init__(self, name: str, need: Footprint, budget: Footprint) -> None:
        super().__init__(
            f"{name} needs {need.device / GIB:.2f} GiB on the device and {need.host / GIB:.2f} beside it, even alone; "
            f"there are {budget.device / GIB:.2f} and {budget.host / GIB:.2f}.",
            permanent=True,
            public="That model is too large for this machine.",
        )


@dataclass
class _Held:
    thing: Any
    size: Footprint
    pinned: bool
    model: str
    users: int = 0
    used: int = 0
    working: list[Footprint] = field(default_factory=list)


class Residency:
    """What is loaded, measured, and let go. Safe for several threads; a load blocks only who needs the same thing."""

    def __init__(
        self, budget: Footprint, device: str = "cpu", emptied: Callable[[], None] = lambda: None
    ) -> None:
        """`emptied` is called after something went, so that the allocator can give its memory back."""
        self.budget = budget
        self._device = device
        self._emptied = emptied
        self._changed = threading.Condition()
        self._held: dict[str, _Held] = {}
        self._loading: dict[str, Footprint] = {}
        self._clock = 0
        self._gone = False

    def resident(self) -> frozenset[str]:
        """The names of the models that are loaded."""
        with self._changed:
            return frozenset(held.model for held in self._held.values() if held.model)

    def loaded(self) -> tuple[str, ...]:
        """Everything that is loaded, the longest unused first."""
        with self._changed:
            return tuple(sorted(self._held, key=lambda key: self._held[key].used))

    def used(self) -> Footprint:
        """Bytes of all that is loaded or being loaded, and of what calls work in."""
        with self._changed:
            return self._used()

    def pinned(self, but: str = "") -> Footprint:
        """Bytes of the pinned models, without the model `but`."""
        with self._changed:
            others = (held for held in self._held.values() if held.pinned and held.model not in ("", but))
            return sum((held.size for held in others), Footprint())

    @contextmanager
    def use(
        self,
        key: str,
        load: Callable[[], Any],
        *,
        estimate: Footprint,
        working: Footprint = Footprint(),
        pinned: bool = False,
        model: str = "",
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[Any]:
        """The loaded thing, which stays as long as it is used; `working` bytes are kept free for the use.

        `estimate` is believed until the thing is there to be measured. Others that aren't used go if they must, pinned
        ones last. While what is used leaves too little room this waits. Raises `DoesNotFit`, or what `load` or
        `check` raise.
        """
        held = self._take(key, load, estimate, working, pinned, model, check)
        try:
            yield held.thing
        finally:
            with self._changed:
                held.users -= 1
                held.working.remove(working)
                self._changed.notify_all()

    def let_go(self, key: str) -> bool:
        """Unload it if nobody uses it; says whether this call did."""
        with self._changed:
            held = self._held.get(key)
            if held is None or held.users:
                return False
            self._drop(key)
        self._collect()
        return True

    def let_all_go(self) -> None:
        """Unload everything that nobody uses, pinned or not."""
        with self._changed:
            for key in [key for key, held in self._held.items() if not held.users]:
                self._drop(key)
        self._collect()

    def _take(
        self,
        key: str,
        load: Callable[[], Any],
        estimate: Footprint,
        working: Footprint,
        pinned: bool,
        model: str,
        check: Callable[[], None],
    ) -> _Held:
        while True:
            check()
            with self._changed:
                held = self._held.get(key)
                if held is not None and self._room(working, keep=key):
                    return self._using(held, working)
                if held is None and key not in self._loading and self._room(estimate + working, keep=key):
                    self._loading[key] = estimate + working
                    break
                alone = working + (held.size if held is not None else estimate)
                if not alone.within(self.budget):
                    raise DoesNotFit(model or key, alone, self.budget)
                self._changed.wait(POLL)
        return self._load(key, load, working, pinned, model)

    def _load(self, key: str, load: Callable[[], Any], working: Footprint, pinned: bool, model: str) -> _Held:
        self._collect()
        held: _Held | None = None
        try:
            thing = load()
            held = _Held(thing, measure(thing, self._device), pinned, model)
        finally:
            with self._changed:
                del self._loading[key]
                self._changed.notify_all()
                if held is not None:
                    self._held[key] = self._using(held, working)
                    self._room(Footprint(), keep=key)  # larger than it was thought: others make up for it
        self._collect()
        return held

    def _using(self, held: _Held, working: Footprint) -> _Held:
        self._clock += 1
        held.used = self._clock
        held.users += 1
        held.working.append(working)
        self._changed.notify_all()
        return held

    def _used(self) -> Footprint:
        total = sum(self._loading.values(), Footprint())
        for held in self._held.values():
            total = sum(held.working, total + held.size)
        return total

    def _room(self, wanted: Footprint, keep: str) -> bool:
        """Whether there is room for `wanted`, having let go of what it took; nothing goes where that would not do."""
        idle = [key for key, held in self._held.items() if not held.users and key != keep]
        idle.sort(key=lambda key: (self._held[key].pinned, self._held[key].used))
        kept = self._used() + wanted
        going: list[str] = []
        while not kept.within(self.budget) and idle:
            key = idle.pop(0)
            size = self._held[key].size
            kept = Footprint(kept.device - size.device, kept.host - size.host)
            going.append(key)
        if not kept.within(self.budget):
            return False
        for key in going:
            self._drop(key)
        return True

    def _drop(self, key: str) -> None:
        del self._held[key]
        self._gone = True
        self._changed.notify_all()

    def _collect(self) -> None:
        """Give back what went; modules are in circles, and a collection takes a good part of a second."""
        with self._changed:
            gone, self._gone = self._gone, False
        if gone:
            gc.collect()
            self._emptied()


def measure(thing: Any, device: str) -> Footprint:
    """The bytes of all parameters and buffers of a module, a pipeline, or a mapping of parts; each storage once."""
    import torch

    kind = torch.device(device).type
    parts = getattr(thing, "components", thing)
    modules = parts.values() if isinstance(parts, dict) else [parts]
    seen: set[int] = set()
    on_device = on_host = 0
    for module in modules:
        if not isinstance(module, torch.nn.Module):
            continue
        for tensor in (*module.parameters(), *module.buffers()):
            storage = tensor.untyped_storage()
            if storage._cdata in seen:
                continue
            seen.add(storage._cdata)
            if tensor.device.type == kind:
                on_device += storage.nbytes()
            else:
                on_host += storage.nbytes()
    return Footprint(on_device, on_host)
