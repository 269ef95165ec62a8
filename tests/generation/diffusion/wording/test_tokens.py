"""Counting tokens: exact with a folder, from above without."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from generation.brief.parse import parse
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.wording import too_long
from generation.engine.diffusion.wording.tokens import count, estimate

ROOT = Path(__file__).parents[4]
SETS = sorted((ROOT / "tests/generation/screening/sets").glob("english_*.tsv"))
PROMPTS = [
    line.rpartition("\t")[2] for path in SETS for line in path.read_text(encoding="utf-8").splitlines()
]
LTX = KINDS["ltx-video-2b"]


@pytest.fixture(scope="module")
def wordpiece():
    """The vocabulary of 30,522 pieces that the catalogue's search reads with."""
    tokenizer = Tokenizer(
        models.WordPiece.from_file(str(ROOT / "catalog/search/data/vocab.txt"), unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


@pytest.fixture(scope="module")
def bytes_alone():
    """A byte-level tokenizer that has learned nothing: each byte is a token."""
    tokenizer = Tokenizer(
        models.BPE(vocab={c: i for i, c in enumerate(pre_tokenizers.ByteLevel.alphabet())}, merges=[])
    )
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def test_a_real_vocabulary_never_needs_more_than_the_estimate(wordpiece):
    over = [p for p in PROMPTS if len(wordpiece.encode(p).ids) + 2 > estimate(p)]
    assert not over


def test_the_estimate_is_not_far_above_a_real_vocabulary(wordpiece):
    texts = [". ".join(PROMPTS[i : i + 8]) for i in range(0, len(PROMPTS) - 8, 8)]
    ratios = sorted(estimate(text) / (len(wordpiece.encode(text).ids) + 2) for text in texts)
    assert ratios[len(ratios) // 2] < 1.7


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="abcdefghijklmnopqrstuvwxyz")))
def test_what_is_no_plain_word_never_takes_more_than_estimated(bytes_alone, text):
    assert len(bytes_alone.encode(text).ids) + 2 <= estimate(text)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_is_never_estimated_to_be_fewer(one, other):
    assert estimate(f"{one} {other}") >= estimate(one) - 1


class TestWithAFolder:
    @pytest.fixture
    def folder(self, tmp_path, bytes_alone):
        (tmp_path / "tokenizer").mkdir()
        bytes_alone.enable_truncation(5)  # as saved folders often have it: it must not hide what is cut
        bytes_alone.save(str(tmp_path / "tokenizer" / "tokenizer.json"))
        bytes_alone.no_truncation()
        return tmp_path

    def test_it_is_exact(self, folder):
        assert count("a red fox in the snow", folder) == 21

    def test_what_is_too_long_is_told_by_how_much(self, folder):
        assert too_long(parse("x" * 140), LTX, folder) == 12
        assert too_long(parse("x" * 128), LTX, folder) == 0

    def test_a_changed_tokenizer_is_read_again(self, folder, wordpiece):
        assert count("a red fox in the snow", folder) == 21
        path = folder / "tokenizer" / "tokenizer.json"
        before = path.stat().st_mtime_ns
        wordpiece.save(str(path))
        if path.stat().st_mtime_ns == before:
            pytest.skip("this file system's clock is too coarse")
        assert count("a red fox in the snow", folder) == 6

    @pytest.mark.parametrize("content", [None, "", "{}", "not JSON"])
    def test_without_a_readable_tokenizer_it_is_estimated(self, tmp_path, content):
        if content is not None:
            (tmp_path / "tokenizer").mkdir()
            (tmp_path / "tokenizer" / "tokenizer.json").write_text(content)
        assert count("a red fox", tmp_path) == estimate("a red fox")
