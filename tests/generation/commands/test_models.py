"""`manage.py models`: what is configured, what it needs, whether it can be used here, for people and for scripts."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from generation.engine.diffusion.device import gpu
from generation.engine.diffusion.device.gpu import GIB, Device, Machine
from generation.engine.diffusion.families import KINDS
from tests.generation.diffusion.operator.folders import write_wan

CPU = Device("cpu", "A processor", "cpu", 128 * GIB, 120 * GIB)


def machine(*gibs):
    """A machine with such GPUs, half of whose memory something else has just now."""
    gpus = tuple(
        Device(f"cuda:{n}", "A GPU", f"GPU-{n}", gib * GIB, gib * GIB // 2, (9, 0), "550.54.15")
        for n, gib in enumerate(gibs)
    )
    return Machine(gpus, CPU, torch=True, why_no_gpu="" if gpus else "There is no NVIDIA GPU here.")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """`here(24)` makes this a machine with a GPU of 24 GiB; without, it has none."""

    def be(*gibs):
        monkeypatch.setattr(gpu, "look", lambda: machine(*gibs))

    be()
    return be


@pytest.fixture
def models_file(settings, tmp_path):
    def write(text):
        path = tmp_path / "models.toml"
        path.write_text(text)
        settings.GENERATION_MODELS = str(path)

    return write


def run(*arguments):
    """The JSON value on standard output, what was said beside it, and the exit code."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("models", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return json.loads(out.getvalue()) if out.getvalue() else None, err.getvalue(), code


def table(name, kind, weights, more=""):
    return f'[{name}]\nkind = "{kind}"\nweights = "{weights}"\n{more}\n'


def test_nothing_configured_is_said_with_what_to_set():
    told, said, code = run("--json")
    assert (told["models"], told["file"], code) == ([], None, 0)
    assert "name a models' file in GENERATION_MODELS (docs/gpu.md)" in said


def test_a_file_that_will_not_do_is_exit_code_2(models_file):
    models_file("[a]\nkind = 'sora'")
    told, said, code = run("--json")
    assert code == 2
    assert told["ok"] is False
    assert "“sora” is not known" in told["error"]
    assert told["error"] in said


def test_a_whole_model_is_listed_with_all_that_an_operator_wants_to_know(models_file, tmp_path, here):
    here(24)
    folder = write_wan(tmp_path / "wan")
    models_file(
        table(
            "wan-small", "wan-2.1-t2v-1.3b", folder, 'plan = "pro"\ncredits = 3\nbest = true\nflow_shift = 8'
        )
    )
    told, said, code = run("--json")
    assert (code, told["ok"]) == (0, True)
    assert "wan-small (best)" in said
    for line in (
        "cuda:0: A GPU, 24 GiB, 12 free",
        "Wan 2.1 1.3B (wan-2.1-t2v-1.3b): from words; 832×480 at 16 frames a second, 5.1 s a call, clips up to 5.1 s",
        "Licence: Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0",
        "From the plan “pro” on; 3 credits for each started five seconds up to 720p",
        "Preset quality: 50 steps, guidance 5, flow shift 8",
        "✓ cuda:0: 832×480, 81 frames in",
    ):
        assert line in said
    [model] = told["models"]
    assert (model["name"], model["usable"], model["plan"], model["credits"]) == ("wan-small", True, "pro", 3)
    assert model["folder"]["path"] == str(folder)
    assert model["folder"]["numbers"] == {"BF16": 18}
    assert model["fits"][0]["sizes"][0]["plan"] == "bfloat16"  # by the folder's own weights, which are tiny


def test_without_json_nothing_is_on_standard_output(models_file, tmp_path):
    models_file(table("wan-small", "wan-2.1-t2v-1.3b", write_wan(tmp_path / "wan")))
    told, said, _ = run()
    assert told is None
    assert "There is no NVIDIA GPU here." in said
    assert "✓ cpu: 832×480" in said


def test_a_broken_folder_is_exit_code_1_and_does_not_hide_the_others(models_file, tmp_path):
    broken = write_wan(tmp_path / "broken")
    weights = broken / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    good = write_wan(tmp_path / "good")
    models_file(table("bad", "wan-2.1-t2v-1.3b", broken) + table("good", "wan-2.1-t2v-1.3b", good))
    told, said, code = run("--json")
    assert (code, told["ok"]) == (1, False)
    assert [model["usable"] for model in told["models"]] == [False, True]
    assert "✗ vae/diffusion_pytorch_model.safetensors is cut off" in said
    assert said.endswith("Not to be used on this machine: bad.")


def test_what_does_not_fit_a_gpu_is_said_with_what_would(models_file, here, tmp_path):
    here(6, 80)
    models_file(table("wan-large", "wan-2.1-t2v-14b", tmp_path / "none"))
    told, said, code = run("--json")
    small, large = told["models"][0]["fits"]
    assert (small["device"], large["device"]) == ("cuda:0", "cuda:1")
    assert small["sizes"][-1]["plan"] is None
    assert "6 GiB" not in small["sizes"][-1]["why_not"]  # in figures of what it has, less the reserve
    assert "5.7 free: offer a smaller size or fewer frames, or use a larger GPU." in said
    assert large["sizes"][-1]["plan"] == "bfloat16"
    assert code == 1  # the folder is not there


def test_a_limiting_licence_is_listed_with_what_was_confirmed(models_file, tmp_path):
    models_file(table("hunyuan", "hunyuan-video", tmp_path / "none", 'accept = ["territory"]'))
    _, said, _ = run()
    assert "Not for use in the European Union, the United Kingdom or South Korea." in said
    assert 'accept = ["territory"]' in said


def test_a_machine_without_torch_can_use_none(models_file, tmp_path, monkeypatch):
    bare = Machine((), CPU, torch=False, why_no_gpu=gpu.NO_TORCH)
    monkeypatch.setattr(gpu, "look", lambda: bare)
    models_file(table("wan-small", "wan-2.1-t2v-1.3b", write_wan(tmp_path / "wan")))
    told, said, code = run("--json")
    assert (code, told["models"][0]["usable"]) == (1, False)
    assert "torch is not installed" in said


def test_every_kind_that_could_be_configured_is_listed():
    told, said, code = run("--known", "--json")
    assert code == 0
    assert [kind["kind"] for kind in told["kinds"]] == list(KINDS)
    for kind in KINDS.values():
        assert kind.licence.url in said
        assert kind.hub in said
        assert all(sentence in said for sentence in kind.licence.forbids)
