"""The first page of the morning: what must I do, in which order."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

pages = Blueprint("today", __name__)


@pages.get("/")
def show() -> ResponseReturnValue:
    """The caseload in the groups a person acts on."""
    return render_template("today/show.html")
