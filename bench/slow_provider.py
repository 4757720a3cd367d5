"""Stands in for a provider that takes its time: answers 202 to each mail after so many milliseconds.

A process of its own (`python -m bench.slow_provider MILLISECONDS`), so that it takes none of the sender's. Prints the
port that it answers at.
"""

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Crowd(ThreadingHTTPServer):
    """Many may knock at once."""

    request_queue_size = 256
    daemon_threads = True


def main(milliseconds: float) -> None:
    """Answer until the process is ended."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(milliseconds / 1000)
            self.send_response(202)
            self.send_header("X-Message-Id", "slow")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = _Crowd(("127.0.0.1", 0), Taking)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(float(sys.argv[1]))
