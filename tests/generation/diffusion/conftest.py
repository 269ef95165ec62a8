"""Tiny pipelines for every test in here, and no way to a network."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from .tiny import tiny_folder, tiny_model

os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when the hub's client is imported


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """A model that asks for the network is wrong: sockets to other machines refuse."""
    connect = socket.socket.connect

    def refuse(self, address):
        if self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost"):
            return connect(self, address)
        raise AssertionError(f"a model asked for the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Callable[[str], Path]:
    """`tiny("wan-2.1-t2v-1.3b")`: the folder of that model's tiny pipeline, shared by all processes of a run."""
    import torch

    torch.set_num_threads(1)
    shelf = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shelf = shelf.parent
    shelf = shelf / "tiny-models"
    shelf.mkdir(exist_ok=True)
    return lambda name: tiny_folder(name, shelf)


@pytest.fixture(scope="session")
def loaded(tiny):
    """`loaded("ltx-2", "extend")`: the model and its pipeline for that task in float32, loaded once a process."""
    from generation.engine.diffusion.calling import loading

    first: dict[str, tuple] = {}

    def get(name, task=None):
        model = tiny_model(name, tiny(name))
        task = task or next(iter(model.kind.pipelines))
        if name not in first:
            first[name] = loading.load(model, task, dtype="float32")
        return model, loading.for_task(first[name], model, task)

    return get


@pytest.fixture
def spoil():
    """`spoil(tensor)`: not a number any more, until the test is over."""
    with ExitStack() as undo:

        def fill(tensor):
            undo.callback(tensor.copy_, tensor.clone())
            tensor.fill_(float("nan"))

        yield fill
