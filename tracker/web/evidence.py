"""What to gather and what the plan requires: the checklist and the criteria of a case."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.models import Case, ChecklistItem, Criterion, CriterionStatus, ItemState
from tracker.rules.playbook_rows import CriterionKind
from tracker.services import case_playbook, documents, evidence, exhibit_letters, gathering
from tracker.services.evidence import CriterionInput, EvidenceError, where_it_stands
from tracker.services.gathering import ItemInput
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.case_page import progress_words
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.exhibits_on_file import on_file, opened_at
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import db_session, now

pages = Blueprint("evidence", __name__)

STATUSES = (
    (CriterionStatus.OPEN, "Open: the record does not show it yet"),
    (CriterionStatus.DOCUMENTED, "Documented: the record shows it"),
    (CriterionStatus.EXCEPTION, "Exception: it does not apply, and the record says why"),
)
KINDS = (
    (CriterionKind.REQUIREMENT, "A requirement"),
    (CriterionKind.EXCEPTION, "An exception that the plan states"),
    (CriterionKind.SUPPORT, "Support"),
)
CRITERION = (
    Question("requirement", Ask.LONG, "What the plan requires", "In its own words.", required=True, rows=2),
    Question("kind", Ask.PICK, "It is", choices=KINDS, required=True),
    Question("policy_name", Ask.LINE, "Policy or drug’s label", "Its name, such as Lumbar Spinal Fusion."),
    Question("policy_number", Ask.LINE, "Its number", "Such as 0303."),
    Question("policy_dated", Ask.LINE, "Its date", "Effective or last reviewed, as it says."),
    Question("source", Ask.LINE, "Where it stands there", "Such as section II, page 4."),
    Question("record_shows", Ask.LONG, "What the record shows", "With dates and who wrote it.", rows=3),
    Question("outcome", Ask.LINE, "Outcome or ground", "Such as “tried, inadequate”."),
    Question("exhibit", Ask.LINE, "Exhibit", "Such as B, p. 3."),
    Question("status", Ask.RADIO, "How far it is answered", choices=STATUSES, required=True),
)
STATES = (
    (ItemState.NEEDED, "Needed: nobody has asked for it yet"),
    (ItemState.ASKED_FOR, "Asked for"),
    (ItemState.RECEIVED, "Received"),
    (ItemState.NOT_AVAILABLE, "Not to be had"),
)
_ASKED = (("state", (ItemState.ASKED_FOR.value,)),)
ITEM = (
    Question("label", Ask.LINE, "What to gather", required=True),
    Question("state", Ask.RADIO, "Where it stands", choices=STATES, required=True),
    Question("holder", Ask.LINE, "Who has it", "A name and how to reach them."),
    Question("asked_on", Ask.DAY, "Asked for on", asked_when=_ASKED, stays=True),
    Question(
        "chase_on",
        Ask.DAY,
        "Remind me on",
        "If it has not come by then. Left empty: ten days after it was asked for.",
        asked_when=_ASKED,
        stays=True,
    ),
    Question(
        "because",
        Ask.LONG,
        "Why it cannot be had",
        rows=2,
        asked_when=(("state", (ItemState.NOT_AVAILABLE.value,)),),
        stays=True,
    ),
    Question("note", Ask.LONG, "Note", rows=2),
)
NEW_ITEM = {"state": ItemState.NEEDED}
FRESH = {"status": CriterionStatus.OPEN, "kind": CriterionKind.REQUIREMENT}


@pages.get("/cases/<uuid:case_id>/evidence")
def show(case_id: UUID) -> str:
    """The checklist and the criteria, to be worked on."""
    return _page(case_here(case_id), questions.filled(ITEM, NEW_ITEM))


@pages.post("/cases/<uuid:case_id>/evidence/items")
def add_item(case_id: UUID) -> ResponseReturnValue:
    """Something more to gather."""
    case = case_here(case_id)
    answers = questions.read(ITEM, request.form)
    if not answers.problems:
        try:
            gathering.add_item(db_session(), case, _typed_item(answers), now())
            return _back(case, "gather")
        except EvidenceError as error:
            answers.add(error.problems)
    return _page(case, answers), UNPROCESSABLE


@pages.get("/cases/<uuid:case_id>/evidence/items/<uuid:item_id>")
def item(case_id: UUID, item_id: UUID) -> str:
    """Something to gather, with what is noted about it."""
    case = case_here(case_id)
    row = evidence.item_for(db_session(), case, item_id)
    return _item(case, row, questions.filled(ITEM, row.model_dump()))


@pages.post("/cases/<uuid:case_id>/evidence/items/<uuid:item_id>")
def edit_item(case_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Say it otherwise, or note who was asked and when."""
    case = case_here(case_id)
    row = evidence.item_for(db_session(), case, item_id)
    answers = questions.read(ITEM, request.form)
    if not answers.problems:
        try:
            gathering.edit_item(db_session(), case, item_id, _typed_item(answers), now())
            flash("Kept.", "success")
            return _back(case, "gather")
        except EvidenceError as error:
            answers.add(error.problems)
    return _item(case, row, answers), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/evidence/items/<uuid:item_id>/move")
def move_item(case_id: UUID, item_id: UUID) -> Response:
    """One place up or down."""
    case = case_here(case_id)
    place = _next_place([row.id for row in evidence.checklist(db_session(), case)], item_id)
    evidence.move_item(db_session(), case, item_id, place)
    return _back(case, "gather")


@pages.post("/cases/<uuid:case_id>/evidence/items/<uuid:item_id>/tick")
def tick(case_id: UUID, item_id: UUID) -> Response:
    """It is here, or it is not after all."""
    case = case_here(case_id)
    evidence.tick(db_session(), case, item_id, request.form.get("done") == "yes", now())
    if request.form.get("back") == "case":
        return redirect(url_for("cases.show", case_id=case.id, _anchor="gather"))
    return _back(case, "gather")


@pages.post("/cases/<uuid:case_id>/evidence/items/<uuid:item_id>/remove")
def remove_item(case_id: UUID, item_id: UUID) -> Response:
    """Not needed in this case."""
    case = case_here(case_id)
    evidence.remove_item(db_session(), case, item_id)
    return _back(case, "gather")


@pages.get("/cases/<uuid:case_id>/evidence/criteria/new")
def new_criterion(case_id: UUID) -> str:
    """One more requirement."""
    return _criterion(case_here(case_id), None, questions.filled(CRITERION, FRESH))


@pages.post("/cases/<uuid:case_id>/evidence/criteria/new")
def add_criterion(case_id: UUID) -> ResponseReturnValue:
    """Add it."""
    case = case_here(case_id)
    answers = questions.read(CRITERION, request.form)
    if not answers.problems:
        try:
            _keep_named(case, answers)
            evidence.add_criterion(db_session(), case, _typed(answers))
            flash("Kept.", "success")
            return _back(case)
        except EvidenceError as error:
            answers.add(error.problems)
    return _criterion(case, None, answers), UNPROCESSABLE


@pages.get("/cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>")
def criterion(case_id: UUID, criterion_id: UUID) -> str:
    """A requirement with what the record shows."""
    case = case_here(case_id)
    row = evidence.criterion_for(db_session(), case, criterion_id)
    return _criterion(case, row, questions.filled(CRITERION, row.model_dump()))


@pages.post("/cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>")
def edit_criterion(case_id: UUID, criterion_id: UUID) -> ResponseReturnValue:
    """Say what the record shows."""
    case = case_here(case_id)
    row = evidence.criterion_for(db_session(), case, criterion_id)
    answers = questions.read(CRITERION, request.form)
    if not answers.problems:
        try:
            _keep_named(case, answers)
            evidence.edit_criterion(db_session(), case, criterion_id, _typed(answers))
            flash("Kept.", "success")
            return _back(case)
        except EvidenceError as error:
            answers.add(error.problems)
    return _criterion(case, row, answers), UNPROCESSABLE


@pages.post("/cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>/remove")
def remove_criterion(case_id: UUID, criterion_id: UUID) -> Response:
    """This plan does not require it."""
    case = case_here(case_id)
    evidence.remove_criterion(db_session(), case, criterion_id)
    return _back(case)


@pages.post("/cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>/move")
def move_criterion(case_id: UUID, criterion_id: UUID) -> Response:
    """One place up or down; the letter's table keeps the order."""
    case = case_here(case_id)
    place = _next_place([row.id for row in evidence.criteria(db_session(), case)], criterion_id)
    evidence.move_criterion(db_session(), case, criterion_id, place)
    return _back(case)


def _keep_named(case: Case, answers: Answers) -> None:
    """The documents behind the exhibits that a row names keep their letters from here on."""
    exhibit_letters.keep_named(db_session(), current_account(), case, answers.get("exhibit"), now())


def _typed(answers: Answers) -> CriterionInput:
    return CriterionInput(**{question.name: answers.get(question.name) for question in CRITERION})


def _typed_item(answers: Answers) -> ItemInput:
    return ItemInput(**{question.name: answers.get(question.name) for question in ITEM})


def _next_place(places: list[UUID], row_id: UUID) -> int:
    step = -1 if request.form.get("to") == "up" else 1
    return places.index(row_id) + step if row_id in places else 0


def _back(case: Case, part: str | None = None) -> Response:
    return redirect(url_for("evidence.show", case_id=case.id, _anchor=part))


def _page(case: Case, answers: Answers) -> str:
    session = db_session()
    rows, on_record = evidence.criteria(session, case), documents.of_case(session, case)
    counts = evidence.progress(rows)
    playbook = case_playbook.of_case(session, case)
    items, today = evidence.checklist(session, case), now().astimezone(ZoneInfo(case.timezone)).date()
    lacking = evidence.missing_most(rows)
    hints = {each.code: each.evidence for each in playbook.criteria}
    return render_template(
        "evidence/show.html",
        case=case,
        items=items,
        late={item.id for item in items if gathering.is_late(item, today)},
        to_come=len(gathering.missing(items)),
        lacking=lacking,
        lacking_hint=hints.get(lacking.code or "", "") if lacking else "",
        stands={row.id: where_it_stands(row) for row in rows},
        opened={row.id: opened_at(row.exhibit, case.id, on_record) for row in rows},
        rows=rows,
        counts=counts,
        words=progress_words(counts),
        playbook=playbook,
        gather={each.code: each for each in playbook.gather},
        kinds=dict(KINDS),
        answers=answers,
        questions=ITEM,
    )


def _item(case: Case, row: ChecklistItem, answers: Answers) -> str:
    return render_template("evidence/item.html", case=case, row=row, answers=answers, questions=ITEM)


def _criterion(case: Case, row: Criterion | None, answers: Answers) -> str:
    known = {each.code: each for each in case_playbook.of_case(db_session(), case).criteria}
    hint = known.get(row.code or "") if row else None
    letters = exhibit_letters.standing(db_session(), case)
    exhibits = on_file(documents.of_case(db_session(), case), letters)
    return render_template(
        "evidence/criterion.html",
        case=case,
        row=row,
        hint=hint,
        answers=answers,
        exhibits=exhibits,
        questions=_offering(hint.outcomes if hint else (), tuple(letter for letter, _ in exhibits)),
    )


def _offering(outcomes: tuple[str, ...], letters: tuple[str, ...]) -> tuple[Question, ...]:
    """The questions, with the outcomes that the playbook words and the exhibits on file to choose from."""
    offered = {"outcome": outcomes, "exhibit": letters}
    return tuple(replace(each, suggestions=offered.get(each.name, ())) for each in CRITERION)
