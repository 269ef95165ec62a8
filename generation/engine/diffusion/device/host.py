"""One process's device and everything on it: models, prompts, turns. Calls of several job threads meet here."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generation.engine.base import DeviceLost
from generation.engine.diffusion.calling import loading, recipe
from generation.engine.diffusion.calling.checking import check as check_call
from generation.engine.diffusion.calling.recipe import guided
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.work import Call, Outcome, Seen, Sink

from .compiling import Compiler, is_compile_failure
from .delivery import Delivery
from .determinism import settle
from .embeddings import EmbeddingCache, Words
from .encoders import encoding_pipeline, load_text_parts
from .facts import Timing, facts_of
from .faults import OutOfMemory, is_device_lost, is_out_of_memory, let_go_of
from .gpu import GIB, Device, look
from .lock import DeviceLock
from .memory import Planned, TooBig, choose
from .offload import place, set_tiling
from .options import HostOptions
from .precision import loading_dtype
from .residency import Footprint, Residency
from .turn import Turn
from .weights import encoder_identity, folder_of, identity, weights_in
from .working_set import Size

log = logging.getLogger(__name__)

#: What a text encoder works in beside its weights, bytes: 512 tokens through the widest that is known, with room.
ENCODING = GIB // 4


class Host:
    """A device with its models. `make` may be called from several threads; one at a time denoises and decodes."""

    def __init__(self, options: HostOptions = HostOptions()) -> None:  # noqa: B008 - frozen
        """Chooses the device and takes its lock. Raises `EngineError`: no such device, or it is taken."""
        machine = look()
        self.device: Device = machine.choose(options.device)
        self._lock = (
            DeviceLock(options.locks, self.device.uuid, self.device.index).take() if options.locks else None
        )
        settle()
        budget = int(options.memory_gib * GIB) or self.device.budget
        beside = machine.cpu.budget if self.device.kind == "cuda" else 0
        self.options = options
        self.residency = Residency(Footprint(budget, beside), self.device.index, self._empty)
        self.turn = Turn()
        self.prompts = EmbeddingCache(options.prompts)
        self.compiler = Compiler(options.shapes, on=options.compiling, device=self.device.index)
        self._encoding = Turn()
        self._outgrown: set[tuple[str, Size, str]] = set()
        self._lost = ""

    @property
    def name(self) -> str:
        """The device's own name."""
        return self.device.name

    @property
    def kind(self) -> str:
        """ "cuda" or "cpu"."""
        return self.device.kind

    def resident(self) -> frozenset[str]:
        """The names of the models in memory."""
        return self.residency.resident()

    def close(self) -> None:
        """Unload everything and let another process have the device."""
        self.residency.let_all_go()
        if self._lock is not None:
            self._lock.release()

    def plans(self, model: ConfiguredModel, size: Size) -> tuple[Planned, ...]:
        """How this call can be run here, the first choice first.

        Follows from model, size and device, not from what is loaded, but for two things: plans that ran out of memory
        for this size are left out, and pinned other models stay if any plan allows it.
        Raises `TooBig` or `NoWeights`.
        """
        weights = weights_in(folder_of(model), model.kind)
        budget, pinned = self.residency.budget, self.residency.pinned(but=model.name)
        host = budget.host / GIB if self.kind == "cuda" else float("inf")
        try:
            found = choose(
                model.kind, size, self.device,
                budget=(budget.device - pinned.device) / GIB, host=host, weights=weights,
            )  # fmt: skip
        except TooBig:
            found = choose(
                model.kind, size, self.device, budget=budget.device / GIB, host=host, weights=weights
            )
        left = tuple(one for one in found if (model.name, size, one.plan.name) not in self._outgrown)
        return left or found[-1:]

    def make(
        self,
        model: ConfiguredModel,
        call: Call,
        sink: Sink,
        on_step: Callable[[Seen], None],
        check: Callable[[], None],
        on_turn: Callable[[bool], None] = lambda taken: None,
    ) -> Outcome:
        """Run one call and give every frame to `sink`, in order, whole takes interleaved as they are decoded.

        `on_turn` is told False when the waiting for the device begins, and True when it is this call's.

        Out of memory falls back once to the next cheaper plan, after `sink.begin()`, and says so in the facts; a second
        time raises `OutOfMemory`. Raises `DeviceLost` for good once the device is gone, `EngineError` for what can't be
        run, and whatever `check`, `on_step` or the sink raise, with the pipeline clean for the next call.
        """
        check_call(model, call)
        together = len(call.seeds) if model.kind.batches and call.task == "text" else 1
        size = Size(call.width, call.height, call.frames, together, guided(model.kind, call))
        fallback = ""
        plans = list(self.plans(model, size))
        while True:
            self._still_there()
            try:
                return self._attempt(model, call, size, plans[0], fallback, sink, on_step, check, on_turn)
            except Exception as error:
                self._judge(error)
                out_of_memory = is_out_of_memory(error)
                compiling = self.compiler.on and not self.compiler.given_up
                if not out_of_memory and not (compiling and is_compile_failure(error)):
                    raise
                reason = " ".join(str(error).split())[:300] or type(error).__name__
                let_go_of(error)
            if not out_of_memory:
                self.compiler.give_up(reason)
                continue
            self.residency.let_all_go()
            gc.collect()
            self._empty()
            failed = plans.pop(0)
            self._outgrown.add((model.name, size, failed.plan.name))
            log.warning("%s ran out of memory (%s): %s", model.name, failed.plan.name, reason)
            if fallback or not plans:
                raise OutOfMemory(
                    f"{model.name} at {size.width}×{size.height}, {size.frames} frames: out of memory on {self.name} "
                    f"({fallback + '; then ' if fallback else ''}{failed.plan.name}). Offer a smaller size."
                )
            fallback = f"out of memory with {failed.plan.name}"

    def _attempt(
        self,
        model: ConfiguredModel,
        call: Call,
        size: Size,
        planned: Planned,
        fallback: str,
        sink: Sink,
        on_step: Callable[[Seen], None],
        check: Callable[[], None],
        on_turn: Callable[[bool], None],
    ) -> Outcome:
        sink.begin()
        timing = Timing()
        folder = folder_of(model)
        with timing.of("encode"):
            embeddings = self._encoded(model, call, planned, folder, check)
        delivery = Delivery(sink, self.options.frames)
        on_turn(False)
        with self.turn.taken(check) as waited:
            on_turn(True)
            timing.add("wait", waited)
            began = time.monotonic()
            with self._resident(model, call, planned, folder, check) as pipeline:
                timing.add("load", time.monotonic() - began)
                facts = facts_of(self.device, model, call, planned, pipeline, identity(model, folder))
                with self._computing(), self.compiler.used(pipeline, planned.plan, size) as compiled:
                    with timing.of("denoise"):
                        made = recipe.run(pipeline, model, call, on_step, embeddings=embeddings)
                        self._wait_for_device()
                    with timing.of("decode"):
                        delivery.drain(made.chunks, check)
        with timing.of("deliver"):
            delivery.finish(check)
        facts |= {"compiled": compiled, "fallback": fallback, "seconds": timing.seconds}
        return Outcome(facts, made.sound, made.sound_rate)

    def _encoded(
        self, model: ConfiguredModel, call: Call, planned: Planned, folder: Path, check: Callable[[], None]
    ) -> Any:
        """The prompt's embeddings, on the CPU. Needs no turn: the encoder runs while another job denoises."""
        plan = planned.plan
        where = self.device.index if plan.encoder == "device" else "cpu"
        dtype = loading_dtype(plan)
        key = f"text encoder {encoder_identity(folder)} {dtype} {where}"
        kind = model.kind
        words = Words(
            key, kind.family, kind.encoder.tokens, call.prompt, call.negative, guided=guided(kind, call)
        )
        beside = self.kind == "cuda" and where == "cpu"
        weight = int((planned.need.encoder or weights_in(folder, kind).encoder) * GIB)

        def encode() -> Any:
            with (
                self.residency.use(
                    key,
                    lambda: load_text_parts(model, call.task, folder, dtype, where),
                    estimate=Footprint(0, weight) if beside else Footprint(weight, 0),
                    working=Footprint(0, ENCODING) if beside else Footprint(ENCODING, 0),
                    pinned=model.pinned,
                    check=check,
                ) as parts,
                self._encoding.taken(check),  # tokenizers are not safe for two threads
                self._computing(),
            ):
                return recipe.encode(encoding_pipeline(model, call.task, parts), model, call)

        return self.prompts.get(words, encode, check)

    @contextmanager
    def _resident(
        self, model: ConfiguredModel, call: Call, planned: Planned, folder: Path, check: Callable[[], None]
    ) -> Iterator[Any]:
        """The model as this call's pipeline, placed as the plan says. A copy under another plan goes first."""
        plan, need = planned.plan, planned.need
        encoder = weights_in(folder, model.kind).encoder if plan.encoder == "cpu" else 0.0  # held on its own
        key = f"{model.name}: {plan.precision}, {plan.offload} offload"
        for other in self.residency.loaded():
            if other != key and other.startswith(f"{model.name}: "):
                self.residency.let_go(other)

        def load() -> Any:
            pipeline = loading.load(model, call.task, dtype=loading_dtype(plan), without_encoder=True)
            place(pipeline, plan, self.device.index)
            return pipeline

        with self.residency.use(
            key,
            load,
            estimate=Footprint(int(need.weights * GIB), max(0, int((need.beside - encoder) * GIB))),
            working=Footprint(int(need.working * GIB)),
            pinned=model.pinned,
            model=model.name,
            check=check,
        ) as pipeline:
            set_tiling(pipeline, plan.tiling)
            fitting = loading.for_task(pipeline, model, call.task)
            if fitting is not pipeline and plan.offload == "model":
                place(fitting, plan, self.device.index)
            yield fitting

    @contextmanager
    def _computing(self) -> Iterator[None]:
        """This thread computes on the host's device, without gradients."""
        import torch

        if self.kind == "cuda":
            torch.cuda.set_device(self.device.index)
        with torch.no_grad():
            yield

    def _wait_for_device(self) -> None:
        if self.kind == "cuda":
            import torch

            torch.cuda.synchronize(self.device.index)

    def _empty(self) -> None:
        if self.kind == "cuda" and not self._lost:
            import torch

            torch.cuda.empty_cache()

    def _still_there(self) -> None:
        if self._lost:
            raise DeviceLost(self._lost)

    def _judge(self, error: Exception) -> None:
        """Raises `DeviceLost` where that is what the error means, now and for every later call."""
        if isinstance(error, DeviceLost) or is_device_lost(error):
            self._lost = f"{self.name} ({self.device.index}) is lost: {error}"
            raise DeviceLost(self._lost) from error


_one: list[Host] = []
_options = HostOptions()
_making = threading.Lock()


def configure(options: HostOptions) -> None:
    """What this process's host is to be, said before it is first asked for."""
    global _options
    with _making:
        if _one:
            raise RuntimeError("The host is there already: configure it before the first render.")
        _options = options


def host() -> Host:
    """This process's one host, made when first asked for. Raises `EngineError`."""
    with _making:
        if not _one:
            _one.append(Host(_options))
        return _one[0]
