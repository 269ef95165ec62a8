"""Somebody who receives webhooks, well or badly."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

from .process import free_port

PATIENCE = 15


class Receiver:
    """Keeps what comes as (status answered, event as the SDK believes it); `status` is what it answers."""

    def __init__(self, secret: str = "", port: int | None = None) -> None:
        self.secret, self.port, self.status, self.got = secret, port or free_port(), 200, []
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.server = None
        self.open()

    def open(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                event = stripe.Webhook.construct_event(
                    body, self.headers["Stripe-Signature"], receiver.secret
                )
                receiver.got.append((receiver.status, event))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def types(self, status: int = 200) -> list[str]:
        return [event.type for answered, event in self.got if answered == status]

    def wait_for(self, condition) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"waited in vain; what came: {self.types()}"
            time.sleep(0.02)
