"""A configured model as an engine, with a stand-in for the device."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from generation.brief.parse import parse
from generation.engine.base import BadPicture, Cancelled, Engine, EngineError, Source
from generation.engine.diffusion.clips.disk import FULL_SENTENCE
from generation.engine.diffusion.clips.fitting import cover
from generation.engine.diffusion.engine import DiffusionEngine
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import LOOKS
from generation.engine.diffusion.work import Call

from .standing_in import BRIEF, Drawing, Heard, chained, drawn, extended, kind, model, settings, sounding
from .test_native import asked, configured


def taken(rendering):
    return np.stack(list(rendering.frames))


@pytest.mark.parametrize("of", [kind, chained, extended], ids=["one call", "chained", "extended"])
@pytest.mark.parametrize(("width", "height", "fps"), [(144, 96, 24), (96, 144, 30), (96, 96, 25)], ids=str)
def test_exactly_what_was_asked_for_comes_out(render, of, width, height, fps):
    frames = taken(render(model(of()), settings(width=width, height=height, fps=fps, duration_ms=3_000)))
    assert frames.shape == (3 * fps, height, width, 3)
    assert frames.dtype == np.uint8


def test_a_minute_comes_out_exact(render):
    host = Drawing()
    rendering = render(model(chained(most=121)), settings(duration_ms=60_000, fps=24), host=host)
    assert sum(1 for _ in rendering.frames) == 1_440
    assert len(host.calls) == 12


def test_the_same_seed_gives_the_same_frames_and_another_one_others(render, tmp_path):
    clips = [
        taken(render(model(extended()), settings(seed=seed), checkpoints=tmp_path / name))
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    ]
    assert np.array_equal(clips[0], clips[1])
    assert not np.array_equal(clips[0], clips[2])


def test_each_segment_is_given_the_end_of_the_one_before(render):
    host = Drawing()
    taken(render(model(extended()), settings(duration_ms=4_000, fps=25), host=host))
    first, *later = host.calls
    assert (first.task, first.context) == ("text", None)
    assert {call.task for call in later} == {"extend"}
    made = drawn(first, first.seeds[0])
    for call in later:
        assert np.array_equal(call.context, made[-9:])
        made = drawn(call, call.seeds[0])


def test_how_it_was_made_is_told(render):
    rendering = render(model(extended()), settings(duration_ms=3_000, fps=25))
    assert "segments" not in rendering.made_with
    taken(rendering)
    told = rendering.made_with
    assert (told["model"], told["kind"], told["preset"], told["steps"]) == (
        "test",
        "ltx-video-2b",
        "quality",
        50,
    )
    assert told["native"] == {"width": 96, "height": 64, "rate": 25, "played_at": 25.0, "frames": 75}
    assert (told["device"], told["precision"]) == ("a stand-in", "bf16")
    assert [one["kept"] for one in told["segments"]] == [33, 24, 18]
    assert len(told["seams"]) == 2
    assert all(seam["step"] > 0 for seam in told["seams"])
    assert told["wording"]["prompt"].startswith("a red kite over the dunes")
    assert (rendering.renderer, rendering.family) == ("a stand-in", "ltx")
    assert rendering.title == "A red kite over the dunes"


def test_a_segment_that_was_run_otherwise_says_so(render):
    class Falling(Drawing):
        def make(self, *given):
            made = super().make(*given)
            return replace(made, facts={**made.facts, "precision": "fp8"}) if len(self.calls) == 2 else made

    rendering = render(model(chained()), settings(duration_ms=2_000), host=Falling())
    taken(rendering)
    assert rendering.made_with["precision"] == "bf16"
    assert [one.get("run", {}).get("precision") for one in rendering.made_with["segments"]] == [
        None,
        "fp8",
        None,
    ]


def test_frames_come_while_later_segments_are_still_being_made(render):
    gate = threading.Event()

    def steps(segment, step):
        if segment == 1:
            assert gate.wait(30)

    rendering = render(model(chained()), settings(), host=Drawing(steps=steps))
    early = [next(rendering.frames) for _ in range(10)]
    gate.set()
    assert len(early) + sum(1 for _ in rendering.frames) == 48


def test_progress_grows_over_all_segments_to_the_whole_of_the_work(render):
    heard, of = Heard(), model(chained())
    taken(render(of, settings(), heard=heard))
    total = DiffusionEngine(of).work(BRIEF, settings()).units
    done = [one.done for one in heard.progress]
    assert {one.total for one in heard.progress} == {total}
    assert done == sorted(done)
    assert done[-1] == pytest.approx(total)
    assert heard.progress[0].phase == "reading"
    assert [one.phase for one in heard.progress][-1] == "developing"
    assert len(done) > 3 * 50


def test_previews_are_shown_in_the_asked_shape_and_not_more_than_one_a_second(render):
    heard = Heard()
    taken(render(model(chained()), settings(width=96, height=96), heard=heard))
    assert [one.shape for one in heard.previews] == [(32, 32, 3)], "all of it took less than a second"


@pytest.mark.parametrize("where", ["at a step", "while reading", "while developing"])
def test_a_cancelled_render_ends_and_leaves_no_thread(render, where):
    heard = Heard()

    def steps(segment, step):
        if where == "at a step" and step == 3:
            heard.control.stop.set()

    before = threading.active_count()
    if where == "while reading":
        heard.control.stop.set()
    host = Drawing(steps=steps)
    rendering = render(model(chained()), settings(), host=host, heard=heard)

    def take_all():
        for number, _ in enumerate(rendering.frames):
            if where == "while developing" and number == 5:
                heard.control.stop.set()

    with pytest.raises(Cancelled):
        take_all()
    assert threading.active_count() == before
    assert "segments" not in rendering.made_with


def test_closing_the_frames_stops_the_production(render):
    gate, seen = threading.Event(), []

    def steps(segment, step):
        seen.append((segment, step))
        if segment == 1:
            gate.set()

    before = threading.active_count()
    rendering = render(model(chained()), settings(duration_ms=20_000), host=Drawing(steps=steps))
    next(rendering.frames)
    assert gate.wait(30)
    rendering.frames.close()
    assert threading.active_count() == before
    assert max(segment for segment, _ in seen) < 29
    with pytest.raises(StopIteration):
        next(rendering.frames)


def test_frames_that_are_closed_before_the_first_stop_it_too(render):
    before = threading.active_count()
    render(model(chained()), settings(duration_ms=20_000)).frames.close()
    assert threading.active_count() == before


class Broken(Exception):
    pass


def test_what_the_device_raises_comes_out_as_it_was(render):
    error = Broken("the GPU fell off the bus")

    def steps(segment, step):
        if segment == 1:
            raise error

    rendering = render(model(chained()), settings(), host=Drawing(steps=steps))
    with pytest.raises(Broken) as caught:
        taken(rendering)
    assert caught.value is error


def test_a_device_that_is_lost_is_heard_of_before_the_frames_that_are_there_are_out(render):
    def steps(segment, step):
        if segment == 1:
            raise Broken

    rendering = render(model(chained(most=81)), settings(duration_ms=6_000), host=Drawing(steps=steps))
    producing = [one for one in threading.enumerate() if one.name.startswith("segments in")]
    producing[0].join(30)
    with pytest.raises(Broken):
        next(rendering.frames)


def black(call, seed):
    return np.zeros((call.frames, call.height, call.width, 3), np.uint8)


def test_a_black_segment_is_no_picture_and_not_kept(render, tmp_path):
    host = Drawing()
    host.frames_of = lambda call, seed: (black if len(host.calls) == 2 else drawn)(call, seed)
    with pytest.raises(BadPicture):
        taken(render(model(chained()), settings(), host=host))
    assert (tmp_path / "checkpoints" / "segment-000.json").exists()
    assert not (tmp_path / "checkpoints" / "segment-001.frames").exists()


def test_another_number_of_frames_than_asked_for_is_an_error(render):
    host = Drawing()
    host.frames_of = lambda call, seed: drawn(call, seed)[:-1]
    with pytest.raises(EngineError) as caught:
        taken(render(host=host))
    assert caught.value.permanent


def test_a_call_that_is_tried_again_on_a_cheaper_plan_counts_once(render):
    class Again(Drawing):
        def make(self, model, call, sink, on_step, check, on_turn):
            sink.begin()
            sink.take(0, 255 - drawn(call, call.seeds[0])[:6])
            return super().make(model, call, sink, on_step, check, on_turn)

    plain = taken(render(checkpoints=None))
    assert np.array_equal(taken(render(host=Again(), checkpoints=None)), plain)


def test_without_a_folder_nothing_is_left_anywhere(render, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    taken(render(model(chained()), checkpoints=None))
    rendering = render(model(chained()), settings(duration_ms=9_000), checkpoints=None)
    next(rendering.frames)
    rendering.frames.close()
    assert list(tmp_path.iterdir()) == []


def test_what_the_model_cannot_make_is_refused_before_anything_is_made(render):
    host = Drawing()
    with pytest.raises(EngineError) as caught:
        render(model(), settings(loop=True), host=host)
    assert caught.value.permanent
    assert "loop" in caught.value.public
    assert host.calls == []


def test_no_space_for_the_segments_is_said_before_anything_is_made(render, monkeypatch):
    monkeypatch.setattr("generation.engine.diffusion.clips.disk.MARGIN", 2**60)
    host = Drawing()
    with pytest.raises(EngineError) as caught:
        taken(render(host=host))
    assert caught.value.public == FULL_SENTENCE
    assert host.calls == []


def gliding(count, size=(96, 144)):
    """A clip to follow from."""
    return drawn(Call("text", "", "", size[1], size[0], count, 24, 1, 1.0, (5,)), 5)


def test_a_variation_begins_with_the_picture(render):
    host, source = Drawing(), gliding(1)
    frames = taken(
        render(model(chained()), settings(follows="variation"), host=host, source=Source(source, 24))
    )
    assert (host.calls[0].task, host.calls[0].context.shape) == ("image", (1, 64, 96, 3))
    assert len(frames) == 48
    near = np.abs(frames[0].astype(int) - source[0]).mean()
    assert near < np.abs(frames[20].astype(int) - source[0]).mean() / 2


@pytest.mark.parametrize("fps", [24, 25, 50])
def test_an_extension_goes_on_from_the_last_frames_and_is_the_continuation_alone(render, fps):
    host, source = Drawing(), gliding(40)
    rendering = render(
        model(extended()), settings(follows="extend", fps=fps), host=host, source=Source(source, fps)
    )
    frames = taken(rendering)
    first = host.calls[0]
    assert (first.task, first.context.shape) == ("extend", (9, 64, 96, 3))
    assert len(frames) == 2 * fps
    assert rendering.made_with["segments"][0]["kept"] == first.frames - 8


def test_a_chained_extension_begins_with_the_last_picture(render):
    host, source = Drawing(), gliding(40)
    taken(render(model(chained()), settings(follows="extend"), host=host, source=Source(source, 24)))
    assert host.calls[0].task == "image"
    assert np.array_equal(host.calls[0].context[0], cover(source[-1], 96, 64))


def test_the_frames_given_are_at_the_models_own_rate(render):
    """From 50 a second to 25: every second one, up to the last."""
    host, source = Drawing(), gliding(40, (64, 96))
    taken(render(model(extended()), settings(follows="extend", fps=50), host=host, source=Source(source, 50)))
    assert np.array_equal(host.calls[0].context, source[-17::2])


def test_following_from_frames_that_are_gone_is_a_permanent_error(render):
    with pytest.raises(EngineError) as caught:
        render(model(extended()), settings(follows="extend"))
    assert caught.value.permanent
    assert (
        caught.value.public
        == "The clip that this one follows from is not available any more. Your credits are back."
    )


def test_sound_is_there_before_the_first_frame_and_as_long_as_the_clip(render):
    host = Drawing()
    rendering = render(model(sounding()), settings(sound=True, duration_ms=3_000, fps=24), host=host)
    assert len(host.calls) == 3, "all of it is made"
    assert rendering.sound.samples.shape == (3 * 48_000, 2)
    assert rendering.sound.rate == 48_000
    assert len(taken(rendering)) == 72


@pytest.mark.parametrize("fps", [24, 30])
def test_what_is_seen_and_heard_at_once_stays_so_over_the_seams(render, fps):
    """Every call flashes and clicks at its frame 20."""

    class Flashing(Drawing):
        def make(self, *given):
            made = super().make(*given)
            clicks = np.zeros_like(made.sound[0])
            clicks[20 * 1_000] = 0.9  # 24,000 samples for 24 frames a second
            return replace(made, sound=(clicks,))

    def flashing(call, seed):
        frames = drawn(call, seed) // 2
        frames[20] = 255
        return frames

    host = Flashing()
    host.frames_of = flashing
    rendering = render(model(sounding()), settings(sound=True, duration_ms=3_000, fps=fps), host=host)
    heard = np.flatnonzero(np.abs(rendering.sound.samples[:, 0]) > 0.3) / 48_000
    brightness = taken(rendering).mean(axis=(1, 2, 3))
    seen = np.flatnonzero(brightness > 240) / fps
    assert len(seen) == len(host.calls) == 3
    for moment in seen:
        assert np.abs(heard - moment).min() < 1 / fps
    for moment in heard:
        assert np.abs(seen - moment).min() < 1 / fps


def test_no_sound_is_made_where_none_is_wanted_or_none_can_be(render):
    host = Drawing()
    assert render(model(sounding()), settings(sound=False), host=host).sound is None
    silent = render(model(), settings(sound=True), host=host, checkpoints=None)
    assert silent.sound is None
    taken(silent)
    assert {call.sound for call in host.calls} == {False}


def test_what_fails_while_the_sound_is_waited_for_leaves_no_thread(render):
    def steps(segment, step):
        raise Broken

    before = threading.active_count()
    with pytest.raises(Broken):
        render(model(sounding()), settings(sound=True), host=Drawing(steps=steps))
    assert threading.active_count() == before


def test_later_takes_of_a_small_model_are_made_along(render, tmp_path):
    host = Drawing()
    following = ((8, tmp_path / "8"), (9, tmp_path / "9"))
    taken(render(host=host, following=following))
    assert [call.seeds for call in host.calls] == [(7, 8, 9)]
    second = taken(render(settings=settings(seed=8), host=host, checkpoints=tmp_path / "8"))
    assert len(host.calls) == 1, "found whole"
    assert np.array_equal(second, taken(render(settings=settings(seed=8), checkpoints=tmp_path / "alone")))


def test_of_a_long_clip_the_first_segments_are_made_along(render, tmp_path):
    host = Drawing()
    taken(render(model(chained()), host=host, following=((8, tmp_path / "8"),)))
    taken(render(model(chained()), settings(seed=8), host=host, checkpoints=tmp_path / "8"))
    assert [len(call.seeds) for call in host.calls] == [2, 1, 1, 1, 1]


@pytest.mark.parametrize("of", [kind(batches=False), kind(space=1, time=1)], ids=["one by one", "large"])
def test_takes_are_not_made_along_where_that_is_not_faster(render, tmp_path, of):
    host = Drawing()
    taken(render(model(of), host=host, following=((8, tmp_path / "8"),)))
    assert [call.seeds for call in host.calls] == [(7,)]
    assert not (tmp_path / "8").exists()


def test_a_black_take_beside_a_good_one_spoils_only_itself(render, tmp_path):
    host = Drawing()
    host.frames_of = lambda call, seed: (black if seed == 8 else drawn)(call, seed)
    assert len(taken(render(host=host, following=((8, tmp_path / "8"),)))) == 48
    assert not (tmp_path / "8" / "segment-000.json").exists()


def test_the_work_is_every_forward_of_every_segment():
    wan = configured(KINDS["wan-2.1-t2v-1.3b"])
    work = DiffusionEngine(wan).work(BRIEF, asked(fps=24))
    assert work.units == pytest.approx(50 * 2 * KINDS["wan-2.1-t2v-1.3b"].tflop(832, 480, 81))
    fast = replace(wan, preset=wan.kind.presets[1])
    assert DiffusionEngine(fast).work(BRIEF, asked(fps=24)).units == pytest.approx(work.units * 4 / 100)
    assert work.timing_key != DiffusionEngine(fast).work(BRIEF, asked()).timing_key


def test_the_work_of_what_cannot_be_made_is_that_of_what_can():
    """Asked while somebody types: what stands against it is said elsewhere."""
    engine = DiffusionEngine(configured(KINDS["wan-2.1-t2v-1.3b"]))
    assert engine.check(BRIEF, asked(duration_ms=60_000))
    assert engine.work(BRIEF, asked(duration_ms=60_000)).units == engine.work(BRIEF, asked()).units


def test_a_long_clip_is_more_work_by_what_its_segments_repeat():
    engine = DiffusionEngine(configured(KINDS["skyreels-v2-df-1.3b"]))
    short = engine.work(BRIEF, asked(duration_ms=4_000)).units
    assert engine.work(BRIEF, asked(duration_ms=40_000)).units > 10 * short * 0.9


@pytest.mark.parametrize(
    ("prompt", "word", "shown", "note"),
    [
        ("seven cars", "seven", "roughly", "count"),
        ("three cars", "three", "shown", ""),
        ("a neon sign", "neon sign", "roughly", "letters"),
        ("a #ff8800 car", "#ff8800", "roughly", "near"),
        ("an orange car", "orange", "shown", ""),
        ("a car as a seamless loop", "seamless loop", "not at all", "loop"),
        ("a car with sound", "with sound", "not at all", "no sound"),
        ("a car with no sound", "no sound", "shown", ""),
        ("a beach without people", "people", "shown", ""),
        ("a beach without music", "music", "shown", ""),
        ("a vertical video of a beach", "vertical", "shown", ""),
    ],
)
def test_what_a_model_is_weak_at_is_said_word_by_word(prompt, word, shown, note):
    terms = {one.term.text: one for one in DiffusionEngine(model()).cover(parse(prompt)).terms}
    assert terms[word].shown == shown
    assert note in terms[word].note
    assert bool(note) == bool(terms[word].note)


def test_leaving_out_takes_a_model_that_reads_what_is_not_wanted():
    prompt = parse("a beach without people, no music")
    distilled = replace(model(), preset=kind().presets[1])
    for one in (model(kind("hunyuan-video")), distilled):
        terms = {term.term.text: term for term in DiffusionEngine(one).cover(prompt).terms}
        assert terms["people"].shown == "not at all"
        assert terms["people"].note
        assert terms["music"].shown == "shown", "a silent model plays none"


def test_the_subject_is_always_tried():
    coverage = DiffusionEngine(model()).cover(BRIEF)
    assert (coverage.subject, coverage.score, coverage.family) == ("shown", 1.0, "wan")


def test_it_is_an_engine_with_the_looks_of_the_marketplace():
    engine = DiffusionEngine(model())
    assert isinstance(engine, Engine)
    assert engine.looks == LOOKS
    for look in engine.looks:
        assert engine.wording(BRIEF, settings(look=look)).prompt.startswith(BRIEF.prompt)


def test_how_clips_follow_is_known_from_the_kind():
    follows = {name: DiffusionEngine(configured(KINDS[name])).follows for name in KINDS}
    assert follows["wan-2.1-t2v-1.3b"] == ()
    assert follows["wan-2.2-ti2v-5b"] == ("variation", "extend")
    assert follows["ltx-video-2b"] == ("variation", "extend")


def test_what_this_machine_lacks_is_said(tmp_path, monkeypatch):
    there = replace(model(), weights=str(tmp_path))
    assert DiffusionEngine(there).missing() == []
    gone = DiffusionEngine(replace(model(), weights=str(tmp_path / "gone")))
    assert gone.missing() == [f"The folder of Wan 2.1 1.3B's weights is not there: {tmp_path / 'gone'}."]
    monkeypatch.setattr("generation.engine.diffusion.engine.PACKAGES", ("torch", "no_such_package"))
    assert DiffusionEngine(there).missing() == [
        "no_such_package not installed: run “make gpu” on this machine."
    ]


def test_a_site_reads_the_rules_without_torch_or_cv2():
    code = (
        "import sys; from generation.engine import registry\n"
        "from generation.engine.diffusion.engine import DiffusionEngine\n"
        "assert not {'torch', 'diffusers', 'transformers', 'cv2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
