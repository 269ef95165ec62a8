"""Text for Wan, SkyReels and Helios: UMT5, its padding zeroed.

The pipelines' own `encode_prompt` does the same, but cleans the text with a package that is not needed for text that
was typed into a form; two of the three fail without it.
"""

from __future__ import annotations

from typing import Any

from generation.engine.diffusion.kind import Kind


def embeddings(pipeline: Any, text: str, tokens: int) -> Any:
    """One text's embedding: 1 x `tokens` x width, zero where there is no token."""
    device = pipeline._execution_device
    encoder = pipeline.text_encoder
    read = pipeline.tokenizer(
        [spaced(text)], padding="max_length", max_length=tokens, truncation=True, return_tensors="pt"
    )
    mask = read.attention_mask.to(device)
    hidden = encoder(read.input_ids.to(device), mask).last_hidden_state
    return hidden.to(encoder.dtype).masked_fill(~mask.bool().unsqueeze(-1), 0)


def text(pipeline: Any, kind: Kind, prompt: str, negative: str | None) -> dict[str, Any]:
    """The arguments that stand for a prompt and, with a second pass, for what is not wanted."""
    values = {"prompt_embeds": embeddings(pipeline, prompt, kind.encoder.tokens)}
    if negative is not None:
        values["negative_prompt_embeds"] = embeddings(pipeline, negative, kind.encoder.tokens)
    return values


def spaced(text: str) -> str:
    """The text with single spaces, as the models were trained on."""
    return " ".join(text.split())
