"""Counts the memory that a model works in, by running it on torch's meta device: nothing is computed."""

from __future__ import annotations

import weakref
from contextlib import contextmanager

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


class Counter(TorchDispatchMode):
    """`peak`: the most bytes of tensors that were alive at once, without those that were there before."""

    def __init__(self, module):
        super().__init__()
        self.live = self.peak = 0
        self._known = {
            tensor.untyped_storage()._cdata for tensor in (*module.parameters(), *module.buffers())
        }
        self._bytes = {}

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                self._see(tensor.untyped_storage())
        return made

    def _see(self, storage):
        key = storage._cdata
        if key in self._known or key in self._bytes:
            return
        self._bytes[key] = storage.nbytes()
        self.live += storage.nbytes()
        self.peak = max(self.peak, self.live)
        weakref.finalize(storage, self._gone, key)

    def _gone(self, key):
        self.live -= self._bytes.pop(key, 0)


def fused(query, key, value, *args, **kwargs):
    """Attention as one kernel: it needs its output alone."""
    return torch.empty_like(query)


@contextmanager
def fused_attention(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(torch.nn.functional, "scaled_dot_product_attention", fused)
        yield


def on_meta(name, **config):
    """A full-size model of diffusers without its numbers."""
    import diffusers

    with torch.device("meta"):
        return getattr(diffusers, name)(**config).to(torch.bfloat16).eval()


def empty(*shape, dtype=torch.bfloat16):
    return torch.empty(shape, dtype=dtype, device="meta")


def counted(module, call):
    """The peak of `call(module)`, bytes."""
    with torch.no_grad(), Counter(module) as counter:
        call(module)
    return counter.peak
