"""What is offered instead keeps what is allowed, and is allowed itself."""

import pytest

from generation.screening.rewrite import replaced
from generation.screening.screen import screen


@pytest.mark.parametrize(
    ("prompt", "rewrite"),
    [
        ("Vladimir Putin riding a bear", "An invented statesman nobody would recognise riding a bear"),
        ("a red Ferrari on a mountain road", "A red unbranded car on a mountain road"),
        ("Taylor Swift walking a dog", "An invented singer nobody would recognise walking a dog"),
        ("Scarlett Johansson in the rain", "An invented actress nobody would recognise in the rain"),
        ("a famous K-pop singer in an airport", "An invented singer nobody would recognise in an airport"),
        ("the queen of Denmark skating", "An invented queen nobody would recognise skating"),
        ("a Rolex on a marble shelf", "A wristwatch on a marble shelf"),
        ("a world leader on a swing", "An invented statesman nobody would recognise on a swing"),
        ("a naked man on a rock at dawn", "A man on a rock at dawn"),
        ("an erotic dance on a stage", "A dance on a stage"),
        ("Mickey Mouse riding a bicycle", "An invented character riding a bicycle"),
        ("a knight in fog, by Greg Rutkowski", "A knight in fog"),
        (
            "the president of France eating a croissant",
            "An invented statesman nobody would recognise eating a croissant",
        ),
    ],
)
def test_the_rest_of_the_wish_is_kept(prompt: str, rewrite: str) -> None:
    offered = screen(prompt).rewrite
    assert offered == rewrite
    assert screen(offered).decision == "allow"


def test_every_stopped_part_is_replaced() -> None:
    assert screen("Vladimir Putin in a red Ferrari, naked").rewrite == (
        "An invented statesman nobody would recognise in a red unbranded car"
    )


@pytest.mark.parametrize("prompt", ["a naked child on a beach", "nudes", "Putin, naked"])
def test_no_rewrite_where_nothing_can_be_kept(prompt: str) -> None:
    verdict = screen(prompt)
    assert verdict.decision != "allow"
    assert verdict.rewrite in ("", "An invented statesman nobody would recognise")
    if verdict.rule == "minors-sexual":
        assert verdict.rewrite == ""


def test_overlapping_stretches_become_one() -> None:
    assert replaced("red hot iron", [(0, 7, "cold"), (4, 12, "steel")]) == "Cold"


def test_a_phrase_is_said_once() -> None:
    prompt = "Putin meets Obama in snow"
    assert replaced(prompt, [(0, 5, "a man"), (12, 17, "a man")]) == "A man meets in snow"


def test_what_is_only_noted_has_a_rewrite_too() -> None:
    verdict = screen("an iPhone on a wooden desk")
    assert (verdict.decision, verdict.rule) == ("allow", "brands")
    assert verdict.rewrite == "A smartphone on a wooden desk"
    assert (
        screen("a hand holding a Nintendo controller").rewrite == "A hand holding a game console controller"
    )


def test_a_word_dropped_before_one_that_is_replaced_takes_its_article_along() -> None:
    assert replaced("a famous singer", [(2, 8, ""), (9, 15, "invented singer")]) == "An invented singer"
