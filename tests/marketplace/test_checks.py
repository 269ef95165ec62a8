"""System checks name what is missing and what to do about it."""

import pytest
from django.core.checks import run_checks

from generation.engine.studio import stage
from generation.screening import classifier
from generation.screening.frames import registry, retina
from marketplace.checks import frame_weights


def ids():
    return {one.id for one in run_checks()}


def hints():
    return " ".join(str(one.hint) for one in run_checks())


def test_a_machine_without_egl_is_told_which_packages_to_install(monkeypatch):
    monkeypatch.setattr(stage.ctypes.util, "find_library", lambda name: None)
    assert "oddreel.W101" in ids()
    assert "libegl1" in hints()


def test_an_encoder_that_cannot_run_is_an_error(monkeypatch, tmp_path):
    broken = tmp_path / "ffmpeg"
    broken.write_text("")
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(broken))
    assert "oddreel.E121" in ids()


def test_a_key_that_others_can_read_is_an_error(settings, tmp_path):
    settings.KEY_DIR = tmp_path
    key = tmp_path / "key.pem"
    key.write_text("secret")
    key.chmod(0o644)
    assert "oddreel.E131" in ids()
    key.chmod(0o600)
    assert "oddreel.E131" not in ids()


@pytest.mark.parametrize("content", [None, "this is no policy ["])
def test_a_policy_that_cannot_be_read_is_an_error(settings, tmp_path, content):
    path = tmp_path / "policy.toml"
    if content is not None:
        path.write_text(content)
    settings.GENERATION_POLICY = str(path)
    assert "oddreel.E140" in ids()


def test_a_classifier_that_cannot_be_used_is_a_warning(monkeypatch, tmp_path):
    assert "oddreel.W142" not in ids()
    monkeypatch.setattr(classifier, "MODELS", tmp_path)
    assert "oddreel.W142" in ids()
    assert "generation/screening/models" in hints()


def test_what_is_not_configured_says_so():
    assert {"oddreel.I110", "oddreel.I150"} <= ids()


def test_mails_to_the_console_are_noted_outside_debug(settings):
    settings.DEBUG, settings.EMAIL_URL = False, ""
    assert "oddreel.W160" in ids()


def test_a_detector_without_its_package_is_told_with_what_it_means(monkeypatch):
    assert "oddreel.W190" not in ids()
    monkeypatch.setitem(registry.PACKAGES, "nudity", "no_such_package")
    [warning] = [one for one in run_checks() if one.id == "oddreel.W190"]
    assert "every clip will wait for a moderator" in warning.msg
    assert "no_such_package" in warning.hint


def test_damaged_weights_are_found_before_the_first_clip(monkeypatch, tmp_path):
    monkeypatch.setattr(retina, "WEIGHTS", tmp_path / "none.onnx")
    registry.detector.cache_clear()
    assert [one.id for one in frame_weights(None)] == ["oddreel.W193"]
    monkeypatch.undo()
    assert list(frame_weights(None)) == []


def test_limits_and_a_block_list_that_cannot_be_used_are_errors(settings, tmp_path):
    assert not {"oddreel.E191", "oddreel.E192"} & ids()
    broken = tmp_path / "broken"
    broken.write_text("neither [ nor")
    settings.FRAME_LIMITS = settings.FRAME_BLOCK_LIST = str(broken)
    assert {"oddreel.E191", "oddreel.E192"} <= ids()
    settings.FRAME_BLOCK_LIST = str(tmp_path / "none")
    assert "oddreel.E192" in ids()


def test_a_kernel_that_cannot_wall_in_decoders_is_told(monkeypatch):
    assert "oddreel.W194" not in ids()
    monkeypatch.setattr("generation.sandbox.seccomp.MACHINES", {})
    assert "oddreel.W194" in ids()


def test_a_sandbox_that_does_not_work_is_told_on_deploying(settings):
    def found():
        return {one.id for one in run_checks(include_deployment_checks=True)}

    assert not found() & {"oddreel.W195", "oddreel.W196"}
    settings.VERIFY_MEMORY = 1
    assert "oddreel.W195" in found()
