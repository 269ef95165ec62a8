"""Recognition of our clips after what happens to videos, false claims on others' films, and what the mark costs.

`BENCH_CLIPS` own clips (60) are rendered once and kept in the temporary folder; as many more of other seeds as
`BENCH_TWINS` says (30) are foreign. A first run takes hours on two cores.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.flows.installation import ROOT

CLIPS, TWINS = int(os.environ.get("BENCH_CLIPS", "60")), int(os.environ.get("BENCH_TWINS", "30"))
ROUNDS, FRAMES_OF_EACH, DRAWN = (int(n) for n in os.environ.get("BENCH_FOREIGN", "5,16,300").split(","))
#: What is measured; the first makes the clips that the next two need.
ONLY = os.environ.get("BENCH_ONLY", "clips,own,others,cost,large").split(",")


def measure() -> Iterator[str]:
    """The tables' lines, from a process with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings", "DEBUG": "true", "ENV_FILE": os.devnull,
            "DATA_DIR": folder, "CELERY_BROKER_URL": "memory://", "STRIPE_SANDBOX_URL": "", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        with subprocess.Popen(
            [sys.executable, "-m", "tests.bench.provenance"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        ) as child:  # fmt: skip
            assert child.stdout is not None
            yield from (line.rstrip("\n") for line in child.stdout)
        if child.returncode:
            raise RuntimeError("the bench broke off")


@dataclass
class Read:
    """What the layers say of a file: clips, or None."""

    mark: int | None = None
    z: float = 0.0
    fingerprint: int | None = None
    alike: bool = False
    signed: bool = False

    @property
    def clips(self) -> set[int]:
        return {one for one in (self.mark, self.fingerprint) if one is not None}


@dataclass
class Tally:
    """Of one attack: how many files, and how many each layer knew; and claims of a wrong clip."""

    files: int = 0
    mark: int = 0
    fingerprint: int = 0
    overall: int = 0
    wrong: int = 0
    z: list[float] = field(default_factory=list)

    def count(self, read: Read, clip: int) -> None:
        self.files += 1
        self.mark += read.mark == clip
        self.fingerprint += read.fingerprint == clip
        self.overall += clip in read.clips
        self.wrong += bool(read.clips - {clip})
        self.z.append(read.z)


def main() -> None:
    """In the process of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder))
        for part in ONLY:
            for line in getattr(bench, part)():
                print(line, flush=True)


class _Bench:
    def __init__(self, folder: Path) -> None:
        from catalog.models import Account
        from generation.finishing.invisible.keys import load_or_make as mark_keys
        from generation.finishing.keys import load_or_make

        self.folder = folder
        self.account = Account.objects.create(name="Bench")
        self.signer = load_or_make(folder / "keys")
        self.keys = mark_keys(folder / "mark")
        self.masters: list[tuple[int, Path]] = []

    def clips(self) -> Iterator[str]:
        """Finish every clip."""
        from .provenance_clips import Shot

        noise = [self._finish(Shot(number)) for number in range(CLIPS)]
        yield f"{CLIPS} clips of 4 to 5 seconds, 640 x 360 (some 360 x 640 and 1280 x 720), marked and finished."
        yield f"PSNR of marked to unmarked frames: median {statistics.median(noise):.1f} dB, least {min(noise):.1f} dB."

    def own(self) -> Iterator[str]:
        """Alter and read each."""
        from generation.finishing.attacks import ATTACKS, alter

        tallies: dict[str, Tally] = defaultdict(Tally)
        for clip, master in self.masters:
            tallies["untouched"].count(self._read(master), clip)
            for attack in ATTACKS:
                altered = alter(master, self.folder, attack)
                tallies[attack.name].count(self._read(altered), clip)
            for altered in self.folder.glob(f"{master.stem}-*"):
                altered.unlink()
            _say(f"{master.stem}: " + " ".join(f"{n} {t.overall}/{t.files}" for n, t in tallies.items()))
        yield ""
        yield "| what was done | files | mark | fingerprint | any | wrong clip | mark's z: 5th percentile, median |"
        yield "|---|---|---|---|---|---|---|"
        words = {attack.name: attack.words for attack in ATTACKS} | {"untouched": "Nothing: the master"}
        for name, tally in tallies.items():
            shares = " | ".join(
                f"{n / tally.files:.1%}" for n in (tally.mark, tally.fingerprint, tally.overall)
            )
            z = f"{np.percentile(tally.z, 5):.1f}, {statistics.median(tally.z):.1f}"
            yield f"| {words[name]} | {tally.files} | {shares} | {tally.wrong} | {z} |"

    def others(self) -> Iterator[str]:
        """Read what is not ours."""
        from .provenance_clips import Shot, frames_of, shot_file
        from .provenance_foreign import drawn, films

        tallies: dict[str, list[Read]] = defaultdict(list)
        for path in films(self.folder, ROUNDS):
            frames = list(frames_of(path))
            tallies["ffmpeg's sources, films"].append(self._read(path))
            step = max(1, len(frames) // FRAMES_OF_EACH)
            tallies["ffmpeg's sources, single frames"] += [self._look([(0, f)]) for f in frames[::step]]
            path.unlink()
            _say(f"{path.name}: {sum(len(r) for r in tallies.values())} read")
        for number in range(DRAWN):
            tallies["drawn pictures"].append(self._look([(0, drawn(number))]))
        for number in range(CLIPS, CLIPS + TWINS):
            path = shot_file(Shot(number))
            tallies["our engine with other seeds, films"].append(self._read(path))
            frames = list(frames_of(path))[::10]
            tallies["our engine with other seeds, single frames"] += [self._look([(0, f)]) for f in frames]
            _say(f"{path.name}: {sum(len(r) for r in tallies.values())} read")
        yield ""
        yield "| not ours | files | claimed by mark | by fingerprint | said to look alike | mark's highest z |"
        yield "|---|---|---|---|---|---|"
        for name, reads in tallies.items():
            marks, prints = (
                sum(one is not None for one in w)
                for w in zip(*((r.mark, r.fingerprint) for r in reads), strict=True)
            )
            alike = sum(r.alike for r in reads)
            yield f"| {name} | {len(reads)} | {marks} | {prints} | {alike} | {max(r.z for r in reads):.1f} |"
        yield f"| together | {sum(len(r) for r in tallies.values())} | | | | |"

    def cost(self) -> Iterator[str]:
        """Processor time a 720p frame: the same pass with the mark and without, by turns."""
        from generation.finishing.invisible.embed import Marker

        from .finishing import draw

        frames = draw()[:96]
        marker = Marker(self.keys[0], 1, 1280, 720)
        times: dict[str, list[float]] = {"with": [], "without": []}
        alone = []
        for _ in range(3):
            for way in times:
                times[way].append(self._pass(frames, mark=way == "with"))
            began = time.process_time()
            for frame in frames:
                marker.mark(frame)
            alone.append((time.process_time() - began) / len(frames))
        extra = statistics.median(times["with"]) - statistics.median(times["without"])
        yield ""
        yield f"The mark takes {1000 * statistics.median(alone):.1f} ms of CPU a 720p frame by itself;"
        yield (
            f"a whole pass with its encoder {1000 * statistics.median(times['with']):.1f} ms a frame with it,"
            f" {1000 * statistics.median(times['without']):.1f} ms without: {1000 * extra:.1f} ms more."
        )

    def large(self) -> Iterator[str]:
        """Recognition among the fingerprints of 100,000 clips, held in memory."""
        from catalog import recognition

        known = recognition._near
        words = np.random.default_rng(1).integers(0, 2**64, (4, 1_000_000), np.uint64)
        wanted = np.random.default_rng(2).integers(0, 2**64, (120, 4), np.uint64)
        began = time.perf_counter()
        list(known(words, wanted))
        yield ""
        yield f"120 hashes against 1,000,000 (100,000 clips of 10 seconds): {time.perf_counter() - began:.2f} s."

    def _pass(self, frames: Sequence[np.ndarray], *, mark: bool) -> float:
        from unittest.mock import patch

        own = time.process_time()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        if mark:
            self._finished(frames, 1)
        else:
            with patch("generation.finishing.finish.Marker.mark", lambda _, frame: frame):
                self._finished(frames, 1)
        later = resource.getrusage(resource.RUSAGE_CHILDREN)
        encoder = later.ru_utime + later.ru_stime - children.ru_utime - children.ru_stime
        return (time.process_time() - own + encoder) / len(frames)

    def _finished(self, frames: Sequence[np.ndarray], number: int):
        from generation.finishing.finish import finish

        from .finishing import ORIGIN

        height, width = frames[0].shape[:2]
        return finish(
            iter(frames), width=width, height=height, fps=24, frame_count=len(frames), loop=False, sound=None,
            origin=ORIGIN, signer=self.signer, mark_key=self.keys[0], mark_number=number,
            work_dir=self.folder, stop=threading.Event(),
        )  # fmt: skip

    def _finish(self, shot) -> float:
        """Make a clip of a shot; returns the mark's PSNR in decibels."""
        from catalog.models import Clip, FingerprintFrame
        from generation.finishing.invisible.embed import Marker
        from generation.finishing.invisible.number import LARGEST

        from .provenance_clips import frames_of, shot_file

        frames = list(frames_of(shot_file(shot)))
        number = int(np.random.default_rng(shot.number).integers(1, LARGEST))
        height, width = frames[0].shape[:2]
        marker = Marker(self.keys[0], number, width, height)
        errors = [
            np.square(marker.mark(one).astype(np.int16) - one).mean(dtype=np.float64) for one in frames[::12]
        ]
        finished = self._finished(frames, number)
        clip = Clip.objects.create(
            account=self.account, title=shot.prompt, prompt=shot.prompt, brief={}, width=width, height=height, fps=24,
            frame_count=len(frames), duration_ms=finished.duration_ms, source_type="algorithmicMedia",
            engine="studio", engine_version="1", renderer="bench", seed=shot.number, mark_number=number,
        )  # fmt: skip
        FingerprintFrame.objects.bulk_create(
            FingerprintFrame(clip=clip, at_ms=h.at_ms, pdq=h.pdq, quality=h.quality) for h in finished.hashes
        )
        kept = self.folder / f"{shot.number:03d}-{shot.family}.mp4"
        finished.files[0].path.replace(kept)
        self.masters.append((clip.pk, kept))
        _say(f"{kept.name} finished")
        return float(10 * np.log10(255**2 / np.mean(errors)))

    def _read(self, path: Path) -> Read:
        """A file as the verify page's sandbox sees it, with its evidence."""
        from generation.finishing.dropped import pictures
        from generation.finishing.formats import media_type
        from generation.finishing.note import read
        from generation.sandbox.messages import SIDE

        with path.open("rb") as file:
            form = media_type(file)
            signed = read(file, form, self.signer.root.decode()).state == "ours"
            seen = self._look(list(pictures(file, form, side=SIDE, seconds=120)))
        seen.signed = signed
        return seen

    def _look(self, pictures: Sequence[tuple[int, np.ndarray]]) -> Read:
        from catalog.models import Clip
        from generation.finishing.dropped import compared_after
        from generation.finishing.invisible.averages import Averages
        from generation.finishing.invisible.find import find
        from generation.sandbox.messages import MOST
        from generation.verification import NEAR, SEVERAL, known_by

        averages, hashed, due = Averages(), [], 0
        for at_ms, frame in pictures:
            averages.add(at_ms, frame)
            if at_ms >= due and len(hashed) < MOST:
                hashed.append((at_ms, frame))
                due = compared_after(at_ms)
        seen = Read()
        found = find(averages, self.keys)
        if found is not None:
            seen.z = float(found.z)
            seen.mark = Clip.objects.filter(mark_number=found.number).values_list("pk", flat=True).first()
            if seen.mark is None and found.certain:
                seen.mark = 0  # a claim all the same: of a clip that is in no book
        known = known_by(hashed)
        if known is not None:
            distance = 256 * (1 - known.confidence * known.looked_at / known.matched)
            if known.matched >= SEVERAL or distance <= NEAR:
                seen.fingerprint = known.clip_id
            else:
                seen.alike = True
        return seen


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
