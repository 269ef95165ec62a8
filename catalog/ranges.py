"""Serving a stored file over HTTP: byte ranges, conditional requests, streaming. Django itself knows no ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

CHUNK = 256 * 1024
#: Whoever keeps a copy asks again within a minute, or shows none: a takedown reaches browsers and shared caches, too.
PUBLIC, PRIVATE = "public, max-age=50, must-revalidate", "private, max-age=50, must-revalidate"
NEVER_KEPT = "private, no-store"
#: Twenty digits are more than any file has bytes; a longer number is no range at all.
_RANGE = re.compile(r"bytes=(\d{0,20})-(\d{0,20})$", re.ASCII)


class StoredFile(Protocol):
    """A row that says where a file is stored and what it is."""

    key: str
    mime: str
    size: int
    sha256: str


class FileGone(Exception):
    """The storage no longer has the file."""


def serve(
    request: HttpRequest,
    rendition: StoredFile,
    *,
    filename: str | None = None,
    cache: str = NEVER_KEPT,
) -> HttpResponseBase:
    """The whole file, one range of it, or "not modified". A `filename` makes it a download.

    On S3 the answer is a redirect to an expiring link. Several ranges in one request are answered
    with the whole file, as RFC 9110 (14.2) allows. Raises `FileGone`.
    """
    if settings.S3_BUCKET:
        return _redirect(rendition, filename, cache)
    etag = f'"{rendition.sha256[:32]}"'
    if etag in request.headers.get("If-None-Match", "") and filename is None:
        return _with_headers(HttpResponse(status=304), etag, cache)
    first, last = 0, rendition.size - 1
    wanted = _wanted(request, etag)
    partial = wanted is not None
    if wanted is not None:
        bounds = _bounds(wanted, rendition.size)
        if bounds is None:
            answer = HttpResponse(status=416)
            answer["Content-Range"] = f"bytes */{rendition.size}"
            return answer
        first, last = bounds
    file = _open(rendition)
    body: Iterator[bytes] | tuple[()] = ()
    if request.method == "HEAD":
        file.close()
    else:
        body = _read(file, first, last)
    response = StreamingHttpResponse(body, status=206 if partial else 200, content_type=rendition.mime)
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    if partial:
        response["Content-Range"] = f"bytes {first}-{last}/{rendition.size}"
    if filename:
        response["Content-Disposition"] = content_disposition_header(True, filename) or ""
    return _with_headers(response, etag, cache)


def _with_headers(response: HttpResponseBase, etag: str, cache: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _redirect(rendition: StoredFile, filename: str | None, cache: str) -> HttpResponseBase:
    parameters = {"ResponseContentType": rendition.mime, "ResponseCacheControl": cache}
    if filename:
        parameters["ResponseContentDisposition"] = content_disposition_header(True, filename) or ""
    response = HttpResponseRedirect(default_storage.url(rendition.key, parameters=parameters))  # type: ignore[call-arg]
    response["Cache-Control"] = NEVER_KEPT
    return response


def _wanted(request: HttpRequest, etag: str) -> str | None:
    """The Range header of a GET, unless If-Range says that the file has changed since."""
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    header = request.headers.get("Range", "")
    return header if _RANGE.match(header) and header != "bytes=-" else None


def _bounds(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte, both included; None where nothing of the range exists."""
    begin, end = _RANGE.match(header).groups()  # type: ignore[union-attr]
    if not begin:
        length = min(int(end), size)
        return (size - length, size - 1) if length else None
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last and first < size else None


def _open(rendition: StoredFile) -> IO[bytes]:
    try:
        return default_storage.open(rendition.key)
    except FileNotFoundError:
        raise FileGone(rendition.key) from None


def _read(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
