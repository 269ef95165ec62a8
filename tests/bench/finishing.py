"""Finishing, against bare ffmpeg commands and moviepy making the same files from the same frames."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip
from PIL import Image
from scipy.ndimage import gaussian_filter

from generation.finishing import sizes
from generation.finishing.command import TO_709, MarkFile, Plan, command
from generation.finishing.finish import finish
from generation.finishing.invisible.keys import load_or_make as mark_keys
from generation.finishing.keys import load_or_make
from generation.finishing.marks import Mark, comp_mark, corner_mark
from generation.finishing.model import Origin
from generation.finishing.sizes import Size

WIDTH, HEIGHT, FPS, FRAMES, ROUNDS = 1280, 720, 24, 192, 3
ORIGIN = Origin("algorithmicMedia", "studio", "1.0", "bench", "A glide", "https://example.org/licences/terms")
WORDS = "Computer-generated"
COMP = sizes.fit(WIDTH, HEIGHT, sizes.COMP_SHORT)
HOVER = sizes.fit(WIDTH, HEIGHT, sizes.HOVER_SHORT)
POSTER = sizes.fit(WIDTH, HEIGHT, sizes.POSTER_SHORT)
SPRITE = sizes.sprite_plan(WIDTH, HEIGHT, FPS, FRAMES)
Frames = list[np.ndarray]


def measure() -> Iterator[str]:
    """A table's lines. The ways take turns, so that a busy moment hits them all; medians are compared."""
    frames = draw()
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        raw = Path(folder) / "frames.rgb"
        with raw.open("wb") as file:
            for frame in frames:
                file.write(frame.data)
        ways: dict[str, Callable[[Path], None]] = {
            "finishing": lambda to: ours(frames, to),
            "ffmpeg, one command": lambda to: one_command(raw, to),
            "ffmpeg, a command for each file": lambda to: command_each(raw, to),
            "moviepy": lambda to: moviepy(frames, to),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for round_ in range(ROUNDS):
            for name, way in ways.items():
                to = Path(folder) / f"{round_}-{name.replace(' ', '-')}"
                to.mkdir()
                began = time.perf_counter()
                way(to)
                times[name].append(time.perf_counter() - began)
    own = statistics.median(times["finishing"])
    yield f"| {FRAMES} frames of {WIDTH} x {HEIGHT} | seconds | finishing's speed against it |"
    yield "|---|---|---|"
    for name, found in times.items():
        taken = statistics.median(found)
        yield f"| {name} | {taken:.2f} | {taken / own:.2f} |"
    yield ""
    yield "Finishing also measures quality, hashes, chooses the poster and signs every file; the others do not."


def draw() -> Frames:
    """A glide over soft detail, with grain: about as hard to encode as the studio's clips."""
    rng = np.random.default_rng(1)
    world = gaussian_filter(rng.standard_normal((HEIGHT, 2 * WIDTH, 3)), (6, 6, 0), mode="wrap")
    world = np.clip(128 + 700 * world, 0, 255)
    grain = rng.normal(0, 2.5, (HEIGHT, WIDTH, 1))
    return [
        np.clip(np.roll(world, -3 * i, axis=1)[:, :WIDTH] + np.roll(grain, 31 * i, axis=1), 0, 255).astype(
            np.uint8
        )
        for i in range(FRAMES)
    ]


def ours(frames: Frames, to: Path) -> None:
    """Finishing, as a job calls it."""
    finish(
        iter(frames),
        width=WIDTH,
        height=HEIGHT,
        fps=FPS,
        frame_count=FRAMES,
        loop=False,
        sound=None,
        origin=ORIGIN,
        signer=load_or_make(to.parent / "keys"),
        mark_key=mark_keys(to.parent / "mark-keys")[0],
        mark_number=1,
        work_dir=to,
        stop=threading.Event(),
    )


def one_command(raw: Path, to: Path) -> None:
    """The very command that finishing runs, from a file in memory instead of a pipe. It makes no poster."""
    _run(_from_file(_plan(to), raw), to)


def command_each(raw: Path, to: Path) -> None:
    """What a script would do: each file from the frames anew, with the same settings."""
    plan = _plan(to)
    seen = f"trim=duration={sizes.HOVER_SECONDS}"
    cells = f"select=not(mod(n\\,{SPRITE.every})),scale={SPRITE.cell.width}:{SPRITE.cell.height}"
    filters = {
        "master": TO_709,
        "comp": f"{TO_709},scale={COMP.width}:{COMP.height}:flags=area",
        "hover": f"{TO_709},{seen},scale={HOVER.width}:{HOVER.height}:flags=area",
        "sprite": f"{TO_709},{cells},tile={SPRITE.across}x{SPRITE.down}:nb_frames={SPRITE.count}",
    }
    whole = _from_file(plan, raw)
    picture = whole[whole.index("-f") : whole.index("-i") + 2]
    for name, output in zip(filters, _outputs(whole), strict=True):
        mark = plan.marks[name]
        graph = f"[0:v]{filters[name]}[bare];[bare][1:v]overlay={mark.left}:{mark.top}:format=yuv420[{name}]"
        inputs = [*picture, "-i", mark.name]
        _run([whole[0], "-v", "error", "-y", *inputs, "-filter_complex", graph, *output], to)
    poster = Image.frombytes("RGB", (WIDTH, HEIGHT), raw.read_bytes()[: WIDTH * HEIGHT * 3])
    corner_mark(WORDS, POSTER).laid_on(poster.resize((POSTER.width, POSTER.height))).save(to / "poster.webp")


def moviepy(frames: Frames, to: Path) -> None:
    """The same files by the library that people reach for."""
    seconds = FRAMES / FPS
    clip = VideoClip(lambda t: frames[min(FRAMES - 1, round(t * FPS))], duration=seconds)
    from_ = max(0, int((seconds - sizes.HOVER_SECONDS) / 3))
    hover = clip.subclipped(from_, min(seconds, from_ + sizes.HOVER_SECONDS))
    for name, source, size, mark, crf in (
        ("master", clip, Size(WIDTH, HEIGHT), corner_mark(WORDS, Size(WIDTH, HEIGHT)), "17"),
        ("comp", clip, COMP, comp_mark(WORDS, COMP), "26"),
        ("hover", hover, HOVER, corner_mark(WORDS, HOVER), "29"),
    ):
        resized = source if size.width == WIDTH else source.resized((size.width, size.height))
        layer = ImageClip(np.asarray(mark.picture)).with_duration(source.duration)
        whole = CompositeVideoClip([resized, layer.with_position((mark.left, mark.top))])
        options = ["-crf", crf, "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
        whole.write_videofile(
            str(to / f"{name}.mp4"),
            fps=FPS,
            codec="libx264",
            preset="veryfast",
            ffmpeg_params=options,
            logger=None,
        )
    poster = corner_mark(WORDS, POSTER).laid_on(Image.fromarray(clip.get_frame(seconds / 3)))
    poster.save(to / "poster.webp", quality=82)
    poster.save(to / "poster.jpg", quality=88)
    sheet = Image.new("RGB", (SPRITE.sheet.width, SPRITE.sheet.height))
    cells = clip.resized((SPRITE.cell.width, SPRITE.cell.height))
    for cell in range(SPRITE.count):
        place = (cell % SPRITE.across * SPRITE.cell.width, cell // SPRITE.across * SPRITE.cell.height)
        sheet.paste(Image.fromarray(cells.get_frame(cell * SPRITE.every / FPS)), place)
    sheet.save(to / "sprite.jpg")


def _plan(to: Path) -> Plan:
    marks: dict[str, Mark] = {
        "master": corner_mark(WORDS, Size(WIDTH, HEIGHT)),
        "comp": comp_mark(WORDS, COMP),
        "hover": corner_mark(WORDS, HOVER),
        "sprite": corner_mark(WORDS, SPRITE.sheet),
    }
    for name, mark in marks.items():
        mark.picture.save(to / f"{name}.png")
    files = {name: MarkFile(f"{name}.png", mark.left, mark.top) for name, mark in marks.items()}
    return Plan(to, WIDTH, HEIGHT, FPS, FRAMES, COMP, HOVER, SPRITE, files, None)


def _from_file(plan: Plan, raw: Path) -> list[str]:
    return [str(raw) if argument == "pipe:0" else argument for argument in command(plan)]


def _outputs(whole: list[str]) -> list[list[str]]:
    """The arguments of each output: from its -map to its file."""
    rest = whole[whole.index("-filter_complex") + 2 :]
    starts = [i for i, argument in enumerate(rest) if argument == "-map"]
    return [rest[start:end] for start, end in zip(starts, [*starts[1:], len(rest)], strict=True)]


def _run(arguments: list[str], folder: Path) -> None:
    subprocess.run(arguments, check=True, stdin=subprocess.DEVNULL, cwd=folder)


def _memory() -> str | None:
    """Where files cost no disk, if there is such a place."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
