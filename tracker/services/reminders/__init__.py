"""Reminders: planned beside the deadlines, queued as mails when due, looked over so that none is missing."""

from tracker.services.reminders.planning import replan

__all__ = ["replan"]
