"""Encoded prompts, kept on the CPU: the same words are encoded once, even when two jobs ask at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from .turn import POLL


@dataclass(frozen=True)
class Words:
    """What was encoded, and with what.

    `encoder` is the encoder's identity with its place and precision; `family` and `tokens` how the text was prepared.
    """

    encoder: str
    family: str
    tokens: int
    prompt: str
    negative: str
    guided: bool


class EmbeddingCache:
    """The last used prompts' embeddings within so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[Words, tuple[Any, int]] = OrderedDict()
        self._encoding: set[Words] = set()
        self._changed = threading.Condition()

    @property
    def bytes(self) -> int:
        """What is kept, together."""
        with self._changed:
            return self._bytes

    def __contains__(self, words: Words) -> bool:
        with self._changed:
            return words in self._kept

    def get(self, words: Words, encode: Callable[[], Any], check: Callable[[], None] = lambda: None) -> Any:
        """The embeddings of these words, encoded by one thread only; where that fails or stops, the next one tries."""
        while True:
            check()
            with self._changed:
                if words in self._kept:
                    self._kept.move_to_end(words)
                    return self._kept[words][0]
                if words not in self._encoding:
                    self._encoding.add(words)
                    break
                self._changed.wait(POLL)
        try:
            made = moved(encode(), "cpu")
            self._keep(words, made)
        finally:
            with self._changed:
                self._encoding.discard(words)
                self._changed.notify_all()
        return made

    def _keep(self, words: Words, made: Any) -> None:
        size = weigh(made)
        if size > self._most:
            return
        with self._changed:
            self._kept[words] = (made, size)
            self._bytes += size
            while self._bytes > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone


def moved(value: Any, device: str) -> Any:
    """The same with every tensor on that device, through dataclasses, mappings and sequences."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.to(device)
    if isinstance(value, dict):
        return {key: moved(one, device) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(moved(one, device) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: moved(getattr(value, one.name), device) for one in fields(value)})
    return value


def weigh(value: Any) -> int:
    """The bytes of every tensor in it."""
    import torch

    if isinstance(value, torch.Tensor):
        return int(value.numel() * value.element_size())
    if isinstance(value, dict):
        return sum(weigh(one) for one in value.values())
    if isinstance(value, list | tuple):
        return sum(weigh(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return sum(weigh(getattr(value, one.name)) for one in fields(value))
    return 0
