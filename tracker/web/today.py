"""The first page of the morning: what must I do, in which order."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.models import Account
from tracker.services import caseload, chasing, escalations, leave
from tracker.services.caseload import Board, BoardFilters
from tracker.services.week import DayAhead, week
from tracker.web.accounts import current_account
from tracker.web.board_rows import Lines, lines_of
from tracker.web.transaction import db_session, now
from tracker.web.unattended import unattended_lines

pages = Blueprint("today", __name__)

_ORDER = (
    "overdue",
    "within_72_hours",
    "this_week",
    "plan_is_late",
    "this_month",
    "waiting_on_plan",
    "later",
    "nothing_pending",
)
_AT_ONCE = frozenset({"overdue", "within_72_hours", "this_week", "plan_is_late"})
_FEW = 6


@pages.get("/")
def show() -> ResponseReturnValue:
    """One's own caseload, or everybody's, in the groups a person acts on."""
    account = current_account()
    everyone = request.args.get("whose") == "everyone"
    whose = _whose(account, everyone)
    board = caseload.board(db_session(), account, BoardFilters(advocate=whose), now())
    return render_template(
        "today/show.html",
        today=now().astimezone(ZoneInfo(account.timezone)).date(),
        board=board,
        unattended=unattended_lines(db_session(), account, now()),
        late_evidence=chasing.late(db_session(), account, whose, now()),
        few=_FEW,
        everyone=everyone,
        has_colleagues=caseload.has_colleagues(db_session(), account),
        groups=_groups(board, now()),
        week=[(day, _words(day)) for day in week(db_session(), account, whose, now())],
        whole=lambda group: url_for("caseload.show", group=group, advocate=whose),
        covered=leave.covered_by(db_session(), account),
        cover=leave.cover_of(db_session(), account),
        away_until=account.away_until,
        escalations=len(escalations.of_account(db_session(), account)),
    )


def _whose(account: Account, everyone: bool) -> UUID | None:
    return None if everyone else account.id


def _groups(board: Board, moment: datetime) -> list[Lines]:
    """What is near stands in full; of the rest the first few, which the caseload completes."""
    ordered = sorted(board.groups, key=lambda group: _ORDER.index(group.code))
    return [lines_of(each, moment, None if each.code in _AT_ONCE else _FEW) for each in ordered]


def _words(day: DayAhead) -> list[str]:
    """What falls on a day, one short line for each kind."""
    amounts = (
        (day.in_hours, "1 clock in hours", "{} clocks in hours"),
        (day.to_file, "1 to file", "{} to file"),
        (day.to_mail, "1 to mail", "{} to mail"),
        (day.owed, "1 answer due", "{} answers due"),
    )
    said = [one if amount == 1 else many.format(amount) for amount, one, many in amounts if amount]
    return [*said, "Federal holiday"] if day.is_holiday else said
