"""What needs a person: a mail that did not arrive, a date that nobody acts on; open until somebody closes it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Account, Case, Escalation
from tracker.services import audit, escalations
from tracker.services.access import NotFound, row_for
from tracker.services.texts import text_problem
from tracker.web.accounts import current_account
from tracker.web.transaction import db_session, now

pages = Blueprint("escalations", __name__, url_prefix="/needs-a-person")

KIND_WORDS = {
    "mail_failed": "A mail did not arrive",
    "mail_delayed": "A mail has not gone yet",
    "mail_bounced": "A mail did not reach its reader",
    "mail_unheard": "Nothing was heard of a mail",
    "law_changed": "The law moved a date",
    "patient_died": "Who may go on with the case",
    "unanswered": "Nobody has answered for a date",
    "unattended": "A date is close and nobody has acted",
    "mail_stopped": "Mail to the patient stopped",
    "mail_paused": "No mail leaves",
    "mail_on_hold": "Mail is on hold",
    "dates_failed": "Dates could not be worked out",
    "reminder_failed": "A reminder could not be written",
    "no_reminder": "A date without a reminder",
    "date_passed": "A date has passed",
    "nobody_to_remind": "Nobody to remind",
    "form_ran_out": "A signed form ran out",
    "reach_differently": "The patient wants to be reached another way",
    "guardian_ended": "The guardian’s authority ended",
}


@pages.get("")
def show() -> ResponseReturnValue:
    """What the signed-in person has to look at, or whoever they cover, the oldest first."""
    account = current_account()
    found = escalations.of_account(db_session(), account)
    cases = {each.case_id: db_session().get(Case, each.case_id) for each in found if each.case_id}
    others = {each.account_id for each in found} - {account.id}
    return render_template(
        "escalations/show.html",
        found=found,
        cases=cases,
        kind_words=KIND_WORDS,
        zone=account.timezone,
        names={key: db_session().get_one(Account, key).name for key in others},
    )


@pages.post("/<uuid:escalation_id>/close")
def close(escalation_id: UUID) -> ResponseReturnValue:
    """Close one, with what was done about it."""
    account = current_account()
    found = row_for(db_session(), account, Escalation, escalation_id)
    if not escalations.is_for(db_session(), account, found):
        raise NotFound("Escalation")
    because = request.form.get("because", "").strip()
    sentence = (
        text_problem(because, escalations.LONGEST_REASON) if because else "Say in a few words what was done."
    )
    if sentence:
        flash(sentence, "error")
    else:
        escalations.close_for_all(db_session(), found, because, now())
        audit.record(db_session(), account, None, "escalation closed", str(escalation_id), now())
        flash("Closed, with what you did.", "success")
    return redirect(url_for("escalations.show"))
