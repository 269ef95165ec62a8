"""Looking at frames: CPU-seconds for each detector and clip, and how many of the studio's own clips would be held."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from generation.brief.parse import parse
from generation.engine.base import RenderControl, RenderSettings
from generation.engine.studio.engine import StudioEngine
from generation.finishing.fingerprint import distance
from generation.finishing.finish import finish
from generation.finishing.keys import load_or_make
from generation.finishing.marks import FONT
from generation.finishing.model import Finished, Origin
from generation.screening.frames.inspect import inspect
from generation.screening.frames.limits import load_limits
from generation.screening.frames.model import Context, FrameReport, Reading, Sample
from generation.screening.frames.reading import read
from generation.screening.frames.registry import DETECTORS, detector
from tests.bench.studio import PROMPTS
from tests.generation.screening.frames.footage import face, landscape, marked, write

#: Clips that are timed: size and seconds.
TIMED = ((640, 360, 5), (1280, 720, 5), (1920, 1080, 5), (1280, 720, 30))
#: What is looked for, in which heights of pixels.
HEIGHTS = (8, 12, 16, 24, 32, 48, 80)
BRANDS = ("COCA-COLA", "STARBUCKS", "TOYOTA", "HEINEKEN", "BURGER KING", "ADIDAS", "SAMSUNG", "PEPSI")
#: The studio's clips: each family's prompt with these seeds, and some that are dark, calm or plain.
SEEDS = (1, 2, 3)
DARK = (
    "Calm ocean at night under the moon, low camera",
    "Blue particle waves flowing on a dark background, seamless loop",
    "Festive red and gold bokeh drifting, seamless loop",
    "Heavy rain on glass, moody blue evening",
    "Milky Way turning over hills, night time-lapse",
    "Overcast grey sea from above, aerial drone shot",
    "Slow thick fog clouds, overcast, calm",
    "Warm skin coloured bokeh, soft and slow",
)
SETTINGS = RenderSettings(2_000, 640, 360, 24, 1, quality="draft", sound=False)


def measure() -> Iterator[str]:
    """The tables' lines."""
    yield from costs()
    yield ""
    yield from sizes()
    yield ""
    yield from false_holds()


def costs() -> Iterator[str]:
    """CPU-seconds of decoding and of each detector, after they are loaded."""
    for name in DETECTORS:
        detector(name)
    yield f"| clip | frames looked at | decoding | {' | '.join(DETECTORS)} | CPU-s in all |"
    yield f"|---|---|---|{'---|' * len(DETECTORS)}---|"
    with tempfile.TemporaryDirectory() as folder:
        for width, height, seconds in TIMED:
            path = write(Path(folder) / "clip.mp4", _drifting(width, height, 24 * seconds))
            hashes = tuple((1_000 * second, bytes(32), 0) for second in range(seconds))
            context = Context(load_limits(), hashes=hashes)
            took = []
            began = time.process_time()
            seen = read(path, context)
            took.append(time.process_time() - began)
            for name in DETECTORS:
                began = time.process_time()
                detector(name).look(seen, context)
                took.append(time.process_time() - began)
            cells = " | ".join(f"{one:.2f}" for one in (*took, sum(took)))
            yield f"| {seconds} s of {width} x {height} | {len(seen.samples)} | {cells} |"


def _drifting(width: int, height: int, count: int) -> Iterator[np.ndarray]:
    for index in range(count):
        picture = landscape(index % 240)
        rows, columns = np.arange(height) * 360 // height, np.arange(width) * 640 // width
        yield marked(picture[rows][:, columns])


def sizes() -> Iterator[str]:
    """How small lettering and a face may be to be found in a frame of 1280 x 720."""
    context = Context(load_limits())
    yield f"| of 720 pixels | {' | '.join(map(str, HEIGHTS))} |"
    yield f"|---|{'---|' * len(HEIGHTS)}"
    found = [
        sum(
            any(
                finding.rule == "frames-brand" for finding in detector("lettering").look(_frame(one), context)
            )
            for one in (_sign(brand, height) for brand in BRANDS)
        )
        for height in HEIGHTS
    ]
    yield f"| brands read, of {len(BRANDS)}, by their letters' height | {' | '.join(map(str, found))} |"
    seen = [detector("faces").look(_frame(_portrait(height)), context)[0].score > 0 for height in HEIGHTS]
    yield f"| a face found, by its height | {' | '.join('yes' if one else 'no' for one in seen)} |"


def _frame(picture: np.ndarray) -> Reading:
    return Reading((Sample(0, picture),), frame_count=1, dark=0.0, still=0.0)


def _sign(brand: str, height: int) -> np.ndarray:
    rows, columns = np.arange(720) // 2, np.arange(1280) // 2
    image = Image.fromarray(landscape(seed=height)[rows][:, columns])
    font = ImageFont.truetype(FONT, round(height / 0.73))  # of a font's size, capitals take 73 %
    ImageDraw.Draw(image).text(
        (400, 300), brand, font=font, fill="white", stroke_fill="black", stroke_width=1
    )
    return np.asarray(image)


def _portrait(height: int) -> np.ndarray:
    large = np.asarray(
        Image.fromarray(face(radius=150)).crop((140, 0, 500, 360)).resize((round(1.15 * height),) * 2)
    )
    picture = np.full((720, 1280, 3), (90, 110, 120), np.uint8)
    picture[200 : 200 + large.shape[0], 600 : 600 + large.shape[1]] = large
    return picture


def false_holds() -> Iterator[str]:
    """What detectors say of clips in which there is nothing to be found."""
    said: dict[str, list[FrameReport]] = defaultdict(list)
    hashes: dict[str, list[bytes]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for family, prompt, seed in [
            *((family, prompt, seed) for family, prompt in PROMPTS.items() for seed in SEEDS),
            *(("dark, calm, plain", prompt, 7) for prompt in DARK),
        ]:
            made = _made(prompt, seed, Path(folder))
            known = tuple((one.at_ms, one.pdq, one.quality) for one in made.hashes)
            context = Context(load_limits(), frame_count=made.frame_count, hashes=known)
            said[family].append(inspect(made.files[0].path, context))
            hashes[f"{prompt} {seed}"] = [pdq for _, pdq, quality in known if quality >= 20]
    yield "| clips | made | held | by | nudity, at most | faces | lettering | detectors that failed |"
    yield "|---|---|---|---|---|---|---|---|"
    for family, reports in said.items():
        held = [report for report in reports if report.holding]
        by = sorted({finding.rule for report in held for finding in report.holding})
        seen = [finding for report in reports for finding in report.findings]
        nudity = max(finding.score for finding in seen if finding.detector == "nudity")
        faces = sum(finding.detector == "faces" and finding.score > 0 for finding in seen)
        read_ = [finding.words for finding in seen if finding.detector == "lettering" and finding.score > 0]
        failed = sum(len(report.failed) for report in reports)
        yield (
            f"| {family} | {len(reports)} | {len(held)} | {', '.join(by) or '–'} | {nudity:.3f} | {faces} "
            f"| {'; '.join(read_) or 'none'} | {failed} |"
        )
    nearest = min(
        distance(a, b) for one, other in combinations(hashes.values(), 2) for a in one for b in other
    )
    yield ""
    yield f"Nearest frames of two different clips: {nearest} bits of 256 apart (the same up to 31)."


def _made(prompt: str, seed: int, folder: Path) -> Finished:
    engine, brief = StudioEngine(), parse(prompt)
    settings = replace(SETTINGS, seed=seed)
    rendering = engine.render(brief, settings, RenderControl())
    return finish(
        rendering.frames,
        width=settings.width,
        height=settings.height,
        fps=settings.fps,
        frame_count=settings.frame_count,
        loop=False,
        sound=None,
        origin=Origin(
            engine.source_type, engine.name, engine.version, "bench", prompt, "https://example.org"
        ),
        signer=load_or_make(folder / "keys"),
        work_dir=folder,
        stop=threading.Event(),
    )
