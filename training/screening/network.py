"""Three layers of all-MiniLM-L6-v2 that judge a prompt, over the three of the matcher's trunk, which stay as they are."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

_spec = importlib.util.spec_from_file_location(
    "matching_network", Path(__file__).parents[1] / "matching" / "network.py"
)
_matching = importlib.util.module_from_spec(_spec)
sys.modules["matching_network"] = _matching
_spec.loader.exec_module(_matching)
#: What is kept of a prompt before it is judged. Small: the file has to be.
KEPT = 128
Layer, WIDTH, CUT = _matching.Layer, _matching.WIDTH, _matching.CUT


class Head(nn.Module):
    """The trunk's vectors (batch, tokens, WIDTH) to logits: unsafe, sensitive, and one for each category."""

    def __init__(self, weights: dict[str, Tensor], categories: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(3))
        for number, layer in enumerate(self.layers):
            layer.load(weights, CUT + number)
        self.look = nn.Linear(WIDTH, 1)
        self.mix = nn.Linear(3 * WIDTH, KEPT)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(KEPT, 2 + categories)

    def forward(self, x: Tensor, present: Tensor | None = None) -> Tensor:
        """present: (batch, tokens), 1 where there is a piece."""
        mask = None if present is None else (1 - present[:, None, None, :]) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        looks = self.look(x)[..., 0]
        if present is not None:
            looks = looks - (1 - present) * 1e4
            mean = (x * present[..., None]).sum(1) / present.sum(1, keepdim=True)
        else:
            mean = x.mean(1)
        seen = (x * looks.softmax(-1)[..., None]).sum(1)
        pooled = torch.tanh(self.mix(torch.cat([x[:, 0], mean, seen], -1)))
        return self.out(self.drop(pooled))
