"""One identity and one finished clip for the tests that only look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generation.finishing.keys import Signer, load_or_make
from generation.finishing.model import Finished, FinishedFile, RenditionKind

from .finishing import Finishing, tone
from .footage import pan


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return load_or_make(tmp_path_factory.mktemp("keys") / "own")


@pytest.fixture(scope="session")
def finished(signer: Signer, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Five seconds of a glide with a tone, 320 x 180."""
    return Finishing(signer, tmp_path_factory.mktemp("clip"))(pan(120), 120, sound=tone(5.0))


@pytest.fixture
def finishing(signer: Signer, tmp_path: Path) -> Finishing:
    """Finishes into `tmp_path`."""
    return Finishing(signer, tmp_path)


@pytest.fixture(scope="session")
def of_kind(finished: Finished) -> Callable[[RenditionKind], FinishedFile]:
    """A file of the finished clip."""
    return lambda kind: next(file for file in finished.files if file.kind == kind)
