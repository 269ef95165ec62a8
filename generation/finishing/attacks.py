"""What happens to videos on their way, and what people do to hide where one is from: as ffmpeg commands.

`manage.py attack` makes these files for whoever wants to see what survives; `make bench` measures it.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from .errors import UnreadableMedia


@dataclass(frozen=True)
class Attack:
    """One alteration. `words` say what it is; `arguments` are ffmpeg's, `before` those before the input.

    `of` names the attack whose file is the input, if it is not the given one. `asked`: measured against a goal.
    """

    name: str
    words: str
    arguments: str
    before: str = ""
    suffix: str = "mp4"
    of: str = ""
    asked: bool = True


def _again(crf: int, filters: str = "") -> str:
    """H.264, with few of the encoder's ways to save bits: the harder case at the same rate factor."""
    chosen = f"-vf {filters} " if filters else ""
    return f"{chosen}-c:v libx264 -preset veryfast -pix_fmt yuv420p -crf {crf}"


_SCREEN = (
    "scale=trunc(iw*0.435)*2:-2,noise=alls=9:allf=t,eq=brightness=0.03:contrast=1.06,"
    "fps=30,scale=trunc(iw*0.6)*2:-2"
)
_GIF = "fps=12,scale=trunc(iw*0.3125)*2:-2:flags=lanczos,split[a][b];[a]palettegen[p];[b][p]paletteuse"
_FOUR_BY_THREE = r"pad=max(iw\,trunc(ih*2/3)*2):max(ih\,trunc(iw*3/8)*2):(ow-iw)/2:(oh-ih)/2"

ATTACKS: tuple[Attack, ...] = (
    Attack("crf28-half", "H.264 at CRF 28 and half the size", _again(28, "scale=trunc(iw/4)*2:trunc(ih/4)*2")),
    Attack("crf33", "H.264 at CRF 33", _again(33)),
    Attack("rate", "30 frames a second instead of 24", _again(23, "fps=30")),
    Attack("letterbox", "Bars around it, 4:3", _again(23, _FOUR_BY_THREE)),
    Attack(
        "crop",
        "A tenth cut off its width and its height",
        _again(23, "crop=trunc(iw*0.45)*2:trunc(ih*0.45)*2:iw*0.03:ih*0.06,scale=trunc(iw/1.8)*2:-2"),
    ),
    Attack("mirror", "Mirrored", _again(23, "hflip")),
    Attack("excerpt", "3 seconds of it", _again(23), before="-ss 0.7 -t 3"),
    Attack("grey", "In greys", _again(23, "hue=s=0")),
    Attack("screen", "As from a recorded screen: scaled twice, noise, brighter, 30 a second", _again(26, _SCREEN)),
    Attack("gif", "GIF of 12 frames a second at 5/8 the size", f"-lavfi {_GIF}", suffix="gif"),
    Attack("crf28", "H.264 at CRF 28", _again(28), asked=False),
    Attack("frame", "One frame at CRF 28", "-frames:v 1", before="-ss 1.6", suffix="png", of="crf28"),
    Attack("upright", "Cut to 9:16 from the middle", _again(23, "crop=trunc(ih*9/32)*2:ih"), asked=False),
    Attack("squeezed", "Squeezed to 3/4 of its width", _again(23, "scale=trunc(iw*3/8)*2:ih"), asked=False),
    Attack("third", "A third cut off", _again(23, "crop=trunc(iw/3)*2:trunc(ih/3)*2"), asked=False),
    Attack("small", "A quarter of the size at CRF 28", _again(28, "scale=trunc(iw/8)*2:-2"), asked=False),
    Attack("blurred", "Blurred", _again(23, "gblur=sigma=2.5"), asked=False),
    Attack("tilted", "Turned by 2 degrees", _again(23, "rotate=2*PI/180"), asked=False),
    Attack("vp9", "WebM (VP9) at 200 kbit/s", "-c:v libvpx-vp9 -b:v 200k -deadline realtime -cpu-used 6",
           suffix="webm", asked=False),
)  # fmt: skip


def alter(source: Path, folder: Path, attack: Attack) -> Path:
    """Make one altered file in a folder, named for the attack; those that it is made of have to lie there.

    Raises `UnreadableMedia` where ffmpeg makes nothing of the source.
    """
    target = folder / f"{source.stem}-{attack.name}.{attack.suffix}"
    if attack.of:
        source = folder / f"{source.stem}-{attack.of}.mp4"
    quiet = ["-hide_banner", "-nostdin", "-v", "error", "-y"]
    done = subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), *quiet, *attack.before.split(), "-i", str(source), "-an",
            "-map_metadata", "-1", *attack.arguments.split(), str(target),
        ],
        capture_output=True,
    )  # fmt: skip
    if done.returncode != 0 or not target.is_file() or target.stat().st_size == 0:
        target.unlink(missing_ok=True)
        said = done.stderr.decode(errors="replace").strip()[-300:]
        raise UnreadableMedia(f"No file “{attack.words}” can be made of it. {said}".strip())
    return target
