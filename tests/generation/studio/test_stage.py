"""The stage: contexts by thread, programs, and what is said where there is no OpenGL."""

from __future__ import annotations

import ctypes.util
import threading

import pytest

from generation.engine.studio import stage as module
from generation.engine.studio.stage import GLSL, NoStage, missing, note_on_renderer, source, stage

render = pytest.mark.render


def in_a_thread(work):
    """What `work` returned or raised in a thread of its own."""
    outcome = []

    def run():
        try:
            outcome.append(work())
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


def test_nothing_is_missing_where_the_libraries_are():
    assert missing() == []


def test_missing_libraries_are_named_with_the_packages_that_have_them(monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    (sentence,) = missing()
    assert "libEGL and libGL" in sentence
    assert "install libegl1 libgl1-mesa-dri libgl1" in sentence


def test_only_the_library_that_is_missing_is_named(monkeypatch):
    found = ctypes.util.find_library
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "EGL" else found(name))
    assert missing()[0].startswith("libEGL can't be found")


def test_a_library_that_cannot_be_loaded_says_what_to_install(monkeypatch):
    monkeypatch.setattr(module, "LIBEGL", "libNoSuchEGL.so.1")
    error = in_a_thread(stage)
    assert isinstance(error, NoStage)
    assert "Install libegl1 libgl1-mesa-dri libgl1" in str(error)


@render
def test_a_thread_keeps_its_stage_and_shares_it_with_no_other():
    assert stage() is stage()
    other = in_a_thread(lambda: id(stage()))
    assert other != id(stage())


@render
def test_the_renderer_is_named_with_its_version():
    name = stage().renderer
    assert len(name) > 10
    assert any(character.isdigit() for character in name)


@render
def test_a_program_is_compiled_once():
    one = stage().program("whole_vertex", "bloom_up_fragment")
    assert stage().program("whole_vertex", "bloom_up_fragment") is one
    assert stage().program("whole_vertex", "bloom_down_fragment") is not one


def test_an_include_is_taken_in_once_and_leaves_no_trace():
    text = source("clouds_fragment")
    assert "#include" not in text
    assert text.count("vec3 clear_sky(") == 1
    assert text.startswith("#version 330")


@pytest.mark.parametrize("path", sorted(GLSL.glob("*_fragment.glsl")), ids=lambda p: p.stem)
def test_every_shader_resolves(path):
    assert "void main()" in source(path.stem)


def test_a_gpu_that_is_not_used_is_pointed_out(monkeypatch):
    monkeypatch.setattr(module.Path, "exists", lambda self: True)
    assert "NVIDIA_DRIVER_CAPABILITIES" in note_on_renderer("llvmpipe (LLVM 15)")
    assert note_on_renderer("NVIDIA H100") == ""


def test_software_without_a_gpu_is_no_cause_for_a_warning(monkeypatch):
    monkeypatch.setattr(module.Path, "exists", lambda self: False)
    assert note_on_renderer("llvmpipe (LLVM 15)") == ""
