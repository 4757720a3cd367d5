"""`tracker serve`: one process that serves the pages and, in its one worker, keeps the clock.

The scheduler starts when the worker does, never on importing the application, so that other web servers
can run `wsgi.py` beside `tracker worker` without a second clock.
"""

import os
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from sqlmodel import Session

from tracker.cli.database import bring_up_to_date, sessions
from tracker.cli.errors import StartError
from tracker.cli.importing import collection_paused, settled
from tracker.cli.logs import write_logs
from tracker.config import Config, load
from tracker.db import write_session
from tracker.rules import playbooks, rulebook
from tracker.services.accounts import first_account_link

HOST = "127.0.0.1"
_STOP_SECONDS = 10

Welcome = Callable[[Session, Config, datetime], str]
"""Prepares what a first visitor needs, in a transaction, and answers with the lines to print."""


@click.command()
def serve() -> None:
    """Serve the pages and send reminders, in one process, until Ctrl-C.

    Brings the database up to date first. Prints the address and, while nobody has an account, a link that
    makes the first one and works once.
    """
    run(load(os.environ))


def run(config: Config, welcome: Welcome | None = None) -> None:
    """Claim the port, migrate, prepare what `welcome` says, serve until stopped.

    Raises StartError where the port is taken or the database cannot be used, LawTableError where a table of
    law is broken.
    """
    write_logs(config.log_level)
    rulebook.rules()
    playbooks.load()
    listener = claim_port(config.port)
    if bring_up_to_date(config.database_url):
        click.echo("The database is now up to date.")
    lines = _welcomed(config, welcome or first_account)
    Server(config, listener, lines).run()


def claim_port(port: int) -> socket.socket:
    """A listening socket on this machine's own address; StartError where another program has the port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise StartError(_port_trouble(port, error)) from error
    return listener


def first_account(session: Session, config: Config, now: datetime) -> str:
    """The link that makes the first account, in a sentence; nothing once somebody has one."""
    link = first_account_link(session, config.base_url, now)
    return f"Make the first account here; this link works once:\n  {link}" if link else ""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with one worker of several threads, on a socket that is already ours."""

    def __init__(self, config: Config, listener: socket.socket, lines: str) -> None:
        """`lines` are printed beneath the address."""
        self.config = config
        self.descriptor = listener.detach()
        self.lines = lines
        self.outlives_the_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings; its own messages are heard from warnings upward."""
        settings = {
            "bind": f"fd://{self.descriptor}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": self.config.threads,
            "graceful_timeout": _STOP_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": self.stop_with_the_terminal,
            "post_worker_init": self.start_clock,
            "worker_exit": self.stop_clock,
            "on_exit": lambda _: click.echo("Stopped."),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, made in the worker."""
        with collection_paused():
            from tracker.app import create_app

            return create_app(self.config)

    def stop_with_the_terminal(self, arbiter: Any) -> None:
        """A closed terminal stops the program, unless `nohup` said otherwise; gunicorn alone would reload."""
        stop = signal.SIG_IGN if self.outlives_the_terminal else _stopping(arbiter)
        signal.signal(signal.SIGHUP, stop)

    def start_clock(self, worker: Any) -> None:
        """In the new worker: start its scheduler, and say where the pages are."""
        with collection_paused():
            from tracker import worker as clock

        settled()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        worker.scheduler = clock.start(self.config)
        click.echo(f"Appeal tracker is at {self.config.base_url} (Ctrl-C stops it).\n{self.lines}".rstrip())

    def stop_clock(self, arbiter: Any, worker: Any) -> None:
        """In the worker that ends: no new tick begins."""
        if scheduler := getattr(worker, "scheduler", None):
            scheduler.shutdown()


def _welcomed(config: Config, welcome: Welcome) -> str:
    with sessions(config) as factory, write_session(factory) as session:
        return welcome(session, config, datetime.now(UTC))


def _stopping(arbiter: Any) -> Callable[[int, Any], None]:
    return lambda *_: arbiter.SIG_QUEUE.put_nowait(signal.SIGTERM)


def _port_trouble(port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may not be used by this account; choose one above 1023 with TRACKER_PORT."
    return f"Port {port} is in use by another program; stop that one, or choose another with TRACKER_PORT."
