"""The clock: each tick looks again at cases, makes mails of due reminders, delivers them and sweeps.

The schedule is the reminder table; APScheduler only says when to look.
"""

from tracker.worker.clock import once, run, start
from tracker.worker.delivery import Sender
from tracker.worker.passing import TickResult, tick

__all__ = ["Sender", "TickResult", "once", "run", "start", "tick"]
