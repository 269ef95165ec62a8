"""Every kind of bad input gets its own sentence; good input gives a complete ask."""

import pytest

from generation.requests.ask import Ask
from generation.requests.form import AskForm

GOOD = {"prompt": "Golden waves at sunset", "sound": "on"}


def errors(**changes):
    form = AskForm({**GOOD, **changes})
    assert not form.is_valid()
    return {name: list(sentences) for name, sentences in form.errors.items()}


def ask(**changes):
    form = AskForm({**GOOD, **changes})
    assert form.is_valid(), form.errors
    return form.ask


def test_a_prompt_alone_takes_the_defaults():
    assert ask() == Ask(prompt="Golden waves at sunset")


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("", "Describe the shot: the prompt is empty."),
        ("   \n\t ", "Describe the shot: the prompt is empty."),
        ("wave " * 2_000, "The prompt has 9,999 characters; shorten it to 1,000."),
        ("🌊🌅🎬", "The prompt has no words; describe the shot in a few."),
        ("1234 !!", "The prompt has no words; describe the shot in a few."),
        ("waves\x07 at dusk", "The prompt has a control character (U+0007); type it again without pasting."),
        ("waves\x1b[31m", "The prompt has a control character (U+001B); type it again without pasting."),
    ],
)
def test_an_unusable_prompt_is_told_why(prompt, sentence):
    assert errors(prompt=prompt) == {"prompt": [sentence]}


def test_a_null_character_is_refused():
    assert "prompt" in errors(prompt="waves\x00")


@pytest.mark.parametrize(
    "prompt", ["أمواج ذهبية عند الغروب", "<b>waves</b> & <script>alert(1)</script>", "waves 🌊 at dusk"]
)
def test_right_to_left_html_and_emoji_among_words_are_only_text(prompt):
    assert ask(prompt=prompt).prompt == prompt


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("duration", "1.9", "1.9 s is out of range; choose 2 to 60 seconds."),
        ("duration", "61", "61 s is out of range; choose 2 to 60 seconds."),
        ("duration", "-5", "-5 s is out of range; choose 2 to 60 seconds."),
        ("duration", "1e9", "The duration is out of range; choose 2 to 60 seconds."),
        ("duration", "NaN", "The duration is not a number; give seconds, such as 8 or 7.5."),
        ("duration", "long", "The duration is not a number; give seconds, such as 8 or 7.5."),
        ("aspect", "3:2", "There is no shape “3:2”; choose one of: 16:9, 9:16, 1:1, 4:5, 21:9."),
        ("resolution", "8k", "There is no size “8k”; choose one of: 360p, 540p, 720p, 1080p, 1440p, 2160p."),
        ("fps", "23", "There is no frame rate “23”; choose one of: 24, 25, 30, 50, 60."),
        ("fps", "fast", "There is no frame rate “fast”; choose one of: 24, 25, 30, 50, 60."),
        ("takes", "3", "There is no number of takes “3”; choose one of: 1, 2, 4."),
        ("quality", "best", "There is no quality “best”; choose one of: draft, standard, high."),
        ("seed", "-1", "The seed is out of range; choose 0 to 2,147,483,647."),
        ("seed", "9" * 12, "The seed is out of range; choose 0 to 2,147,483,647."),
        ("seed", "lucky", "The seed is not a whole number; choose 0 to 2,147,483,647."),
        ("engine", "warp", "There is no engine 'warp'; choose one of: studio."),
    ],
)
def test_a_value_out_of_range_names_what_to_choose(field, value, sentence):
    assert errors(**{field: value}) == {field: [sentence]}


def test_an_unknown_look_names_the_engines_own():
    [sentence] = errors(look="sepia-dream")["look"]
    assert sentence.startswith("There is no look “sepia-dream”; choose one of: natural, ")


def test_every_problem_is_told_at_once():
    assert set(errors(prompt="", duration="1", aspect="2:1")) == {"prompt", "duration", "aspect"}


def test_durations_are_exact_milliseconds():
    assert ask(duration="7.125").duration_ms == 7_125


def test_an_unticked_box_is_a_no():
    form = AskForm({"prompt": "waves"})
    assert form.is_valid()
    assert form.ask.sound is False
