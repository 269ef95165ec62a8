"""Odd and hostile files through the real sandbox: each gets pictures or a sentence, within its limits."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.finishing.dropped import pictures
from generation.finishing.errors import UnreadableMedia
from generation.finishing.invisible.averages import Averages
from generation.sandbox.look import Seen

Ask = Callable[..., Seen]
Ffmpeg = Callable[..., None]
BARS = "testsrc2=s=160x90:r=12:d=2"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *before: bytes, rows: int = 1) -> bytes:
    """A black PNG of a few bytes that says how large it is; `rows` of it are there."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(3 * width + 1)) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + b"".join(before)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def gif(width: int, height: int, frames: int) -> bytes:
    """Moving, with one pixel a frame."""
    one = (
        b"\x21\xf9\x04\x00\x01\x00\x00\x00\x2c"
        + struct.pack("<HHHHB", 0, 0, 1, 1, 0)
        + b"\x02\x02\x44\x01\x00"
    )
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + one * frames + b";"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", BARS, "-pix_fmt", "yuv420p", path)
    return path


def refused(ask: Ask, path: Path, **limits: int) -> str:
    """The sentence, which has to come in time."""
    began = time.monotonic()
    with pytest.raises(UnreadableMedia) as caught:
        ask(path, **limits)
    assert time.monotonic() - began < 40
    return str(caught.value)


ORDINARY = {
    "h264 of 10 bits": ("film.mp4", ("-c:v", "libx264", "-pix_fmt", "yuv420p10le")),
    "hevc of 10 bits": (
        "film.mp4",
        ("-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le"),
    ),
    "vp9": ("film.webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")),
    "gif": ("film.gif", ()),
    "avi": ("film.avi", ("-c:v", "mjpeg")),
    "moving webp": ("film.webp", ("-c:v", "libwebp_anim")),
    "variable rate": ("film.mp4", ("-vf", "select='not(mod(n,5))+eq(n,1)'", "-fps_mode", "vfr")),
}


@pytest.mark.parametrize(("name", "arguments"), ORDINARY.values(), ids=ORDINARY)
def test_ordinary_films_are_seen(
    ask: Ask, ffmpeg: Ffmpeg, tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    ffmpeg("-f", "lavfi", "-i", BARS, *arguments, tmp_path / name)
    seen = ask(tmp_path / name)
    assert {at // 1000 for at, _ in seen.pictures} == {0, 1}
    assert 2 <= len(seen.pictures) <= 26
    for _, frame in seen.pictures:
        assert frame.shape == (90, 160, 3)
        assert frame.std() > 30


@pytest.mark.parametrize("rate", ["24", "25", "30000/1001", "60"])
def test_the_first_frame_of_each_second_is_always_among_the_pictures(
    ask: Ask, ffmpeg: Ffmpeg, tmp_path: Path, rate: str
) -> None:
    """A clip's own fingerprint is of these; with quick movement its neighbours look quite different."""
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc2=s=64x36:r={rate}:d=3.2", "-pix_fmt", "yuv420p", tmp_path / "film.mp4"
    )
    times = [at for at, _ in ask(tmp_path / "film.mp4").pictures]
    length = 1000 / float(Fraction(rate))
    for second in (0, 1000, 2000, 3000):
        assert any(second <= at < second + length + 1 for at in times), times


def test_averages_of_all_frames_come_with_the_pictures(ask: Ask, film: Path) -> None:
    """As the mark's reader would make them here, from the same frames."""
    here = Averages()
    with film.open("rb") as file:
        for at_ms, frame in pictures(file, "video/mp4", side=512, seconds=20):
            here.add(at_ms, frame)
    there = ask(film).averages
    assert len(there.means()) == len(here.means())
    for one, other in zip(there.means(), here.means(), strict=True):
        assert np.abs(one - other).max() < 1e-3
    assert there.most is not None
    assert (there.most == here.most).all()
    assert [frames for frames, _ in there.parts()] == [frames for frames, _ in here.parts()] == [1, 23]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_stills_are_seen(ask: Ask, tmp_path: Path, form: str) -> None:
    Image.effect_noise((700, 100), 90).convert("RGB").save(tmp_path / "still", form)
    [(at_ms, frame)] = ask(tmp_path / "still").pictures
    assert (at_ms, frame.shape) == (0, (73, 512, 3))


def test_a_film_that_was_turned_is_seen_upright(ask: Ask, ffmpeg: Ffmpeg, film: Path, tmp_path: Path) -> None:
    """The file says how to turn it; ffmpeg itself, which does so, says what people see."""
    ffmpeg("-display_rotation", "90", "-i", film, "-c", "copy", tmp_path / "turned.mp4")
    ffmpeg("-i", tmp_path / "turned.mp4", "-frames:v", "1", tmp_path / "shown.png")
    shown = np.asarray(Image.open(tmp_path / "shown.png").convert("RGB")).astype(int)
    frame = ask(tmp_path / "turned.mp4").pictures[0][1]
    assert frame.shape == shown.shape == (160, 90, 3)
    assert np.abs(frame - shown).mean() < 6


def test_a_photograph_that_was_turned_is_seen_upright(ask: Ask, tmp_path: Path) -> None:
    picture = Image.new("RGB", (60, 40), "red")
    picture.paste("blue", (0, 0, 60, 20))
    turned = Image.Exif()
    turned[0x0112] = 6
    picture.save(tmp_path / "turned.png", exif=turned)
    [(_, frame)] = ask(tmp_path / "turned.png").pictures
    assert frame.shape == (60, 40, 3)
    assert tuple(frame[30, 35]) == (0, 0, 255)


@pytest.mark.parametrize("kind", ["png", "mov"])
def test_what_is_transparent_lies_over_black(ask: Ask, ffmpeg: Ffmpeg, tmp_path: Path, kind: str) -> None:
    Image.new("RGBA", (64, 64), (200, 100, 50, 128)).save(tmp_path / "clear.png")
    if kind == "mov":
        codec = ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")
        ffmpeg("-i", tmp_path / "clear.png", *codec, tmp_path / "clear.mov")
    frame = ask(tmp_path / f"clear.{kind}").pictures[0][1]
    assert np.abs(frame.mean(axis=(0, 1)) - (100, 50, 25)).max() < 4


def test_one_frame_without_duration(ask: Ask, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", BARS, "-frames:v", "1", tmp_path / "one.mp4")
    data = bytearray((tmp_path / "one.mp4").read_bytes())
    for box in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.index(box)
        struct.pack_into(">I", data, at + {b"mvhd": 20, b"tkhd": 24, b"mdhd": 20}[box], 0)
    struct.pack_into(">I", data, data.index(b"stts") + 16, 0)
    (tmp_path / "one.mp4").write_bytes(data)
    assert [at for at, _ in ask(tmp_path / "one.mp4").pictures] == [0]


def test_sound_alone(ask: Ask, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", tmp_path / "sound.mp4")
    assert "only sound" in refused(ask, tmp_path / "sound.mp4")


SCRIPTS = {
    "empty": b"",
    "text": b"hello",
    "a playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "a session": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n",
    "a list of films": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
}


@pytest.mark.parametrize("content", SCRIPTS.values(), ids=SCRIPTS)
def test_what_is_no_picture_and_no_film(ask: Ask, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dropped.mp4").write_bytes(content)
    assert "neither a video nor a picture" in refused(ask, tmp_path / "dropped.mp4")


def test_a_film_that_names_another_file_is_not_followed(ask: Ask, film: Path, tmp_path: Path) -> None:
    """Its table of references is turned into one that names a file outside, which is really there."""
    (tmp_path / "other.mp4").write_bytes(film.read_bytes())
    data = film.read_bytes()
    at = data.index(b"url \x00\x00\x00\x01") - 4
    name = str(tmp_path / "other.mp4").encode() + b"\0"
    reference = struct.pack(">I", 12 + len(name)) + b"url \x00\x00\x00\x00" + name
    grown = len(reference) - 12
    data = bytearray(data[:at] + reference + data[at + 12 :])
    for box in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = data.index(box) - 4
        struct.pack_into(">I", data, place, struct.unpack_from(">I", data, place)[0] + grown)
    mdat = data.index(b"mdat")
    data[mdat + 4 :] = bytes(len(data) - mdat - 4)  # what it has itself shows nothing
    (tmp_path / "names.mp4").write_bytes(data)
    try:
        pictures = ask(tmp_path / "names.mp4").pictures
    except UnreadableMedia:
        return
    assert max(frame.std() for _, frame in pictures) < 5


class TestBombs:
    def test_pixels_that_are_only_claimed(self, ask: Ask, tmp_path: Path) -> None:
        (tmp_path / "bomb.png").write_bytes(png(60_000, 60_000))
        assert "more pixels" in refused(ask, tmp_path / "bomb.png")

    def test_pixels_that_are_there(self, ask: Ask, tmp_path: Path) -> None:
        """110 kB that become 113 MB: fits; with less memory it is told so."""
        (tmp_path / "bomb.png").write_bytes(png(8192, 4608, rows=4608))
        assert ask(tmp_path / "bomb.png").pictures[0][1].max() == 0
        assert "more memory" in refused(ask, tmp_path / "bomb.png", memory=64)

    def test_text_in_a_picture(self, ask: Ask, tmp_path: Path) -> None:
        words = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(64 << 20), 9))
        (tmp_path / "bomb.png").write_bytes(png(8, 8, *[words] * 20, rows=8))
        assert refused(ask, tmp_path / "bomb.png")

    def test_a_gif_of_100_000_frames(self, ask: Ask, tmp_path: Path) -> None:
        (tmp_path / "bomb.gif").write_bytes(gif(64, 64, 100_000))
        assert len(ask(tmp_path / "bomb.gif").pictures) == 120

    def test_a_gif_of_100_000_huge_frames(self, ask: Ask, tmp_path: Path) -> None:
        (tmp_path / "bomb.gif").write_bytes(gif(8192, 4608, 100_000))
        began = time.monotonic()
        with contextlib.suppress(UnreadableMedia):  # on a busy machine not even one frame in time
            assert len(ask(tmp_path / "bomb.gif", seconds=4).pictures) < 120
        assert time.monotonic() - began < 30

    @pytest.mark.parametrize("box", ["stts", "stsz"])
    def test_a_film_that_claims_two_thousand_million_frames(
        self, ask: Ask, film: Path, tmp_path: Path, box: str
    ) -> None:
        data = bytearray(film.read_bytes())
        struct.pack_into(">I", data, data.index(b"stts") + 12, 0x7FFFFFFF)
        if box == "stsz":
            struct.pack_into(">II", data, data.index(b"stsz") + 8, 1, 0x7FFFFFFF)
        (tmp_path / "claims.mp4").write_bytes(data)
        with contextlib.suppress(UnreadableMedia):
            assert len(ask(tmp_path / "claims.mp4").pictures) <= 120

    @pytest.mark.parametrize("form", ["WEBP", "AVIF"])
    def test_pictures_beyond_the_limit(self, ask: Ask, tmp_path: Path, form: str) -> None:
        written = io.BytesIO()
        Image.new("RGB", (64, 64)).save(written, form)
        data = bytearray(written.getvalue())
        if form == "WEBP":
            struct.pack_into("<HH", data, data.index(b"\x9d\x01\x2a") + 3, 16_000, 16_000)
        else:
            struct.pack_into(">II", data, data.index(b"ispe") + 8, 60_000, 60_000)
        (tmp_path / "bomb").write_bytes(data)
        assert refused(ask, tmp_path / "bomb")


@pytest.mark.parametrize("share", [0.02, 0.97])
@pytest.mark.parametrize("contents_first", [True, False])
def test_films_that_break_off(
    ask: Ask, ffmpeg: Ffmpeg, film: Path, tmp_path: Path, share: float, contents_first: bool
) -> None:
    """With the table of contents at the beginning much can be seen; without it nothing."""
    whole = film
    if contents_first:
        whole = tmp_path / "whole.mp4"
        ffmpeg("-i", film, "-c", "copy", "-movflags", "+faststart", whole)
    data = whole.read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: int(share * len(data))])
    if contents_first and share > 0.5:
        assert ask(tmp_path / "half.mp4").pictures
    else:
        assert "damaged" in refused(ask, tmp_path / "half.mp4")
