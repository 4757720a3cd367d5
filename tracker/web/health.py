"""Whether the program is well, for whatever watches it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from tracker.services import health
from tracker.web.auth import public
from tracker.web.transaction import db_session, now

pages = Blueprint("health", __name__)

UNAVAILABLE = 503


@pages.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 only while the database answers and the last full pass of the worker is younger than five minutes."""
    try:
        is_alive = health.is_alive(db_session(), now())
    except SQLAlchemyError:
        return jsonify(database="away", worker="unknown"), UNAVAILABLE
    answer = jsonify(database="ok", worker="ok" if is_alive else "late")
    return answer, 200 if is_alive else UNAVAILABLE
