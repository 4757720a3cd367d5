"""One's own profile, and for administrators the letterhead of the organization."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Account, Organization
from tracker.services import digests, profiles
from tracker.services.access import require_administrator
from tracker.services.accounts import AccountError
from tracker.web import questions
from tracker.web.accounts import current_account
from tracker.web.choices import TIMEZONES
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import db_session, now

pages = Blueprint("settings", __name__, url_prefix="/settings")

UNPROCESSABLE = 422
PROFILE = (
    Question(
        "name",
        Ask.LINE,
        "Your name",
        "As it stands in letters and mails.",
        required=True,
        autocomplete="name",
    ),
    Question(
        "phone", Ask.PHONE, "Your telephone number", "Letters ask the plan to call it.", autocomplete="tel"
    ),
    Question(
        "timezone",
        Ask.ZONE,
        "Your time zone",
        "Reminders come at 9 in the morning there.",
        required=True,
        choices=TIMEZONES,
    ),
)
LETTERHEAD = (
    Question("name", Ask.LINE, "Name of the organization", required=True, autocomplete="organization"),
    Question("address", Ask.LONG, "Address", "As it stands at the head of a letter, line by line.", rows=4),
    Question("phone", Ask.PHONE, "Telephone number"),
)


@pages.get("")
def show() -> ResponseReturnValue:
    """The profile, and where the other settings are."""
    return _page(questions.filled(PROFILE, _columns(current_account())))


@pages.post("")
def save() -> ResponseReturnValue:
    """Change one's own profile."""
    answers = questions.read(PROFILE, request.form)
    if not answers.problems:
        try:
            profiles.edit_profile(
                db_session(),
                current_account(),
                answers.get("name"),
                answers.get("phone"),
                answers.get("timezone"),
                now(),
            )
        except AccountError as error:
            answers.add(error.problems)
    if answers.problems:
        return _page(answers), UNPROCESSABLE
    flash("Your profile is saved.", "success")
    return redirect(url_for("settings.show"))


@pages.post("/summary")
def summary() -> ResponseReturnValue:
    """Take the morning's summary, or leave it."""
    account = current_account()
    if request.form.get("wants") == "yes":
        digests.begin_again(db_session(), account)
        flash("The summary comes again on working mornings.", "success")
    else:
        digests.stop(db_session(), account, now())
        flash("The summary has stopped. Each date that comes near is still mailed by itself.", "success")
    return redirect(url_for("settings.show"))


@pages.get("/organization")
def organization() -> ResponseReturnValue:
    """The letterhead."""
    found = db_session().get_one(Organization, _administrator().organization_id)
    return render_template(
        "settings/organization.html",
        questions=LETTERHEAD,
        answers=questions.filled(LETTERHEAD, _columns(found)),
    )


@pages.post("/organization")
def save_organization() -> ResponseReturnValue:
    """Change the letterhead."""
    account = _administrator()
    answers = questions.read(LETTERHEAD, request.form)
    if not answers.problems:
        try:
            profiles.edit_organization(
                db_session(),
                account,
                answers.get("name"),
                answers.get("address"),
                answers.get("phone"),
                now(),
            )
        except AccountError as error:
            answers.add(error.problems)
    if answers.problems:
        return render_template(
            "settings/organization.html", questions=LETTERHEAD, answers=answers
        ), UNPROCESSABLE
    flash("The letterhead is saved. New letters carry it.", "success")
    return redirect(url_for("settings.organization"))


def _page(answers: Answers) -> str:
    return render_template(
        "settings/show.html",
        questions=PROFILE,
        answers=answers,
        email=current_account().email,
        is_summed_up=current_account().digest_stopped_at is None,
    )


def _columns(row: Account | Organization) -> dict[str, object]:
    return {name: getattr(row, name, None) for name in ("name", "phone", "timezone", "address")}


def _administrator() -> Account:
    account = current_account()
    require_administrator(account)
    return account
