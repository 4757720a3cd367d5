"""Where a case stands, as an advocate would name it; the group it belongs to today; and the next step in a sentence."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.rules.dates import day_of, end_of, is_past
from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.terms import Actor, EventKind, Stage, Status
from tracker.rules.timeline import Timeline, is_filing_that_counts

EXTERNAL_KINDS = frozenset(
    k for k in EventKind if k.value.startswith(("external_review", "iro_", "information_sent_to"))
)
STAGE_OF = {
    EventKind.ADVERSE_DETERMINATION: Stage.DENIAL_RECEIVED,
    EventKind.COURSE_REDUCTION_NOTIFIED: Stage.DENIAL_RECEIVED,
    EventKind.RESCISSION_NOTIFIED: Stage.DENIAL_RECEIVED,
    EventKind.CLAIM_FILE_REQUESTED: Stage.CLAIM_FILE_REQUESTED,
    EventKind.INTERNAL_APPEAL_FILED: Stage.INTERNAL_APPEAL_FILED,
    EventKind.SECOND_LEVEL_FILED: Stage.INTERNAL_APPEAL_FILED,
    EventKind.APPEAL_DECIDED: Stage.DECISION,
    EventKind.APPEAL_DISMISSED: Stage.DECISION,
    **dict.fromkeys(EXTERNAL_KINDS, Stage.EXTERNAL_REVIEW),
}
GROUPS = (
    ("overdue", "File today and say why, or past its date"),
    ("within_72_hours", "Within 72 hours"),
    ("this_week", "This week"),
    ("this_month", "This month"),
    ("later", "Later"),
    ("plan_is_late", "Plans that are late"),
    ("waiting_on_plan", "Waiting on the plan"),
    ("nothing_pending", "Nothing pending"),
)


@dataclass(frozen=True)
class NextStep:
    """One sentence of what to do, who does it (`advocate`, `plan`, `iro`), by when, and the action that records it."""

    sentence: str
    owner: str
    when: When | None
    action: str
    deadline: Deadline | None = None


def stage(case: CaseFacts) -> Stage:
    """The stage by the events alone. The claim file names a stage only while nothing else has happened."""
    timeline = Timeline(case.events, ZoneInfo(case.timezone))
    if timeline.end():
        return Stage.CLOSED
    found = Stage.DENIAL_RECEIVED
    for event in timeline.events:
        reached = STAGE_OF.get(event.kind)
        if reached is None or not is_filing_that_counts(event):
            continue
        if reached is Stage.CLAIM_FILE_REQUESTED and found is not Stage.DENIAL_RECEIVED:
            continue
        found = reached
    return found


def claimants_live(computed: Computed) -> list[Deadline]:
    """The claimant's side's live deadlines, nearest first; those without a date stand in front of far ones."""
    live = [d for d in computed.deadlines if d.is_claimants and d.is_live]
    return sorted(live, key=_nearness)


def _nearness(deadline: Deadline) -> tuple[int, datetime]:
    utc = ZoneInfo("UTC")
    if deadline.shown is None:
        return (1, datetime.max.replace(tzinfo=utc))
    return (0, end_of(deadline.shown, utc))


def plans_live(computed: Computed) -> list[Deadline]:
    """What the plan, its administrator or the review organization still owes, nearest first."""
    return sorted((d for d in computed.deadlines if not d.is_claimants and d.is_live), key=_nearness)


def next_deadline(computed: Computed) -> Deadline | None:
    """The date in front: the claimant's nearest, else the nearest that somebody owes the claimant."""
    own = [d for d in claimants_live(computed) if d.shown is not None]
    owed = [d for d in plans_live(computed) if d.shown is not None]
    return next(iter(own or owed), None)


def group(case: CaseFacts, computed: Computed, as_of: datetime) -> str:
    """The group of the caseload that the case stands in at `as_of`."""
    zone = ZoneInfo(case.timezone)
    own = next((d for d in claimants_live(computed) if d.shown is not None), None)
    near = _nearness_group(own, as_of, zone) if own else None
    if near in ("overdue", "within_72_hours"):
        return near
    owed = plans_live(computed)
    if any(d.status is Status.LATE for d in owed):
        return "plan_is_late"
    if any(_is_hours_near(d, as_of) for d in owed):
        return "within_72_hours"
    if near:
        return near
    if any(d.status is Status.NEEDS_DATE for d in claimants_live(computed)):
        return "within_72_hours"
    return "waiting_on_plan" if owed else "nothing_pending"


def _is_hours_near(deadline: Deadline, as_of: datetime) -> bool:
    due = deadline.due
    return isinstance(due, datetime) and due.astimezone(UTC) - as_of.astimezone(UTC) <= timedelta(hours=72)


def _nearness_group(deadline: Deadline, as_of: datetime, zone: ZoneInfo) -> str:
    assert deadline.shown is not None
    if is_past(deadline.shown, as_of, zone):
        return "overdue"
    left = end_of(deadline.shown, zone) - as_of.astimezone(UTC)
    if left <= timedelta(hours=72):
        return "within_72_hours"
    days = (day_of(deadline.shown, zone) - as_of.astimezone(zone).date()).days
    return "this_week" if days <= 7 else "this_month" if days <= 31 else "later"


ACTIONS = {
    "erisa.appeal.file": ("File the internal appeal.", "internal_appeal_filed"),
    "practice.target.internal_appeal": ("File the internal appeal.", "internal_appeal_filed"),
    "erisa.appeal.second_level": ("File the second-level appeal.", "second_level_filed"),
    "practice.target.second_level": ("File the second-level appeal.", "second_level_filed"),
    "aca.ext.fed.file": ("Ask for external review.", "external_review_requested"),
    "aca.ext.hhs": ("Ask for external review.", "external_review_requested"),
    "practice.target.external_review": ("Ask for external review.", "external_review_requested"),
    "aca.ext.fed.perfect": (
        "Send what is missing from the external review request.",
        "external_review_completed",
    ),
    "aca.ext.fed.submit_info": (
        "Send further information to the review organization.",
        "information_sent_to_iro",
    ),
    "erisa.claim.urgent.supply": ("Send the plan the missing information.", "information_supplied"),
    "erisa.claim.supply45": ("Send the plan the information it asked for.", "information_supplied"),
    "practice.claim_file.chase": ("Ask for the claim file again.", "call_logged"),
    "practice.confirm_receipt": (
        "Confirm with the plan that it arrived, and record the day.",
        "confirm_receipt",
    ),
    "practice.extend_course": ("Ask to extend the approved treatment.", "claim_received"),
    "letter.appeal": ("Appeal by the date that the letter states.", "internal_appeal_filed"),
    "letter.shorter": ("File by the letter's own date if you can.", "internal_appeal_filed"),
    "letter.information": ("Send the plan the information it asked for.", "information_supplied"),
    "letter.information.shorter": (
        "Send the information by the letter's own date if you can.",
        "information_supplied",
    ),
    "letter.peer_to_peer": ("Hold the peer-to-peer conversation.", "peer_to_peer_held"),
    "aca.ppdr": ("Send the patient-provider dispute.", "provider_dispute_started"),
}
MISSING_DATE = "Find the date: the letter or the plan document should state it."
LATE_ACTION = "The plan is late. Call, then use the door that is open."


def next_step(case: CaseFacts, computed: Computed, as_of: datetime) -> NextStep:
    """The next thing that somebody does, with its owner and date."""
    own = claimants_live(computed)
    late = next((d for d in plans_live(computed) if d.status is Status.LATE), None)
    first = next((d for d in own if d.shown is not None), None)
    zone = ZoneInfo(case.timezone)
    if first and (late is None or _nearness_group(first, as_of, zone) in ("overdue", "within_72_hours")):
        return _own_step(first)
    if late:
        return NextStep(LATE_ACTION, "advocate", late.shown, "plan_is_late", late)
    if own:
        return NextStep(f"{own[0].title}. {MISSING_DATE}", "advocate", None, "add_date", own[0])
    return _waiting(case, computed)


def _own_step(deadline: Deadline) -> NextStep:
    sentence, action = ACTIONS.get(deadline.rule, (f"{deadline.title}.", "record"))
    if deadline.status is Status.PAST_CAUTIOUS:
        sentence = f"{sentence} The cautious date has passed: file today and say why it is still in time."
    return NextStep(sentence, "advocate", deadline.mail_by or deadline.shown, action, deadline)


def _waiting(case: CaseFacts, computed: Computed) -> NextStep:
    owed = next(iter(plans_live(computed)), None)
    if owed is not None:
        owner = "iro" if owed.actor is Actor.IRO else "plan"
        return NextStep(
            f"Wait for the answer: {owed.title[0].lower()}{owed.title[1:]}.", owner, owed.shown, "wait", owed
        )
    if stage(case) is Stage.CLOSED:
        return NextStep("The case is closed.", "nobody", None, "none")
    return NextStep(
        "Nothing is pending. Record what happened last, or close the case.", "advocate", None, "record"
    )


def latest_of(case: CaseFacts, *kinds: EventKind) -> Event | None:
    """The latest event of these kinds."""
    found = Timeline(case.events, ZoneInfo(case.timezone)).of(*kinds)
    return found[-1] if found else None
