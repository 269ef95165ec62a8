"""Encoded prompts, kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
import torch

from generation.engine.diffusion.device.embeddings import EmbeddingCache, Words, moved, weigh


@dataclass(frozen=True)
class Made:
    """As an encoder's answer may be built."""

    positive: torch.Tensor
    negative: torch.Tensor | None
    more: dict[str, torch.Tensor]
    count: int = 3


def words(prompt, **other):
    asked = {"encoder": "one", "family": "wan", "tokens": 512, "negative": "", "guided": True} | other
    return Words(prompt=prompt, **asked)


def embedding(size=1024):
    return torch.ones(size // 4)


def never():
    raise AssertionError("encoded again")


def test_the_same_words_are_encoded_once():
    cache, made = EmbeddingCache(10_000), embedding()
    assert cache.get(words("a dog"), lambda: made) is cache.get(words("a dog"), never)
    assert cache.bytes == 1024


@pytest.mark.parametrize(
    "other", [{"encoder": "two"}, {"negative": "blurry"}, {"guided": False}, {"tokens": 226}]
)
def test_another_encoder_or_negative_is_another_question(other):
    cache = EmbeddingCache(10_000)
    first = cache.get(words("a dog"), embedding)
    assert cache.get(words("a dog", **other), embedding) is not first


def test_the_longest_unused_goes_when_the_bytes_are_spent():
    cache = EmbeddingCache(3000)
    for prompt in ("a", "b"):
        cache.get(words(prompt), embedding)
    cache.get(words("a"), never)
    cache.get(words("c"), embedding)
    assert words("a") in cache
    assert words("b") not in cache
    assert words("c") in cache
    assert cache.bytes == 2048


def test_what_is_larger_than_the_cache_is_given_and_not_kept():
    cache = EmbeddingCache(100)
    cache.get(words("a"), lambda: embedding(50))
    assert cache.get(words("b"), embedding).numel() == 256
    assert words("b") not in cache
    assert words("a") in cache


def test_two_threads_that_ask_the_same_encode_once():
    cache, asked, encoding, go, got = EmbeddingCache(10_000), [], threading.Event(), threading.Event(), []

    def encode():
        asked.append(threading.get_ident())
        encoding.set()
        go.wait()
        return embedding()

    def waiting():
        go.set()  # the second thread has seen that the first encodes

    first = threading.Thread(target=lambda: got.append(cache.get(words("a"), encode)))
    first.start()
    encoding.wait()
    second = threading.Thread(target=lambda: got.append(cache.get(words("a"), never, waiting)))
    second.start()
    first.join()
    second.join()
    assert len(asked) == 1
    assert got[0] is got[1]


def test_a_failed_encoding_leaves_it_to_the_next():
    cache = EmbeddingCache(10_000)
    with pytest.raises(RuntimeError, match="no memory"):
        cache.get(words("a"), lambda: (_ for _ in ()).throw(RuntimeError("no memory")))
    assert words("a") not in cache
    assert cache.get(words("a"), embedding).numel() == 256


def test_who_is_stopped_while_another_encodes_gives_up_alone():
    cache, encoding, go, got = EmbeddingCache(10_000), threading.Event(), threading.Event(), []

    def encode():
        encoding.set()
        go.wait()
        return embedding()

    def stopped():
        raise KeyError("stop")

    first = threading.Thread(target=lambda: got.append(cache.get(words("a"), encode)))
    first.start()
    encoding.wait()
    with pytest.raises(KeyError):
        cache.get(words("a"), never, stopped)
    go.set()
    first.join()
    assert len(got) == 1


def test_embeddings_move_and_weigh_through_every_container():
    made = Made(torch.ones(4), None, {"pooled": torch.ones(2, dtype=torch.bfloat16)})
    assert weigh(made) == 16 + 4
    assert weigh([made, (torch.ones(1),), "text"]) == 24
    there = moved([made, (torch.ones(1), 5)], "meta")
    assert there[0].positive.device.type == "meta"
    assert there[0].more["pooled"].device.type == "meta"
    assert there[0].negative is None
    assert there[0].count == 3
    assert there[1][0].device.type == "meta"
    assert made.positive.device.type == "cpu"
