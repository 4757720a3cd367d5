"""The courses that cases take after a denial, told backwards from today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tracker.rules.terms import EventKind
from tracker.services.demo.stories import Days, Happening, happening

_GROUNDS = {
    "upheld": "the records sent with the appeal do not change the first determination",
    "overturned": "the records sent with the appeal meet the policy",
}


@dataclass(frozen=True)
class Course:
    """Events after the denial, what of the denial they change, and what its letter `lacks`, where it was checked."""

    events: tuple[Happening, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    lacks: tuple[str, ...] = ()


def _filed(days: Days, ago: int, **more: object) -> Happening:
    fields: dict[str, object] = {
        "filed_by": "representative",
        "channel": "fax",
        "sent_on": days.ago(ago),
        "received_by_plan": days.ago(ago),
        "tracking": "Fax confirmation, 12 pages",
        **more,
    }
    return Happening(EventKind.INTERNAL_APPEAL_FILED, fields)


def _decided(days: Days, ago: int, outcome: str = "upheld", final: str = "yes", **more: str) -> Happening:
    dates = {"notice_on": days.ago(ago), "received_on": days.ago(max(0, ago - 3))}
    return Happening(
        EventKind.APPEAL_DECIDED,
        {**dates, "outcome": outcome, "final": final, "said": _GROUNDS[outcome], **more},
    )


def _external(days: Days, ago: int) -> Happening:
    return happening(
        EventKind.EXTERNAL_REVIEW_REQUESTED,
        filed_by="representative",
        channel="fax",
        sent_on=days.ago(ago),
        received_by_plan=days.ago(ago),
    )


def _fresh(days: Days, ago: int) -> Course:
    return Course()


def _file_asked(days: Days, ago: int) -> Course:
    sent = min(ago, 9)
    asked = happening(
        EventKind.CLAIM_FILE_REQUESTED, channel="fax", sent_on=days.ago(sent), received_by_plan=days.ago(sent)
    )
    return Course((asked,))


def _documents_asked(days: Days, ago: int) -> Course:
    asked = happening(
        EventKind.PLAN_DOCUMENTS_REQUESTED,
        channel="certified_mail",
        sent_on=days.ago(ago - 6),
        received_by_administrator=days.ago(ago - 9),
    )
    return Course((asked,))


def _appealed(days: Days, ago: int) -> Course:
    return Course((_filed(days, ago // 3),))


def _appealed_after_care(days: Days, ago: int) -> Course:
    return Course((_filed(days, ago // 3),), {"treatment_on": days.ago(ago + 20)})


def _late(days: Days, ago: int) -> Course:
    return Course((_filed(days, 36),))


def _sent_unconfirmed(days: Days, ago: int) -> Course:
    sent = happening(
        EventKind.INTERNAL_APPEAL_FILED,
        filed_by="member",
        channel="certified_mail",
        sent_on=days.ago(3),
        tracking="7020 0555 0211",
    )
    return Course((sent,))


def _upheld(days: Days, ago: int) -> Course:
    return Course((_filed(days, ago - 8), _decided(days, ago - 36)))


def _overturned(days: Days, ago: int) -> Course:
    return Course((_filed(days, ago - 10), _decided(days, ago - 38, "overturned")))


def _two_levels(days: Days, ago: int) -> Course:
    first = _decided(days, ago - 70, final="no", states_deadline_on=days.ahead(37))
    return Course((_filed(days, ago - 45), first), {"appeal_levels": "2"})


def _external_sent(days: Days, ago: int) -> Course:
    return Course((_filed(days, ago - 20), _decided(days, ago - 48), _external(days, 4)))


def _external_incomplete(days: Days, ago: int) -> Course:
    incomplete = happening(
        EventKind.EXTERNAL_REVIEW_INCOMPLETE,
        notice_on=days.ago(2),
        received_on=days.ago(1),
        missing="The signed authorization.",
    )
    return Course((_filed(days, ago - 20), _decided(days, ago - 48), _external(days, 8), incomplete))


def _iro(days: Days, ago: int) -> Course:
    assigned = happening(
        EventKind.IRO_ASSIGNED, assigned_on=days.ago(6), received_by_iro=days.ago(6), reference="EIR-5550-31"
    )
    told = happening(EventKind.IRO_NOTICE_RECEIVED, notice_on=days.ago(4), received_on=days.ago(3))
    return Course((_filed(days, ago - 20), _decided(days, ago - 48), _external(days, 16), assigned, told))


def _expedited(days: Days, ago: int) -> Course:
    asked = _filed(
        days,
        0,
        sent_on=days.hours_ago(22),
        received_by_plan=days.hours_ago(22),
        expedited="yes",
        telephoned_at=days.hours_ago(22.5),
        telephone_name="Expedited desk",
        telephone_reference="5550813",
        physician_certified="yes",
    )
    return Course((asked,))


def _expedited_refused(days: Days, ago: int) -> Course:
    refused = happening(EventKind.EXPEDITE_REFUSED, refused_on=days.ago(2))
    asked = _filed(days, 4, expedited="yes", physician_certified="yes")
    return Course((asked, refused))


def _step_exception(days: Days, ago: int) -> Course:
    asked = happening(EventKind.STEP_EXCEPTION_REQUESTED, sent_on=days.ago(1), received_by_plan=days.ago(1))
    return Course((asked,), {"essential_health_benefits": "yes"})


def _peer_to_peer(days: Days, ago: int) -> Course:
    offered = happening(EventKind.PEER_TO_PEER_OFFERED, offered_on=days.ago(2), until=days.ahead(4))
    return Course((offered,))


def _good_cause(days: Days, ago: int) -> Course:
    late = _filed(days, 5)
    shown = happening(
        EventKind.GOOD_CAUSE_SHOWN, shown_on=days.ago(5), cause="In hospital for most of the window."
    )
    return Course((late, shown))


def _letter_date(days: Days, ago: int) -> Course:
    return Course((), {"states_deadline_on": days.ahead(53)})


def _checked(days: Days, ago: int) -> Course:
    """A letter that allows 60 days instead of 180, and leaves out what it rests on."""
    return Course((), {"states_deadline_on": days.ago(ago - 60)}, ("provisions", "criterion", "assistance"))


def _more_time(days: Days, ago: int) -> Course:
    """A letter that allows 240 days, more than the law asks for."""
    return Course((), {"states_deadline_on": days.ago(ago - 240)})


def _extended_course(days: Days, ago: int) -> Course:
    changes = {"denial_kind": "course_reduction_notified", "effective_on": days.ahead(6)}
    return Course((), {**changes, "approved_through_on": days.ahead(6)})


def _put_off(days: Days, ago: int) -> Course:
    not_needed = happening(
        EventKind.DEADLINE_NOT_NEEDED,
        decided_on=days.ago(2),
        rule="practice.target.internal_appeal",
        because="A second opinion comes in two months; the appeal waits for it.",
    )
    return Course((not_needed,))


def _rescinded(days: Days, ago: int) -> Course:
    return Course((), {"denial_kind": "rescission_notified", "effective_on": days.ahead(20)})


def _dismissed(days: Days, ago: int) -> Course:
    dismissed = happening(
        EventKind.APPEAL_DISMISSED, notice_on=days.ago(12), said="No signed appointment was enclosed."
    )
    return Course((_filed(days, 30), dismissed))


def _supplied(days: Days, ago: int) -> Course:
    extended = happening(
        EventKind.CALL_LOGGED,
        called_at=days.ago(2),
        with_whom="Appeals",
        said="They ask for the chart notes.",
    )
    return Course((_filed(days, 8), extended))


def _won(days: Days, ago: int) -> Course:
    complied = happening(EventKind.PLAN_COMPLIED, complied_on=days.ago(9))
    closed = happening(EventKind.CLOSED, closed_on=days.ago(7), outcome="won")
    return Course((*_overturned(days, ago).events, complied, closed))


def _sent_on_to_the_ire(days: Days, ago: int) -> Course:
    """A Medicare Advantage plan that upheld its denial and sent the case on, as it has to."""
    there = happening(EventKind.IRE_CASE_RECEIVED, received_by_office=days.ago(ago - 38))
    return Course((_filed(days, ago - 8), _decided(days, ago - 36), there))


def _drug_denied_again(days: Days, ago: int) -> Course:
    """A drug plan sends nothing on by itself."""
    return Course((_filed(days, ago - 10), _decided(days, ago - 17)))


def _benefits_cut(days: Days, ago: int) -> Course:
    """Approved home care is to be cut: a Medicaid enrollee can ask to keep it."""
    changes = {
        "denial_kind": "course_reduction_notified",
        "effective_on": days.ahead(8),
        "claim_type": "concurrent",
    }
    return Course((), changes)


def _fair_hearing(days: Days, ago: int) -> Course:
    asked = happening(
        EventKind.FAIR_HEARING_REQUESTED,
        filed_by="member",
        channel="fax",
        received_by_office=days.ago(ago - 50),
    )
    return Course((_filed(days, ago - 8), _decided(days, ago - 34), asked))


def _carrier_silent(days: Days, ago: int) -> Course:
    return Course((_filed(days, 41),))


def _withdrawn(days: Days, ago: int) -> Course:
    return Course((happening(EventKind.WITHDRAWN, withdrawn_on=days.ago(20)),))


COURSES: Mapping[str, Callable[[Days, int], Course]] = {
    "fresh": _fresh,
    "file_asked": _file_asked,
    "documents_asked": _documents_asked,
    "appealed": _appealed,
    "appealed_after_care": _appealed_after_care,
    "late": _late,
    "sent_unconfirmed": _sent_unconfirmed,
    "upheld": _upheld,
    "overturned": _overturned,
    "two_levels": _two_levels,
    "external_sent": _external_sent,
    "external_incomplete": _external_incomplete,
    "iro": _iro,
    "expedited": _expedited,
    "expedited_refused": _expedited_refused,
    "step_exception": _step_exception,
    "peer_to_peer": _peer_to_peer,
    "good_cause": _good_cause,
    "letter_date": _letter_date,
    "checked": _checked,
    "more_time": _more_time,
    "extended_course": _extended_course,
    "put_off": _put_off,
    "rescinded": _rescinded,
    "dismissed": _dismissed,
    "supplied": _supplied,
    "won": _won,
    "withdrawn": _withdrawn,
    "sent_on_to_the_ire": _sent_on_to_the_ire,
    "drug_denied_again": _drug_denied_again,
    "benefits_cut": _benefits_cut,
    "fair_hearing": _fair_hearing,
    "carrier_silent": _carrier_silent,
}
"""Each takes the days around today and how many days ago the denial was dated."""
