"""A checkpoint counts only for the very same: whatever decides the pixels changes its fingerprint."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from generation.engine.diffusion.clips.fingerprint import fingerprint, weights
from generation.engine.diffusion.work import Call

from .standing_in import kind, model

CONTEXT = np.zeros((2, 16, 24, 3), np.uint8)
CALL = Call("text", "a kite", "blurry", 96, 64, 17, 16, 50, 5.0, (7,), context=CONTEXT)


def other_context():
    changed = CONTEXT.copy()
    changed[1, 3, 3, 0] = 1
    return changed


@pytest.mark.parametrize(
    "change",
    [
        {"task": "image"}, {"prompt": "a kit"}, {"negative": ""}, {"width": 64}, {"height": 96}, {"frames": 33},
        {"rate": 24}, {"steps": 49}, {"guidance": 5.1}, {"scheduler": "euler"}, {"flow_shift": 3.0}, {"sound": True},
        {"context": None}, {"context": other_context()}, {"context": CONTEXT.reshape(1, 32, 24, 3)},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_everything_that_is_asked_counts(change):
    assert fingerprint(model(), replace(CALL, **change), 7) != fingerprint(model(), CALL, 7)


def test_the_seed_counts_and_company_does_not():
    assert fingerprint(model(), CALL, 8) != fingerprint(model(), CALL, 7)
    assert fingerprint(model(), replace(CALL, seeds=(7, 8)), 7) == fingerprint(model(), CALL, 7)


def test_the_model_counts_by_what_it_is():
    assert fingerprint(model(kind("ltx-2")), CALL, 7) != fingerprint(model(), CALL, 7)
    assert fingerprint(model(revision="a1"), CALL, 7) != fingerprint(model(), CALL, 7)
    assert fingerprint(model(credits=9), CALL, 7) == fingerprint(model(), CALL, 7)


def test_weights_are_told_by_their_files(tmp_path):
    (tmp_path / "vae").mkdir()
    (tmp_path / "vae" / "weights.safetensors").write_bytes(b"1234")
    there = replace(model(), weights=str(tmp_path))
    before = weights(there)
    assert before == weights(there)
    (tmp_path / "vae" / "weights.safetensors").write_bytes(b"12345")
    assert weights(there) != before
