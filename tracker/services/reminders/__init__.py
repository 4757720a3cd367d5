"""Reminders: planned beside the deadlines, queued as mails when due, looked over so that none is missing."""

from tracker.services.reminders.looking import acknowledge, sweep, uncovered
from tracker.services.reminders.planning import replan, replan_cases_of
from tracker.services.reminders.queueing import Queued, due_cases, queue_cases
from tracker.services.reminders.waiting import look_again

__all__ = [
    "Queued",
    "acknowledge",
    "due_cases",
    "look_again",
    "queue_cases",
    "replan",
    "replan_cases_of",
    "sweep",
    "uncovered",
]
