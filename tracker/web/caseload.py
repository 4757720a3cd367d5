"""All open cases, filtered and searched."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

pages = Blueprint("caseload", __name__)


@pages.get("/cases")
def show() -> ResponseReturnValue:
    """The cases that fit the filters."""
    return render_template("caseload/show.html")
