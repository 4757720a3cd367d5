"""`tracker bounced`: a mail server hands over what came back."""

import os
from datetime import UTC, datetime
from hashlib import sha256
from typing import BinaryIO

import click

from tracker.adapters.mail.bounces import NotANoticeError, read_notice
from tracker.cli.readiness import require_current
from tracker.config import load
from tracker.db import make_engine, read_session, session_factory, write_session
from tracker.models.keyring import set_keyring
from tracker.services import outbox, unreached
from tracker.services.outbox import Heard


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
def bounced(file: BinaryIO) -> None:
    """Take in a notice that a mail came back, from FILE or standard input.

    For those who send by SMTP: let the mail server pass what arrives at the sender's address to this command, for
    example by an alias. A notice in the form of RFC 3464 about a mail of ours becomes a task for whoever answers
    for its case; anything else is left, with a sentence on standard error and exit code 1.

    \b
    Example, in the aliases of a mail server:
      appeals: "|/opt/tracker/.venv/bin/tracker bounced"
    """
    raw = file.read()
    config = load(os.environ)
    set_keyring(config.encryption_keys)
    require_current(config)
    try:
        message_id, event, reason = read_notice(raw)
    except NotANoticeError:
        raise click.ClickException("This is no delivery status notification about a mail.") from None
    now = datetime.now(UTC)
    engine = make_engine(config.database_url)
    sessions = session_factory(engine)
    with read_session(sessions) as session:
        key = outbox.by_message_id(session, message_id)
        heard = [Heard(key, event, now, f"dsn:{sha256(raw).hexdigest()}", reason)] if key else []
        following = unreached.prepare(session, heard, config.base_url, now)
    if heard:
        with write_session(sessions) as session:
            unreached.take_in(session, heard, following, config.base_url, now)
    engine.dispose()
    if key is None:
        raise click.ClickException("It is about a mail that is none of ours.")
