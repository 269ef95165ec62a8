"""XMP: the file says in the words of photo and video programs how it was made, beside the signed note.

Written before signing, which covers it. It says what IPTC's Photo Metadata Standard has for it: the digital source
type, where the licence stands and, for a model that was trained, which one it was.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from .manifest import IPTC
from .model import Origin

TRAINED = "trainedAlgorithmicMedia"
JPEG_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
#: Adobe's box for XMP in MP4 (XMP specification, part 3).
MP4_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
#: A GIF's reader that knows no XMP walks over it to this trailer's end.
GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
WEBP_XMP, WEBP_ALPHA = 0x04, 0x10


def packet(origin: Origin) -> bytes:
    """The packet for a file."""
    trained = ""
    if origin.source_type == TRAINED:
        trained = (
            f"<Iptc4xmpExt:AISystemUsed>{escape(f'Oddreel {origin.engine}')}</Iptc4xmpExt:AISystemUsed>"
            f"<Iptc4xmpExt:AISystemVersionUsed>{escape(origin.engine_version)}</Iptc4xmpExt:AISystemVersionUsed>"
        )
    body = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        f" xmp:CreatorTool={quoteattr(f'Oddreel {origin.engine} {origin.engine_version}')}"
        f' xmpRights:Marked="True" xmpRights:WebStatement={quoteattr(origin.licence_url)}'
        f" Iptc4xmpExt:DigitalSourceType={quoteattr(IPTC + origin.source_type)}>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(origin.title)}</rdf:li></rdf:Alt></dc:title>'
        f'{trained}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return body.encode()


def embed(path: Path, origin: Origin) -> None:
    """Put the packet into a file that has none yet. Formats without a place for it (MOV) stay as they are."""
    put = {".mp4": _mp4, ".jpg": _jpeg, ".png": _png, ".webp": _webp, ".gif": _gif}.get(path.suffix)
    if put:
        put(path, packet(origin))


def _mp4(path: Path, xmp: bytes) -> None:
    """A box of its own at the end: nothing that stands before it moves."""
    with path.open("ab") as file:
        file.write(struct.pack(">I", 24 + len(xmp)) + b"uuid" + MP4_BOX + xmp)


def _jpeg(path: Path, xmp: bytes) -> None:
    data = path.read_bytes()
    segment = JPEG_HEAD + xmp
    after = 2
    while data[after : after + 2] in (b"\xff\xe0", b"\xff\xe1"):  # JFIF and Exif come first
        after += 2 + struct.unpack_from(">H", data, after + 2)[0]
    path.write_bytes(
        data[:after] + b"\xff\xe1" + struct.pack(">H", 2 + len(segment)) + segment + data[after:]
    )


def _png(path: Path, xmp: bytes) -> None:
    data = path.read_bytes()
    chunk = b"iTXt" + b"XML:com.adobe.xmp\0\0\0\0\0" + xmp
    first = 8 + 12 + struct.unpack_from(">I", data, 8)[0]  # after the header
    whole = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    path.write_bytes(data[:first] + whole + data[first:])


def _webp(path: Path, xmp: bytes) -> None:
    """In the extended form, to which a simple file is brought."""
    data = path.read_bytes()
    chunks = data[12:]
    if chunks[:4] != b"VP8X":
        width, height = _webp_size(chunks)
        alpha = WEBP_ALPHA if chunks[:4] == b"VP8L" and chunks[12] & 0x10 else 0
        head = (
            struct.pack("<I", alpha) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        )
        chunks = b"VP8X" + struct.pack("<I", len(head)) + head + chunks
    chunks = chunks[:8] + bytes([chunks[8] | WEBP_XMP]) + chunks[9:]
    chunks += b"XMP " + struct.pack("<I", len(xmp)) + xmp + bytes(len(xmp) % 2)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks)


def _webp_size(chunks: bytes) -> tuple[int, int]:
    if chunks[:4] == b"VP8L":
        bits = int.from_bytes(chunks[9:13], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", chunks, 14)
    return width & 0x3FFF, height & 0x3FFF


def _gif(path: Path, xmp: bytes) -> None:
    data = path.read_bytes()
    colours = 3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0
    after = 13 + colours
    extension = b"\x21\xff\x0bXMP DataXMP" + xmp + GIF_TRAILER
    path.write_bytes(data[:after] + extension + data[after:])
