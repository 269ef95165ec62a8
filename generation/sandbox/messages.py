"""What travels from the sandbox to the site: small, typed, and believed only as far as it has the right shape.

A message is a letter, its length in four bytes, and so many bytes. In this order: `W` the walls, `N` the signed
note, `P` for each picture, `A` for each part's average, `E` the end; or `U` for a file that can't be looked at, in
place of any of them. The note comes before the first picture is decoded, so that a decoder that was turned can no
longer write one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from generation.finishing.frame import Frame
from generation.finishing.invisible import averages
from generation.finishing.invisible.averages import Plane
from generation.finishing.statement import MOST_WORDS, Statement
from generation.finishing.unreadable import SENTENCES

from .walls import Walls

WALLS, NOTE, PICTURE, AVERAGE, END, UNREADABLE = b"W", b"N", b"P", b"A", b"E", b"U"
HEAD = struct.Struct("=cI")
PICTURE_HEAD = struct.Struct("=IHH")
AVERAGE_HEAD = struct.Struct("=IHH")
#: Facts in JSON have at most so many bytes; a picture has at most `SIDE` pixels a side; a file `MOST` pictures.
MOST_FACTS = 64_000
SIDE, MOST = 512, 120
#: The first average is the brightest of each sample, the others are parts.
MOST_AVERAGES, LARGEST_AVERAGE = 1 + averages.MOST, averages.SHORT * averages.LONG


class Garbled(Exception):
    """What came is no message of the sandbox's: its process was turned, or is broken."""


def facts(kind: bytes, value: Any) -> bytes:
    """A message of JSON."""
    data = json.dumps(value).encode()
    return HEAD.pack(kind, len(data)) + data


def picture(at_ms: int, frame: Frame) -> bytes:
    """A message of one small picture."""
    height, width = frame.shape[:2]
    data = PICTURE_HEAD.pack(min(max(at_ms, 0), 0xFFFFFFFF), width, height) + frame.tobytes()
    return HEAD.pack(PICTURE, len(data)) + data


def average(frames: int, plane: Plane) -> bytes:
    """A message of one part's mean brightness, and of how many frames it is."""
    height, width = plane.shape
    data = AVERAGE_HEAD.pack(frames, width, height) + plane.astype(np.float32).tobytes()
    return HEAD.pack(AVERAGE, len(data)) + data


def receive(read: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """The next message's letter and content; `read` gives exactly so many bytes. Raises `Garbled`."""
    kind, length = HEAD.unpack(read(HEAD.size))
    most = {
        PICTURE: PICTURE_HEAD.size + 3 * SIDE * SIDE,
        AVERAGE: AVERAGE_HEAD.size + 4 * LARGEST_AVERAGE,
    }.get(kind, MOST_FACTS)
    if length > most:
        raise Garbled(f"{length} bytes of {kind!r}")
    return kind, read(length)


def read_picture(data: bytes) -> tuple[int, Frame]:
    """Milliseconds and RGB. Raises `Garbled`."""
    if len(data) < PICTURE_HEAD.size:
        raise Garbled("a picture without its size")
    at_ms, width, height = PICTURE_HEAD.unpack_from(data)
    if not (0 < width <= SIDE and 0 < height <= SIDE) or len(data) != PICTURE_HEAD.size + 3 * width * height:
        raise Garbled(f"a picture of {width} x {height} in {len(data)} bytes")
    return at_ms, np.frombuffer(data, np.uint8, offset=PICTURE_HEAD.size).reshape(height, width, 3)


def read_average(data: bytes) -> tuple[int, Plane]:
    """Frames and mean brightness. Raises `Garbled`."""
    if len(data) < AVERAGE_HEAD.size:
        raise Garbled("an average without its size")
    frames, width, height = AVERAGE_HEAD.unpack_from(data)
    if not (frames and width and height) or len(data) != AVERAGE_HEAD.size + 4 * width * height:
        raise Garbled(f"an average of {frames} frames, {width} x {height} in {len(data)} bytes")
    plane = np.frombuffer(data, np.float32, offset=AVERAGE_HEAD.size).reshape(height, width)
    if not ((plane >= 0) & (plane <= 255)).all():
        raise Garbled("an average that is no brightness")
    return frames, plane


def read_walls(data: bytes) -> Walls:
    """Raises `Garbled`."""
    said = _json(data)
    if not isinstance(said, dict) or set(said) != {one.name for one in fields(Walls)}:
        raise Garbled("no walls")
    return Walls(**{name: value is True for name, value in said.items()})


def read_note(data: bytes) -> Statement:
    """Raises `Garbled`."""
    said = _json(data)
    try:
        return Statement.from_json(said)
    except (KeyError, TypeError, ValueError) as error:
        raise Garbled(f"no note ({error}), or words beyond {MOST_WORDS}") from error


def read_sentence(data: bytes) -> str:
    """Only sentences that we know are shown to people. Raises `Garbled`."""
    said = _json(data)
    if said not in SENTENCES:
        raise Garbled("an unknown sentence")
    return str(said)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Garbled("no JSON") from error
