"""The links to one's calendar and to a case's: made, replaced and revoked; a secret is shown once."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from tracker.models import Case
from tracker.services import access, audit, feeds, people
from tracker.web.account_mail import address_of, base_url
from tracker.web.accounts import current_account
from tracker.web.transaction import db_session, now

pages = Blueprint("calendar", __name__)


@pages.get("/settings/calendar")
def show() -> str:
    """The state of one's own link."""
    return _page(None, None)


@pages.post("/settings/calendar")
def create() -> str:
    """A new link; the one before stops working. Its secret stands on this answer and nowhere else."""
    return _page(None, _created(None))


@pages.post("/settings/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """The link shows nothing any more."""
    return _revoked(None, url_for("calendar.show"))


@pages.get("/cases/<uuid:case_id>/calendar")
def show_case(case_id: UUID) -> str:
    """The state of one's link to this case."""
    return _page(_case(case_id), None)


@pages.post("/cases/<uuid:case_id>/calendar")
def create_case(case_id: UUID) -> str:
    """A new link to this case alone."""
    case = _case(case_id)
    return _page(case, _created(case))


@pages.post("/cases/<uuid:case_id>/calendar/revoke")
def revoke_case(case_id: UUID) -> ResponseReturnValue:
    """The link to this case shows nothing any more."""
    return _revoked(_case(case_id), url_for("calendar.show_case", case_id=case_id))


def _case(case_id: UUID) -> Case:
    return access.case_for(db_session(), current_account(), case_id)


def _created(case: Case | None) -> feeds.Links:
    account = current_account()
    _, token = feeds.create(db_session(), account, case, base_url(), now())
    audit.record(db_session(), account, case, "calendar link made", "", now())
    return feeds.links(address_of("feeds.feed", token=token))


def _revoked(case: Case | None, back: str) -> Response:
    account = current_account()
    found = feeds.find(db_session(), account, case)
    if found is not None:
        feeds.revoke(db_session(), found, now())
        audit.record(db_session(), account, case, "calendar link revoked", "", now())
        flash("The link shows nothing any more.", "success")
    return redirect(back)


def _page(case: Case | None, links: feeds.Links | None) -> str:
    account = current_account()
    return render_template(
        "feeds/show.html",
        case=case,
        is_private=case is not None and people.patient_of(db_session(), case).is_private_from_guardian,
        links=links,
        feed=feeds.find(db_session(), account, case),
        zone=account.timezone,
        create_url=url_for("calendar.create_case", case_id=case.id) if case else url_for("calendar.create"),
        revoke_url=url_for("calendar.revoke_case", case_id=case.id) if case else url_for("calendar.revoke"),
    )
