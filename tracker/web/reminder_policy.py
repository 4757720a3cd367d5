"""How far ahead an organization reminds, and who is told when nobody answers: for its administrators."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Account
from tracker.services import reminder_policies
from tracker.services.access import require_administrator
from tracker.services.reminder_policies import Policy, policy_of
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.questions import Answers
from tracker.web.reminder_preview import examples
from tracker.web.reminder_questions import EVERY, EXAMPLE, LADDER, OFFSETS, policy_from, typed
from tracker.web.transaction import db_session, now

pages = Blueprint("reminder_policy", __name__, url_prefix="/settings/reminders")

UNPROCESSABLE = 422
EXAMPLE_LIES_AHEAD = timedelta(days=60)


@pages.get("")
def show() -> ResponseReturnValue:
    """The policy, and what it would send for an example."""
    policy = policy_of(db_session(), _administrator().organization_id)
    return _page(questions.filled(EVERY, {**typed(policy), "example": _example_day()}), policy)


@pages.post("")
def save() -> ResponseReturnValue:
    """Keep another policy, or only look at what it would send."""
    account, answers = _administrator(), questions.read(EVERY, request.form)
    policy = policy_from(answers)
    if answers.problems:
        return _page(answers, policy_of(db_session(), account.organization_id)), UNPROCESSABLE
    if request.form.get("action") != "save":
        return _page(answers, policy, is_tried=True)
    if reminder_policies.change(db_session(), account, policy, now()):
        flash("Saved. The open cases follow within minutes; what was sent is not sent again.", "success")
    else:
        flash("This is how it was already.", "success")
    return redirect(url_for("reminder_policy.show"))


def _page(answers: Answers, policy: Policy, is_tried: bool = False) -> str:
    account = _administrator()
    day = answers.day("example") or _example_day()
    return render_template(
        "settings/reminders.html",
        offsets=OFFSETS,
        ladder=LADDER,
        example=EXAMPLE,
        answers=answers,
        day=day,
        examples=examples(policy, day, account.timezone),
        is_tried=is_tried,
        is_being_applied=reminder_policies.is_being_applied(db_session(), account.organization_id),
    )


def _example_day() -> date:
    return now().astimezone(ZoneInfo(current_account().timezone)).date() + EXAMPLE_LIES_AHEAD


def _administrator() -> Account:
    account = current_account()
    require_administrator(account)
    return account
