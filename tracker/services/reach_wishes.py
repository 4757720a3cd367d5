"""A patient asks, by a link in a mail, to be reached in another way, and the advocate of each open case hears of it.

Nothing changes by itself. How somebody is reached safely is for a person to ask; until then mail goes on as before.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from tracker.models import Patient
from tracker.services import audit, escalations, outbox
from tracker.services.alerts import KIND, open_cases
from tracker.services.escalations import EscalationKind
from tracker.services.mail_contexts import ReachDifferently, ReachWish
from tracker.services.mail_links import people_url
from tracker.services.mail_texts import render
from tracker.services.outbox import Draft
from tracker.services.staff_mail import to_staff

WORDS = {
    ReachWish.CALL: "by telephone instead of email",
    ReachWish.LETTER: "by letter instead of email",
    ReachWish.ADDRESS: "at another email address",
    ReachWish.HOURS: "at other hours",
}


def of_wish(session: Session, patient: Patient, wish: ReachWish, base_url: str, now: datetime) -> list[Draft]:
    """The mails that tell of it, one for each open case; nothing is written. On one day they are the same mails."""
    drafts = []
    for case in open_cases(session, patient):
        url = people_url(base_url, case.id)
        mail = render(ReachDifferently(case.number, url, wish, is_guardian=patient.email_is_guardians))
        key = f"reach:{case.id}:{wish.value}:{now.date()}"
        drafts.append(to_staff(escalations.named_person(session, case), mail, KIND, key, case))
    return drafts


def tell_of_wish(
    session: Session, patient: Patient, wish: ReachWish, drafts: Iterable[Draft], base_url: str, now: datetime
) -> None:
    """Put them into the outbox, and the matter on the screen of whoever answers for each case."""
    for case in open_cases(session, patient):
        person = escalations.named_person(session, case)
        who = "guardian" if patient.email_is_guardians else "patient"
        asks = f"The {who} of case {case.number} asks to be reached {WORDS[wish]}."
        words = f"{asks} Ask them what is safe, and note it in the case."
        escalations.open_escalation(session, person, EscalationKind.REACH_DIFFERENTLY, words, now, case=case)
        audit.record(session, None, case, "asked to be reached another way", wish.value, now)
    for draft in drafts:
        outbox.enqueue(session, draft, base_url, now)
