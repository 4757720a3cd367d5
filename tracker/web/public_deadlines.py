"""All deadlines of a denial, for anybody: no account, nothing stored, no cookie; as a page, a print and a calendar.

The answers come by POST, so that no date of anybody's denial stands in an address, a history or a log; see
docs/decisions/deadlines-for-anybody.md.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker.adapters.ical import write_entries
from tracker.rules.casefile import CaseError, read_case
from tracker.rules.engine import compute
from tracker.rules.events import SCHEMA
from tracker.rules.facts import CaseFacts
from tracker.rules.outcome import Computed
from tracker.services.loose_entries import entries_of
from tracker.web import finding, questions
from tracker.web.account_mail import address_of
from tracker.web.auth import public
from tracker.web.coverage_questions import BEGIN, FINDING, LEAVE, SHOW, TAKE, facts_found, found_by
from tracker.web.deadline_questions import (
    CARE,
    MORE,
    MOST_STEPS,
    SPONSOR,
    Form,
    case_of,
    empty_form,
    kinds_sent,
    placed,
    read_form,
    with_coverage,
    without_step,
)
from tracker.web.denial_form import denial_of
from tracker.web.given import given_lines
from tracker.web.offices import offices_of
from tracker.web.public_pages import as_answer, as_read, layout
from tracker.web.sending import as_file
from tracker.web.state_shown import state_shown
from tracker.web.stranger_preview import stranger_preview
from tracker.web.transaction import now, reads_first

pages = Blueprint("public_deadlines", __name__)

UNPROCESSABLE = 422
LARGEST_FORM = 64_000
NO_MORE_STEPS = f"At most {MOST_STEPS} steps fit here. Take one out first."
NO_DATES = "None of these has a date that a calendar could show yet."


@pages.before_request
def _bound() -> None:
    """A form of dates is small; what is larger is refused before it is read."""
    request.max_content_length = LARGEST_FORM


@pages.record_once
def _without_secret(state: BlueprintSetupState) -> None:
    """The form has no secret, which would need a session: it changes nothing, so nobody can be tricked into it."""
    state.app.extensions["csrf"].exempt(answer)


@pages.get("/deadlines")
@public
def ask() -> ResponseReturnValue:
    """The empty form; a link may name the kind of coverage."""
    form = empty_form(request.args.get("sponsor", ""))
    return as_read(make_response(_page(form)))


@pages.post("/deadlines")
@public
@reads_first
def answer() -> ResponseReturnValue:
    """The dates, or the form with other questions: whichever button was pressed. Nothing is kept."""
    action, _, number = request.form.get("action", "show").partition(":")
    if action in (BEGIN, SHOW, TAKE):
        return as_answer(_found(action))
    if action in ("questions", "add", "remove", LEAVE):
        return as_answer(make_response(_page(_changed(action, number, request.form))))
    return as_answer(_answered(read_form(request.form), action))


def _changed(action: str, number: str, sent: MultiDict[str, str]) -> Form:
    """The form with another kind of coverage, one step more, or one less; nothing is judged yet."""
    if action == "remove" and number.isdecimal():
        form = read_form(without_step(sent, int(number)))
    elif action == "add" and sent.get("next") in SCHEMA:
        form = _with_step(sent, sent["next"])
    else:
        form = read_form(sent)
    problems = {name: said for name, said in form.answers.problems.items() if name == "next"}
    form.answers.problems = problems
    return form


def _with_step(sent: MultiDict[str, str], kind: str) -> Form:
    kinds = kinds_sent(sent)
    if len(kinds) < MOST_STEPS:
        return read_form(sent, [*kinds, kind])
    form = read_form(sent)
    form.answers.say("next", NO_MORE_STEPS)
    return form


def _found(action: str) -> Response:
    """The plain questions about the coverage as a step of this form, or the form with what they came to."""
    form, given = read_form(request.form), questions.read(FINDING, request.form)
    facts = facts_found(found_by(given))
    if action == TAKE and not given.problems:
        return make_response(_page(with_coverage(request.form, facts)))
    page = finding.opened(denial_of(form.answers)) if action == BEGIN else finding.finding_page(given)
    return make_response(finding.for_anybody(page, form=form), UNPROCESSABLE if given.problems else 200)


def _answered(form: Form, action: str) -> Response:
    case = _case(form)
    if case is None:
        return make_response(_page(form), UNPROCESSABLE)
    computed = compute(case, now())
    if action == "calendar":
        return _calendar(form, case, computed)
    shown = _shown(form, case, computed, now())
    if action == "print":
        return make_response(render_template("public_deadlines/print.html", layout=layout(), **shown))
    return make_response(_page(form, **shown))


def _case(form: Form) -> CaseFacts | None:
    """The case that was described, or None, with a sentence at each field that stands in its way."""
    if form.answers.problems:
        return None
    try:
        case, _ = read_case(case_of(form), now())
    except CaseError as error:
        form.answers.add(placed(error.problems))
        return None
    return case


def _calendar(form: Form, case: CaseFacts, computed: Computed) -> Response:
    entries = entries_of(computed.deadlines, case.timezone, address_of("public_deadlines.ask"), now())
    if not entries:
        form.answers.say("calendar", NO_DATES)
        return make_response(_page(form), UNPROCESSABLE)
    return as_file(write_entries(entries), "text/calendar", "deadlines.ics")


def _shown(form: Form, case: CaseFacts, computed: Computed, at: datetime) -> dict[str, Any]:
    return {
        "preview": stranger_preview(case, computed, at),
        "state": state_shown(computed.state),
        "offices": offices_of(case.coverage),
        "given": given_lines(form),
        "asked_on": at,
        "zone": case.timezone,
    }


def _page(form: Form, **shown: Any) -> str:
    known = {"offices": offices_of(form.coverage), "preview": None, **shown}
    asked = {"sponsor": SPONSOR, "care": CARE, "more": MORE}
    return render_template("public_deadlines/show.html", layout=layout(), form=form, **asked, **known)
