"""A wire that can be cut: a TCP proxy between the product and a server."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress


class Wire:
    """Passes everything on, until it is told otherwise.

    `open` — passes on; `silent` — takes what comes and answers nothing; `cut` — sends requests on and hangs up before
    the answer. `close()` refuses connections, `reopen()` takes them again. Answers take `delay` seconds more; one to
    a request in which `loses` stands is lost.
    """

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.mode = "open"
        self.delay = 0.0
        self.loses = b""
        self.port = 0
        self._live: set[socket.socket] = set()
        self.reopen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def reopen(self) -> None:
        self._door = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._receive, args=(self._door,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.hang_up()

    def hang_up(self) -> None:
        """End every connection that is open."""
        for one in list(self._live):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._live.clear()

    def _receive(self, door: socket.socket) -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            self._live |= {client, server}
            lost = threading.Event()
            for source, target, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pass, args=(source, target, asks, lost), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asks: bool, lost: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if self.mode == "silent":
                    continue
                if asks and self.loses and self.loses in data:
                    lost.set()
                if not asks and (self.mode == "cut" or lost.is_set()):
                    break
                if not asks:
                    time.sleep(self.delay)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
