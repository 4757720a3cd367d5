"""While one is away: who covers, until when; and whom one covers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.services import leave
from tracker.services.accounts import AccountError
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import db_session, now

pages = Blueprint("leave", __name__, url_prefix="/settings/away")

UNPROCESSABLE = 422


@pages.get("")
def show() -> ResponseReturnValue:
    """Who covers now, or whom one could ask."""
    return _page(questions.filled(_asked(), {}))


@pages.post("")
def go() -> ResponseReturnValue:
    """A colleague covers from now on."""
    asked = _asked()
    answers = questions.read(asked, request.form)
    if not answers.problems:
        try:
            cover = UUID(answers.get("cover"))
            leave.go_away(db_session(), current_account(), cover, answers.get("until"), now())
        except AccountError as error:
            answers.add(error.problems)
    if answers.problems:
        return _page(answers), UNPROCESSABLE
    flash("Your mails and tasks go to your colleague from now on.", "success")
    return redirect(url_for("leave.show"))


@pages.post("/back")
def back() -> ResponseReturnValue:
    """One is here again."""
    leave.come_back(db_session(), current_account(), now())
    flash("Welcome back. Your mails and tasks are your own again.", "success")
    return redirect(url_for("leave.show"))


def _asked() -> tuple[Question, ...]:
    colleagues = leave.can_cover(db_session(), current_account())
    choices = tuple((str(each.id), each.name) for each in colleagues)
    back = "You are back the day after, by yourself."
    return (
        Question("cover", Ask.PICK, "Who covers", required=True, choices=choices),
        Question("until", Ask.DAY, "Your last day away", back, required=True),
    )


def _page(answers: Answers) -> str:
    account = current_account()
    return render_template(
        "settings/away.html",
        cover=leave.cover_of(db_session(), account),
        until=account.away_until,
        covered=leave.covered_by(db_session(), account),
        questions=_asked(),
        answers=answers,
    )
