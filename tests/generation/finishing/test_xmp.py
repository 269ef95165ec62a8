"""What photo and video programs read in our files, and that the files are still what they were."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from generation.finishing import xmp
from generation.finishing.keys import Signer
from generation.finishing.model import FinishedFile, RenditionKind

from .finishing import ORIGIN, read_note

OfKind = Callable[[RenditionKind], FinishedFile]
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"


def described(packet: bytes | str) -> ET.Element:
    """The packet's one description."""
    text = packet.decode() if isinstance(packet, bytes) else packet
    root = ET.fromstring(text[text.index("<x:xmpmeta") : text.index("<?xpacket end")])
    return root[0][0]


def source_type(packet: bytes | str) -> str:
    return described(packet).get(f"{IPTC}DigitalSourceType", "")


def picture(path: Path, mode: str = "RGB", **how: object) -> Image.Image:
    made = Image.effect_noise((64, 48), 80).convert(mode)
    made.save(path, **how)
    return made


def of_gif(path: Path) -> bytes:
    """Pillow reads none in GIF: what stands between the extension's name and its trailer."""
    _, _, after = path.read_bytes().partition(b"\x21\xff\x0bXMP DataXMP")
    return after[: after.index(b"\x01\xff\xfe")]


PICTURES = {
    "jpeg": ("x.jpg", "RGB", {}),
    "jpeg with exif": ("x.jpg", "RGB", {"exif": Image.Exif()}),
    "png": ("x.png", "RGB", {}),
    "webp": ("x.webp", "RGB", {}),
    "lossless webp": ("x.webp", "RGB", {"lossless": True}),
    "webp with alpha": ("x.webp", "RGBA", {"lossless": True}),
    "gif": ("x.gif", "P", {}),
    "moving gif": ("x.gif", "P", {"save_all": True, "append_images": [Image.new("P", (64, 48))]}),
    "moving webp": ("x.webp", "RGB", {"save_all": True, "append_images": [Image.new("RGB", (64, 48))]}),
}


@pytest.mark.parametrize(("name", "mode", "how"), PICTURES.values(), ids=PICTURES)
def test_pictures_say_it_and_show_the_same(tmp_path: Path, name: str, mode: str, how: dict) -> None:
    path = tmp_path / name
    picture(path, mode, **how)
    with Image.open(path) as before:
        frames, pixels = getattr(before, "n_frames", 1), np.asarray(before.convert("RGBA"))
    xmp.embed(path, ORIGIN)
    with Image.open(path) as after:
        assert getattr(after, "n_frames", 1) == frames
        assert (np.asarray(after.convert("RGBA")) == pixels).all()
        found = after.info.get("xmp") or after.info.get("XML:com.adobe.xmp") or of_gif(path)
    assert source_type(found).endswith("/algorithmicMedia")
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-xerror", "-i", path, "-f", "null", "-"], check=True
    )


def test_films_say_it_and_play_the_same(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    """The master as finishing made it: read by ffmpeg's own reader of XMP."""
    with av.open(str(of_kind("master").path), options={"export_xmp": "1"}) as film:
        said = film.metadata["xmp"]
        assert sum(1 for _ in film.decode(video=0)) == 120
    assert source_type(said).endswith("/algorithmicMedia")
    assert described(said).get(f"{RIGHTS}WebStatement") == ORIGIN.licence_url


@pytest.mark.parametrize("kind", ["poster", "poster_jpeg", "sprite", "hover", "comp"])
def test_every_rendition_has_it_and_the_signature_covers_it(
    of_kind: OfKind, signer: Signer, tmp_path: Path, kind: RenditionKind
) -> None:
    data = of_kind(kind).path.read_bytes()
    assert data.count(b"Iptc4xmpExt:DigitalSourceType=") == 1
    changed = tmp_path / of_kind(kind).path.name
    changed.write_bytes(
        data.replace(b'digitalsourcetype/algorithmicMedia"', b'digitalsourcetype/digitalCapture__"')
    )
    assert read_note(changed, signer).state == "altered"


def test_a_trained_model_is_named_and_a_drawing_program_is_not_called_ai() -> None:
    trained = xmp.packet(replace(ORIGIN, source_type="trainedAlgorithmicMedia", engine="diffusion <2>"))
    assert described(trained).findtext(f"{IPTC}AISystemUsed") == "Oddreel diffusion <2>"
    assert source_type(trained).endswith("/trainedAlgorithmicMedia")
    assert b"AISystem" not in xmp.packet(ORIGIN)


def test_words_of_every_kind_are_quoted() -> None:
    title = "“Ä” & <b>\"'ж水"
    found = described(xmp.packet(replace(ORIGIN, title=title, licence_url='https://x.org/?a=1&b="2"')))
    assert "".join(found.itertext()) == title
    assert found.get(f"{RIGHTS}WebStatement") == 'https://x.org/?a=1&b="2"'


def test_a_format_without_a_place_for_it_stays_as_it_is(of_kind: OfKind, tmp_path: Path) -> None:
    shutil.copy(of_kind("hover").path, tmp_path / "x.mov")
    xmp.embed(tmp_path / "x.mov", ORIGIN)
    assert (tmp_path / "x.mov").read_bytes() == of_kind("hover").path.read_bytes()
