"""`manage.py gpu_worker`: one process that owns a GPU and renders with text-to-video models on it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

from celery import current_app
from celery.concurrency import get_implementation
from celery.utils.nodenames import default_nodename, host_format
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generation.engine.base import EngineError
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.folders.folder import look_at
from generation.engine.registry import engine, models
from generation.jobs import checkpoints
from generation.jobs.drain import broken
from generation.jobs.gpu import device_named, equip
from generation.jobs.presence import Presence
from generation.jobs.queues import queue_of
from generation.jobs.served import Served
from generation.jobs.serving import serve
from generation.jobs.watchdog import HUNG, Watchdog
from generation.management.beside_others import supervise, this_command, wait_for_ever
from generation.offered import problem

#: What the process ends with where its device can't be used any more, so that a supervisor starts it anew.
BROKEN = 75
MOST_JOBS = 8
NOTHING = "No text-to-video model is configured (GENERATION_MODELS): no GPU worker is needed."


class Command(BaseCommand):
    help = "Render with text-to-video models on one GPU of this machine. Start one for each GPU."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which device, which models, and how many jobs overlap on it."""
        parser.add_argument(
            "--device",
            metavar="D",
            default=settings.GENERATION_DEVICE,
            help="cuda:0, cuda:1, … or cpu (GENERATION_DEVICE; default: the first GPU)",
        )
        parser.add_argument(
            "--models", metavar="A,B", default="", help="serve these models alone (default: all configured)"
        )
        parser.add_argument(
            "--jobs", metavar="N", type=int, default=3,
            help="jobs at a time: one is denoised while another is read or encoded (default 3)",
        )  # fmt: skip
        parser.add_argument(
            "--memory-gib", metavar="G", type=float, default=0.0,
            help="plan with so much of the device's memory (default: what is free)",
        )  # fmt: skip
        parser.add_argument("--no-warm-up", action="store_true", help="load no model before the first job")
        parser.add_argument(
            "--or-wait", action="store_true",
            help="do nothing where it can't run, and start anew after a fault: for running beside the site",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 after a stop, 75 where the device broke, 76 where a render hung, 1 where it can't run here."""
        if options["or_wait"]:
            self._beside_others()
        try:
            served = self._served(options["models"], options["jobs"])
            equip(device_named(options["device"]), options["memory_gib"], served)
            from generation.engine.diffusion.device.host import host

            owned = host()
        except EngineError as error:
            raise CommandError(str(error)) from error
        if not options["no_warm_up"]:
            self._warm_up(owned, served)
        names = frozenset(model.name for model in served)
        code = self._work(owned, names, options["jobs"])
        owned.close()
        if broken.is_set():
            self.stderr.write(f"{owned.name} can't be used any more by this process; start it again.")
            sys.stderr.flush()
            os._exit(BROKEN)  # threads that wait for the device would keep the process
        if code:
            sys.exit(code)

    def _beside_others(self) -> None:
        if not models() and not problem():
            wait_for_ever(NOTHING if settings.GENERATION_MODELS else "")
        code = supervise(this_command("--or-wait"), (BROKEN, HUNG), self.stderr.write)
        if code > 0:
            wait_for_ever("No GPU worker runs; the reason stands above.")
        sys.exit(0)

    def _served(self, wanted: str, jobs: int) -> list[ConfiguredModel]:
        """The models that are asked for, each looked at before a device is. Raises `CommandError`."""
        if problem():
            raise CommandError(problem())
        if not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs is {jobs}; choose 1 to {MOST_JOBS}.")
        configured = {model.name: model for model in models()}
        if not configured:
            raise CommandError(NOTHING)
        chosen = [name.strip() for name in wanted.split(",") if name.strip()] or list(configured)
        unknown = [name for name in chosen if name not in configured]
        if unknown:
            raise CommandError(
                f"No model {', '.join(unknown)} is configured; there are: {', '.join(configured)}."
            )
        problems = [sentence for name in chosen for sentence in _problems(configured[name])]
        if problems:
            raise CommandError("\n".join(problems))
        return [configured[name] for name in chosen]

    def _warm_up(self, owned: Any, served: list[ConfiguredModel]) -> None:
        from generation.engine.diffusion.device.warm_up import warm_up

        for sentence in warm_up(owned, served):
            self.stderr.write(f"Not warmed up: {sentence}")

    def _work(self, owned: Any, names: frozenset[str], jobs: int) -> int:
        """Take jobs until told to stop."""
        serves = lambda: Served(names, owned.resident() & names)  # noqa: E731
        serve(serves)
        presence = Presence(owned.name, serves, also=checkpoints.sweep)
        watchdog = Watchdog()
        threading.Thread(target=_go_when_broken, name="device", daemon=True).start()
        worker = current_app.Worker(
            hostname=host_format(default_nodename(f"gpu-{os.getpid()}")),
            pool_cls=get_implementation("threads"),
            concurrency=jobs,
            queues=sorted(filter(None, map(queue_of, names))),
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        )
        presence.start()
        watchdog.start()
        self.stdout.write(f"{owned.name} ({owned.device.index}) renders for {', '.join(sorted(names))}.")
        self.stdout.flush()  # into a log, too, at once
        try:
            worker.start()
        finally:
            watchdog.stop()
            presence.stop()
        return int(worker.exitcode or 0)


def _problems(model: ConfiguredModel) -> list[str]:
    """What keeps a model from being rendered with here, each sentence with the model's name."""
    sentences = engine(model.name).missing() or list(look_at(model).problems)
    return [f"{model.name}: {sentence}" for sentence in sentences]


def _go_when_broken() -> None:
    """A device that is lost is lost for the process: stop as if told to, so that the other jobs go back, too."""
    broken.wait()
    os.kill(os.getpid(), signal.SIGTERM)
