"""Reminders: planned beside the deadlines, made into mails when due, looked over so that none is missing."""

from tracker.services.reminders.ahead import MailAhead, ahead
from tracker.services.reminders.forms import replan_forms
from tracker.services.reminders.looking import acknowledge, sweep, uncovered
from tracker.services.reminders.planning import replan, replan_cases_of
from tracker.services.reminders.preparing import Prepared, prepare
from tracker.services.reminders.queueing import Queued, due_cases, keep
from tracker.services.reminders.rows import why_not_to_guardian, why_not_to_patient
from tracker.services.reminders.waiting import Looked, Settled, look_again, settle

__all__ = [
    "Looked",
    "MailAhead",
    "Prepared",
    "Queued",
    "Settled",
    "acknowledge",
    "ahead",
    "due_cases",
    "keep",
    "look_again",
    "prepare",
    "replan",
    "replan_cases_of",
    "replan_forms",
    "settle",
    "sweep",
    "uncovered",
    "why_not_to_guardian",
    "why_not_to_patient",
]
