"""Reminders: planned beside the deadlines, queued as mails when due, looked over so that none is missing."""

from tracker.services.reminders.looking import acknowledge, of_case, sweep, uncovered
from tracker.services.reminders.planning import replan, replan_cases_of
from tracker.services.reminders.queueing import Queued, queue_due
from tracker.services.reminders.waiting import look_again

__all__ = [
    "Queued",
    "acknowledge",
    "look_again",
    "of_case",
    "queue_due",
    "replan",
    "replan_cases_of",
    "sweep",
    "uncovered",
]
