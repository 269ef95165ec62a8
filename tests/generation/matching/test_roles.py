"""Who does it to whom, however it is told."""

import pytest

from generation.matching.align import align
from generation.matching.roles import crossed, deeds


def kinds(request, clip):
    return [one.kind for one in crossed(request, clip, align(request, clip))]


@pytest.mark.parametrize(
    ("request_text", "clip"),
    [
        ("a dog chasing a cat", "a cat chasing a dog"),
        ("a dog chasing a cat", "a dog chased by a cat"),
        ("a doctor is helped by a nurse", "a nurse is helped by a doctor"),
        ("a red car overtakes a blue truck", "a blue truck overtakes a red car on the motorway"),
        ("an elephant sprays water on a boy", "a boy sprays water on an elephant"),
        ("a horse following a cow", "a horse leading a cow"),
    ],
)
def test_reversed_roles_are_found(request_text, clip):
    assert "roles" in kinds(request_text, clip)


@pytest.mark.parametrize(
    ("request_text", "clip"),
    [
        ("a dog chasing a cat", "a cat chased by a dog"),
        ("a dog chasing a cat", "in the garden a dog is chasing a cat"),
        ("a horse following a cow", "a cow leading a horse"),
        ("a nurse helping a doctor", "a doctor is helped by a nurse in a corridor"),
        ("a man with a dog walking", "a man walking with a dog"),
        ("a lantern floating on a river", "a river with floating lanterns"),
        ("a man carrying a ladder past a wall", "a man with a ladder walks by a wall"),
        ("a boy and a girl dancing", "a girl and a boy dancing"),
    ],
)
def test_the_same_roles_told_otherwise_are_left_alone(request_text, clip):
    assert "roles" not in kinds(request_text, clip)


def test_a_describer_on_another_thing_is_found_and_in_another_order_is_not():
    assert "described" in kinds("a red car and a blue van", "a blue car and a red van")
    assert kinds("red and gold lights", "gold and red lights") == []
    assert kinds("a red car and a blue van", "a blue van and a red car") == []


def test_the_first_deed_is_where_somebody_does_something():
    request, clip = "a chef washing tomatoes", "a kitchen at night"
    found = align(request, clip)
    asked, shown = deeds(request, clip, found)
    assert found.request[asked].unit.text == "washing"
    assert shown == -1
