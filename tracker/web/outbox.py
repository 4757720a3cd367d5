"""What has been written to people, and what became of it: for administrators."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.config import Config, FolderMail
from tracker.models import Account, OutboxStatus
from tracker.rules.dates import end_of
from tracker.services import audit, escalations, health, outbox, reminders
from tracker.services.access import require_administrator
from tracker.services.escalations import EscalationKind
from tracker.services.mail_contexts import PasswordReset
from tracker.web.account_mail import try_mail
from tracker.web.accounts import current_account
from tracker.web.mail_fates import FATES, fate
from tracker.web.paging import Paging, page_number
from tracker.web.redaction import without_secrets
from tracker.web.transaction import db_session, now

pages = Blueprint("outbox", __name__, url_prefix="/outbox")

_SIZE, MOST_AHEAD = 50, 50


@pages.get("")
def show() -> ResponseReturnValue:
    """The newest messages, how the worker is, and the folder where mail is written to files."""
    account = current_account()
    require_administrator(account)
    status, number = _status(), page_number()
    found = outbox.page(db_session(), account, status, number, _SIZE)
    return render_template(
        "outbox/show.html",
        messages=found.messages,
        reports=outbox.fates(db_session(), [each.id for each in found.messages]),
        fate=fate,
        paging=Paging(
            number, _SIZE, found.total, "outbox.show", {"status": status.value if status else None}
        ),
        status=status,
        status_words=FATES,
        folder=_folder(),
        health=health.status(db_session(), now()),
        ahead=_ahead(account),
        most_ahead=MOST_AHEAD,
        pause=outbox.last_pause(db_session()),
        zone=account.timezone,
    )


@pages.post("/let-go")
def let_go() -> ResponseReturnValue:
    """Somebody has looked at what would go: mail goes again."""
    account = current_account()
    require_administrator(account)
    outbox.let_go(db_session())
    escalations.close_kind(
        db_session(), EscalationKind.MAIL_ON_HOLD, "somebody looked and let mail go", now()
    )
    audit.record(db_session(), account, None, "mail let go", "", now())
    flash("Mail goes again with the next pass.", "success")
    return redirect(url_for("outbox.show"))


@pages.post("/trial")
def trial() -> ResponseReturnValue:
    """Send a test to oneself, the way that reminders go."""
    account = current_account()
    require_administrator(account)
    try_mail(account)
    audit.record(db_session(), account, None, "test mail asked for", "", now())
    flash(f"A test goes to {account.email} with the next pass.", "success")
    return redirect(url_for("outbox.show"))


@pages.get("/<uuid:message_id>")
def message(message_id: UUID) -> ResponseReturnValue:
    """One message as it was written, and its story; what opens a link is its reader's alone, and stands as dots."""
    account = current_account()
    require_administrator(account)
    found = outbox.message_for(db_session(), account, message_id)
    audit.record(db_session(), account, None, "message read", str(message_id), now())
    return render_template(
        "outbox/message.html",
        message=found,
        report=outbox.fates(db_session(), [found.id]).get(found.id),
        fate=fate,
        text=without_secrets(outbox.body_of(db_session(), found).text or ""),
        is_private=found.kind == PasswordReset.folder,
        zone=account.timezone,
    )


@pages.post("/<uuid:message_id>/retry")
def retry(message_id: UUID) -> ResponseReturnValue:
    """Queue a message again that was given up."""
    account = current_account()
    require_administrator(account)
    outbox.try_again(db_session(), outbox.message_for(db_session(), account, message_id), now())
    audit.record(db_session(), account, None, "message tried again", str(message_id), now())
    flash("The message is queued again and goes with the next pass.", "success")
    return redirect(url_for("outbox.message", message_id=message_id))


def _ahead(account: Account) -> tuple[reminders.MailAhead, ...]:
    """What goes until tomorrow's end, where the administrator is."""
    zone = ZoneInfo(account.timezone)
    tomorrow = now().astimezone(zone).date() + timedelta(days=1)
    return reminders.ahead(db_session(), account, now(), end_of(tomorrow, zone), MOST_AHEAD)


def _status() -> OutboxStatus | None:
    wanted = request.args.get("status", "")
    return OutboxStatus(wanted) if wanted in set(OutboxStatus) else None


def _folder() -> str | None:
    config: Config = current_app.extensions["config"]
    return str(config.mail.path) if isinstance(config.mail, FolderMail) else None
