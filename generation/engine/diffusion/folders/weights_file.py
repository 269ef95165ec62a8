"""One safetensors file by its header alone: 8 bytes of length (little-endian), JSON, then the tensors' bytes.

The format: https://huggingface.co/docs/safetensors (a header has at most 100 MB, offsets begin after it, and nothing
may follow the last tensor).
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

LARGEST_HEADER = 100_000_000
#: Bits of one number by the format's name of its type.
BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "U16": 16, "I16": 16, "F16": 16,
    "BF16": 16, "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64,
}  # fmt: skip
LFS = b"version https://git-lfs"


class BadWeights(Exception):
    """A weights file that can't be used; the sentence goes on after the file's name."""


@dataclass(frozen=True)
class Weights:
    """What a file holds: bytes on disk, and its numbers (parameters) counted by type."""

    bytes: int
    numbers: Counter[str]
    tensors: int


def look_at_weights(path: Path) -> Weights:
    """Read the header and check it against the file's length. Raises `BadWeights`, and `OSError` where unreadable."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(b"GGUF"):
            raise BadWeights("is a GGUF file, which this program does not read; take the safetensors.")
        if LFS.startswith(start) and len(start) == 8:
            raise BadWeights("is a Git LFS pointer, not the weights; fetch them: git lfs pull.")
        if len(start) < 8:
            raise BadWeights("is empty; fetch it again." if not start else "is cut off; fetch it again.")
        (length,) = struct.unpack("<Q", start)
        if length > LARGEST_HEADER:
            raise BadWeights("is no safetensors file.")
        if 8 + length > size:
            raise BadWeights("is cut off within its header; fetch it again.")
        try:
            header = json.loads(file.read(length))
            return _counted({k: v for k, v in header.items() if k != "__metadata__"}, size, 8 + length)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadWeights("has a header that can't be read; fetch it again.") from error


def _counted(tensors: dict[str, dict[str, Any]], size: int, begins: int) -> Weights:
    """Count the numbers, and compare the end of the last tensor with the file's."""
    numbers: Counter[str] = Counter()
    ends = 0
    for entry in tensors.values():
        dtype, shape, (start, end) = str(entry["dtype"]), entry["shape"], entry["data_offsets"]
        count = prod(int(side) for side in shape)
        if dtype not in BITS:
            raise BadWeights(f"has numbers of the type {dtype}, which is not known.")
        if (int(end) - int(start)) * 8 != count * BITS[dtype]:
            raise BadWeights("has a header that contradicts itself; fetch it again.")
        numbers[dtype] += count
        ends = max(ends, int(end))
    told = begins + ends
    if told > size:
        raise BadWeights(f"is cut off: it should have {told:,} bytes and has {size:,}; fetch it again.")
    if told < size:
        raise BadWeights(f"has {size - told:,} bytes more than its header says; fetch it again.")
    return Weights(bytes=size, numbers=numbers, tensors=len(tensors))
