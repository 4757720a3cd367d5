"""A stand-in for SendGrid on this machine: keeps what it was sent, answers as a test tells it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class StandIn:
    """`status`, `headers` and `body` are its answer; with `hangs` it takes the request and says nothing."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=lambda: {"X-Message-Id": "abc123"})
    body: bytes = b""
    hangs: bool = False
    cuts: bool = False
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def standing_in(answers: StandIn) -> Iterator[str]:
    """The address to give as SENDGRID_HOST."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            answers.requests.append(json.loads(self.rfile.read(length)))
            answers.keys.append(self.headers["Authorization"])
            answers.paths.append(self.path)
            if answers.hangs:
                answers.done.wait(30)
                return
            if answers.cuts:
                return
            self.send_response(answers.status)
            for name, value in answers.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            self.wfile.write(answers.body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        answers.done.set()
        server.shutdown()
        server.server_close()
