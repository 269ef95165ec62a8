"""The chain of notes: what was made from what stays readable, by any C2PA reader, and holds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import c2pa
import imageio_ffmpeg
import pytest

from generation.finishing.errors import SigningFailed
from generation.finishing.keys import Signer, load_or_make
from generation.finishing.model import Derivation, FinishedFile, Ingredient, RenditionKind
from generation.finishing.provenance import sign_file
from generation.finishing.statement import Source
from generation.made_from import made_from

from .finishing import ORIGIN, read_note

OfKind = Callable[[RenditionKind], FinishedFile]
CROP = ("cropped", "transcoded")


@pytest.fixture(scope="module")
def cropped(of_kind: OfKind, signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crop of the master, signed with the master as its parent."""
    folder = tmp_path_factory.mktemp("derived")
    arguments = ["-vf", "crop=180:180", "-an", folder / "crop.mp4"]
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", of_kind("master").path, *arguments], check=True
    )
    part = Ingredient(of_kind("master").path, ORIGIN.title, "7")
    sign_file(folder / "crop.mp4", folder / "signed.mp4", ORIGIN, signer, derived=Derivation(CROP, (part,)))
    return folder / "signed.mp4"


def store(path: Path, signer: Signer) -> dict:
    settings = {"trust": {"user_anchors": signer.root.decode()}, "verify": {"verify_trust": True}}
    with c2pa.Context.from_dict(settings) as context, c2pa.Reader(str(path), context=context) as reader:
        return json.loads(reader.json())


def test_a_crop_names_the_master_and_keeps_its_note(cropped: Path, signer: Signer) -> None:
    found = store(cropped, signer)
    assert found["validation_state"] == "Trusted"
    active = found["manifests"][found["active_manifest"]]
    [parent] = active["ingredients"]
    assert (parent["relationship"], parent["title"]) == ("parentOf", ORIGIN.title)
    inner = found["manifests"][parent["active_manifest"]]
    [actions] = [one["data"]["actions"] for one in inner["assertions"] if one["label"] == "c2pa.actions.v2"]
    assert actions[0]["action"] == "c2pa.created"
    assert "thumbnail" not in json.dumps(found)


def test_a_crop_says_what_was_done_to_which_ingredient(cropped: Path, signer: Signer) -> None:
    found = store(cropped, signer)
    active = found["manifests"][found["active_manifest"]]
    [actions] = [one["data"]["actions"] for one in active["assertions"] if one["label"] == "c2pa.actions.v2"]
    assert [one["action"] for one in actions] == ["c2pa.opened", "c2pa.cropped", "c2pa.transcoded"]
    [opened] = actions[0]["parameters"]["ingredients"]
    assert "c2pa.ingredient" in opened["url"]
    assert actions[-1]["digitalSourceType"].endswith("/algorithmicMedia")


def test_our_own_reader_gives_the_chain(cropped: Path, signer: Signer) -> None:
    said = read_note(cropped, signer)
    assert (said.state, said.clip, said.source_type) == ("ours", "7", "algorithmicMedia")
    assert said.actions == ("opened", *CROP)
    assert said.sources == (Source(ORIGIN.title, whole=True, ours=True),)


def test_what_a_model_began_with_is_no_parent_and_the_file_is_new(
    of_kind: OfKind, signer: Signer, tmp_path: Path
) -> None:
    part = Ingredient(of_kind("master").path, "The shot before", "7")
    made = tmp_path / "made.mp4"
    sign_file(
        of_kind("comp").path, made, ORIGIN, signer, derived=Derivation((), (part,), begun=True), mark_number=9
    )
    found = store(made, signer)
    active = found["manifests"][found["active_manifest"]]
    [ingredient] = active["ingredients"]
    assert (found["validation_state"], ingredient["relationship"]) == ("Trusted", "inputTo")
    [actions] = [one["data"]["actions"] for one in active["assertions"] if one["label"] == "c2pa.actions.v2"]
    [created] = actions
    assert created["action"] == "c2pa.created"
    assert "c2pa.ingredient" in created["parameters"]["ingredients"][0]["url"]
    said = read_note(made, signer)
    assert (said.state, said.clip, said.mark) == ("ours", "", "9")
    assert said.sources == (Source("The shot before", whole=False, ours=True, begun=True),)
    assert made_from(said) == ("A model made it, beginning with frames of “The shot before”, made here.",)


def test_parts_of_several_clips_are_named_each(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    parts = tuple(Ingredient(of_kind(kind).path, kind, str(n)) for n, kind in enumerate(("master", "comp")))
    derived = Derivation(("edited",), parts)
    origin = replace(ORIGIN, title="A reel", source_type="compositeSynthetic")
    sign_file(of_kind("hover").path, tmp_path / "reel.mp4", origin, signer, derived=derived)
    found = store(tmp_path / "reel.mp4", signer)
    assert found["validation_state"] == "Trusted"
    active = found["manifests"][found["active_manifest"]]
    assert {one["relationship"] for one in active["ingredients"]} == {"componentOf"}
    [actions] = [one["data"]["actions"] for one in active["assertions"] if one["label"] == "c2pa.actions.v2"]
    assert [one["action"] for one in actions] == ["c2pa.created", "c2pa.placed", "c2pa.placed", "c2pa.edited"]
    said = read_note(tmp_path / "reel.mp4", signer)
    assert (said.clip, said.source_type) == ("", "compositeSynthetic")
    assert said.sources == (Source("master", False, True), Source("comp", False, True))


def test_a_strangers_file_taken_in_is_not_called_ours(
    of_kind: OfKind, signer: Signer, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = load_or_make(tmp_path_factory.mktemp("other") / "own")
    sign_file(of_kind("poster_jpeg").path, tmp_path / "theirs.jpg", ORIGIN, stranger)
    part = Ingredient(tmp_path / "theirs.jpg", "Theirs", "1")
    sign_file(
        of_kind("sprite").path,
        tmp_path / "made.jpg",
        ORIGIN,
        signer,
        derived=Derivation(("edited",), (part,)),
    )
    assert read_note(tmp_path / "made.jpg", signer).sources == (Source("Theirs", True, False),)


def test_an_ingredient_that_was_changed_is_not_called_ours(
    of_kind: OfKind, signer: Signer, tmp_path: Path
) -> None:
    data = bytearray(of_kind("poster_jpeg").path.read_bytes())
    data[-len(data) // 10] ^= 0x55
    (tmp_path / "changed.jpg").write_bytes(data)
    part = Ingredient(tmp_path / "changed.jpg", "Changed", "1")
    sign_file(
        of_kind("sprite").path,
        tmp_path / "made.jpg",
        ORIGIN,
        signer,
        derived=Derivation(("edited",), (part,)),
    )
    said = read_note(tmp_path / "made.jpg", signer)
    assert (said.state, said.sources[0].ours) == ("ours", False)


def test_one_changed_byte_of_a_derived_file_is_noticed(cropped: Path, signer: Signer, tmp_path: Path) -> None:
    data = bytearray(cropped.read_bytes())
    data[-len(data) // 10] ^= 0x55
    (tmp_path / "changed.mp4").write_bytes(data)
    assert read_note(tmp_path / "changed.mp4", signer).state == "altered"


def test_a_missing_ingredient_leaves_no_file(of_kind: OfKind, signer: Signer, tmp_path: Path) -> None:
    part = Ingredient(tmp_path / "gone.mp4", "Gone", "1")
    with pytest.raises(SigningFailed):
        sign_file(
            of_kind("hover").path, tmp_path / "made.mp4", ORIGIN, signer, derived=Derivation(CROP, (part,))
        )
    assert list(tmp_path.iterdir()) == []


def test_the_note_names_the_invisible_mark_and_the_licence_terms(
    of_kind: OfKind, signer: Signer, tmp_path: Path
) -> None:
    sign_file(of_kind("master").path, tmp_path / "new.mp4", ORIGIN, signer, mark_number=4711)
    found = store(tmp_path / "new.mp4", signer)
    assert found["validation_state"] == "Trusted"
    said = {one["label"]: one["data"] for one in found["manifests"][found["active_manifest"]]["assertions"]}
    assert said["c2pa.soft-binding"]["alg"] == "org.oddreel.mark.1"
    assert said["c2pa.soft-binding"]["blocks"][0]["value"] == "4711"
    assert said["stds.schema-org.CreativeWork"]["license"] == ORIGIN.licence_url
    for who in ("cawg", "c2pa"):
        uses = said[f"{who}.training-mining"]["entries"]
        assert {entry["use"] for entry in uses.values()} == {"notAllowed"}
        assert f"{who}.ai_generative_training" in uses
    assert read_note(tmp_path / "new.mp4", signer).mark == "4711"
