"""The accounts of an organization: an administrator invites, closes and reopens them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Account, AccountRole, Organization
from tracker.rules.reading import Problem
from tracker.services import accounts, supervision
from tracker.services.access import require_administrator
from tracker.services.accounts import AccountError
from tracker.web import account_mail, questions
from tracker.web.accounts import current_account
from tracker.web.questions import Answers, Ask, Question
from tracker.web.sessions import end_all
from tracker.web.transaction import db_session, now

pages = Blueprint("colleagues", __name__, url_prefix="/settings/people")

UNPROCESSABLE = 422
ROLE_WORDS = {AccountRole.ADVOCATE: "advocate", AccountRole.ADMINISTRATOR: "administrator"}
INVITATION = (
    Question(
        "email", Ask.EMAIL, "E-mail address", "A link that works once, for a week, is mailed to it.", True
    ),
    Question(
        "role",
        Ask.RADIO,
        "What the account may do",
        required=True,
        choices=(
            (AccountRole.ADVOCATE.value, "Advocate: works on every case of the organization"),
            (AccountRole.ADMINISTRATOR.value, "Administrator: also invites people and sees the outbox"),
        ),
    ),
)


@pages.get("")
def show() -> ResponseReturnValue:
    """Everybody, who is invited, and the form that invites."""
    return _page(questions.filled(INVITATION, {"role": AccountRole.ADVOCATE.value}))


@pages.post("")
def invite() -> ResponseReturnValue:
    """Invite somebody by mail."""
    account, answers = _administrator(), questions.read(INVITATION, request.form)
    if not answers.problems:
        try:
            _invite(account, answers.get("email"), AccountRole(answers.get("role")))
        except AccountError as error:
            answers.add(error.problems)
    if answers.problems:
        return _page(answers), UNPROCESSABLE
    flash("The invitation is on its way.", "success")
    return redirect(url_for("colleagues.show"))


@pages.post("/<uuid:account_id>/close")
def close(account_id: UUID) -> ResponseReturnValue:
    """End an account's access at once; its cases stay."""
    by = _administrator()
    colleague = accounts.colleague(db_session(), by, account_id)
    try:
        accounts.deactivate(db_session(), by, colleague, now())
    except AccountError as error:
        flash(str(error), "error")
    else:
        end_all(db_session(), colleague.id)
        flash(f"{colleague.name} can no longer sign in. The cases stay.", "success")
    return redirect(url_for("colleagues.show"))


@pages.post("/<uuid:account_id>/reopen")
def reopen(account_id: UUID) -> ResponseReturnValue:
    """Let somebody sign in again."""
    by = _administrator()
    colleague = accounts.colleague(db_session(), by, account_id)
    accounts.reactivate(db_session(), by, colleague, now())
    flash(f"{colleague.name} can sign in again.", "success")
    return redirect(url_for("colleagues.show"))


@pages.post("/<uuid:account_id>/supervisor")
def supervise(account_id: UUID) -> ResponseReturnValue:
    """Say who is told when somebody does not answer for a date."""
    by = _administrator()
    colleague = accounts.colleague(db_session(), by, account_id)
    try:
        supervisor = supervision.supervise(db_session(), by, colleague, _chosen(), now())
    except AccountError as error:
        flash(str(error), "error")
    else:
        who = supervisor.name if supervisor else "The administrators"
        verb = "is" if supervisor else "are"
        flash(f"{who} {verb} told when {colleague.name} does not answer for a date.", "success")
    return redirect(url_for("colleagues.show"))


def _chosen() -> UUID | None:
    """Who was picked; None for nobody. Raises AccountError for what is no account's key."""
    picked = request.form.get("supervisor", "")
    try:
        return UUID(picked) if picked else None
    except ValueError as error:
        raise AccountError([Problem("supervisor", supervision.NOT_THERE)]) from error


def _invite(by: Account, email: str, role: AccountRole) -> None:
    token = accounts.invite(db_session(), by, email, role, now())
    organization = db_session().get_one(Organization, by.organization_id)
    account_mail.invite(by, email.strip(), organization, token)


def _page(answers: Answers) -> str:
    account = _administrator()
    people = accounts.colleagues(db_session(), account)
    return render_template(
        "settings/people.html",
        questions=INVITATION,
        answers=answers,
        people=people,
        invited=accounts.invitations(db_session(), account, now()),
        role_words=ROLE_WORDS,
        supervisors={
            each.id: [other for other in people if other.active and other.id != each.id] for each in people
        },
        me=account,
    )


def _administrator() -> Account:
    account = current_account()
    require_administrator(account)
    return account
