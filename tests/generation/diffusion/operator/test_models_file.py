"""The models' file: what it may say, and a sentence for everything that it may not."""

from pathlib import Path

import pytest

from generation.engine.diffusion.configured import ModelsError, read_models
from generation.engine.diffusion.families import KINDS, family


@pytest.fixture
def read(tmp_path):
    """`read(text)`: the models of a file with that text."""

    def reading(text):
        path = tmp_path / "models.toml"
        path.write_text(text)
        return read_models(path)

    return reading


@pytest.fixture
def refused(read):
    """`refused(text)`: the sentence that such a file is refused with."""

    def refusing(text):
        with pytest.raises(ModelsError) as error:
            read(text)
        return str(error.value)

    return refusing


def wan(more="", name="wan-small", weights="/srv/models/wan"):
    return f'[{name}]\nkind = "wan-2.1-t2v-1.3b"\nweights = "{weights}"\n{more}\n'


def test_the_least_that_a_model_needs_is_its_kind_and_its_weights(read):
    [model] = read(wan())
    assert (model.name, model.kind, model.folder) == (
        "wan-small",
        KINDS["wan-2.1-t2v-1.3b"],
        Path("/srv/models/wan"),
    )
    assert model.preset == model.kind.presets[0]
    assert (model.plan, model.credits, model.enlarge) == ("", 1, 1.5)
    assert (model.best, model.fast, model.pinned, model.download) == (False,) * 4


def test_everything_can_be_said(read):
    [model] = read(
        """
        [wan-hub]
        kind = "wan-2.1-t2v-14b"
        weights = "Wan-AI/Wan2.1-T2V-14B-Diffusers"
        revision = "abc123"
        download = true
        preset = "fast"
        plan = "pro"
        credits = 4
        best = true
        fast = true
        pinned = true
        enlarge = 2
        short_sides = [720, 480]
        frames = 49
        steps = 8
        guidance = 1
        scheduler = "FlowMatchEulerDiscreteScheduler"
        flow_shift = 8
        """
    )
    assert model.folder is None
    assert (model.weights, model.revision, model.download) == (
        "Wan-AI/Wan2.1-T2V-14B-Diffusers",
        "abc123",
        True,
    )
    assert (model.plan, model.credits, model.enlarge) == ("pro", 4, 2.0)
    assert (model.best, model.fast, model.pinned) == (True, True, True)
    assert (model.kind.short_sides, model.kind.frames.most) == ((480, 720), 49)
    preset = model.preset
    assert (preset.name, preset.steps, preset.guidance) == ("fast", 8, 1.0)
    assert (preset.scheduler, preset.flow_shift) == ("FlowMatchEulerDiscreteScheduler", 8.0)
    assert KINDS["wan-2.1-t2v-14b"].frames.most == 81  # the limits are this model's, not its kind's


def test_the_file_s_order_is_kept_and_a_quoted_name_may_have_points(read):
    assert [model.name for model in read(wan(name="zebra") + wan(name='"wan-2.1"'))] == ["zebra", "wan-2.1"]


def test_an_empty_file_offers_nothing(read):
    assert read("# later\n") == ()


def test_every_kind_can_be_configured_once_its_licence_is_accepted(read):
    for kind in KINDS.values():
        accept = ", ".join(f'"{word}"' for word in kind.licence.confirm)
        [model] = read(f'[m]\nkind = "{kind.name}"\nweights = "/m"\naccept = [{accept}]')
        assert model.kind == kind


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.licence.confirm], ids=lambda kind: kind.name
)
def test_a_limiting_licence_is_quoted_until_it_is_accepted(refused, kind):
    sentence = refused(f'[m]\nkind = "{kind.name}"\nweights = "/m"')
    assert all(limit in sentence for limit in kind.licence.forbids)
    assert kind.licence.url in sentence
    assert sentence.endswith(f'write: accept = ["{kind.licence.confirm[0]}"]')


def test_the_schedulers_that_may_be_named_are_there_and_fit_the_pipelines():
    """Where a pipeline hands its own sigmas over, the scheduler has to know the argument."""
    import inspect
    import sys

    import diffusers

    for kind in KINDS.values():
        for pipeline in set(kind.pipelines.values()):
            module = sys.modules[getattr(diffusers, pipeline).__module__]
            own_sigmas = "sigmas = np.linspace" in inspect.getsource(module)
            for name in family(kind).schedulers:
                taken = inspect.signature(getattr(diffusers, name).set_timesteps).parameters
                assert not own_sigmas or "sigmas" in taken, (pipeline, name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a]\nkind =\n", "models.toml, line 2: this is not TOML (invalid value)"),
        ("[a", "models.toml, at its end: this is not TOML"),
        (wan() + wan(), "models.toml, line 5: there is a model [wan-small] already"),
        ('kind = "x"', "kind belongs to no model; begin one with its name, as in [wan-small]"),
        ('[[wan]]\nkind = "x"', "write [wan] with single brackets"),
        (wan(name="wan-2.1"), 'a name with a point needs quotation marks: ["wan-2.1"]'),
        (wan(name="studio"), "“studio” has a meaning of its own here"),
        (wan(name="best"), "“best” has a meaning of its own here"),
        (wan(name="fast"), "“fast” has a meaning of its own here"),
        (wan(name="Wan"), "up to 40 of a-z, 0-9, points and hyphens"),
        (wan(name='"wan small"'), "up to 40 of a-z"),
        (wan(name="wan-"), "begins and ends with a letter or digit"),
        (wan(name="w" * 41), "up to 40 of a-z"),
        ('[a]\nweights = "/w"', "[a]: kind is missing; choose one of: wan-2.1-t2v-1.3b"),
        (
            '[a]\nkind = "wan-2.1-t2v"\nweights = "/w"',
            "“wan-2.1-t2v” is not known; did you mean wan-2.1-t2v-1",
        ),
        ('[a]\nkind = "sora"\nweights = "/w"', "“sora” is not known; choose one of: "),
        ("[a]\nkind = 3", "kind is 3; write a text in quotation marks"),
        (
            '[a]\nkind = "wan-2.1-t2v-1.3b"',
            "weights is missing; name the folder (from / on), or the hub's name",
        ),
        (wan(weights="wan"), "“wan” is neither a folder from / on nor a name of the hub"),
        (wan(weights="a/b/c"), "“a/b/c” is neither a folder"),
        (wan(weights="./wan"), "neither a folder"),
        (wan("download = true"), "download goes with a hub's name"),
        (wan('revision = "v1"'), "revision goes with a hub's name"),
        (
            wan('download = "yes"', weights="a/b"),
            "download is “yes”; write true or false, without quotation marks",
        ),
        (wan('preset = "turbo"'), "preset “turbo” is none of wan-2.1-t2v-1.3b; choose one of: quality, fast"),
        (
            wan('scheduler = "Euler"'),
            "scheduler “Euler” does not fit wan-2.1-t2v-1.3b; choose one of: UniPCMultistepScheduler",
        ),
        (
            '[a]\nkind = "cogvideox-2b"\nweights = "/w"\nscheduler = "UniPCMultistepScheduler"',
            "choose one of: CogVideoXDDIMScheduler, CogVideoXDPMScheduler",
        ),
        (
            '[a]\nkind = "cogvideox-2b"\nweights = "/w"\nflow_shift = 3',
            "flow_shift means nothing for cogvideox-2b",
        ),
        (wan("flow_shift = 0"), "flow_shift is 0; write a number from 0.01 to 100"),
        (wan("short_sides = [470]"), "short_sides has 470, which does not divide by 16; write 464 or 480"),
        (wan("short_sides = [8]"), "short_sides has 8; wan-2.1-t2v-1.3b takes 16 to 624"),
        (wan("short_sides = [720]"), "short_sides has 720; wan-2.1-t2v-1.3b takes 16 to 624"),
        (wan("short_sides = 480"), "short_sides is 480; write whole numbers in brackets"),
        (
            wan("frames = 80"),
            "frames is 80, which one call can't make: 4 x k + 1, from 9 to 81. Nearest: 77 or 81",
        ),
        (wan("frames = 500"), "Nearest: 81"),
        (wan("frames = 2"), "Nearest: 9"),
        (
            '[a]\nkind = "helios-base"\nweights = "/w"\nframes = 50',
            "33 x k, from 33 to 264. Nearest: 33 or 66",
        ),
        (wan("steps = 0"), "steps is 0; write a whole number from 1 to 1000"),
        (wan("steps = 4.5"), "steps is 4.5; write a whole number"),
        (wan("steps = true"), "steps is true; write a whole number"),
        (wan("guidance = -1"), "guidance is -1; write a number from 0 to 100"),
        (wan("guidance = nan"), "guidance is nan; write a number from 0 to 100"),
        (wan("credits = 0"), "credits is 0; write a whole number from 1 to 1000"),
        (wan("enlarge = 0.5"), "enlarge is 0.5; write a number from 1 to 4"),
        (wan("plan = 2"), "plan is 2; write a text in quotation marks"),
        (wan('pined = "yes"'), "there is no key pined; did you mean pinned?"),
        (wan("xyzzy = 1"), "there is no key xyzzy; the keys are: kind, weights, preset"),
        (wan('accept = "territory"'), "accept is “territory”; write texts in brackets"),
        (wan('accept = ["territory"]'), "the licence of wan-2.1-t2v-1.3b does not ask for; leave it out"),
        (
            '[a]\nkind = "hunyuan-video"\nweights = "/w"\naccept = ["revenue"]',
            "accept has “revenue”, which the licence of hunyuan-video does not ask for; it has territory",
        ),
    ],
)
def test_what_will_not_do_is_said_with_what_would(refused, text, words):
    sentence = refused(text)
    assert words in sentence
    assert sentence.startswith("models.toml")


def test_a_folder_beside_the_file_is_named_whole(refused, tmp_path):
    (tmp_path / "models" / "wan").mkdir(parents=True)
    assert f"write it whole: {tmp_path}/models/wan" in refused(wan(weights="models/wan"))


def test_files_that_cannot_be_read_are_named(tmp_path):
    for path, words in ((tmp_path / "none.toml", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(ModelsError, match=words):
            read_models(path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# caf\xe9\n")
    with pytest.raises(ModelsError, match="not text in UTF-8"):
        read_models(latin)


def test_only_what_a_person_wrote_wrong_is_blamed_on_them(read):
    """A home folder is a folder, and numbers may be written with or without decimals."""
    [model] = read(wan("guidance = 3\nenlarge = 2.0", weights="~/wan"))
    assert model.folder == Path.home() / "wan"
    assert (model.preset.guidance, model.enlarge) == (3.0, 2.0)
