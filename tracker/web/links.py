"""Links of mails that need no sign-in: a patient's verify their address, ask for another way to be reached, or stop all
mail; one stops a summary.

Opening a link only shows a button, since mail scanners open every link; pressing it acts.
"""

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from tracker.services import alerts, digests, mail_links, people, reach_wishes
from tracker.services.access import NotFound
from tracker.services.mail_contexts import ReachWish
from tracker.services.people import PeopleError
from tracker.web.account_mail import base_url
from tracker.web.auth import public
from tracker.web.transaction import begin_writing, db_session, now, reads_first

pages = Blueprint("links", __name__)

GONE, UNPROCESSABLE = 410, 422
WISHES = (
    (ReachWish.CALL, "Call me instead"),
    (ReachWish.LETTER, "Write me letters instead"),
    (ReachWish.ADDRESS, "Use another email address"),
    (ReachWish.HOURS, "Write at other hours"),
)


@pages.record_once
def _pressed_by_programs(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(summary_stopped)


@pages.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """The button that verifies an address; the same for every link, so that nothing is told about any."""
    return render_template("links/verify.html", token=token)


@pages.post("/verify/<token>")
@public
def verified(token: str) -> ResponseReturnValue:
    """The address is theirs: reminders may begin."""
    try:
        people.verify_address(db_session(), token, now())
    except PeopleError as error:
        return render_template("links/spent.html", sentence=str(error)), GONE
    return render_template("links/verified.html")


@pages.get("/stop/<token>")
@public
def stop(token: str) -> ResponseReturnValue:
    """The button that stops all mail."""
    return render_template("links/stop.html", token=token)


@pages.post("/stop/<token>")
@public
@reads_first
def stopped(token: str) -> ResponseReturnValue:
    """No mail goes to this patient any more."""
    try:
        patient = people.by_stop_token(db_session(), token)
        drafts = alerts.of_stop(db_session(), patient, base_url(), now())
        writing = begin_writing()
        people.stop_reminders(writing, None, patient, "The patient pressed the link in a mail.", now())
        alerts.tell_of_stop(writing, patient, drafts, base_url(), now())
    except PeopleError as error:
        return render_template("links/spent.html", sentence=str(error)), GONE
    return render_template("links/stopped.html")


@pages.get("/reach/<token>")
@public
def reach(token: str) -> ResponseReturnValue:
    """The buttons by which somebody asks to be reached in another way."""
    return render_template("links/reach.html", token=token, wishes=WISHES)


@pages.post("/reach/<token>")
@public
@reads_first
def reached(token: str) -> ResponseReturnValue:
    """The advocate hears of it; mail goes on as before until a person has asked them."""
    asked = request.form.get("wish", "")
    if asked not in set(ReachWish):
        return render_template("links/reach.html", token=token, wishes=WISHES, is_open=True), UNPROCESSABLE
    wish = ReachWish(asked)
    try:
        patient = people.by_reach_token(db_session(), token)
    except PeopleError as error:
        return render_template("links/spent.html", sentence=str(error)), GONE
    drafts = reach_wishes.of_wish(db_session(), patient, wish, base_url(), now())
    writing = begin_writing()
    reach_wishes.tell_of_wish(writing, patient, wish, drafts, base_url(), now())
    return render_template("links/reached.html", stop_token=mail_links.stop_token(patient))


@pages.get("/summary/stop/<token>")
@public
def stop_summary(token: str) -> ResponseReturnValue:
    """The button that stops the morning's summary."""
    return render_template("links/stop_summary.html", token=token)


@pages.post("/summary/stop/<token>")
@public
def summary_stopped(token: str) -> ResponseReturnValue:
    """No summary any more. A mail program may press it for its user (RFC 8058), and has no form's secret."""
    try:
        digests.stop(db_session(), digests.by_stop_token(db_session(), token), now())
    except NotFound:
        return render_template("links/spent.html", sentence="This link is not one of ours."), GONE
    return render_template("links/summary_stopped.html")
