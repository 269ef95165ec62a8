"""What moviepy cuts: a part of a clip, a loop with a cross-fade, a collection's showreel with titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import VideoClip, VideoFileClip, afx, concatenate_audioclips
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from proglog import ProgressBarLogger

from .encoding import FormFailed, Progress, failure
from .spec import FADE_MS

FONT = Path(__file__).parents[1] / "fonts" / "Inter_600SemiBold.ttf"
REEL_SIZE, REEL_FPS = (1920, 1080), 25
TITLE_SECONDS, SHOT_SECONDS, FADE_SECONDS = 2.0, 4.0, 0.4
#: Seconds in which the sound of one round ends and that of the next begins.
SOFT = 0.05
INK, PAPER = (21, 21, 26), (251, 250, 247)

Picture = NDArray[np.uint8]
Shot = Callable[[float], Picture]


class _Heard(ProgressBarLogger):  # type: ignore[misc]
    """moviepy's own progress, handed on."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.heard = progress

    def bars_callback(self, bar: str, attr: str, value: Any, old_value: Any = None) -> None:
        """Frames written of all."""
        total = self.bars[bar]["total"]
        if bar == "frame_index" and attr == "index" and total:
            self.heard(min(0.99, value / total))


def trim(master: Path, target: Path, start_ms: int, end_ms: int, progress: Progress, mark: str) -> None:
    """The part between two moments, to the frame."""
    with _opened(master) as clip:
        part = clip.subclipped(start_ms / 1000, min(end_ms / 1000, clip.duration))
        _write(part, target, clip.fps, progress, mark)


def loop(master: Path, target: Path, times: int, progress: Progress, mark: str) -> None:
    """Rounds without a seam: the end of each dissolves into the beginning of the next."""
    fade = FADE_MS / 1000
    with _opened(master) as clip:
        length = clip.duration - fade

        def picture(moment: float) -> Picture:
            here = moment % length
            ending = here - (length - fade)
            shown = clip.get_frame(min(fade + here, clip.duration - 0.5 / clip.fps))
            return shown if ending <= 0 else _mixed(shown, clip.get_frame(ending), ending / fade)

        rounds = VideoClip(picture, duration=length * times)
        if clip.audio:
            sound = clip.audio.subclipped(fade).with_effects([afx.AudioFadeIn(SOFT), afx.AudioFadeOut(SOFT)])
            rounds = rounds.with_audio(concatenate_audioclips([sound] * times))
        _write(rounds, target, clip.fps, progress, mark)


def showreel(
    title: str, masters: Sequence[tuple[str, Path]], target: Path, progress: Progress, mark: str
) -> None:
    """A title, then some seconds of every clip with its own title in the corner, each dissolving into the next."""
    with ExitStack() as stack:
        card = _card(title)
        shots: list[tuple[float, float, Shot]] = [(0.0, TITLE_SECONDS, lambda moment: card)]
        for name, path in masters:
            clip = stack.enter_context(_opened(path))
            begin = shots[-1][1] - FADE_SECONDS
            length = min(SHOT_SECONDS, clip.duration - 0.5 / clip.fps)
            shots.append((begin, begin + length, _shot(clip, name)))

        def picture(moment: float) -> Picture:
            at = [(moment - begin, shot) for begin, end, shot in shots if begin <= moment < end]
            if not at:
                return shots[-1][2](shots[-1][1] - shots[-1][0])
            if len(at) == 1:
                return at[0][1](at[0][0])
            (before, ending), (after, starting) = at[-2:]
            return _mixed(ending(before), starting(after), after / FADE_SECONDS)

        _write(VideoClip(picture, duration=shots[-1][1]), target, REEL_FPS, progress, mark)


def _mixed(one: Picture, other: Picture, share: float) -> Picture:
    """Between two pictures: `share` of the other one."""
    mixed = one.astype(np.float32) * (1 - share) + other.astype(np.float32) * share
    return mixed.astype(np.uint8)


def _shot(clip: Any, name: str) -> Shot:
    """A clip's pictures inside the reel's, on black, with its name in the lower left corner."""
    caption = _caption(name)
    words, cover = caption[..., :3].astype(np.float32), caption[..., 3:].astype(np.float32) / 255
    left, top = REEL_SIZE[0] // 40, REEL_SIZE[1] - caption.shape[0] - REEL_SIZE[1] // 22

    def picture(moment: float) -> Picture:
        canvas = Image.new("RGB", REEL_SIZE)
        found = Image.fromarray(clip.get_frame(moment))
        scale = min(REEL_SIZE[0] / found.width, REEL_SIZE[1] / found.height)
        found = found.resize((round(found.width * scale), round(found.height * scale)))
        canvas.paste(found, ((REEL_SIZE[0] - found.width) // 2, (REEL_SIZE[1] - found.height) // 2))
        frame = np.array(canvas)
        place = frame[top : top + words.shape[0], left : left + words.shape[1]]
        kept = words[: place.shape[0], : place.shape[1]], cover[: place.shape[0], : place.shape[1]]
        place[:] = place * (1 - kept[1]) + kept[0] * kept[1]
        return frame

    return picture


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        clip = VideoFileClip(str(path))
    except (OSError, KeyError, IndexError, AttributeError) as error:
        raise failure(str(error)) from error
    try:
        yield clip
    finally:
        clip.close()


def _write(clip: Any, target: Path, fps: float, progress: Progress, mark: str) -> None:
    parameters = [
        "-crf",
        "18",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
        "-metadata",
        f"comment={mark}. Made with Oddreel.",
    ]
    try:
        clip.write_videofile(
            str(target), fps=fps, codec="libx264", audio_codec="aac", preset="medium", threads=2,
            ffmpeg_params=parameters, logger=_Heard(progress), temp_audiofile_path=str(target.parent),
        )  # fmt: skip
    except OSError as error:
        raise failure(str(error)) from error
    if not target.exists() or not target.stat().st_size:
        raise FormFailed("The cut could not be written. Try again.")


def _card(title: str) -> Picture:
    picture = Image.new("RGB", REEL_SIZE, INK)
    draw = ImageDraw.Draw(picture)
    size = REEL_SIZE[1] // 11
    while size > REEL_SIZE[1] // 34 and draw.textlength(title, font=_font(size)) > REEL_SIZE[0] * 0.87:
        size -= 4
    draw.text((REEL_SIZE[0] / 2, REEL_SIZE[1] / 2), title, font=_font(size), fill=PAPER, anchor="mm")
    return np.asarray(picture)


def _caption(name: str) -> Picture:
    """A line that is readable on anything: red, green, blue and cover."""
    font = _font(REEL_SIZE[1] // 32)
    height = REEL_SIZE[1] // 17
    width = min(int(font.getlength(name[:80])) + height, REEL_SIZE[0] * 9 // 10)
    picture = Image.new("RGBA", (width, height), (*INK, 170))
    ImageDraw.Draw(picture).text((height / 2, height / 2), name[:80], font=font, fill=PAPER, anchor="lm")
    return np.asarray(picture)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
