"""What holds for every brief, family and look."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generation.brief.parse import parse
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import LOOKS, compose
from generation.engine.diffusion.wording.looks import additions
from generation.engine.diffusion.wording.tokens import estimate

WORDS = st.sampled_from(
    "a red fox no without people drone static shot macro time-lapse black and white cinematic 35 mm film grain slow "
    "motion night rain kitchen crowd of birds , . loop wide over the sea handheld colours Kyōto 東京 #ff8800".split()
)
PROMPTS = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=80)
ASKED = {
    "prompt": PROMPTS,
    "kind": st.sampled_from(list(KINDS.values())),
    "look": st.sampled_from(LOOKS),
    "budget": st.none() | st.integers(8, 200),
}


@settings(deadline=None, max_examples=150)
@given(**ASKED)
def test_the_persons_words_come_first_and_whole(prompt, kind, look, budget):
    wording = compose(parse(prompt), kind, look, budget)
    assert wording.prompt.startswith(prompt)
    behind = wording.prompt.removeprefix(prompt)
    for sentence in wording.added:
        before, found, behind = behind.partition(sentence)
        assert found
        assert before.strip() in ("", ".")
    assert behind == ""


@settings(deadline=None, max_examples=150)
@given(**ASKED)
def test_additions_stay_within_the_encoder(prompt, kind, look, budget):
    wording = compose(parse(prompt), kind, look, budget)
    assert not wording.added or estimate(wording.prompt) <= (budget or kind.encoder.tokens)


@settings(deadline=None, max_examples=150)
@given(**ASKED)
def test_worded_twice_is_worded_once(prompt, kind, look, budget):
    once = compose(parse(prompt), kind, look, budget)
    assume("no room" not in once.cut)
    again = compose(parse(once.prompt), kind, look, budget)
    assert again.prompt == once.prompt
    assert again.added == ()


@settings(deadline=None, max_examples=150)
@given(prompt=PROMPTS, kind=st.sampled_from(list(KINDS.values())), look=st.sampled_from(LOOKS))
def test_all_that_is_added_is_of_the_look_and_in_its_order(prompt, kind, look):
    offered = [one.text for one in additions(kind.family, look)]
    added = compose(parse(prompt), kind, look).added
    assert [text for text in offered if text in added] == list(added)


@settings(deadline=None, max_examples=150)
@given(prompt=PROMPTS, kind=st.sampled_from(list(KINDS.values())), look=st.sampled_from(LOOKS))
def test_what_is_denied_is_kept_away_or_said_to_be_impossible(prompt, kind, look):
    wording = compose(parse(f"{prompt}. No bicycles."), kind, look)
    if kind.negative:
        assert "bicycles" in wording.negative.split(", ")
    else:
        assert "“bicycles”" in wording.cut
