"""What `manage.py gpu_worker` refuses, each with a sentence, before it takes a job; and how it stands beside others."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from generation.engine import registry
from generation.engine.diffusion.device.gpu import Device, Machine
from generation.jobs import gpu
from generation.management import beside_others
from generation.models import RenderWorker
from tests.flows.installation import wait_for
from tests.generation.stand_in import StandIn, model

ROOT = Path(__file__).resolve().parents[3]
CPU = Device("cpu", "A processor", "cpu", 2**34, 2**33)
GPU = Device("cuda:0", "A GPU", "GPU-1", 2**36, 2**36, (9, 0))


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        call_command("gpu_worker", *arguments)
    return str(error.value)


@pytest.fixture
def models(monkeypatch):
    """Two models whose weights are not there."""
    monkeypatch.setattr(registry, "DiffusionEngine", StandIn)
    registry.configure([model("one"), model("two")])
    yield
    registry.configure([])


def machine(monkeypatch, *gpus):
    told = Machine(gpus, CPU, torch=True, why_no_gpu="" if gpus else "There is no NVIDIA GPU here.")
    monkeypatch.setattr(gpu, "look", lambda: told)


def test_without_models_there_is_nothing_to_do():
    assert "No text-to-video model is configured" in refused()


def test_a_model_that_is_not_configured_is_named_with_those_that_are(models):
    assert refused("--models", "one,three") == "No model three is configured; there are: one, two."


@pytest.mark.parametrize("jobs", ["0", "9"])
def test_so_many_jobs_do_not_overlap(models, jobs):
    assert "choose 1 to 8" in refused("--jobs", jobs)


def test_every_models_lack_is_said(models, monkeypatch, tmp_path):
    assert refused("--models", "two") == "two: There is no stand-in on this machine; build one."
    monkeypatch.setattr(StandIn, "missing", lambda self: [])
    assert refused().splitlines() == [
        "one: /nowhere does not exist on this machine.",
        "two: /nowhere does not exist on this machine.",
    ]


@pytest.mark.django_db
def test_what_refuses_leaves_no_row(models):
    refused()
    assert not RenderWorker.objects.exists()


def test_the_first_gpu_is_taken_and_the_processor_only_if_it_is_named(monkeypatch):
    machine(monkeypatch, GPU)
    assert gpu.device_named("") == "cuda:0"
    assert gpu.device_named("cpu") == "cpu"
    machine(monkeypatch)
    with pytest.raises(gpu.EngineError, match=r"There is no NVIDIA GPU here\. Give --device cpu"):
        gpu.device_named("")
    assert gpu.device_named("cpu") == "cpu"
    with pytest.raises(gpu.EngineError, match="There is no device 'cuda:3' here"):
        gpu.device_named("cuda:3")


def executable(process):
    return Path(f"/proc/{process.pid}/comm").read_text().strip()


@pytest.mark.parametrize("why", ["", "No model is configured."])
def test_where_nothing_is_to_be_done_almost_nothing_waits(why):
    code = f"from generation.management.beside_others import wait_for_ever; wait_for_ever({why!r})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if why:
        assert process.stdout.readline().strip() == why
    wait_for(lambda: executable(process) == "sleep", 30)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM


SUPERVISE = """
import sys
from generation.management import beside_others
beside_others.PAUSE = 0.01
sys.exit(beside_others.supervise({command!r}, (75, 76), print))
"""


def supervise(command):
    return subprocess.Popen(
        [sys.executable, "-u", "-c", SUPERVISE.format(command=command)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_what_breaks_is_started_anew_until_it_ends_otherwise(tmp_path):
    count = tmp_path / "starts"
    script = f"echo x >> {count}; case $(wc -l < {count}) in 1) exit 75;; 2) exit 76;; *) exit 3;; esac"
    process = supervise(["bash", "-c", script])
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert count.read_text().count("x") == 3
    assert "ended with 75" in said


def test_a_stop_is_passed_on_and_waited_for(tmp_path):
    script = (
        f'trap "echo asked > {tmp_path}/asked; exit 75" TERM; echo ready; while :; do read -t 1 <> <(:); done'
    )
    process = supervise(["bash", "-c", script])
    assert process.stdout.readline().strip() == "ready"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert (tmp_path / "asked").exists()


def test_the_same_command_without_the_waiting(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["manage.py", "gpu_worker", "--or-wait", "--jobs", "2"])
    assert beside_others.this_command("--or-wait") == [
        sys.executable,
        "manage.py",
        "gpu_worker",
        "--jobs",
        "2",
    ]


def test_beside_a_site_without_models_it_is_next_to_nothing(tmp_path):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "GENERATION_MODELS": ""}
    command = [sys.executable, "manage.py", "gpu_worker", "--or-wait"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    wait_for(lambda: executable(process) == "sleep", 60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM


def test_beside_a_site_whose_models_cannot_run_it_says_so_and_waits(tmp_path):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "GENERATION_MODELS": str(tmp_path / "nothing.toml")}
    command = [sys.executable, "manage.py", "gpu_worker", "--or-wait"]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    wait_for(lambda: executable(process) == "sleep", 60)
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    assert "nothing.toml can't be read" in (tmp_path / "said").read_text()
