"""What ffmpeg is told: the frames once in; split, scaled, marked; out as every video and the sprite."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from .levels import level_for
from .sizes import HOVER_SECONDS, Size, SpritePlan

#: RGB to BT.709 in limited range, once; every rendition is made of that.
TO_709 = (
    "scale=in_range=full:out_range=limited:out_color_matrix=bt709:flags=bicubic,format=yuv420p,"
    "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
)
#: JPEG readers expect BT.601 in full range, whatever the tags say.
TO_JPEG = "scale=in_color_matrix=bt709:in_range=limited:out_color_matrix=bt601:out_range=full,format=yuvj420p"
TAGS = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv"]
#: Nothing of the machine goes into the files: no names, no times, no version of the encoder.
CLEAN = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]


@dataclass(frozen=True)
class VideoKind:
    """How one video is encoded: x264's rate factor, seconds between key frames, kbit/s of sound."""

    name: str
    crf: int
    key_seconds: float
    sound_rate: int


MASTER = VideoKind("master", crf=17, key_seconds=2, sound_rate=192)
COMP = VideoKind("comp", crf=26, key_seconds=2, sound_rate=96)
HOVER = VideoKind("hover", crf=29, key_seconds=1, sound_rate=0)


@dataclass(frozen=True)
class MarkFile:
    """A transparent PNG in the plan's folder, and where it goes."""

    name: str
    left: int
    top: int


@dataclass(frozen=True)
class Plan:
    """What to write, where, and from what. `marks` are those of master, comp, hover and sprite.

    `sound` is the name of a WAV file in the folder.
    """

    folder: Path
    width: int
    height: int
    fps: int
    frame_count: int
    comp: Size
    hover: Size
    sprite: SpritePlan
    marks: dict[str, MarkFile]
    sound: str | None

    @property
    def master(self) -> Size:
        """The master is as large as the frames."""
        return Size(self.width, self.height)


def command(plan: Plan) -> list[str]:
    """The whole command line, to be run in the plan's folder: every file in it has a plain name."""
    picture = f"{plan.width}x{plan.height}"
    inputs = f"-f rawvideo -pix_fmt rgb24 -video_size {picture} -framerate {plan.fps} -i pipe:0".split()
    if plan.sound:
        inputs += ["-i", plan.sound]
    outputs: list[str] = []
    for kind, size in ((MASTER, plan.master), (COMP, plan.comp), (HOVER, plan.hover)):
        outputs += ["-map", f"[{kind.name}]", *_sound(plan, kind), *_h264(plan, kind, size)]
        outputs += [*TAGS, *CLEAN, "-movflags", "+faststart", f"{kind.name}.mp4"]
    outputs += ["-map", "[sprite]", *["-frames:v", "1", "-c:v", "mjpeg", "-q:v", "4"], *CLEAN, "sprite.jpg"]
    quiet = ["-hide_banner", "-nostdin", "-y", "-v", "error"]
    return [
        imageio_ffmpeg.get_ffmpeg_exe(),
        *quiet,
        *inputs,
        "-filter_complex",
        ";".join(_graph(plan)),
        *outputs,
    ]


def _graph(plan: Plan) -> list[str]:
    """The filters, from input 0, the frames, to master, comp, hover and sprite."""
    sprite, marks = plan.sprite, plan.marks
    # From a whole second on, where the fingerprints are: so that a hover clip is known again, too.
    hover_from = max(0, int((plan.frame_count / plan.fps - HOVER_SECONDS) / 3))
    cut = f"trim=start={hover_from}:duration={HOVER_SECONDS},setpts=PTS-STARTPTS"
    cells = f"select=not(mod(n\\,{sprite.every})),{_scaled(sprite.cell)}"
    tile = f"tile={sprite.across}x{sprite.down}:nb_frames={sprite.count}"
    return [
        f"[0:v]{TO_709},split[m][c]",
        _marked("m", marks["master"], "master"),
        # Hover and sprite are made of the small picture: scaling the large one again costs, and shows nothing.
        f"[c]{_scaled(plan.comp)},split=3[c_small][h][s]",
        _marked("c_small", marks["comp"], "comp"),
        f"[h]{cut},{_scaled(plan.hover)}[h_small]",
        _marked("h_small", marks["hover"], "hover"),
        f"[s]{cells},{tile}[sheet]",
        _marked("sheet", marks["sprite"], "sheet_marked"),
        f"[sheet_marked]{TO_JPEG}[sprite]",
    ]


def _marked(source: str, mark: MarkFile, name: str) -> str:
    """A mark laid over a stream: its picture is turned into the stream's own colours first.

    The filter reads the picture itself. As an input of its own it may come late on a busy machine,
    and every frame until then waits in memory.
    """
    to_709 = "scale=in_range=full:out_range=limited:out_color_matrix=bt709,format=yuva420p"
    overlay = f"overlay={mark.left}:{mark.top}:format=yuv420"
    return f"movie={mark.name},{to_709}[{name}_mark];[{source}][{name}_mark]{overlay}[{name}]"


def _scaled(size: Size) -> str:
    return f"scale={size.width}:{size.height}:flags=area"


def _sound(plan: Plan, kind: VideoKind) -> list[str]:
    if plan.sound is None or not kind.sound_rate:
        return []
    return f"-map 1:a -c:a aac -b:a {kind.sound_rate}k -ar 48000 -ac 2".split()


def _h264(plan: Plan, kind: VideoKind, size: Size) -> list[str]:
    """High profile with a closed group of pictures of fixed length: every player seeks and loops it."""
    level = level_for(size.width, size.height, plan.fps)
    rate, group = f"{level.max_rate}k", round(plan.fps * kind.key_seconds)
    shape = f"-c:v libx264 -profile:v high -level:v {level.name} -tag:v avc1 -pix_fmt yuv420p"
    effort = f"-preset veryfast -crf {kind.crf} -maxrate {rate} -bufsize {rate} -bf 2"
    groups = f"-g {group} -keyint_min {group} -sc_threshold 0 -flags:v +cgop -fps_mode cfr"
    return f"{shape} {effort} {groups}".split()
