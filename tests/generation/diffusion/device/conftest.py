"""Every host that closes collects garbage: what was imported need not be gone through each time."""

from __future__ import annotations

import gc

import pytest


@pytest.fixture(autouse=True, scope="session")
def imports_are_no_garbage():
    import diffusers  # noqa: F401
    import transformers  # noqa: F401

    gc.freeze()
    yield
    gc.unfreeze()
