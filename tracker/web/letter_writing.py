"""A letter written in a person's own words: a section with its preview, and two versions side by side."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound as NoSuchPage

from tracker.adapters.letters.html import html_blocks
from tracker.models import Case
from tracker.services.errors import RefusedError
from tracker.services.letters import keeping
from tracker.services.letters.comparing import compared
from tracker.services.letters.draft import Section
from tracker.services.letters.own_words import overtaken, said_by_case
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.letter_questions import section_title, text_of
from tracker.web.letters import kept_here
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import db_session, now, reads_first

pages = Blueprint("letter_writing", __name__)

TEXT = Question("text", Ask.LONG, "Your words", "", required=True, rows=18)


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>")
def section(case_id: UUID, letter_id: UUID, key: str) -> str:
    """One section, to be put in one's own words."""
    case = case_here(case_id)
    text = text_of(kept_here(case, letter_id), key)
    return _section_page(case, letter_id, key, questions.filled((TEXT,), {"text": text}))


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>")
def rewrite(case_id: UUID, letter_id: UUID, key: str) -> ResponseReturnValue:
    """A new version with those words; the one before stays."""
    case, answers = case_here(case_id), questions.read((TEXT,), request.form)
    letter = kept_here(case, letter_id).letter
    if not answers.problems:
        try:
            text = answers.get("text")
            keeping.rewrite(db_session(), current_account(), case, letter, key, text, now())
        except RefusedError as error:
            answers.add(error.problems)
    if answers.problems:
        return _section_page(case, letter_id, key, answers), UNPROCESSABLE
    return redirect(url_for("letters.read", case_id=case.id, letter_id=letter_id))


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>/follow")
def follow(case_id: UUID, letter_id: UUID, key: str) -> ResponseReturnValue:
    """A new version in which the section follows the case again; the one with the own words stays."""
    case = case_here(case_id)
    letter = kept_here(case, letter_id).letter
    keeping.follow_case(db_session(), current_account(), case, letter, key, now())
    flash(
        f"{section_title(key)}: it follows the case again. Your words stay in the version before.", "success"
    )
    return redirect(url_for("letters.read", case_id=case.id, letter_id=letter_id))


@pages.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>/preview")
@reads_first
def preview(case_id: UUID, letter_id: UUID, key: str) -> ResponseReturnValue:
    """The section as it would look, as a part of a page or, without a script, above the form; keeps nothing."""
    case, answers = case_here(case_id), questions.read((TEXT,), request.form)
    if "part" not in request.form:
        return _section_page(case, letter_id, key, answers)
    kept_here(case, letter_id)
    return render_template("letters/_preview.html", preview=_shown(key, answers), answers=answers)


@pages.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>/compare")
def compare(case_id: UUID, letter_id: UUID) -> str:
    """Two versions side by side; without a later one, the letter as it stands now."""
    case = case_here(case_id)
    before = kept_here(case, letter_id, request.args.get("before", type=int))
    after = kept_here(case, letter_id, request.args.get("after", type=int))
    return render_template(
        "letters/compare.html",
        case=case,
        before=before,
        after=after,
        is_now=request.args.get("after") is None,
        versions=keeping.versions(db_session(), before.letter),
        sections=compared(before.sections, after.sections),
        title=section_title,
    )


def _shown(key: str, answers: Answers) -> Markup:
    """What was typed, as a letter shows it; empty, with the problem at its field, where it cannot."""
    if not answers.problems:
        try:
            text = keeping.checked(answers.get("text"))
            return html_blocks(Section(key, text).blocks)
        except RefusedError as error:
            answers.add(error.problems)
    return Markup("")


def _section_page(case: Case, letter_id: UUID, key: str, answers: Answers) -> str:
    found = kept_here(case, letter_id)
    shown = next((each for each in found.sections if each.key == key), None)
    if shown is None:
        raise NoSuchPage
    by_case = said_by_case(found, key) if shown.is_edited else None
    return render_template(
        "letters/section.html",
        case=case,
        kept=found,
        key=key,
        title=section_title(key),
        question=TEXT,
        answers=answers,
        preview=_shown(key, answers),
        is_overtaken=key in overtaken(db_session(), found, keeping.versions(db_session(), found.letter)),
        by_case=html_blocks(by_case.blocks) if by_case else None,
    )
