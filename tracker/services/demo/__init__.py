"""The demonstration caseload: invented people only, with dates that stand around the day it is made."""

from tracker.services.demo.filling import fill

__all__ = ["fill"]
