"""`manage.py simulate_fleet`: how long people would wait, with so many workers, for arrivals of any kind."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from generation.brief.parse import parse
from generation.engine.registry import names
from generation.management.replays import Replay, replay, table
from generation.management.session import SessionCommand
from generation.models import Job
from generation.requests.ask import Ask
from generation.requests.estimate import seconds
from generation.requests.timing import reloads
from generation.scheduling.arrivals import MOST, ArrivalsError, read_arrivals
from generation.scheduling.model import Waiting
from generation.scheduling.patterns import PATTERNS, arrivals

MOST_WORKERS = 1_000
#: An engine's usual job is the median of its last so many; of fewer than a few, an estimate is better.
LAST, FEW = 200, 5
#: What is estimated where nothing was made yet.
USUAL = "Golden waves at sunset"


class Command(SessionCommand):
    help = "Replay arrivals against so many workers, by the queue's own policy and first come, first served."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which arrivals, how many workers, how long jobs take."""
        super().add_arguments(parser)
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--pattern", metavar="P", help=f"{', '.join(PATTERNS)}; without it all of them")
        source.add_argument(
            "--arrivals", metavar="FILE", help="CSV or JSON: at, account, class, engine, seconds"
        )
        source.add_argument("--from-history", action="store_true", help="this installation's own jobs")
        parser.add_argument("--days", metavar="N", default="7", help="how far back --from-history goes (7)")
        parser.add_argument("--workers", metavar="N", default="2", help=f"1 to {MOST_WORKERS:,} (2)")
        parser.add_argument(
            "--engine", metavar="NAME[=SECONDS[:RELOAD]]", action="append", dest="engines",
            help="an engine that is asked for, with its usual job's seconds and its model's loading; as measured "
            "here where they are not given; several times for several (studio)",
        )  # fmt: skip
        parser.add_argument(
            "--seed", metavar="N", default="1", help="the same seed makes the same arrivals (1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing is written: what is measured here is only read."""
        workers = _whole("workers", options["workers"], 1, MOST_WORKERS)
        seed = _whole("seed", options["seed"], 0, 2**32)
        days = _whole("days", options["days"], 1, 3_650)
        self.ready_database()
        self.kinds: dict[str, float] = {}
        self.loads: dict[str, float] = {}
        for given in options["engines"] or ():
            self._take(given)
        if options["arrivals"]:
            found = [self._of_file(Path(options["arrivals"]), workers)]
        elif options["from_history"]:
            found = [self._of_history(days, workers)]
        else:
            found = list(self._of_patterns(options["pattern"], workers, seed))
        if options["json"]:
            self.give({"replays": [one.as_json() for one in found]})
            return
        for one in found:
            for line in (*table(one), ""):
                self.stdout.write(line)

    def _take(self, given: str) -> None:
        name, has_seconds, rest = given.partition("=")
        usual, has_load, load = rest.partition(":")
        if not name:
            raise CommandError(f"--engine {given} names no engine; such as --engine wan=90:60.")
        if not has_seconds:
            self._measured(name)
            return
        self.kinds[name] = _seconds(given, usual, least=1e-3)
        self.loads[name] = _seconds(given, load, least=0) if has_load else reloads([name]).get(name, 0.0)

    def _measured(self, name: str) -> None:
        if name not in names():
            known = ", ".join(names())
            raise CommandError(
                f"There is no engine “{name}” (there are: {known}); give its seconds: {name}=60."
            )
        done = Job.objects.filter(engine=name, state=Job.State.DONE, render_seconds__gt=0).order_by("-pk")
        last = [took for took in done.values_list("render_seconds", flat=True)[:LAST] if took]
        if len(last) >= FEW:
            self.kinds[name] = median(last)
            told = f"the median of its last {len(last)} jobs"
        else:
            self.kinds[name] = seconds(Ask(USUAL, engine=name), parse(USUAL))
            told = "estimated for five seconds of clip in 1080p"
        self.loads |= reloads([name])
        self.say(f"{name}: {self.kinds[name]:.1f} s a usual job, {told}.")

    def _of_patterns(self, wanted: str | None, workers: int, seed: int) -> Iterator[Replay]:
        if wanted is not None and wanted not in PATTERNS:
            raise CommandError(f"There is no pattern “{wanted}”; choose one of: {', '.join(PATTERNS)}.")
        if not self.kinds:
            self._measured("studio")
        for name in [wanted] if wanted else PATTERNS:
            made = arrivals(name, self.kinds, workers, seed, MOST + 1)
            if not made:
                raise CommandError(
                    f"With jobs this long nobody comes within the pattern “{name}”; give shorter ones or more workers."
                )
            if len(made) > MOST:
                raise CommandError(
                    f"That would be more than {MOST:,} requests, which take too long to replay; "
                    "take fewer workers or longer jobs."
                )
            yield replay(name, (PATTERNS[name].__doc__ or "").strip(), made, workers, self.loads)

    def _of_file(self, path: Path, workers: int) -> Replay:
        try:
            jobs = read_arrivals(path)
        except ArrivalsError as error:
            raise CommandError(str(error)) from error
        return replay(path.name, "arrivals from a file", jobs, workers, self._loads_of(jobs))

    def _of_history(self, days: int, workers: int) -> Replay:
        since = timezone.now() - timedelta(days=days)
        rows = Job.objects.filter(created_at__gte=since).exclude(state=Job.State.CANCELLED).order_by("-pk")
        fields = (
            "pk",
            "account_id",
            "engine",
            "priority",
            "render_seconds",
            "seconds_expected",
            "created_at",
            "deadline",
        )
        jobs = [
            Waiting(
                pk, account, engine, priority, max(took or told, 1e-3), asked.timestamp(),
                deadline.timestamp() if deadline else None,
            )
            for pk, account, engine, priority, took, told, asked, deadline in rows.values_list(*fields)[:MOST]
        ]  # fmt: skip
        if not jobs:
            raise CommandError(f"Nothing was asked for here in {days} days.")
        return replay(
            "history", f"what was asked for here in {days} days", jobs, workers, self._loads_of(jobs)
        )

    def _loads_of(self, jobs: list[Waiting]) -> dict[str, float]:
        return reloads({job.engine for job in jobs}) | self.loads


def _whole(name: str, given: str, least: int, most: int) -> int:
    try:
        number = int(given)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise CommandError(f"--{name} {given} is not possible; choose {least:,} to {most:,}.")
    return number


def _seconds(given: str, value: str, *, least: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and least <= number <= 86_400):
        raise CommandError(f"--engine {given}: “{value}” is not a number of seconds, up to a day.")
    return number
