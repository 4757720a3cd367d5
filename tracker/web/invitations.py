"""One-time links that make an account or, for the demonstration, sign one in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password
from flask_security.proxies import _security

from tracker.models import Account, Invitation
from tracker.services import accounts
from tracker.services.accounts import AccountError
from tracker.web import questions
from tracker.web.accounts import SignedIn
from tracker.web.auth import public, sign_in
from tracker.web.choices import TIMEZONES
from tracker.web.questions import Answers, Ask, Question
from tracker.web.transaction import begin_writing, db_session, now, reads_first

pages = Blueprint("invitations", __name__)

UNPROCESSABLE = 422
GONE = 410
_NAME = Question(
    "name", Ask.LINE, "Your name", "As it stands in letters and mails.", True, autocomplete="name"
)
_EMAIL = Question(
    "email",
    Ask.EMAIL,
    "Your e-mail address",
    "You sign in with it, and reminders go to it.",
    True,
    autocomplete="username",
)
_ORGANIZATION = Question(
    "organization_name",
    Ask.LINE,
    "Your organization",
    "It stands at the head of letters. Your own name does too.",
    True,
)
_ZONE = Question(
    "timezone",
    Ask.ZONE,
    "Your time zone",
    "Reminders come at 9 in the morning there.",
    True,
    choices=TIMEZONES,
)


@pages.get("/invitations/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """The form that makes the account."""
    invited = _invited(token)
    if invited is None:
        return render_template("invitations/spent.html"), GONE
    return _form(invited, token, questions.filled(_asked(invited), {"timezone": "America/New_York"}))


@pages.post("/invitations/<token>")
@public
@reads_first
def accept(token: str) -> ResponseReturnValue:
    """Make the account and sign it in; the password is hashed before anything is written."""
    invited = _invited(token)
    if invited is None:
        return render_template("invitations/spent.html"), GONE
    answers = questions.read(_asked(invited), request.form)
    password = _password(answers)
    if not answers.problems:
        try:
            sign_in(SignedIn(_make(token, answers, hash_password(password))))
        except AccountError as error:
            answers.add(error.problems)
    if answers.problems:
        return _form(invited, token, answers), UNPROCESSABLE
    return redirect(url_for("today.show"))


@pages.get("/sign-in/<token>")
@public
def enter(token: str) -> ResponseReturnValue:
    """Sign in by a one-time link that was printed on this machine's terminal."""
    try:
        account = accounts.redeem_sign_in(begin_writing(), token, now())
    except AccountError:
        return render_template("invitations/spent.html"), GONE
    sign_in(SignedIn(account))
    return redirect(url_for("today.show"))


def _invited(token: str) -> Invitation | None:
    try:
        invited = accounts.invitation(db_session(), token, now())
    except AccountError:
        return None
    return None if invited.account_id else invited


def _asked(invited: Invitation) -> tuple[Question, ...]:
    """Only what the invitation does not say already."""
    address = () if invited.email else (_EMAIL,)
    organization = () if invited.organization_id else (_ORGANIZATION,)
    return (_NAME, *address, *organization, _ZONE)


def _password(answers: Answers) -> str:
    """The password in the form it is hashed in; what is wrong with it is said at its field."""
    answers.labels |= {"password": "Password", "password_confirm": "The same again"}
    typed = request.form.get("password", "")
    wrong, normal = _security.password_util.validate(typed, True)
    if wrong:
        answers.say("password", " ".join(str(each) for each in wrong))
    elif typed != request.form.get("password_confirm", ""):
        answers.say("password_confirm", "The two passwords are not the same.")
    return str(normal)


def _make(token: str, answers: Answers, password_hash: str) -> Account:
    return accounts.accept(
        begin_writing(),
        token,
        answers.get("name"),
        answers.get("email"),
        password_hash,
        answers.get("organization_name"),
        answers.get("timezone"),
        now(),
    )


def _form(invited: Invitation, token: str, answers: Answers) -> str:
    return render_template(
        "invitations/accept.html",
        questions=_asked(invited),
        answers=answers,
        token=token,
        email=invited.email,
    )
