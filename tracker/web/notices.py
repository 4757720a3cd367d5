"""The check-list of one letter that denies: what it has to contain, ticked off by whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from tracker.models import Account, Case, NoticeFinding, NoticeState
from tracker.rules.words import short_day
from tracker.services import notices
from tracker.services.notices import NOTE, Found, Letter, NoticeError
from tracker.web.accounts import current_account
from tracker.web.cases import UNPROCESSABLE, case_here
from tracker.web.shown import verification_words
from tracker.web.transaction import db_session, now

pages = Blueprint("notices", __name__)

STATES = (
    (NoticeState.THERE, "It is there"),
    (NoticeState.MISSING, "Missing"),
    (NoticeState.NOT_READ, "Not read yet"),
    (NoticeState.DOES_NOT_APPLY, "Does not apply"),
)


@dataclass(frozen=True)
class Line:
    """One item as the page asks for it."""

    code: str
    asks: str
    look_for: str
    state: str
    note: str
    citation: str
    source: str
    read: str
    checked: str
    by: str
    wrong: str


@pages.get("/cases/<uuid:case_id>/letters-checked/<event_key>")
def show(case_id: UUID, event_key: str) -> str:
    """What this letter has to contain, and what was found."""
    case = case_here(case_id)
    return _page(case, notices.letter_for(db_session(), case, event_key), {}, {})


@pages.post("/cases/<uuid:case_id>/letters-checked/<event_key>")
def check(case_id: UUID, event_key: str) -> ResponseReturnValue:
    """Keep what was found."""
    case, session = case_here(case_id), db_session()
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    try:
        changed = notices.record(session, current_account(), case, event_key, typed, now())
    except NoticeError as error:
        wrong = {problem.field: problem.sentence for problem in error.problems}
        return _page(case, notices.letter_for(session, case, event_key), typed, wrong), UNPROCESSABLE
    flash("Kept. What is missing can be argued in the letters." if changed else "Nothing changed.", "success")
    return redirect(url_for("cases.show", case_id=case.id, _anchor="defects"))


def _page(case: Case, letter: Letter, typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    names = _readers(letter)
    return render_template(
        "notices/show.html",
        case=case,
        letter=letter,
        dated=short_day(letter.dated_on) if letter.dated_on else "",
        lines=[_line(each, typed, wrong, names, ZoneInfo(case.timezone)) for each in letter.items],
        states=STATES,
        note=NOTE,
        problems=len(wrong),
    )


def _readers(letter: Letter) -> dict[UUID, str]:
    wanted = {each.finding.read_by_id for each in letter.items if each.finding}
    found = db_session().exec(select(Account).where(col(Account.id).in_(wanted)))
    return {account.id: account.name for account in found}


def _line(
    found: Found,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    names: Mapping[UUID, str],
    zone: ZoneInfo,
) -> Line:
    content, citation, finding = found.item.content, found.item.citation, found.finding
    kept_note = (finding.note if finding else None) or ""
    return Line(
        code=content.code,
        asks=content.asks,
        look_for=content.look_for,
        state=typed.get(content.code, found.state.value),
        note=typed.get(NOTE + content.code, kept_note),
        citation=citation.text,
        source=citation.source,
        read=verification_words(citation.verification),
        checked=citation.checked,
        by=_reader(finding, names, zone) if finding else "",
        wrong=wrong.get(content.code) or wrong.get(NOTE + content.code) or "",
    )


def _reader(finding: NoticeFinding, names: Mapping[UUID, str], zone: ZoneInfo) -> str:
    return f"{names[finding.read_by_id]}, {short_day(finding.read_at.astimezone(zone).date())}"
