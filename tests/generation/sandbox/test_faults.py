"""A decoder that hangs, dies, eats memory or lies, and a site that dies: each ends in a sentence and in no process."""

from __future__ import annotations

import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from generation.finishing.errors import UnreadableMedia
from generation.finishing.statement import Statement
from generation.finishing.unreadable import NEITHER
from generation.sandbox import look as looking
from generation.sandbox import messages
from generation.sandbox.look import Seen
from generation.sandbox.messages import Garbled

from .test_media import gif

Ask = Callable[..., Seen]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def still(tmp_path: Path) -> Path:
    Image.effect_noise((64, 36), 60).save(tmp_path / "still.png")
    return tmp_path / "still.png"


def other_program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have the sandbox run something else, as a decoder does that was turned."""
    monkeypatch.setattr(
        looking, "START", f"import os, signal, sys, time\nsys.path.insert(0, sys.argv[1])\n{code}"
    )


def test_a_decoder_that_stands_still_is_ended(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "long.gif").write_bytes(gif(4096, 2304, 100_000))
    caught: list[BaseException] = []

    def asked() -> None:
        try:
            ask(tmp_path / "long.gif", seconds=3)
        except UnreadableMedia as error:
            caught.append(error)

    others = set(psutil.Process().children())  # a browser, a server of another test
    thread = threading.Thread(target=asked)
    thread.start()
    while not (decoders := set(psutil.Process().children()) - others):
        threading.Event().wait(0.01)
    (decoder,) = decoders
    decoder.send_signal(signal.SIGSTOP)
    thread.join(timeout=30)
    assert "took too long" in str(caught[0])
    assert not decoder.is_running()


def test_a_decoder_that_computes_for_ever_is_ended(
    ask: Ask, still: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the kernel, were the site's own clock to fail."""
    other_program(
        monkeypatch,
        "from generation.sandbox.walls import build; from generation.sandbox.question import Limits\n"
        "build(Limits(1 << 28, 1), os.getppid())\nwhile True: pass",
    )
    with pytest.raises(UnreadableMedia, match="took too long"):
        ask(still, seconds=20)


@pytest.mark.parametrize(
    "ending", ["os.kill(os.getpid(), signal.SIGSEGV)", "os._exit(0)", "os.close(1); time.sleep(9)"]
)
def test_a_decoder_that_dies(ask: Ask, still: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    other_program(monkeypatch, ending)
    began = time.monotonic()
    with pytest.raises(UnreadableMedia, match="stopped at this one"):
        ask(still)
    assert time.monotonic() - began < 20


WALLS = messages.facts(messages.WALLS, {"calls": True, "network": True, "user": True})
NOTE = messages.facts(messages.NOTE, Statement("none").as_json())
FRAME = messages.picture(0, np.zeros((2, 2, 3), np.uint8))
AVERAGE = messages.average(1, np.zeros((2, 2), np.float32))
END = messages.facts(messages.END, None)
SEEN = WALLS + NOTE + FRAME + AVERAGE
LIES = {
    "noise": bytes(range(256)) * 40,
    "a note before the walls": NOTE + WALLS,
    "a second note": WALLS + NOTE + NOTE + END,
    "a picture that is too short": WALLS + NOTE + struct.pack("=cI", b"P", 8) + struct.pack("=IHH", 0, 9, 9),
    "a huge picture": WALLS + NOTE + struct.pack("=cI", b"P", 1 << 31),
    "more pictures than there can be": WALLS + NOTE + FRAME * 130 + END,
    "no averages": WALLS + NOTE + FRAME + END,
    "an average before any picture": WALLS + NOTE + AVERAGE * 2 + END,
    "more averages than there can be": SEEN * 30 + END,
    "averages of two sizes": WALLS
    + NOTE
    + FRAME
    + AVERAGE
    + messages.average(1, np.ones((2, 3), np.float32))
    + END,
    "an average that is no brightness": WALLS
    + NOTE
    + FRAME
    + AVERAGE
    + messages.average(1, np.full((2, 2), np.nan))
    + END,
    "an average of no frames": WALLS
    + NOTE
    + FRAME
    + AVERAGE
    + messages.average(0, np.ones((2, 2), np.float32))
    + END,
    "words of its own": messages.facts(messages.UNREADABLE, "<script>alert(1)</script>"),
    "a deep nest": WALLS + struct.pack("=cI", b"N", 60_000) + b"[" * 60_000,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_decoder_that_lies(
    ask: Ask, still: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: bytes
) -> None:
    (tmp_path / "lie").write_bytes(lie)
    other_program(monkeypatch, f"os.write(1, open({str(tmp_path / 'lie')!r}, 'rb').read()); time.sleep(9)")
    with pytest.raises(UnreadableMedia, match="stopped at this one"):
        ask(still)


def test_a_known_sentence_is_passed_on(ask: Ask, still: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other_program(monkeypatch, f"os.write(1, {messages.facts(messages.UNREADABLE, NEITHER)!r})")
    with pytest.raises(UnreadableMedia, match="neither a video"):
        ask(still)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "trusted by all"}, {"title": "x" * 301}, {"title": 5}, {"whole": "yes"}, {"actions": ["x"] * 99},
        {"sources": [{"title": "x"}]}, {"mark": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_note_of_the_wrong_shape_is_not_believed(change: dict[str, object]) -> None:
    said = Statement("ours", title="A clip").as_json() | change
    with pytest.raises(Garbled):
        messages.read_note(messages.facts(messages.NOTE, said)[messages.HEAD.size :])


def test_a_note_travels_whole() -> None:
    from generation.finishing.statement import Source

    note = Statement(
        "altered", False, title="Ä “clip”", actions=("cropped",), sources=(Source("Other", True, False),)
    )
    assert messages.read_note(messages.facts(messages.NOTE, note.as_json())[messages.HEAD.size :]) == note


def test_the_sandbox_dies_with_the_site(still: Path) -> None:
    """The site is killed while a decoder sleeps."""
    site = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from generation.sandbox import look
from generation.sandbox.question import Limits, Question
look.START = '''import os, sys, time
sys.path.insert(0, sys.argv[1])
from generation.sandbox.question import Limits
from generation.sandbox.walls import build
build(Limits(1 << 28, 60), os.getppid())
os.write(1, b"W")
time.sleep(60)'''
print(flush=True)
with open({str(still)!r}, "rb") as file:
    look.look(file.fileno(), Question(""), Limits(1 << 28, 60))
"""
    with subprocess.Popen([sys.executable, "-c", site], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while not (children := psutil.Process(process.pid).children()):
            threading.Event().wait(0.01)
        [child] = children
        while child.status() != "sleeping" or child.cpu_times().user < 0.01:
            threading.Event().wait(0.01)
        threading.Event().wait(0.3)
        process.kill()
    child.wait(timeout=5)
    assert not child.is_running()


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    import os

    from generation.sandbox.question import Limits, Question

    reading, writing = os.pipe()
    try:
        with pytest.raises(UnreadableMedia):
            looking.look(reading, Question(""), Limits(1 << 28, 3))
    finally:
        os.close(reading)
        os.close(writing)
