"""Any text at all gets a verdict, in time that grows with its length only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.screening.screen import screen

LENGTH = 10_000
#: Seconds of CPU that no text may take: far above what `tests.bench screening` measures, far below quadratic reading.
BOUND = 6


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gets_a_verdict(prompt: str) -> None:
    verdict = screen(prompt)
    assert verdict.decision in ("allow", "hold", "refuse")
    for span in verdict.spans:
        assert prompt[span.start : span.end] == span.text
    if verdict.rewrite:
        assert screen(verdict.rewrite).decision == "allow"


WORDS = [
    "naked",
    "child",
    "n4k3d",
    "Putin",
    "a",
    "a woman",
    "blood",
    "Ferrari",
    "$*$*",
    "é",
    "а",
    "\u200b",
    "12",
    "of",
    ",",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_a_rewrite_is_always_allowed_itself(prompt: str) -> None:
    verdict = screen(prompt)
    for span in verdict.spans:
        assert prompt[span.start : span.end] == span.text
    if verdict.rewrite:
        assert screen(verdict.rewrite).decision == "allow"


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a ",
        "n a k e d ",
        "naked ",
        "child naked ",
        "* ",
        "*a*",
        "4@$!",
        "a-",
        "people with ",
        "\u200b",
        "ﷺ",
        "😀 ",
        "sexual ",
        "president of the ",
        "(((",
        "killing a man ",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        prompt = (unit * length)[:length]
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            screen(prompt)
            best = min(best, time.process_time() - began)
        return best

    short, long = seconds(LENGTH // 8), seconds(LENGTH)
    # Linear is 8 times; quadratic would be 64.
    assert long < 24 * max(short, 0.002)


#: Forty languages, one after another; some of it harmful.
MIXED = (
    "golden waves | goldene Wellen | olas doradas | vagues dorées | ondas douradas | onde dorate | "
    "gouden golven | złote fale | gyllene vågor | gyldne bølger | gylne bølger | kultaiset aallot | "
    "kuldsed lained | zelta viļņi | auksinės bangos | zlaté vlny | zlatni valovi | arany hullámok | "
    "valuri aurii | златни вълни | золотые волны | золоті хвилі | χρυσά κύματα | altın dalgalar | "
    "amwaj | أمواج ذهبية | امواج طلایی | סנהרי לים | सुनहरी लहरें | সোনালী ঢেউ | "
    "பொன் அலைகள் | బంగారు అలలు | คลื่นสีทอง | sóng vàng | gelombang emas | ginintuang alon | "
    "mawimbi ya dhahabu | 金色の波 | 金色的海浪 | 황금빛 파도 | "
)


@pytest.mark.parametrize(
    "prompt", [MIXED, MIXED + " | голая женщина", (MIXED + " ") * 20, (MIXED + " 裸 ") * 20]
)
def test_forty_languages_mixed_are_held(prompt: str) -> None:
    screen("loads what is loaded once")
    began = time.process_time()
    verdict = screen(prompt[:LENGTH])
    assert time.process_time() - began < BOUND
    assert verdict.decision == "hold"


@pytest.mark.parametrize(
    "unit", ["🍆 ", "裸", "Maria ", "ZGFuZ2Vy ", "ɐ", "na ke d ", "é́́́", "🇳🇦", "teen ", "of of "]
)
def test_ten_thousand_characters_of_anything_take_bounded_time(unit: str) -> None:
    prompt = (unit * LENGTH)[:LENGTH]
    screen("loads what is loaded once")
    began = time.process_time()
    screen(prompt)
    assert time.process_time() - began < BOUND
