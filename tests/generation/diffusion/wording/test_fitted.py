"""Wording on the worker, where the folder's own tokenizer counts."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from generation.brief.parse import parse
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import compose, fitted
from generation.engine.diffusion.wording.tokens import count

LTX, BRIEF = KINDS["ltx-video-2b"], parse("a red fox in the snow without people")


@pytest.fixture
def folder(tmp_path):
    """A model whose tokenizer takes a token for each byte: no estimate is as high."""
    tokenizer = Tokenizer(
        models.BPE(vocab={c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}, merges=[])
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    (tmp_path / "tokenizer").mkdir()
    tokenizer.save(str(tmp_path / "tokenizer" / "tokenizer.json"))
    return tmp_path


def test_additions_go_from_the_last_until_all_fits_and_the_persons_words_stay(folder):
    told = compose(BRIEF, LTX, "cinematic")
    assert count(told.prompt, folder) > LTX.encoder.tokens
    fitting = fitted(told, BRIEF, LTX, folder)
    assert count(fitting.prompt, folder) <= LTX.encoder.tokens
    assert count(fitting.negative, folder) <= LTX.encoder.tokens
    assert fitting.prompt.startswith(BRIEF.prompt)
    assert fitting.added == told.added[: len(fitting.added)] != told.added
    assert f"There is no room for: {told.added[-1]}" in fitting.cut
    assert fitting.negative.startswith("people")


def test_what_fits_stays_as_it_is(folder, tmp_path):
    told = compose(BRIEF, KINDS["ltx-2"], "natural")
    assert fitted(told, BRIEF, KINDS["ltx-2"], folder) == told
    estimated = compose(BRIEF, LTX, "cinematic")
    assert fitted(estimated, BRIEF, LTX, tmp_path / "elsewhere") == estimated


def test_words_that_alone_are_too_long_are_left_for_the_engine_to_refuse(folder):
    long = parse("waves " * 40)
    told = fitted(compose(long, LTX, "cinematic"), long, LTX, folder)
    assert told.prompt == long.prompt
    assert told.added == ()
