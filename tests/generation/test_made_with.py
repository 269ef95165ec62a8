"""What was kept with a take, in words."""

import pytest

from catalog.models import Clip
from generation.engine.base import Wording
from generation.made_with import Told, told
from generation.models import Take
from generation.views.marked import marked_wording

WHOLE = {
    "model": "quick", "kind": "wan-2.1-t2v-1.3b", "preset": "fast", "steps": 4, "guidance": 1.0,
    "native": {"width": 832, "height": 480, "rate": 16, "played_at": 16.0, "frames": 81},
    "continuation": "last frame", "segments": [{}, {}, {}], "precision": "bfloat16", "offload": "group",
    "device": "NVIDIA L4", "fallback": "out of memory",
}  # fmt: skip


def facts(made, **fields):
    take = Take(seed=1_234, made_with=made, clip=Clip(width=1280, height=720), **fields)
    return {fact.name: fact.words for fact in told(take).facts}


def test_everything_is_told_in_plain_words():
    assert facts(WHOLE) == {
        "Model": "Wan 2.1 1.3B, preset “fast”",
        "Steps": "4",
        "Made at": "832 × 480, 16 frames a second; then enlarged 1.5 times to 1280 × 720",
        "Parts": "3, each part begins with the last frame of the one before",
        "Seed": "1,234",
        "Precision": "16 bit (bf16)",
        "Device": "NVIDIA L4",
        "Memory": "parts of the model waited outside the device (group)",
        "Second try": "the device's memory ran out once; this is the next cheaper way",
    }


def test_what_was_not_kept_is_left_out():
    assert facts({"model": "wan"}) == {"Model": "wan", "Seed": "1,234"}
    assert told(Take(seed=1)) == told(None) == Told()


@pytest.mark.parametrize(
    ("native", "words"),
    [
        ({"width": 1280, "height": 720}, "1280 × 720"),
        (
            {"width": 1920, "height": 1088, "rate": 24},
            "1920 × 1088, 24 frames a second; then made smaller to 1280 × 720",
        ),
    ],
)
def test_the_size_is_told_with_what_became_of_it(native, words):
    assert facts({"native": native})["Made at"] == words


def test_a_second_seed_is_told():
    assert (
        facts({"model": "wan"}, reseeded=True)["Seed"]
        == "1,234, drawn anew: the first gave no usable picture"
    )


@pytest.mark.parametrize(
    ("prompt", "added", "marked"),
    [
        ("A fox. Seen from afar. Soft light.", ("Seen from afar.", "Soft light."), ["Seen from afar.", "Soft light."]),
        ("Soft light. A fox. Soft light.", ("Soft light.",), ["Soft light."]),
        ("A fox", (), []),
        ("A fox", ("not there",), []),
    ],
)  # fmt: skip
def test_added_words_are_marked_and_every_word_is_kept(prompt, added, marked):
    pieces = marked_wording(Wording(prompt, added=added))
    assert "".join(piece.text for piece in pieces) == prompt
    assert [piece.text for piece in pieces if piece.css] == marked


def test_where_the_person_said_the_same_only_the_addition_is_marked():
    pieces = marked_wording(Wording("Soft light. A fox. Soft light.", added=("Soft light.",)))
    assert [bool(piece.css) for piece in pieces] == [False, True]
