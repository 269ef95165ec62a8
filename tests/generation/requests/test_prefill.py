"""A form's first values: the address first, then the prompt's own words, then the defaults."""

from generation.requests.ask import Ask
from generation.requests.form import AskForm
from generation.requests.prefill import defaults, from_words


def test_what_the_prompt_says_need_not_be_said_twice():
    said = from_words(
        {"prompt": "Vertical blue waves, 12 seconds, 30 fps, 4k, seamless loop, film grain, no sound"}
    )
    form = AskForm(said)
    assert form.is_valid(), form.errors
    ask = form.ask
    assert (ask.aspect, ask.duration_ms, ask.fps, ask.resolution) == ("9:16", 12_000, 30, "2160p")
    assert (ask.loop, ask.look, ask.sound) == (True, "film", False)


def test_what_is_given_goes_before_what_the_prompt_says():
    said = from_words({"prompt": "Vertical waves, 12 seconds", "aspect": "1:1", "duration": "5"})
    assert (said["aspect"], said["duration"]) == ("1:1", "5")


def test_empty_values_are_not_given():
    assert from_words({"prompt": "Square video of waves", "aspect": ""})["aspect"] == "1:1"


def test_a_prompt_that_says_nothing_leaves_the_defaults():
    form = AskForm(from_words({"prompt": "waves"}))
    assert form.is_valid()
    assert form.ask == Ask("waves")


def test_unknown_names_are_left_out():
    assert "csrfmiddlewaretoken" not in from_words({"prompt": "waves", "csrfmiddlewaretoken": "x"})


def test_a_huge_prompt_is_read_in_part_and_kept_whole():
    prompt = "waves " * 5_000
    assert from_words({"prompt": prompt})["prompt"] == prompt


def test_the_defaults_are_those_of_an_ask():
    form = AskForm(defaults() | {"prompt": "waves"})
    assert form.is_valid()
    assert form.ask == Ask("waves")
