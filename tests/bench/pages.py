"""Pages: requests a second for home, search and a clip, against a view that returns a string on the same server."""

from __future__ import annotations

import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.flows.installation import BIN, ROOT, Installation

SECONDS, ROUNDS = 3, 3
CLIPS = 300


def measure() -> Iterator[str]:
    """A table's lines; each round takes every page in turn, so that a busy moment hits them all."""
    if shutil.which("wrk") is None:
        yield "Not measured: install wrk (Debian's package) first."
        return
    with tempfile.TemporaryDirectory() as folder:
        here = Installation(Path(folder) / "site")
        clip = fill(here)
        port = _free_port()
        server = _serve(here, port)
        try:
            pages = {"a string": "/healthz", "home": "/", "search": "/?q=golden+waves", "clip": clip}
            rates: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, path in pages.items():
                    rates[name].append(load(f"http://127.0.0.1:{port}{path}"))
        finally:
            server.terminate()
            server.wait()
    string = statistics.median(rates["a string"])
    yield f"| page ({CLIPS} clips) | requests a second | share of a string's |"
    yield "|---|---|---|"
    for name, found in rates.items():
        yield f"| {name} | {statistics.median(found):.0f} | {statistics.median(found) / string:.0%} |"


def fill(here: Installation) -> str:
    """Published clips without files, indexed; the address of one of them."""
    return str(
        here.python(
            "from catalog.models import Account, Clip\nfrom django.utils import timezone\n"
            "from generation.brief.parse import parse\nfrom catalog.search.changes import rebuild\n"
            "a = Account.objects.create(name='House', kind='house')\n"
            "p = ['Golden waves at sunset', 'Blue particle waves', 'City lights at night', 'Aurora over a lake']\n"
            f"for i in range({CLIPS}):\n"
            "    t = p[i % 4]\n"
            "    c = Clip.objects.create(account=a, state='published', published_at=timezone.now(), title=f'{t} {i}',\n"
            "        prompt=t, brief=parse(t).as_json(), width=1280, height=720, fps=24, frame_count=96,\n"
            "        duration_ms=4000, source_type='algorithmicMedia', engine='studio',\n"
            "        engine_version='1', renderer='x', seed=i)\n"
            "rebuild()\n"
            "answer = c.get_absolute_url()"
        )
    )


def load(url: str) -> float:
    """Requests a second by wrk, 8 connections."""
    out = subprocess.run(
        ["wrk", "-t1", "-c8", f"-d{SECONDS}s", url], capture_output=True, text=True, check=True
    ).stdout
    assert "Non-2xx" not in out, out
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found, out
    return float(found[1])


def _serve(here: Installation, port: int) -> subprocess.Popen[bytes]:
    command = [
        str(BIN / "gunicorn"),
        "marketplace.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
    ]
    command += ["--workers", "2", "--threads", "8", "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=here.env)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return server
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the site did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
