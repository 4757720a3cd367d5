"""The sending of a letter put on record: the form of its event, filled with what the letter says.

The address names the letter alone: whom it went to and under which number stands in no address and no log.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import url_for

from tracker.models import Case
from tracker.rules.terms import Channel
from tracker.services.letters.context import Addressee, Expedite, PhoneCall
from tracker.services.letters.keeping import KeptLetter
from tracker.services.letters.record import read
from tracker.services.packets.keeping import letter_now
from tracker.web.transaction import db_session, now

_TRACKED = ((), (Channel.CERTIFIED_MAIL,), (Channel.COURIER,))
"""How a letter goes that the tracking number asked for belongs to: a fax has none of it."""


def sending_url(case: Case, found: KeptLetter) -> str:
    """The form that records the sending of a letter."""
    kind = found.kind.recorded_as.value
    return url_for("events.new", case_id=case.id, kind=kind, letter=found.letter.id)


def sending_of(case: Case, letter_id: UUID) -> dict[str, object]:
    """What a letter of the case says of its sending, by the names that fields of events have. Raises NotFound."""
    return said_of_sending(case, letter_now(db_session(), read(db_session(), case, now()), letter_id), now())


def said_of_sending(case: Case, found: KeptLetter, now: datetime) -> dict[str, object]:
    """The same of a letter already read."""
    today = now.astimezone(ZoneInfo(case.timezone)).date().isoformat()
    channels, to = found.wishes.channels, found.source.letter.addressee
    said: dict[str, object] = {
        "channel": channels[0].value if channels else "",
        "sent_to": _to(to, channels[0] if channels else None),
        "filed_by": found.wishes.filed_by.value,
        "sent_on": today,
        "noted_on": today,
        "note": f"{found.kind.title} was sent.",
        "tracking": found.wishes.tracking if channels[:1] in _TRACKED else "",
        "answers": found.source.about or "",
        "expedited": "yes" if found.source.letter.expedite else "no",
        "voluntary": "yes" if found.kind.is_voluntary else "",
        **_of_urgency(found.source.letter.expedite),
    }
    return {name: value for name, value in said.items() if value}


def _of_urgency(urgent: Expedite | None) -> dict[str, object]:
    """The call that asked for the expedited decision, and whether a physician certified the urgency."""
    if urgent is None:
        return {}
    call = urgent.call or PhoneCall(None)
    return {
        "telephoned_at": call.at.isoformat(timespec="minutes")
        if isinstance(call.at, datetime)
        else call.at or "",
        "telephone_name": call.name or "",
        "telephone_reference": call.reference or "",
        "physician_certified": "yes" if urgent.certified_on else "",
    }


def _to(to: Addressee, channel: Channel | None) -> str:
    """Name and unit, with the number or the address that it went to."""
    if channel is Channel.FAX:
        return _listed(to.name, to.unit, f"fax {to.fax}" if to.fax else None)
    return _listed(to.name, to.unit, *to.address_lines)


def _listed(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
