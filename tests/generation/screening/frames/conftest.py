"""Limits as they ship, and readings of a few pictures without a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generation.screening.frames.limits import load_limits
from generation.screening.frames.model import Context, Reading, Sample


@pytest.fixture
def context():
    """`context(faces=0.5, rules={"real-people"}, block_list=path)`: the shipped limits, some of them changed."""

    def make(*, block_list=None, prompt_rules=(), known=None, hashes=(), check=None, **changes):
        limits = load_limits()
        for name, values in changes.items():
            limits = replace(limits, **{name: replace(getattr(limits, name), **values)})
        given = {name: value for name, value in (("known", known), ("check", check)) if value}
        return Context(
            limits, prompt_rules=frozenset(prompt_rules), block_list=block_list, hashes=tuple(hashes), **given
        )

    return make


def reading(*pictures):
    """A reading of these pictures, a second apart, in which all is well."""
    samples = tuple(Sample(1_000 * at, picture) for at, picture in enumerate(pictures))
    return Reading(samples, frame_count=len(pictures), dark=0.0, still=0.0)
