"""A model's folder is looked at without loading it: what is wrong with it, and what it holds."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS, family
from generation.engine.diffusion.folders import folder as looking
from generation.engine.diffusion.folders.folder import look_at

from .folders import safetensors, write_wan

WAN = KINDS["wan-2.1-t2v-1.3b"]
TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"


def model(weights, kind=WAN, **fields):
    return ConfiguredModel(
        name="wan-small", kind=kind, weights=str(weights), preset=kind.presets[0], **fields
    )


@pytest.fixture
def folder(tmp_path):
    return write_wan(tmp_path / "wan")


@pytest.fixture
def problems(folder):
    """What is wrong with the folder now, one line a problem."""

    def found():
        report = look_at(model(folder))
        assert report.usable == (not report.problems)
        return "\n".join(report.problems)

    return found


def test_a_whole_folder_says_what_it_holds(folder):
    report = look_at(model(folder))
    assert (report.folder, report.pipeline, report.problems) == (folder, "WanPipeline", ())
    assert {one.name for one in report.components} == {
        "scheduler",
        "text_encoder",
        "tokenizer",
        "transformer",
        "vae",
    }
    [transformer] = [one for one in report.components if one.name == "transformer"]
    assert (transformer.class_name, transformer.parameters) == ("WanTransformer3DModel", 6)
    assert dict(transformer.numbers) == {"BF16": 6}
    on_disk = sum(path.stat().st_size for path in folder.rglob("*.safetensors"))
    assert report.gib == pytest.approx(on_disk / 2**30)


@pytest.mark.parametrize("kind", KINDS)
def test_what_diffusers_itself_saves_is_whole(tiny, kind):
    report = look_at(model(tiny(kind), KINDS[kind]))
    assert report.problems == ()
    assert report.pipeline in family(KINDS[kind]).classes
    assert all(
        one.parameters for one in report.components if one.name.startswith(("transformer", "text_enc"))
    )


def test_a_model_of_another_size_is_noted_and_may_be_used(folder):
    report = look_at(model(folder))
    assert report.usable
    assert "6e-09 billion parameters and Wan 2.1 1.3B has 1.42" in " ".join(report.notes)
    assert look_at(model(folder, replace(WAN, parameters_b=6e-9))).notes == ()


def test_another_scheduler_than_is_known_to_work_is_noted(folder):
    write_wan(folder, scheduler=["diffusers", "DDIMScheduler"])
    (folder / "scheduler" / "scheduler_config.json").write_text('{"_class_name": "DDIMScheduler"}')
    report = look_at(model(folder))
    assert report.usable
    assert "The scheduler is DDIMScheduler; wan-2.1-t2v-1.3b is known to work with UniPC" in report.notes[0]


def test_no_folder_a_file_and_an_empty_folder_are_told_apart(folder, tmp_path):
    assert "does not exist on this machine" in look_at(model(tmp_path / "none")).problems[0]
    assert look_at(model(tmp_path / "none")).folder is None
    assert "is a file; name the folder" in look_at(model(folder / "model_index.json")).problems[0]
    assert (
        "has no model_index.json; take the weights in diffusers' layout"
        in look_at(model(folder / "vae")).problems[0]
    )
    assert f"you may mean {folder}." in look_at(model(tmp_path)).problems[0]


def test_a_folder_of_another_pipeline_is_refused_by_name(folder):
    write_wan(folder, _class_name="LTXPipeline")
    assert look_at(model(folder)).problems == (
        "This is a folder of LTXPipeline; wan-2.1-t2v-1.3b takes WanPipeline.",
    )


def test_a_folder_may_name_any_of_the_kind_s_pipelines(folder):
    write_wan(folder, _class_name="WanImageToVideoPipeline")
    assert not look_at(model(folder)).usable
    assert look_at(model(folder, KINDS["wan-2.2-ti2v-5b"])).usable


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_an_index_that_is_no_object_is_said(folder, problems, text):
    (folder / "model_index.json").write_text(text)
    assert problems() == "model_index.json is not JSON; fetch it again."


def test_a_component_that_the_index_does_not_name_is_missing(folder, problems):
    write_wan(folder, vae="absent", text_encoder=[None, None])
    assert problems().splitlines() == [
        "model_index.json names no text_encoder; fetch the folder again.",
        "model_index.json names no vae; fetch the folder again.",
    ]


def test_a_family_s_further_components_are_asked_for(folder):
    write_wan(folder, _class_name="LTX2Pipeline")
    assert "names no vocoder" in " ".join(look_at(model(folder, KINDS["ltx-2"])).problems)


def test_two_experts_have_both_to_be_there(folder):
    assert "names no transformer_2" in look_at(model(folder, KINDS["wan-2.2-t2v-a14b"])).problems[0]


def test_a_shift_that_the_scheduler_finds_by_itself_is_refused_before_the_first_clip(folder):
    write_wan(folder, scheduler=["diffusers", "FlowMatchEulerDiscreteScheduler"])
    settings = folder / "scheduler" / "scheduler_config.json"
    shifted = replace(WAN.presets[0], flow_shift=8.0)
    for dynamic, named, refused in (
        (True, "", True),
        (True, "UniPCMultistepScheduler", False),
        (False, "", False),
    ):
        settings.write_text(json.dumps({"use_dynamic_shifting": dynamic}))
        asked = replace(model(folder), preset=replace(shifted, scheduler=named))
        assert ("flow_shift has no place in wan-small" in " ".join(look_at(asked).problems)) == refused
    settings.write_text(json.dumps({"use_dynamic_shifting": True}))
    assert look_at(model(folder)).usable  # nobody asked for a shift


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("vae", "vae/ is missing; fetch the folder again."),
        ("transformer/config.json", "transformer/config.json is missing; fetch the folder again."),
        (
            "scheduler/scheduler_config.json",
            "scheduler/scheduler_config.json is missing; fetch the folder again.",
        ),
        ("tokenizer/tokenizer.json", "tokenizer/ has no tokenizer (tokenizer.json, "),
        (
            TRANSFORMER,
            "transformer/ has no weights (diffusion_pytorch_model.safetensors); fetch the folder again.",
        ),
        ("text_encoder/model.safetensors", "text_encoder/ has no weights (model.safetensors)"),
    ],
)
def test_what_is_missing_is_named(folder, problems, gone, words):
    path = folder / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert problems().startswith(words)


def test_settings_that_are_no_json_or_of_another_class_are_said(folder, problems):
    (folder / "transformer" / "config.json").write_text("{")
    assert problems() == "transformer/config.json is not JSON; fetch it again."
    (folder / "transformer" / "config.json").write_text('{"_class_name": "LTXVideoTransformer3DModel"}')
    assert problems() == (
        "transformer/config.json is of a LTXVideoTransformer3DModel, and model_index.json says WanTransformer3DModel."
    )


WHOLE = safetensors(weight=("BF16", (64, 64)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            WHOLE[:-100],
            f"is cut off: it should have {len(WHOLE):,} bytes and has {len(WHOLE) - 100:,}; fetch it again.",
        ),
        (WHOLE[:40], "is cut off within its header; fetch it again."),
        (WHOLE[:5], "is cut off; fetch it again."),
        (b"", "is empty; fetch it again."),
        (WHOLE + b"xxx", "has 3 bytes more than its header says; fetch it again."),
        (
            b"\x10" + bytes(7) + b"{not json at all" + bytes(100),
            "has a header that can't be read; fetch it again.",
        ),
        (b"\x02" + bytes(7) + b"[]", "has a header that can't be read; fetch it again."),
        (b"PK\x03\x04" + b"\xff" * 100, "is no safetensors file."),
        (b"GGUF" + bytes(100), "is a GGUF file, which this program does not read; take the safetensors."),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n",
            "is a Git LFS pointer, not the weights; fetch them: git lfs pull.",
        ),
        (safetensors(weight=("Q4_K", (4, 4))), "has numbers of the type Q4_K, which is not known."),
        (WHOLE.replace(b"[64, 64]", b"[64, 65]"), "has a header that contradicts itself; fetch it again."),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(folder, problems, data, words):
    (folder / TRANSFORMER).write_bytes(data)
    assert problems() == f"{TRANSFORMER} {words}"


def test_numbers_that_no_gpu_wants_are_refused(folder, problems):
    (folder / TRANSFORMER).write_bytes(safetensors(weight=("F64", (2, 3))))
    assert problems() == "transformer/ has 64-bit numbers (F64); save it again in BF16."
    (folder / TRANSFORMER).write_bytes(safetensors(weight=("U8", (20, 3)), scale=("F32", (3,))))
    assert problems().startswith("transformer/ is quantised to U8, which this program does not read")


def test_a_few_positions_in_whole_numbers_are_ordinary(folder, problems):
    (folder / TRANSFORMER).write_bytes(safetensors(weight=("F8_E4M3", (2, 3)), positions=("I64", (4,))))
    assert problems() == ""


def test_shards_have_all_to_be_there_and_are_counted_together(folder, problems):
    part = folder / "transformer"
    (folder / TRANSFORMER).unlink()
    names = [f"diffusion_pytorch_model-0000{n}-of-00003.safetensors" for n in (1, 2, 3)]
    index = part / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {f"w{i}": name for i, name in enumerate(names)}}))
    for i, name in enumerate(names):
        (part / name).write_bytes(safetensors(**{f"w{i}": ("F32", (10,))}))
    assert problems() == ""
    assert {one.name: one.parameters for one in look_at(model(folder)).components}["transformer"] == 30
    (part / names[1]).write_bytes((part / names[1]).read_bytes()[:-1])
    assert problems().startswith(f"transformer/{names[1]} is cut off")
    (part / names[1]).unlink()
    (part / names[2]).unlink()
    assert problems() == f"transformer/{names[1]} is missing (2 of 3 parts are)."
    index.write_text('{"weight_map": []}')
    assert problems() == f"transformer/{index.name} can't be used; fetch it again."


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "diffusion_pytorch_model.bin",
            "is a pickle, which could run anything, so it is not loaded; it takes",
        ),
        ("transformer.pt", "is a pickle, which could run anything, so it is not loaded; it takes"),
        ("wan-q4.gguf", "is GGUF, which this program does not read; it takes"),
        ("diffusion_pytorch_model.fp16.safetensors", "has another name than the loader looks for; it takes"),
    ],
)
def test_weights_of_another_kind_are_refused_unopened(folder, problems, name, words):
    (folder / TRANSFORMER).unlink()
    (folder / "transformer" / name).write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    assert problems() == f"transformer/{name} {words} diffusion_pytorch_model.safetensors."


def test_a_pickle_beside_whole_weights_does_no_harm(folder, problems):
    (folder / "transformer" / "diffusion_pytorch_model.bin").write_bytes(b"never opened")
    assert problems() == ""


def test_links_that_lead_nowhere_and_what_is_no_file_are_said(folder, problems):
    path = folder / TRANSFORMER
    path.unlink()
    path.symlink_to(folder / "gone")
    assert problems() == f"{TRANSFORMER} is a link to a file that is gone; fetch it again."
    index = folder / "model_index.json"
    index.unlink()
    index.mkdir()
    assert "can't be read (Is a directory)" in problems()


LOOK = """
import os, sys
from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.folders.folder import look_at
kind = KINDS["wan-2.1-t2v-1.3b"]
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for place in sys.argv[1:]:
    print(*look_at(ConfiguredModel("m", kind, place, kind.presets[0])).problems)
"""


def test_what_this_user_may_not_read_is_said():
    """In a process of its own, because nothing is closed to root, and in a folder that others may enter."""
    with tempfile.TemporaryDirectory() as shelf:
        Path(shelf).chmod(0o755)
        folder, closed = write_wan(Path(shelf) / "wan"), write_wan(Path(shelf) / "closed")
        (folder / TRANSFORMER).chmod(0)
        closed.chmod(0)
        try:
            said = subprocess.run(
                [sys.executable, "-c", LOOK, str(folder), str(closed)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.splitlines()
        finally:
            closed.chmod(0o755)
    assert said == [
        "transformer/ can't be read (Permission denied).",
        f"{closed} can't be read by this user.",
    ]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache of the hub's client."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def hub_folder(cache, name="Wan-AI/Wan2.1-T2V-1.3B-Diffusers", revision="abc", ref="main"):
    repository = cache / f"models--{name.replace('/', '--')}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / ref).write_text(revision)
    return write_wan(repository / "snapshots" / revision)


def test_a_hub_name_is_looked_for_in_the_cache_and_nowhere_else(cache):
    named = model(WAN.hub)
    [problem] = look_at(named).problems
    assert (
        problem
        == f"{WAN.hub} is not on this machine; fetch it: hf download {WAN.hub} (or set download = true)."
    )
    snapshot = hub_folder(cache)
    report = look_at(named)
    assert (report.folder, report.problems) == (snapshot, ())


def test_a_revision_is_that_one_and_no_other(cache):
    hub_folder(cache)
    assert look_at(model(WAN.hub, revision="abc")).usable
    [problem] = look_at(model(WAN.hub, revision="v2")).problems
    assert f"hf download {WAN.hub} --revision v2" in problem


def test_what_the_operator_lets_be_downloaded_is_no_problem(cache):
    report = look_at(model(WAN.hub, download=True))
    assert (report.folder, report.problems) == (None, ())
    assert "is downloaded when the model is first loaded" in report.notes[0]


def test_looking_needs_no_torch():
    script = "import sys, generation.engine.diffusion.folders.folder as f; print('torch' in sys.modules, f.__name__)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", looking.__name__]
