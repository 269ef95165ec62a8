"""What is offered instead keeps what is allowed, and is allowed itself."""

import pytest

from generation.screening.rewrite import replaced
from generation.screening.screen import screen


@pytest.mark.parametrize(
    ("prompt", "rewrite"),
    [
        ("Vladimir Putin riding a bear", "An invented statesman nobody would recognise riding a bear"),
        ("a red Ferrari on a mountain road", "A red unbranded vehicle on a mountain road"),
        ("a Coca-Cola bottle on a beach", "A bottle on a beach"),
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
        "An invented statesman nobody would recognise in a red unbranded vehicle"
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
