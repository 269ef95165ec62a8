"""Hostile files: each is answered within its limits, with a sentence for the person."""

from __future__ import annotations

import struct
import subprocess
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image

from generation.finishing import dropped
from generation.finishing.errors import UnreadableMedia
from generation.finishing.keys import Signer
from generation.finishing.model import FinishedFile, RenditionKind

from .finishing import hash_file, read_note

OfKind = Callable[[RenditionKind], FinishedFile]


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *arguments], check=True)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(999)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"hello",
        b"%PDF-1.7\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"MZ" + bytes(500),
        b"PK\x03\x04" + bytes(500),
    ],
    ids=["empty", "one byte", "text", "pdf", "svg", "program", "zip"],
)
def test_what_is_no_picture_or_video_at_all(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dropped.mp4").write_bytes(content)
    with pytest.raises(UnreadableMedia, match="neither a video nor a picture"):
        hash_file(tmp_path / "dropped.mp4")


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xd8\xff\xe0" + bytes(300),
        b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"RIFF\x00\x01\x00\x00WEBPVP8 " + bytes(300),
        b"GIF89a" + bytes(4),
        b"\x00\x00\x00\x20ftypisom" + bytes(300),
        b"\x1aE\xdf\xa3" + bytes(300),
    ],
    ids=["jpeg", "png", "webp", "gif", "mp4", "webm"],
)
def test_files_that_only_begin_like_one(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "dropped").write_bytes(head)
    with pytest.raises(UnreadableMedia, match="damaged"):
        hash_file(tmp_path / "dropped")


def test_a_picture_that_claims_to_be_huge_is_not_unpacked(tmp_path: Path) -> None:
    for side in (9_000, 60_000):
        (tmp_path / "bomb.png").write_bytes(png_that_claims(side, side))
        with pytest.raises(UnreadableMedia, match="more pixels"):
            hash_file(tmp_path / "bomb.png")


def test_a_video_that_claims_to_be_huge_is_not_decoded(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=s=8192x6000:r=1:d=1", "-c:v", "mjpeg", tmp_path / "big.avi")
    with pytest.raises(UnreadableMedia, match="more pixels"):
        hash_file(tmp_path / "big.avi")


def test_a_file_with_sound_only(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", tmp_path / "sound.mp4")
    with pytest.raises(UnreadableMedia, match="only sound"):
        hash_file(tmp_path / "sound.mp4")


def test_a_long_video_is_looked_at_in_part(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=4:d=300", "-pix_fmt", "yuv420p", tmp_path / "long.mp4")
    hashes = hash_file(tmp_path / "long.mp4")
    assert len(hashes) == 41
    assert [found.at_ms for found in hashes[:3]] == [0, 1000, 2000]


def test_a_video_of_countless_frames_ends_after_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropped, "MOST_FRAMES", 150)
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64:r=60:d=10", "-pix_fmt", "yuv420p", tmp_path / "many.mp4")
    assert len(hash_file(tmp_path / "many.mp4")) == 3


def test_patience_ends(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=640x360:r=30:d=20", "-pix_fmt", "yuv420p", tmp_path / "slow.mp4")
    began = time.monotonic()
    hashes = hash_file(tmp_path / "slow.mp4", seconds=0.05)
    assert 1 <= len(hashes) < 20
    assert time.monotonic() - began < 2


def test_a_video_that_breaks_off_is_known_by_its_beginning(of_kind: OfKind, tmp_path: Path) -> None:
    data = of_kind("master").path.read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: len(data) // 2])
    assert len(hash_file(tmp_path / "half.mp4")) >= 1


def test_a_film_may_break_off_anywhere(signer: Signer, tmp_path: Path) -> None:
    """Every 61st byte: pictures or a sentence, and never another error."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x36:r=12:d=1", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
           tmp_path / "film.mp4")  # fmt: skip
    data = (tmp_path / "film.mp4").read_bytes()
    seen, said = 0, set()
    for length in range(0, len(data), 61):
        (tmp_path / "half.mp4").write_bytes(data[:length])
        assert read_note(tmp_path / "half.mp4", signer).state in ("none", "unreadable")
        try:
            seen += bool(hash_file(tmp_path / "half.mp4"))
        except UnreadableMedia as error:
            said.add(str(error))
    assert seen > 3
    assert not any("sound" in sentence for sentence in said)


class Called(BaseHTTPRequestHandler):
    """Remembers that somebody called."""

    calls: list[str] = []

    def do_GET(self) -> None:
        self.calls.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(
    "script",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {url}\n",
    ],
    ids=["playlist", "concat"],
)
def test_no_address_in_a_file_is_ever_called(tmp_path: Path, script: str) -> None:
    server = HTTPServer(("127.0.0.1", 0), Called)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/clip.mp4"
        (tmp_path / "dropped.mp4").write_text(script.format(url=url))
        with pytest.raises(UnreadableMedia):
            hash_file(tmp_path / "dropped.mp4")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert Called.calls == []


def test_no_other_file_is_ever_opened(of_kind: OfKind, tmp_path: Path) -> None:
    """A playlist of a video that is really there gives nothing away of it."""
    listing = f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{of_kind('master').path}\n#EXT-X-ENDLIST\n"
    (tmp_path / "dropped.mp4").write_text(listing)
    with pytest.raises(UnreadableMedia):
        hash_file(tmp_path / "dropped.mp4")


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "1", "I;16"])
def test_pictures_of_every_colour_mode(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("picture.jpg" if mode == "CMYK" else "picture.png")
    Image.new(mode, (64, 48)).save(path)
    assert len(hash_file(path)) == 1


def test_a_picture_of_one_pixel(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1)).save(tmp_path / "dot.png")
    assert hash_file(tmp_path / "dot.png")[0].quality == 0
