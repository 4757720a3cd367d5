"""The two links that a patient gets by mail: one verifies their address, one stops all mail to them.

Opening a link only shows a button, since mail scanners open every link; pressing it acts.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.services import alerts, people
from tracker.services.people import PeopleError
from tracker.web.account_mail import base_url
from tracker.web.auth import public
from tracker.web.transaction import begin_writing, db_session, now, reads_first

pages = Blueprint("links", __name__)

GONE = 410


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
