"""What files say of themselves, and what is believed of it."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import c2pa
import imageio_ffmpeg
import pytest

from generation.finishing.errors import DiskFull, SigningFailed
from generation.finishing.keys import Signer, load_or_make
from generation.finishing.model import FinishedFile, RenditionKind
from generation.finishing.provenance import sign_file

from .finishing import ORIGIN, read_note

OfKind = Callable[[RenditionKind], FinishedFile]
SIGNED: tuple[RenditionKind, ...] = ("master", "comp", "hover", "poster", "poster_jpeg", "sprite")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Another installation."""
    return load_or_make(tmp_path_factory.mktemp("stranger") / "own")


def manifest(path: Path) -> dict:
    """The note as any C2PA reader gives it."""
    with c2pa.Reader(str(path)) as reader:
        store = json.loads(reader.json())
    return store["manifests"][store["active_manifest"]]


def assertion(path: Path, label: str) -> dict:
    return next(one["data"] for one in manifest(path)["assertions"] if one["label"] == label)


@pytest.mark.parametrize("kind", SIGNED)
def test_every_rendition_carries_its_own_note(of_kind: OfKind, signer: Signer, kind: RenditionKind) -> None:
    said = read_note(of_kind(kind).path, signer)
    assert said.state == "ours"
    assert said.title == ORIGIN.title
    assert (said.engine, said.engine_version) == ("studio", "1.0")
    assert said.licence_url == ORIGIN.licence_url
    assert said.source_type == "algorithmicMedia"
    assert said.licence_number == ""
    assert ORIGIN.title in said.words


@pytest.mark.parametrize("source_type", ["algorithmicMedia", "trainedAlgorithmicMedia"])
def test_the_note_says_how_the_clip_was_made(
    of_kind: OfKind, signer: Signer, tmp_path: Path, source_type: str
) -> None:
    sign_file(
        of_kind("poster_jpeg").path, tmp_path / "new.jpg", replace(ORIGIN, source_type=source_type), signer
    )
    (created,) = assertion(tmp_path / "new.jpg", "c2pa.actions.v2")["actions"]
    assert created["action"] == "c2pa.created"
    assert created["digitalSourceType"] == f"http://cv.iptc.org/newscodes/digitalsourcetype/{source_type}"
    assert created["softwareAgent"] == {"name": "Oddreel studio", "version": "1.0"}
    assert created["parameters"]["renderer"] == ORIGIN.renderer


def test_the_note_forbids_training_and_mining(of_kind: OfKind) -> None:
    entries = assertion(of_kind("master").path, "cawg.training-mining")["entries"]
    assert {entry["use"] for entry in entries.values()} == {"notAllowed"}
    assert {"cawg.ai_generative_training", "cawg.data_mining"} <= set(entries)


def test_the_note_is_small(of_kind: OfKind) -> None:
    """No thumbnail of the clip in the clip: posters stay posters."""
    assert "thumbnail" not in manifest(of_kind("poster").path)


def test_the_root_alone_makes_any_reader_trust_it(of_kind: OfKind, signer: Signer) -> None:
    settings = {"trust": {"user_anchors": signer.root.decode()}, "verify": {"verify_trust": True}}
    path = str(of_kind("master").path)
    with c2pa.Context.from_dict(settings) as context, c2pa.Reader(path, context=context) as reader:
        assert json.loads(reader.json())["validation_state"] == "Trusted"


@pytest.mark.parametrize("kind", SIGNED)
def test_one_changed_byte_is_noticed(
    of_kind: OfKind, signer: Signer, tmp_path: Path, kind: RenditionKind
) -> None:
    data = bytearray(of_kind(kind).path.read_bytes())
    picture = 200 if kind == "poster" else -len(data) // 10  # a WebP's note comes after its picture
    data[picture] ^= 0x55
    changed = tmp_path / of_kind(kind).path.name
    changed.write_bytes(data)
    said = read_note(changed, signer)
    assert said.state == "altered"
    assert "changed" in said.words


@pytest.mark.parametrize("kind", SIGNED)
def test_a_note_that_was_tampered_with_is_not_ours(
    of_kind: OfKind, signer: Signer, tmp_path: Path, kind: RenditionKind
) -> None:
    data = of_kind(kind).path.read_bytes()
    assert data.count(b"example.org") >= 1
    forged = tmp_path / of_kind(kind).path.name
    forged.write_bytes(data.replace(b"example.org", b"example.com"))
    assert read_note(forged, signer).state != "ours"


def test_a_copy_of_the_streams_has_no_note(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    ffmpeg, copy = imageio_ffmpeg.get_ffmpeg_exe(), tmp_path / "copy.mp4"
    subprocess.run([ffmpeg, "-v", "error", "-i", of_kind("master").path, "-c", "copy", copy], check=True)
    said = read_note(copy, signer)
    assert said.state == "none"
    assert "re-encoded" in said.words


def test_another_installations_note_is_somebody_elses(
    of_kind: OfKind, signer: Signer, stranger: Signer, tmp_path: Path
) -> None:
    """It claims the same engine, the same assertion names, and even our name."""
    sign_file(of_kind("master").path, tmp_path / "theirs.mp4", ORIGIN, stranger)
    assert read_note(tmp_path / "theirs.mp4", signer).state == "someone else's"
    assert read_note(tmp_path / "theirs.mp4", stranger).state == "ours"


def test_a_strangers_note_that_was_broken_is_not_ours_to_call_altered(
    of_kind: OfKind, signer: Signer, stranger: Signer, tmp_path: Path
) -> None:
    sign_file(of_kind("poster_jpeg").path, tmp_path / "theirs.jpg", ORIGIN, stranger)
    data = bytearray((tmp_path / "theirs.jpg").read_bytes())
    data[-100] ^= 1
    (tmp_path / "theirs.jpg").write_bytes(data)
    said = read_note(tmp_path / "theirs.jpg", signer)
    assert said.state == "someone else's"
    assert "changed since" in said.words


def test_a_licensed_copy_carries_its_number(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    master = of_kind("master")
    sign_file(master.path, tmp_path / "licensed.mp4", ORIGIN, signer, licence_number="ODR-2026-000042")
    said = read_note(tmp_path / "licensed.mp4", signer)
    assert (said.state, said.licence_number) == ("ours", "ODR-2026-000042")
    assert read_note(master.path, signer).licence_number == ""
    assert (tmp_path / "licensed.mp4").stat().st_size < master.size + 2_000


def test_the_name_and_ending_of_a_dropped_file_do_not_matter(
    of_kind: OfKind, signer: Signer, tmp_path: Path
) -> None:
    dropped = tmp_path / "upload.bin"
    dropped.write_bytes(of_kind("poster").path.read_bytes())
    assert read_note(dropped, signer).state == "ours"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"\xff\xd8\xff\xe0" + bytes(200),
        b"\x00\x00\x00\x20ftypisom" + bytes(64),
        b"#EXTM3U\n/etc/passwd\n",
    ],
    ids=["empty", "one byte", "half a jpeg", "half an mp4", "a playlist"],
)
def test_files_that_carry_nothing(signer: Signer, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dropped").write_bytes(content)
    assert read_note(tmp_path / "dropped", signer).state in ("none", "unreadable")


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_file_that_breaks_off_is_not_ours(
    of_kind: OfKind, signer: Signer, tmp_path: Path, keep: float
) -> None:
    data = of_kind("master").path.read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: int(keep * len(data))])
    assert read_note(tmp_path / "half.mp4", signer).state != "ours"


def test_a_full_disk_leaves_no_half_signed_file(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, before[1]))
    try:
        with pytest.raises(DiskFull):
            sign_file(of_kind("master").path, tmp_path / "new.mp4", ORIGIN, signer)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_signed_says_so(signer: Signer, tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_bytes(b"no video at all")
    with pytest.raises(SigningFailed, match=r"broken\.mp4"):
        sign_file(tmp_path / "broken.mp4", tmp_path / "new.mp4", ORIGIN, signer)
    assert not (tmp_path / "new.mp4").exists()
