"""What can be read in a frame: brands and people's names hold, our own marks do not count, the rest is evidence."""

import pytest

from generation.screening.frames.lettering import text_likeness
from generation.screening.frames.registry import detector

from .conftest import reading
from .footage import comp, face, landscape, lettered, marked


def look(context, *pictures):
    return detector("lettering").look(reading(*pictures), context)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Coca-Cola", "frames-brand"),
        ("STARBUCKS", "frames-brand"),
        ("Visit IKEA today", "frames-brand"),
        ("Burger King", "frames-brand"),
        ("Vote Angela Merkel", "frames-name"),
        ("BARACK OBAMA", "frames-name"),
    ],
)
def test_a_brand_or_a_name_holds_with_its_frame(context, line, rule):
    [found] = look(context(), marked(lettered(line)))
    assert found.rule == rule
    assert found.score >= 0.8
    assert found.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "line", ["OPEN 24 HOURS", "Blue sky cafe", "Platform 9", "Target practice", "At the sea"]
)
def test_other_lettering_is_evidence_alone(context, line):
    [found] = look(context(), marked(lettered(line, size=50)))
    assert found.rule == ""
    assert found.words.startswith("It reads: ")
    assert line.split()[0].casefold() in found.words.casefold()


def test_a_brand_and_a_name_are_two_findings(context):
    rules = [line.rule for line in look(context(), lettered("Adidas", "Angela Merkel"))]
    assert sorted(rules) == ["frames-brand", "frames-name"]


@pytest.mark.parametrize("words", ["Computer-generated", "AI-generated"])
@pytest.mark.parametrize("picture", [landscape(), face()], ids=["lively", "plain"])
def test_our_visible_mark_does_not_count(context, picture, words):
    [found] = look(context(), marked(picture, words))
    assert found.words.startswith("No lettering")


def test_a_comps_pattern_does_not_count(context):
    [found] = look(context(), comp(face()))
    assert found.words.startswith("No lettering")


def test_our_mark_hides_nothing_beside_it(context):
    [found] = look(context(), marked(lettered("Pepsi", "AI-generated")))
    assert found.rule == "frames-brand"


def test_the_frames_that_look_like_lettering_are_the_ones_read(context):
    pictures = [landscape(seed=seed) for seed in range(1, 8)]
    pictures[4] = lettered("McDonald's")
    [found] = look(context(lettering={"frames": 1}), *pictures)
    assert (found.rule, found.at_ms) == ("frames-brand", 4_000)


def test_lettering_has_more_edges_than_a_landscape():
    assert text_likeness(lettered("A few words")) > 2 * text_likeness(landscape())


def test_an_uncertain_reading_does_not_count(context):
    [found] = look(context(lettering={"score": 1.1}), lettered("Coca-Cola"))
    assert found.rule == ""
