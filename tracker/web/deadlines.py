"""Single deadlines: as a calendar file, put away as not needed, their reminders read; and the feed of a case."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from tracker.adapters import ical
from tracker.models import Case, DeadlineRow, Reminder
from tracker.rules.terms import EventKind
from tracker.services import access, events, feeds, reminders
from tracker.services.access import NotFound
from tracker.services.errors import RefusedError
from tracker.web import questions
from tracker.web.account_mail import base_url
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.questions import Answers, Ask, Question
from tracker.web.sending import as_file
from tracker.web.shown import of_row
from tracker.web.transaction import db_session, now

pages = Blueprint("deadlines", __name__)

NOT_NEEDED = (
    Question("decided_on", Ask.DAY, "Decided on", required=True),
    Question("because", Ask.LONG, "Because", "The history keeps it.", required=True, rows=2),
)


@pages.get("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>.ics")
def calendar(case_id: UUID, deadline_id: UUID) -> Response:
    """One deadline as a calendar file, neutral in every word."""
    row = _deadline(case_here(case_id), deadline_id)
    entry = feeds.entry(db_session(), current_account(), row.id, base_url())
    return as_file(ical.write_entry(entry), "text/calendar", "deadline.ics")


@pages.get("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/not-needed")
def not_needed(case_id: UUID, deadline_id: UUID) -> str:
    """Asks why, before a deadline is put away."""
    case = case_here(case_id)
    today = now().astimezone(ZoneInfo(case.timezone)).date()
    return _put_away(case, _deadline(case, deadline_id), questions.filled(NOT_NEEDED, {"decided_on": today}))


@pages.post("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/not-needed")
def put_away(case_id: UUID, deadline_id: UUID) -> ResponseReturnValue:
    """It is not needed, because: an event like any other, which can be taken back."""
    case = case_here(case_id)
    row, answers = _deadline(case, deadline_id), questions.read(NOT_NEEDED, request.form)
    fields = {"rule": row.rule, "answers": row.event_key, "decided_on": answers.get("decided_on")}
    words = {"because": answers.get("because")}
    if not answers.problems:
        try:
            kind = EventKind.DEADLINE_NOT_NEEDED
            events.record(db_session(), current_account(), case, kind, fields, words, now())
        except RefusedError as error:
            answers.add(error.problems)
    if answers.problems:
        return _put_away(case, row, answers), UNPROCESSABLE
    flash("Put away. Nothing is reminded on it any more.", "success")
    return redirect(url_for("cases.show", case_id=case.id))


@pages.post("/cases/<uuid:case_id>/reminders/<uuid:reminder_id>/acknowledge")
def acknowledge(case_id: UUID, reminder_id: UUID) -> AnyResponse:
    """Somebody read this reminder; the deadline stays and the others go on."""
    case, account = case_here(case_id), current_account()
    reminder = access.row_for(db_session(), account, Reminder, reminder_id)
    if reminder.case_id != case.id:
        raise NotFound("Reminder")
    reminders.acknowledge(db_session(), account, reminder, now())
    return redirect(url_for("cases.show", case_id=case.id, _anchor="reminders"))


def _put_away(case: Case, row: DeadlineRow, answers: Answers) -> str:
    shown = of_row(row, now(), ZoneInfo(case.timezone))
    return render_template(
        "deadlines/not_needed.html", case=case, deadline=shown, answers=answers, questions=NOT_NEEDED
    )


def _deadline(case: Case, deadline_id: UUID) -> DeadlineRow:
    row = access.row_for(db_session(), current_account(), DeadlineRow, deadline_id)
    if row.case_id != case.id:
        raise NotFound("DeadlineRow")
    return row
