"""What a file is by its first bytes: names and types that strangers give are not believed."""

from __future__ import annotations

from typing import BinaryIO

#: ISO base media: the brands that are pictures; every other brand is a video.
PICTURE_BRANDS = {b"avif": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif"}


def media_type(file: BinaryIO) -> str | None:
    """The type of a picture or video that C2PA or the fingerprint can read, or None. The file is rewound."""
    file.seek(0)
    head = file.read(32)
    file.seek(0)
    if head[4:8] == b"ftyp":
        return PICTURE_BRANDS.get(head[8:12], "video/quicktime" if head[8:12] == b"qt  " else "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"AVI ": "video/avi"}.get(head[8:12])
    for magic, form in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF8", "image/gif"),
        (b"\x1aE\xdf\xa3", "video/webm"),
    ):
        if head.startswith(magic):
            return form
    return None
