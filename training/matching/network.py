"""all-MiniLM-L6-v2 cut in two: three layers that read each text alone, and three that judge a pair.

The lower half is never trained, so that a clip's side can be stored when the clip is indexed. torch is
needed for training alone; the site runs both halves as int8 ONNX.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

WIDTH, HEADS, CUT = 384, 12, 3
#: Values of Tie and Place in generation/matching/align.py.
TIES, PLACES = 8, 4


class Layer(nn.Module):
    """One layer of BERT, by the names of its parts in the published weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """x: (batch, tokens, WIDTH). mask: (batch, 1, 1, tokens), 0 or very negative."""
        batch, tokens, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.reshape(batch, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / math.sqrt(WIDTH // HEADS)
        if mask is not None:
            scores = scores + mask
        seen = (scores.softmax(-1) @ split(self.value(x))).transpose(1, 2).reshape(batch, tokens, WIDTH)
        x = self.norm(x + self.drop(self.attended(seen)))
        return self.last_norm(x + self.drop(self.narrow(nn.functional.gelu(self.wide(x)))))

    def load(self, weights: dict[str, Tensor], number: int) -> None:
        """Take the published layer's weights."""
        at = f"encoder.layer.{number}."
        names = {
            "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
            "attended": "attention.output.dense", "norm": "attention.output.LayerNorm",
            "wide": "intermediate.dense", "narrow": "output.dense", "last_norm": "output.LayerNorm",
        }  # fmt: skip
        for mine, theirs in names.items():
            part = getattr(self, mine)
            part.weight.data.copy_(weights[f"{at}{theirs}.weight"])
            part.bias.data.copy_(weights[f"{at}{theirs}.bias"])


class Trunk(nn.Module):
    """Word pieces of one text (1, tokens) to vectors (1, tokens, WIDTH)."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"])
        kinds = weights["embeddings.token_type_embeddings.weight"][0]
        self.positions = nn.Parameter(weights["embeddings.position_embeddings.weight"][:128] + kinds)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm.weight.data.copy_(weights["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(weights["embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList(Layer() for _ in range(CUT))
        for number, layer in enumerate(self.layers):
            layer.load(weights, number)  # type: ignore[operator]

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors."""
        x = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x)
        return x


class Judge(nn.Module):
    """Two texts' vectors, side by side, to a logit and, for each word piece, how surely it is unanswered.

    `texts` is 0 for the request's word pieces and 1 for the clip's. `links` (batch, tokens, tokens) gives each
    word piece the mean of its partner's: where "red" is red of another thing, the two differ.
    """

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.texts, self.ties, self.places = (nn.Embedding(n, WIDTH) for n in (2, TIES, PLACES))
        for table in (self.texts, self.ties, self.places):
            nn.init.normal_(table.weight, std=0.05)
        self.apart, self.alike = nn.Linear(WIDTH, WIDTH, bias=False), nn.Linear(1, WIDTH, bias=False)
        nn.init.normal_(self.apart.weight, std=0.02)
        nn.init.normal_(self.alike.weight, std=0.05)
        self.layers = nn.ModuleList(Layer() for _ in range(3))
        for number, layer in enumerate(self.layers):
            layer.load(weights, CUT + number)  # type: ignore[operator]
        self.mix = nn.Linear(3 * WIDTH, WIDTH)
        self.logit = nn.Linear(WIDTH, 1)
        self.word = nn.Linear(WIDTH, 1)

    def forward(
        self,
        x: Tensor,
        texts: Tensor,
        ties: Tensor,
        places: Tensor,
        links: Tensor,
        present: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """x: (batch, tokens, WIDTH), the rest (batch, tokens). Returns logits (batch,) and (batch, tokens)."""
        mask = None if present is None else (1 - present[:, None, None, :]) * -1e4
        partner, linked = links @ x, links.sum(-1, keepdim=True)
        lengths = (partner * partner).sum(-1, keepdim=True) * (x * x).sum(-1, keepdim=True)
        likeness = (partner * x).sum(-1, keepdim=True) / (lengths + 1e-6).sqrt()
        x = x + self.apart(partner - x * linked) + self.alike(likeness)
        x = x + self.texts(texts) + self.ties(ties) + self.places(places)
        for layer in self.layers:
            x = layer(x, mask)
        asked, shown = (1 - texts).float(), texts.float()
        if present is not None:
            asked, shown = asked * present, shown * present
        means = [(x * part[..., None]).sum(1) / part.sum(1, keepdim=True) for part in (asked, shown)]
        pooled = torch.tanh(self.mix(torch.cat([x[:, 0], *means], -1)))
        return self.logit(pooled)[:, 0], self.word(x)[..., 0]
