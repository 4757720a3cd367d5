"""Finding out which coverage it is: for anybody, without an account and nothing kept; and for a case."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from tracker.services import intake
from tracker.services.coverage_reading import typed_coverage
from tracker.services.intake import IntakeError
from tracker.services.timeline import coverage_of_case
from tracker.web import finding, questions
from tracker.web.accounts import current_account
from tracker.web.auth import public
from tracker.web.cases import UNPROCESSABLE, case_here, say_what_changed
from tracker.web.coverage_questions import FINDING, SETTLED_AT, TAKE, found_by, guided_of
from tracker.web.finding import FindingPage
from tracker.web.public_pages import as_answer, as_read
from tracker.web.questions import Answers
from tracker.web.transaction import db_session, now, reads_first

pages = Blueprint("coverage", __name__)

LARGEST_FORM = 64_000


@pages.before_request
def _bound() -> None:
    """These forms are small; what is larger is refused before it is read."""
    request.max_content_length = LARGEST_FORM


@pages.record_once
def _without_secret(state: BlueprintSetupState) -> None:
    """The public form has no secret, which would need a session: it changes nothing."""
    state.app.extensions["csrf"].exempt(answer)


@pages.get("/coverage")
@public
def find() -> ResponseReturnValue:
    """The plain questions, for anybody."""
    return as_read(make_response(_for_anybody(Answers())))


@pages.post("/coverage")
@public
@reads_first
def answer() -> ResponseReturnValue:
    """What the answers come to. They come by POST, so that nobody's coverage stands in an address or a log."""
    return as_answer(make_response(_for_anybody(questions.read(FINDING, request.form))))


def _for_anybody(answers: Answers) -> str:
    return finding.for_anybody(finding.finding_page(answers))


@pages.get("/cases/<uuid:case_id>/coverage")
def of_case(case_id: UUID) -> str:
    """The plain questions, with what is known of the case."""
    case = case_here(case_id)
    return _page(case_id, finding.finding_page(guided_of(coverage_of_case(case))))


@pages.post("/cases/<uuid:case_id>/coverage")
def set_of_case(case_id: UUID) -> ResponseReturnValue:
    """Show what the answers come to, or put it on record."""
    case, answers = case_here(case_id), questions.read(FINDING, request.form)
    page = finding.finding_page(answers)
    if request.form.get("action") == TAKE and not answers.problems:
        changes = typed_coverage(found_by(answers).coverage)
        try:
            intake.edit_case(db_session(), current_account(), case, changes, now())
        except IntakeError as error:
            _note(answers, error)
    if answers.problems:
        return _page(case_id, page), UNPROCESSABLE
    if request.form.get("action") != TAKE:
        return _page(case_id, page)
    say_what_changed(case)
    return redirect(url_for("cases.show", case_id=case_id))


def _page(case_id: UUID, page: FindingPage) -> str:
    target = url_for("coverage.set_of_case", case_id=case_id)
    return finding.step(page, target, "Keep it with the case", case=case_here(case_id))


def _note(answers: Answers, error: IntakeError) -> None:
    """What keeps the case from being changed, at the question that settles the fact where there is one."""
    for problem in error.problems:
        answers.say(SETTLED_AT.get(problem.field, problem.field), problem.sentence)
