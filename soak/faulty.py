"""A provider that fails as it is told to, by HTTP and by SMTP, and counts the mails that it took before it failed."""

import json
import re
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import BinaryIO

LETTER_EVERY_S = 0.05
RESET = struct.pack("ii", 1, 0)
"""What makes closing a socket break the connection off instead of ending it."""

Talk = Callable[["Conversation"], None]


class Faulty(socketserver.ThreadingTCPServer):
    """Talks to everybody in the way that `talk` says at the time; `taken` counts mails by their outbox id."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, talk: Talk) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.talk = talk
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.is_over = threading.Event()

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that break are what it is for."""


class Conversation(socketserver.StreamRequestHandler):
    """One connection, and the few things that are done in one."""

    server: Faulty
    request: socket.socket
    rfile: BinaryIO

    def handle(self) -> None:
        """As the server is told to at this moment."""
        self.server.talk(self)

    def take(self, outbox_id: str) -> None:
        """Count a mail as taken."""
        with self.server.lock:
            self.server.taken[outbox_id] += 1

    def say(self, words: str) -> None:
        """A line, as it is."""
        self.wfile.write(f"{words}\r\n".encode("latin-1"))
        self.wfile.flush()

    def say_letter_by_letter(self) -> None:
        """Begin to answer, and never come to the end of it."""
        while not self.server.is_over.wait(LETTER_EVERY_S):
            self.wfile.write(b"2")
            self.wfile.flush()

    def hang(self) -> None:
        """Say nothing until the other one has gone."""
        while self.request.recv(65536):
            pass

    def break_off(self) -> None:
        """Reset the connection."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.request.close()


@contextmanager
def serving(talk: Talk) -> Iterator[Faulty]:
    """The provider, answering."""
    with Faulty(talk) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.is_over.set()
        server.shutdown()


def asked(talk: Conversation) -> str:
    """Read a request to SendGrid to its end: the outbox id of the mail that it brings."""
    length = 0
    while (line := talk.rfile.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        length = int(value) if name.lower() == "content-length" else length
    return str(json.loads(talk.rfile.read(length))["custom_args"]["outbox_id"])


def answering(status: int, *headers: str, body: str = "", takes: bool = False) -> Talk:
    """SendGrid, which gives this answer to every mail."""

    def talk(with_us: Conversation) -> None:
        key = asked(with_us)
        if takes:
            with_us.take(key)
        length = f"Content-Length: {len(body)}"
        for line in (f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", length, *headers, "Connection: close"):
            with_us.say(line)
        with_us.say(f"\r\n{body}"[2:] if not body else f"\r\n{body}")

    return talk


def after_taking(then: Callable[[Conversation], None]) -> Talk:
    """SendGrid, which takes each mail, and then does this."""

    def talk(with_us: Conversation) -> None:
        with_us.take(asked(with_us))
        then(with_us)

    return talk


_ID = re.compile(rb"Message-ID: <([0-9a-f-]{36})@")


def smtp(at: str = "", answer: str | Callable[[Conversation], None] = "", takes: bool = False) -> Talk:
    """A mail server that does well until it comes to `at` (`hello`, `MAIL`, `RCPT`, `DATA` or `.`), and there answers
    with this line, or does this; a mail that comes to its end there is taken only where it `takes`.
    """

    def said(with_us: Conversation, here: str, well: str) -> bool:
        if here != at:
            with_us.say(well)
        elif isinstance(answer, str):
            with_us.say(answer)
        else:
            answer(with_us)
        return here != at

    def talk(with_us: Conversation) -> None:
        said(with_us, "hello", "220 here")
        while line := with_us.rfile.readline():
            verb = line.split()[0].decode("latin-1").upper() if line.split() else ""
            if verb == "DATA" and said(with_us, "DATA", "354 go on"):
                key = _mail(with_us)
                if at != "." or takes:
                    with_us.take(key)
                said(with_us, ".", "250 taken")
            elif verb == "QUIT":
                with_us.say("221 goodbye")
                return
            elif verb != "DATA":
                said(with_us, verb, "250 well")

    return talk


def _mail(with_us: Conversation) -> str:
    """Read a mail to its end: the outbox id that stands in its Message-ID."""
    content = b""
    while (line := with_us.rfile.readline()) not in (b".\r\n", b""):
        content += line
    found = _ID.search(content)
    return found[1].decode() if found else ""
