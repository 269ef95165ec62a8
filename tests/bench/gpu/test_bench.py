"""The benchmark for GPUs: its weights are those of the real sizes, it refuses without a GPU, and it runs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from generation.engine.diffusion.device.gpu import look
from generation.engine.diffusion.families import KINDS

from . import chip, goals, report, subjects, weights
from .__main__ import main

QUEUE = {
    "jobs": 10, "steps": 50,
    "stock": {"a job": 100.0, "busy": 0.7, "peak GiB": 20.0},
    "ours": {"a job": 50.0, "busy": 0.97, "peak GiB": 21.0},
    "few steps": {"a job": 5.0, "busy": 0.9, "peak GiB": 21.0},
}  # fmt: skip


def met(**how):
    return [goal["met"] for goal in goals.judged(QUEUE, **how)]


class TestWeights:
    @pytest.mark.parametrize("name", weights.FULL)
    def test_they_have_the_size_that_the_kind_declares(self, name):
        kind = KINDS[name]
        pipeline = weights.FULL[name]("meta")
        assert pipeline.transformer.num_parameters() / 1e9 == pytest.approx(kind.parameters_b, rel=0.01)
        assert pipeline.text_encoder.num_parameters() * 2 / 2**30 == pytest.approx(kind.encoder.gib, rel=0.01)
        assert type(pipeline).__name__ == kind.pipelines["text"]

    def test_many_layers_of_them_stay_finite_and_none_is_zero(self):
        import torch
        from diffusers import WanTransformer3DModel

        torch.manual_seed(3)
        sizes = {
            "num_attention_heads": 2,
            "attention_head_dim": 12,
            "text_dim": 32,
            "ffn_dim": 48,
            "num_layers": 40,
        }
        model = weights.random(lambda: WanTransformer3DModel(**sizes), "cpu")
        assert all(weight.count_nonzero() > 0.99 * weight.numel() for weight in model.parameters())
        model = WanTransformer3DModel(**sizes).to(torch.bfloat16)
        model.load_state_dict(weights.random(lambda: WanTransformer3DModel(**sizes), "cpu").state_dict())
        with torch.no_grad():
            out = model(
                hidden_states=torch.randn(1, 16, 3, 8, 8, dtype=torch.bfloat16),
                timestep=torch.tensor([500]),
                encoder_hidden_states=torch.randn(1, 7, 32, dtype=torch.bfloat16),
            ).sample
        assert torch.isfinite(out).all()
        assert 0.01 < out.float().std() < 100

    def test_a_disk_that_is_too_small_is_told_before_anything_is_written(self, tmp_path):
        with pytest.raises(weights.NoRoom, match="GiB"):
            weights.folder("ltx-video-2b", 1e6, tmp_path, "cpu")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(bool(look().gpus), reason="there is a GPU")
class TestWithoutAGpu:
    def test_nothing_is_measured_and_nothing_written(self, tmp_path, capsys):
        assert main(["--json", str(tmp_path / "out.json"), "--scratch", str(tmp_path / "scratch")]) == 2
        assert "Not measured on a GPU" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []

    def test_full_size_models_are_not_for_a_cpu(self, tmp_path, capsys):
        assert main(["--device", "cpu", "--json", str(tmp_path / "out.json")]) == 2
        assert "--tiny" in capsys.readouterr().err


class TestGoals:
    def test_they_are_judged_by_this_run(self):
        assert met(whole=True, counts=True) == [True, False, True]

    def test_few_steps_are_compared_with_a_whole_schedule_alone(self):
        assert met(whole=False, counts=True) == [True, None, True]

    def test_tiny_models_meet_nothing(self):
        assert met(whole=True, counts=False) == [None, None, None]

    def test_what_nvml_did_not_say_is_not_measured(self):
        unknown = QUEUE | {"ours": QUEUE["ours"] | {"busy": None}}
        assert goals.judged(unknown, whole=True, counts=True)[2]["met"] is None


@pytest.mark.parametrize(
    ("name", "tflops"),
    [
        ("NVIDIA H200", 989.0),
        ("NVIDIA H100 PCIe", 756.0),
        ("NVIDIA H100 80GB HBM3", 989.0),
        ("NVIDIA T4", None),
    ],
)
def test_a_chip_that_is_not_in_the_table_is_unknown(name, tflops):
    assert chip.peak(name) == tflops


def test_the_report_says_what_it_is_worth_and_what_ended_early():
    found = {
        "label": "random weights: speed only", "device": "NVIDIA X", "versions": "torch 1", "peak": None, "rounds": 5,
        "models": {
            "one": {
                "size": "1 × 1 × 1 frames", "preset": "50 steps, guidance 5", "cold start": {"imports": 1.0},
                "phases": {"text": 0.5, "TFLOP/s": 400.0}, "queue": QUEUE,
                "goals": goals.judged(QUEUE, whole=True, counts=True),
            },
            "two": {"ended": "It does not fit."},
        },
        "studio": {"EGL as it comes": {"failed": "no EGL"}},
    }  # fmt: skip
    text = "\n".join(report.lines(found))
    assert text.count("random weights: speed only") == 3
    assert "400 (the chip's own is unknown)" in text
    assert "| stock | 100 | 70% | 20.00 |" in text
    assert "It does not fit." in text
    assert "| EGL as it comes | no EGL | not measured |" in text


def test_a_call_of_few_steps_is_without_guidance(tmp_path):
    subject = subjects.tiny("ltx-video-2b", tmp_path)
    assert (subject.call(0).steps, subject.call(0).guidance) == (4, 5.0)
    assert (subject.call(0, preset=subject.few).steps, subject.call(0, preset=subject.few).guidance) == (
        1,
        1.0,
    )


@pytest.mark.speed
def test_all_of_it_runs_with_tiny_models(tmp_path):
    how = ["--tiny", "--device", "cpu", "--rounds", "1", "--jobs", "2", "--no-studio"]
    where = ["--scratch", str(tmp_path), "--json", str(tmp_path / "out.json")]
    command = [sys.executable, "-m", "tests.bench.gpu", *how, *where]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "measures nothing" in done.stdout
    found = json.loads((tmp_path / "out.json").read_text())
    for model in found["models"].values():
        assert model["phases"]["decode"] > 0
        assert model["queue"]["ours"]["a job"] > 0
        assert [goal["met"] for goal in model["goals"]] == [None] * 3
