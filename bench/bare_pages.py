"""Pages that do next to nothing, in the same application and database: what the real ones are divided by."""

from pathlib import Path

from flask import Blueprint, Response, render_template
from sqlmodel import col, select

from tracker.models import Case, Patient
from tracker.web.accounts import current_account
from tracker.web.auth import public
from tracker.web.transaction import db_session

ROWS = 25

pages = Blueprint("bare", __name__, template_folder=str(Path(__file__).with_name("templates")))


@pages.get("/bare/rows")
def rows() -> str:
    """Cases and patients as they come from their tables, in the frame of every page."""
    ours = select(Case, Patient).join(Patient, col(Patient.id) == col(Case.patient_id))
    ours = ours.where(Case.organization_id == current_account().organization_id, Case.group == "this_week")
    found = db_session().exec(ours.order_by(col(Case.sort_at), col(Case.id)).limit(ROWS)).all()
    return render_template("rows.html", rows=found)


@pages.get("/bare/bytes/<int:size>")
@public
def content(size: int) -> Response:
    """So many bytes for anybody."""
    return Response(bytes(size), content_type="text/calendar; charset=utf-8")
