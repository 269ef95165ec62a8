"""What `manage.py check` and /status say of the text-to-video models, and that a broken file takes nothing down."""

import logging
import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from generation import offered
from generation.engine import registry
from marketplace import health
from tests.generation.diffusion.operator.folders import write_wan

WAN = """
[wan-small]
kind = "wan-2.1-t2v-1.3b"
weights = "/srv/none/wan"
plan = "{plan}"
"""
HUNYUAN = """
[hunyuan]
kind = "hunyuan-video"
weights = "/srv/none/hunyuan"
accept = ["territory"]
"""


@pytest.fixture
def models_file(settings, tmp_path):
    """`models_file(text)` is the operator's file from then on, read as at a start; it is gone with the test."""

    def write(text):
        path = tmp_path / "models.toml"
        path.write_text(text)
        settings.GENERATION_MODELS = str(path)
        offered.offer_models()
        return path

    yield write
    settings.GENERATION_MODELS = ""
    offered.offer_models()


def found(number):
    """The messages of one check."""
    return [one for one in run_checks() if one.id == f"oddreel.{number}"]


def making_clips():
    [part] = [one for one in health.parts() if one.name == "Making clips"]
    return part


def test_without_a_file_only_the_studio_engine_is_offered_and_the_check_says_so():
    assert registry.names() == ("studio",)
    assert len(found("I110")) == 1
    assert not found("E111")


def test_models_are_offered_in_the_file_s_order_before_the_studio_engine(models_file):
    models_file(HUNYUAN + WAN.format(plan="pro"))
    assert registry.names() == ("hunyuan", "wan-small", "studio")
    assert registry.engine("wan-small").plan == "pro"
    assert not found("I110")
    assert not found("E111") + found("E114")


@pytest.mark.django_db
def test_a_broken_file_leaves_the_studio_engine_and_says_so_everywhere(models_file, caplog):
    models_file(WAN.format(plan=""))
    with caplog.at_level(logging.ERROR):
        models_file("[wan-small]\nkind = 'sora'")
    sentence = "models.toml, [wan-small]: kind “sora” is not known"
    assert registry.names() == ("studio",)
    assert sentence in caplog.text
    [error] = found("E111")
    assert sentence in error.msg
    assert "GENERATION_MODELS" in error.hint
    part = making_clips()
    assert not part.well
    assert part.words.startswith(f"Only the studio engine makes clips: {sentence}")


@pytest.mark.django_db
def test_a_file_that_is_mended_is_offered_at_the_next_start(models_file):
    path = models_file("[")
    path.write_text(WAN.format(plan=""))
    assert not found("E111")  # the file is good already
    assert not making_clips().well  # this process has not read it yet
    offered.offer_models()
    assert "wan-small" in registry.names()
    assert making_clips().words.startswith("No GPU worker serves wan-small")


def test_a_file_that_is_not_there_is_an_error(settings, models_file):
    models_file("").unlink()
    offered.offer_models()
    [error] = found("E111")
    assert "can't be read (No such file or directory)" in error.msg


def test_a_plan_that_is_none_is_an_error_that_lists_the_plans(models_file):
    models_file(WAN.format(plan="gold"))
    [error] = found("E114")
    assert "wan-small is for the plan “gold”, which is none: nobody may use it" in error.msg
    assert "free, starter, pro, team" in error.hint


def test_a_plans_file_that_cannot_be_used_is_said_once(models_file, settings, tmp_path):
    models_file(WAN.format(plan="gold"))
    broken = tmp_path / "plans.toml"
    broken.write_text("[")
    settings.PLANS_FILE = str(broken)
    assert not found("E114")
    assert len(found("E152")) == 1


def test_licences_are_shown_with_what_they_forbid(models_file):
    models_file(HUNYUAN + WAN.format(plan=""))
    [info] = found("I113")
    assert "wan-small (Wan 2.1 1.3B, Apache-2.0)" in info.msg
    assert "hunyuan (HunyuanVideo, Tencent Hunyuan Community: Not for use in the European Union" in info.msg


def test_a_host_without_a_gpu_need_not_have_the_weights(models_file, monkeypatch):
    monkeypatch.setattr("marketplace.model_checks.driver_version", lambda: "")
    models_file(WAN.format(plan=""))
    assert not found("W112")


def test_a_host_with_a_gpu_is_warned_of_weights_that_are_not_there(models_file, monkeypatch, tmp_path):
    monkeypatch.setattr("marketplace.model_checks.driver_version", lambda: "550.54.15")
    models_file(WAN.format(plan="").replace("/srv/none/wan", str(write_wan(tmp_path / "wan"))) + HUNYUAN)
    [warning] = found("W112")
    assert "hunyuan can't be loaded on this machine: /srv/none/hunyuan does not exist" in warning.msg
    assert warning.hint == "Run: manage.py models"


def test_a_gpu_without_torch_is_told_how_to_install_it(models_file, monkeypatch):
    monkeypatch.setattr("marketplace.model_checks.driver_version", lambda: "580.65.06")
    models_file(WAN.format(plan=""))
    assert not found("W115")
    monkeypatch.setattr("marketplace.model_checks.find_spec", lambda name: None if name == "torch" else name)
    [warning] = found("W115")
    assert "torch is not installed" in warning.msg
    assert warning.hint == "Run: make gpu"


IMPORTS = """
import sys
import django
django.setup()
import marketplace.urls, marketplace.wsgi, marketplace.health
from django.core.management import call_command
call_command("check")
print("heavy:", [name for name in ("torch", "diffusers", "transformers") if name in sys.modules])
from generation.engine.registry import names
print("offered:", names())
"""


def test_a_web_host_never_imports_torch(tmp_path):
    """In a process of its own, with models configured, as a site starts."""
    path = tmp_path / "models.toml"
    path.write_text(
        WAN.format(plan="pro").replace("/srv/none/wan", str(write_wan(tmp_path / "wan"))) + HUNYUAN
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "GENERATION_MODELS": str(path),
        "DATA_DIR": str(tmp_path / "data"),
    }
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "heavy: []" in done.stdout
    assert "offered: ('wan-small', 'hunyuan', 'studio')" in done.stdout
    assert "oddreel.I113" in done.stderr
