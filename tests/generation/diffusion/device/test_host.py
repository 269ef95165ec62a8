"""Calls of tiny pipelines through the host, on the CPU."""

from __future__ import annotations

import json
import shutil
import threading

import numpy as np
import pytest
import torch

from generation.engine.base import Cancelled, DeviceLost, EngineError
from generation.engine.diffusion.calling import recipe
from generation.engine.diffusion.device import host as host_module
from generation.engine.diffusion.device.faults import OutOfMemory
from generation.engine.diffusion.device.gpu import GIB
from generation.engine.diffusion.device.host import ENCODING, Host
from generation.engine.diffusion.device.lock import DeviceTaken
from generation.engine.diffusion.device.memory import TooBig
from generation.engine.diffusion.device.options import HostOptions
from generation.engine.diffusion.device.residency import Footprint
from generation.engine.diffusion.device.weights import NoWeights
from generation.engine.diffusion.device.working_set import Size

from .rig import LTX2, WAN, Kept, call, make, model


@pytest.fixture
def cpu():
    """A host on the CPU, with nothing loaded."""
    made = Host(HostOptions(device="cpu"))
    yield made
    made.close()


@pytest.fixture
def wan(tiny):
    return model(tiny(WAN))


def counted(monkeypatch, owner, name):
    """How often a function was called, as a growing list."""
    calls, real = [], getattr(owner, name)

    def counting(*args, **kwargs):
        calls.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, counting)
    return calls


def short_of_memory(monkeypatch, times):
    """The transformer's forward finds no memory so many times, then runs: a stand-in for an allocator."""
    from diffusers import WanTransformer3DModel

    left, real = [times], WanTransformer3DModel.forward

    def forward(self, *args, **kwargs):
        if left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(WanTransformer3DModel, "forward", forward)


def test_a_call_gives_all_its_frames_and_says_how_it_was_run(cpu, wan):
    outcome, sink = make(cpu, wan, call(seeds=(7, 8)))
    assert sink.frames(0).shape == sink.frames(1).shape == (9, 64, 64, 3)
    assert not np.array_equal(sink.frames(0), sink.frames(1))
    assert sink.begun == 1
    facts = outcome.facts
    assert facts == json.loads(json.dumps(facts))
    assert facts["model"] == facts["kind"] == WAN
    assert facts["precision"] == "float32"
    assert (facts["offload"], facts["tiling"], facts["compiled"], facts["fallback"]) == (
        "none",
        False,
        False,
        "",
    )
    assert facts["device"] == cpu.name
    assert facts["device_class"].startswith("cpu ")
    assert facts["scheduler"] == "UniPCMultistepScheduler"
    assert (facts["steps"], facts["guidance"], facts["seeds"]) == (2, 3.0, [7, 8])
    assert "transformer/diffusion_pytorch_model.safetensors" in facts["weights"]["files"]
    assert len(facts["weights"]["model_index"]) == 64
    assert set(facts["seconds"]) == {"encode", "wait", "load", "denoise", "decode", "deliver"}
    assert cpu.resident() == {WAN}


def test_cached_words_and_a_resident_model_give_the_same_frames(cpu, wan, monkeypatch):
    encodes = counted(monkeypatch, recipe, "encode")
    first = make(cpu, wan, call())[1].frames()
    again = make(cpu, wan, call())[1].frames()
    assert np.array_equal(first, again)
    assert len(encodes) == 1
    other = make(cpu, wan, call(seeds=(8,)))[1].frames()
    assert not np.array_equal(first, other)
    assert len(encodes) == 1
    make(cpu, wan, call(prompt="a green fox"))
    assert len(encodes) == 2


def test_sound_comes_with_the_outcome(cpu, tiny):
    outcome, sink = make(cpu, model(tiny(LTX2), LTX2), call(LTX2))
    frames = len(sink.frames())
    assert outcome.sound_rate == 24_000
    assert outcome.sound[0].shape == (round(frames * 24_000 / 24), 2)


def test_a_cancelled_call_ends_within_a_step_and_the_next_is_as_if_it_had_not_been(cpu, wan):
    fresh = make(cpu, wan, call())[1].frames()
    steps, sink = [], Kept()

    def stop(seen):
        steps.append(seen.step)
        raise Cancelled

    with pytest.raises(Cancelled):
        make(cpu, wan, call(seeds=(99,)), sink, on_step=stop)
    assert steps == [1]
    assert sink.takes == {}
    assert cpu.turn.waiting == 0
    assert np.array_equal(make(cpu, wan, call())[1].frames(), fresh)


def test_a_call_that_is_stopped_while_it_is_decoded_gives_nothing(cpu, wan):
    asked, sink = [], Kept()

    def check():
        asked.append(True)
        if "decoding" in asked:
            raise Cancelled

    def on_step(seen):
        if seen.step == seen.steps:
            asked.append("decoding")

    with pytest.raises(Cancelled):
        make(cpu, wan, call(), sink, on_step, check)
    assert sink.takes == {}


def test_out_of_memory_falls_back_once_and_says_so(cpu, wan, monkeypatch):
    short_of_memory(monkeypatch, times=1)
    outcome, sink = make(cpu, wan, call())
    assert sink.begun == 2
    assert len(sink.frames()) == 9
    assert outcome.facts["precision"] == "bfloat16"
    assert outcome.facts["fallback"] == "out of memory with float32, text encoder on the CPU"
    assert cpu.resident() == {WAN}
    assert [key for key in cpu.residency.loaded() if "float32" in key] == []


def test_what_ran_out_of_memory_is_not_tried_again_at_that_size(cpu, wan, monkeypatch):
    short_of_memory(monkeypatch, times=1)
    make(cpu, wan, call())
    outcome, sink = make(cpu, wan, call())
    assert sink.begun == 1
    assert (outcome.facts["precision"], outcome.facts["fallback"]) == ("bfloat16", "")
    other, _ = make(cpu, wan, call(height=48))
    assert other.facts["precision"] == "float32"


def test_a_second_time_out_of_memory_ends_the_job_and_not_the_process(cpu, wan, monkeypatch):
    short_of_memory(monkeypatch, times=2)
    sink = Kept()
    with pytest.raises(
        OutOfMemory, match=r"64×64, 9 frames: out of memory on .*float32.*; then bfloat16"
    ) as error:
        make(cpu, wan, call(), sink)
    assert not error.value.permanent
    assert "ask for a smaller size" in error.value.public
    assert sink.takes == {}
    assert cpu.resident() == frozenset()
    assert len(make(cpu, wan, call(height=48))[1].frames()) == 9


def test_a_lost_device_is_lost_for_every_later_call(cpu, wan, monkeypatch):
    from diffusers import WanTransformer3DModel

    def gone(self, *args, **kwargs):
        raise RuntimeError("CUDA error: unspecified launch failure")

    with monkeypatch.context() as patch:
        patch.setattr(WanTransformer3DModel, "forward", gone)
        with pytest.raises(DeviceLost, match="is lost: CUDA error"):
            make(cpu, wan, call())
    sink = Kept()
    with pytest.raises(DeviceLost):
        make(cpu, wan, call(), sink)
    assert sink.begun == 0


def test_another_error_comes_out_as_it_is_and_is_not_tried_again(cpu, wan, monkeypatch):
    from diffusers import WanTransformer3DModel

    sink = Kept()
    with monkeypatch.context() as patch:
        patch.setattr(WanTransformer3DModel, "forward", lambda self, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(cpu, wan, call(), sink)
    assert sink.begun == 1
    assert len(make(cpu, wan, call())[1].frames()) == 9


def test_a_model_makes_room_for_another(tiny):
    wan, ltx2 = model(tiny(WAN)), model(tiny(LTX2), LTX2)
    roomy = Host(HostOptions(device="cpu"))
    make(roomy, wan, call())
    make(roomy, ltx2, call(LTX2))
    assert roomy.resident() == {WAN, LTX2}
    encoder = roomy.plans(ltx2, Size(64, 64, 9))[0].need.encoder
    roomy.close()
    assert roomy.resident() == frozenset()
    tight = Host(HostOptions(device="cpu", memory_gib=ENCODING / GIB + encoder + 0.0001))
    first = make(tight, wan, call())[1].frames()
    make(tight, ltx2, call(LTX2))
    assert tight.resident() == {LTX2}
    assert np.array_equal(make(tight, wan, call())[1].frames(), first)
    tight.close()


def test_pinned_models_keep_their_place_if_any_plan_allows_it(wan, monkeypatch):
    host, size = Host(HostOptions(device="cpu", memory_gib=12)), Size(832, 480, 81)
    whole, half, *_ = host.plans(wan, size)
    beside = [int((12 - half.need.device) * GIB) - 1, 12 * GIB]
    for pinned, expected in zip(beside, ("bfloat16", "float32"), strict=True):
        monkeypatch.setattr(host.residency, "pinned", lambda but, pinned=pinned: Footprint(pinned))
        assert host.plans(wan, size)[0].plan.precision == expected
    assert whole.need.device > half.need.device


def test_models_with_the_same_encoder_files_share_them(cpu, tiny, tmp_path, monkeypatch):
    ours = tmp_path / "ours"
    shutil.copytree(tiny(WAN), ours)
    for part in ("text_encoder", "tokenizer"):
        shutil.rmtree(ours / part)
        (ours / part).symlink_to(tiny(WAN) / part)
    loads = counted(monkeypatch, host_module, "load_text_parts")
    encodes = counted(monkeypatch, recipe, "encode")
    one, two = model(tiny(WAN)), model(ours, name="ours")
    first, second = (make(cpu, each, call())[1].frames() for each in (one, two))
    assert np.array_equal(first, second)
    assert (len(loads), len(encodes)) == (1, 1)
    assert cpu.resident() == {WAN, "ours"}


def test_the_next_job_s_words_are_encoded_while_this_one_denoises(cpu, wan, monkeypatch):
    make(cpu, wan, call())
    encoded, real = threading.Event(), recipe.encode

    def encode(*args):
        try:
            return real(*args)
        finally:
            encoded.set()

    monkeypatch.setattr(recipe, "encode", encode)
    second = threading.Thread(target=make, args=(cpu, wan, call(prompt="a blue whale")))
    overlapped = []

    def on_step(seen):
        if seen.step == 1:
            second.start()
            overlapped.append(encoded.wait(60))

    make(cpu, wan, call(), on_step=on_step)
    second.join()
    assert overlapped == [True]


def test_two_threads_get_what_each_alone_would_get(cpu, wan):
    asks = [
        call(prompt=prompt, seeds=(seed,))
        for seed, prompt in enumerate(("a fox", "a hen", "a boat", "a fox"))
    ]
    alone = [make(cpu, wan, ask)[1].frames() for ask in asks]
    together = [Kept() for _ in asks]
    threads = [
        threading.Thread(target=make, args=(cpu, wan, ask, sink))
        for ask, sink in zip(asks, together, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for frames, sink in zip(alone, together, strict=True):
        assert np.array_equal(sink.frames(), frames)


def test_the_device_is_free_while_frames_are_taken(cpu, wan):
    free = []

    class Slow(Kept):
        def take(self, take, frames):
            with cpu.turn.taken(lambda: None) as waited:
                free.append(waited)
            super().take(take, frames)

    _, sink = make(cpu, wan, call(), Slow())
    assert len(sink.frames()) == 9
    assert free


def test_one_model_serves_words_and_a_first_picture_with_the_same_weights(cpu, tiny, monkeypatch):
    from generation.engine.diffusion.calling import loading

    loads = counted(monkeypatch, loading, "load")
    five = model(tiny("wan-2.2-ti2v-5b"), "wan-2.2-ti2v-5b")
    words, _ = make(cpu, five, call("wan-2.2-ti2v-5b"))
    picture = np.full((1, 64, 64, 3), 128, np.uint8)
    led, sink = make(cpu, five, call("wan-2.2-ti2v-5b", task="image", context=picture))
    assert len(loads) == 1
    assert (words.facts["pipeline"], led.facts["pipeline"]) == ("WanPipeline", "WanImageToVideoPipeline")
    assert len(sink.frames()) == 9


def test_a_call_that_the_model_can_t_make_is_refused_before_anything_is_loaded(cpu, wan):
    sink = Kept()
    with pytest.raises(EngineError, match="10 frames do not fit"):
        make(cpu, wan, call(frames=10), sink)
    assert (sink.begun, cpu.residency.loaded()) == (0, ())


def test_what_does_not_fit_the_memory_is_refused_before_anything_is_loaded(wan):
    small = Host(HostOptions(device="cpu", memory_gib=0.3))
    with pytest.raises(TooBig, match=r"has 0\.3 free") as error:
        make(small, wan, call(width=832, height=480))
    assert error.value.permanent
    assert small.residency.loaded() == ()


def test_weights_that_vanished_are_named(cpu, tiny, tmp_path):
    folder = tmp_path / "gone"
    shutil.copytree(tiny(WAN), folder)
    vanishing = model(folder)
    make(cpu, vanishing, call())
    shutil.rmtree(folder)
    with pytest.raises(NoWeights, match="there is no model in") as error:
        make(cpu, vanishing, call())
    assert error.value.permanent


@pytest.mark.parametrize("damage", ["cut short", "emptied"])
def test_a_damaged_text_encoder_is_named(cpu, tiny, tmp_path, damage):
    folder = tmp_path / "damaged"
    shutil.copytree(tiny(WAN), folder)
    file = folder / "text_encoder" / "model.safetensors"
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] if damage == "cut short" else b"")
    with pytest.raises(EngineError, match=r"text_encoder") as error:
        make(cpu, model(folder), call())
    assert error.value.permanent
    assert cpu.resident() == frozenset()


def test_a_process_has_one_host_and_it_is_configured_before(monkeypatch, tmp_path):
    monkeypatch.setattr(host_module, "_one", [])
    monkeypatch.setattr(host_module, "_options", HostOptions())
    host_module.configure(HostOptions(device="cpu", locks=tmp_path))
    first = host_module.host()
    assert host_module.host() is first
    assert first.kind == "cpu"
    with pytest.raises(RuntimeError, match="there already"):
        host_module.configure(HostOptions())
    with pytest.raises(DeviceTaken):
        Host(HostOptions(device="cpu", locks=tmp_path))
    first.close()
    Host(HostOptions(device="cpu", locks=tmp_path)).close()
