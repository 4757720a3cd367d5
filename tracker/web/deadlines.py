"""Single deadlines: as a calendar file, put away as not needed or missed, and their reminders read; feeds of a case."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from tracker.adapters import ical
from tracker.models import Case, DeadlineRow, Reminder
from tracker.rules.terms import EventKind, Status
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

NOT_OVER = "The last day is not over yet: file today and say why, or say why the date is not needed."


@dataclass(frozen=True)
class Ending:
    """An outcome that a person gives a date: the entry that says so, and the words of its page."""

    kind: EventKind
    day: Question
    heading: str
    note: str
    button: str
    back: str
    done: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """When, and why."""
        return self.day, BECAUSE


BECAUSE = Question("because", Ask.LONG, "Because", "The history keeps it.", required=True, rows=2)
NOT_NEEDED = Ending(
    EventKind.DEADLINE_NOT_NEEDED,
    Question("decided_on", Ask.DAY, "Decided on", required=True),
    "This date is not needed",
    "Nothing is reminded on it any more. The law’s date itself does not change, and taking the entry back on the "
    "timeline brings it back.",
    "Put it away",
    "Keep it",
    "Put away. Nothing is reminded on it any more.",
)
MISSED = Ending(
    EventKind.DEADLINE_MISSED,
    Question("noted_on", Ask.DAY, "Noted on", required=True),
    "This date was missed",
    "Late filing is not always lost: look first whether the rights that are open name a good cause. What became of "
    "the date is asked no more once you have said why it was missed.",
    "Put it on record",
    "Back to the case",
    "On record, with why. What became of it is asked no more.",
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
    return _asked(case_here(case_id), deadline_id, NOT_NEEDED)


@pages.post("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/not-needed")
def put_away(case_id: UUID, deadline_id: UUID) -> ResponseReturnValue:
    """It is not needed, because: an event like any other, which can be taken back."""
    return _kept(case_here(case_id), deadline_id, NOT_NEEDED)


@pages.get("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/missed")
def missed(case_id: UUID, deadline_id: UUID) -> str:
    """Asks why a deadline was missed."""
    return _asked(case_here(case_id), deadline_id, MISSED)


@pages.post("/cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/missed")
def keep_missed(case_id: UUID, deadline_id: UUID) -> ResponseReturnValue:
    """It was missed, because; refused while it can still be argued."""
    return _kept(case_here(case_id), deadline_id, MISSED)


@pages.post("/cases/<uuid:case_id>/reminders/<uuid:reminder_id>/acknowledge")
def acknowledge(case_id: UUID, reminder_id: UUID) -> AnyResponse:
    """Somebody read this reminder; the deadline stays and the others go on."""
    case, account = case_here(case_id), current_account()
    reminder = access.row_for(db_session(), account, Reminder, reminder_id)
    if reminder.case_id != case.id:
        raise NotFound("Reminder")
    reminders.acknowledge(db_session(), account, reminder, now())
    return redirect(url_for("cases.show", case_id=case.id, _anchor="reminders"))


def _asked(case: Case, deadline_id: UUID, ending: Ending) -> str:
    today = now().astimezone(ZoneInfo(case.timezone)).date()
    answers = questions.filled(ending.questions, {ending.day.name: today})
    return _page(case, _deadline(case, deadline_id), ending, answers)


def _kept(case: Case, deadline_id: UUID, ending: Ending) -> ResponseReturnValue:
    row, answers = _deadline(case, deadline_id), questions.read(ending.questions, request.form)
    if ending is MISSED and row.status is not Status.MISSED:
        answers.say(ending.day.name, NOT_OVER)
    fields = {"rule": row.rule, "answers": row.event_key, ending.day.name: answers.get(ending.day.name)}
    words = {"because": answers.get("because")}
    if not answers.problems:
        try:
            events.record(db_session(), current_account(), case, ending.kind, fields, words, now())
        except RefusedError as error:
            answers.add(error.problems)
    if answers.problems:
        return _page(case, row, ending, answers), UNPROCESSABLE
    flash(ending.done, "success")
    return redirect(url_for("cases.show", case_id=case.id))


def _page(case: Case, row: DeadlineRow, ending: Ending, answers: Answers) -> str:
    shown = of_row(row, now(), ZoneInfo(case.timezone))
    return render_template("deadlines/ending.html", case=case, deadline=shown, answers=answers, ending=ending)


def _deadline(case: Case, deadline_id: UUID) -> DeadlineRow:
    row = access.row_for(db_session(), current_account(), DeadlineRow, deadline_id)
    if row.case_id != case.id:
        raise NotFound("DeadlineRow")
    return row
