"""Faces are found; they hold beside a rule about real people alone."""

import numpy as np
import pytest

from generation.screening.frames.registry import detector
from generation.screening.frames.retina import Retina

from .conftest import reading
from .footage import HEIGHT, WIDTH, face, landscape


@pytest.fixture(scope="module")
def retina():
    return Retina()


@pytest.mark.parametrize("radius", [20, 40, 60, 90])
def test_a_face_is_found_where_it_is(retina, radius):
    [found] = retina.faces(face(radius=radius), 0.9)
    assert found.score > 0.9
    assert found.left < 0.5 < found.right
    assert found.top < 0.5 < found.bottom
    assert found.right - found.left == pytest.approx(1.7 * radius / WIDTH, rel=0.35)


def test_two_faces_are_two(retina):
    both = face(160, 50)
    both[:, WIDTH // 2 :] = face(480, 50)[:, WIDTH // 2 :]
    found = retina.faces(both, 0.9)
    assert sorted(round(one.left + one.right, 1) for one in found) == [0.5, 1.5]


def test_a_large_picture_is_brought_to_size_first(retina):
    large = np.repeat(np.repeat(face(), 3, axis=0), 3, axis=1)
    assert len(retina.faces(large, 0.9)) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_face_in_noise_or_in_a_landscape(retina, seed):
    noise = np.random.default_rng(seed).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    assert retina.faces(noise, 0.9) == []
    assert retina.faces(landscape(seed=seed), 0.9) == []


@pytest.mark.parametrize("shape", [(36, 64), (360, 160), (161, 333)])
def test_any_shape_can_be_looked_at(retina, shape):
    assert retina.faces(landscape()[: shape[0], : shape[1]], 0.9) == []


def test_a_face_alone_is_evidence(context):
    [line] = detector("faces").look(reading(landscape(), face()), context())
    assert (line.rule, line.at_ms, line.words) == ("", 1_000, "1 face.")
    assert line.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize("rule", ["real-people", "politicians", "private-data"])
def test_a_face_beside_a_rule_about_real_people_holds(context, rule):
    [line] = detector("faces").look(reading(face()), context(prompt_rules=[rule]))
    assert line.rule == "frames-face"
    assert rule in line.words


def test_another_rule_does_not_make_a_face_suspicious(context):
    [line] = detector("faces").look(reading(face()), context(prompt_rules=["gore", "trademarks"]))
    assert line.rule == ""


def test_without_a_face_such_a_rule_finds_nothing(context):
    [line] = detector("faces").look(reading(landscape()), context(prompt_rules=["real-people"]))
    assert (line.rule, line.words, line.thumbnail) == ("", "No face in 1 frames.", b"")


def test_a_crowd_of_frames_gives_three_lines(context):
    lines = detector("faces").look(reading(*[face(x) for x in (200, 260, 320, 380, 440)]), context())
    assert len(lines) == 3
    assert [line.score for line in lines] == sorted((line.score for line in lines), reverse=True)
