"""A provider on this machine that takes every mail, after a few milliseconds, and counts each by its own id."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAUSE_S = 0.003
WORKER = "X-Worker"
"""The header in which a worker names its process."""


class Provider(ThreadingHTTPServer):
    """`taken` says how often each mail came, by the id that it carries; `taken_by` how many each worker brought."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: Counter[str] = Counter()
        self.taken_by: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """What to give as SENDGRID_HOST."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A worker that is killed hangs up: that is the point, and nothing to print."""


class _Taking(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.taken[mail["custom_args"]["outbox_id"]] += 1
            self.server.taken_by[self.headers.get(WORKER, "")] += 1
        time.sleep(PAUSE_S)
        self.send_response(202)
        self.send_header("X-Message-Id", "soak")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def providing() -> Iterator[Provider]:
    """The provider, answering."""
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, args=(0.02,), daemon=True).start()
        yield provider
        provider.shutdown()
