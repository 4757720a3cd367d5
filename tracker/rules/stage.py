"""Where a case stands, as an advocate would name it; the group it belongs to today; and the next step in a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from tracker.rules.facts import CaseFacts, Event, When
from tracker.rules.front import AT_ONCE, Front, claimants_live, front, is_met_by, on_its_way
from tracker.rules.outcome import Computed, Deadline
from tracker.rules.rulebook import rules
from tracker.rules.terms import Actor, EventKind, Stage, Status
from tracker.rules.timeline import LEVEL_DECISIONS, LEVEL_REQUESTS, Timeline, is_filing_that_counts
from tracker.rules.words import long_day

EXTERNAL_KINDS = frozenset(
    k for k in EventKind if k.value.startswith(("external_review", "iro_", "information_sent_to"))
)
NOTICES = (
    EventKind.SERVICES_END_NOTIFIED,
    EventKind.DISCHARGE_PLANNED,
    EventKind.ELIGIBILITY_DETERMINED,
)
FURTHER_KINDS = (
    *LEVEL_REQUESTS,
    *LEVEL_DECISIONS,
    EventKind.IRE_CASE_RECEIVED,
    EventKind.QIO_REQUESTED,
    EventKind.QIO_DECIDED,
    EventKind.QIO_RECONSIDERATION_REQUESTED,
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
    **dict.fromkeys(NOTICES, Stage.DENIAL_RECEIVED),
    **dict.fromkeys(FURTHER_KINDS, Stage.FURTHER_REVIEW),
    EventKind.ELIGIBILITY_APPEAL_FILED: Stage.INTERNAL_APPEAL_FILED,
    EventKind.ELIGIBILITY_APPEAL_DECIDED: Stage.DECISION,
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
    """One sentence of what to do, who does it, by when, and the action that records it.

    `owner` is `advocate`, `plan`, `iro`, `agency` or `nobody`.
    """

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


SHORTER = "letter.shorter"
ACTIONS = {
    "erisa.appeal.file": ("File the internal appeal.", "internal_appeal_filed"),
    "practice.target.internal_appeal": ("File the internal appeal.", "internal_appeal_filed"),
    "erisa.appeal.second_level": ("File the second-level appeal.", "second_level_filed"),
    "practice.target.second_level": ("File the second-level appeal.", "second_level_filed"),
    "aca.ext.fed.file": ("Ask for external review.", "external_review_requested"),
    "aca.ext.hhs": ("Ask for external review.", "external_review_requested"),
    "state.ext.file": ("Ask for your state's external review.", "external_review_requested"),
    "state.ext.expedited": ("Ask for your state's expedited external review.", "external_review_requested"),
    "state.ext.early": ("Ask for external review.", "external_review_requested"),
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
    "practice.claim_file.chase": ("Ask for the claim file again.", "chase_claim_file"),
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
    "practice.target.next_level": ("Ask for the next level.", "next_level"),
    "ma.recon.file": ("Ask the plan to reconsider.", "internal_appeal_filed"),
    "ma.integrated": ("Appeal to the plan.", "internal_appeal_filed"),
    "pd.redet.file": ("Ask the plan for a redetermination.", "internal_appeal_filed"),
    "ffs.redet.file": ("Ask the contractor for a redetermination.", "internal_appeal_filed"),
    "mcd.appeal.file": ("Appeal to the Medicaid plan.", "internal_appeal_filed"),
    "fehb.recon.file": ("Ask the carrier to reconsider.", "internal_appeal_filed"),
    "tricare.recon.file": ("Ask for reconsideration.", "internal_appeal_filed"),
    "tricare.expedited": ("Ask for the expedited reconsideration.", "internal_appeal_filed"),
    "possible.file": ("Appeal, and find out which kind of coverage it is.", "internal_appeal_filed"),
    "possible.keep": ("Ask to keep the benefits going.", "continuation_requested"),
    "mcd.continue": ("Ask to keep the benefits going.", "continuation_requested"),
    "mcd.continue.after_resolution": (
        "Ask to keep the benefits going until the hearing.",
        "continuation_requested",
    ),
    "mcd.reinstate": ("Ask to have the benefits restored.", "continuation_requested"),
    "pd.ire.file": ("Ask the independent review entity.", "ire_requested"),
    "ffs.qic.file": ("Ask the QIC to reconsider.", "qic_requested"),
    "ma.alj.file": ("Ask for a hearing.", "alj_requested"),
    "pd.alj.file": ("Ask for a hearing.", "alj_requested"),
    "ffs.alj.file": ("Ask for a hearing.", "alj_requested"),
    "ma.council.file": ("Ask the Medicare Appeals Council to review.", "council_requested"),
    "pd.council.file": ("Ask the Medicare Appeals Council to review.", "council_requested"),
    "ma.court.file": ("Decide with a lawyer whether to go to court.", "court_filed"),
    "ma.fasttrack.file": ("Call the QIO for a fast review.", "qio_requested"),
    "ffs.expedited.qio": ("Call the QIO for a fast review.", "qio_requested"),
    "ma.hospital.qio": ("Call the QIO before the discharge.", "qio_requested"),
    "mcd.sfh.file": ("Ask for a state fair hearing.", "fair_hearing_requested"),
    "mcd.ffs.hearing.file": ("Ask for a fair hearing.", "fair_hearing_requested"),
    "fehb.recon.respond": ("Send the carrier the information it asked for.", "information_supplied"),
    "fehb.opm.file": ("Ask OPM to review.", "opm_requested"),
    "fehb.suit": ("Decide with a lawyer whether to sue OPM.", "court_filed"),
    "tricare.formal_review.file": ("Ask for the formal review.", "formal_review_requested"),
    "tricare.hearing.file": ("Ask for a hearing.", "hearing_requested"),
    "tricare.mednec.second": ("Ask for the second reconsideration.", "tqmc_requested"),
    "va.review": ("Ask the VA to review its decision.", "va_review_requested"),
    "mkt.eligibility": ("Appeal the Marketplace's decision.", "eligibility_appeal_filed"),
    "aca.ppdr": ("Send the patient-provider dispute.", "provider_dispute_started"),
}
NEXT_LEVEL = "practice.target.next_level"
EARLY = "state.ext.early"
OWNERS = {Actor.IRO: "iro", Actor.AGENCY: "agency"}
MISSING_DATE = "Find the date: the letter or the plan document should state it."
LATE_ACTION = "The plan is late. Call, then use the door that is open."


def next_step(case: CaseFacts, computed: Computed, as_of: datetime) -> NextStep:
    """The next thing that somebody does, with its owner and date: what stands in front, as a sentence."""
    found = front(case, computed, as_of)
    deadline = found.deadline
    if deadline is None:
        return _nothing(case)
    if not deadline.is_claimants:
        return _owed_step(deadline)
    if deadline.shown is None:
        return NextStep(f"{deadline.title}. {MISSING_DATE}", "advocate", None, "add_date", deadline)
    return _own_step(found, computed)


def _spoken(deadline: Deadline, computed: Computed) -> tuple[str, str]:
    """The sentence and the action of a deadline; a target for the next level, and a letter's shorter date, are for
    what the law's date behind them is for.
    """
    law = _of_the_same_letter(deadline, computed) if deadline.rule in (NEXT_LEVEL, SHORTER) else None
    sentence, action = ACTIONS.get((law or deadline).rule, (f"{deadline.title}.", "record"))
    if law and deadline.rule == SHORTER:
        sentence = f"{sentence.removesuffix('.')} by the letter's own date if you can."
    return sentence, action


def _of_the_same_letter(deadline: Deadline, computed: Computed) -> Deadline | None:
    """The date of law that the same letter started."""
    same = (d for d in claimants_live(computed) if d.event_key == deadline.event_key)
    return next((d for d in same if d.is_legal and d.rule in ACTIONS and d.rule != SHORTER), None)


def _own_step(found: Front, computed: Computed) -> NextStep:
    deadline = found.deadline
    assert deadline is not None
    if is_met_by(deadline, on_its_way(computed)):
        return _sent_step(found, deadline)
    sentence, action = _spoken(deadline, computed)
    if deadline.limb == AT_ONCE:
        sentence = f"{sentence.removesuffix('.')} today: the matter is urgent."
    if deadline.status is Status.PAST_CAUTIOUS:
        sentence = f"{sentence} The cautious date has passed: file today and say why it is still in time."
    elif (law := _law_behind(deadline, action, computed)) is not None:
        sentence = f"{sentence}{_allowed(deadline, law, computed)}"
    return NextStep(sentence, "advocate", found.when, action, deadline)


def _sent_step(found: Front, deadline: Deadline) -> NextStep:
    """Sent is not received: the date of law stays, and what is asked is whether it arrived."""
    sentence = "It was sent: confirm that it has arrived by then, and record the day."
    if deadline.status is Status.PAST_CAUTIOUS:
        sentence = "It was sent: confirm that it has arrived. If it has not, file today and say why."
    return NextStep(sentence, "advocate", found.when, "confirm_receipt", deadline)


def _allowed(deadline: Deadline, law: Deadline, computed: Computed) -> str:
    """How long there is behind a target: until the law's date, and what the letter that started it says instead."""
    if type(law.file_by) is not date:
        return ""
    if law.basis == "letter":
        return f" The letter says until {long_day(law.file_by)}."
    own = next(
        (d for d in claimants_live(computed) if d.rule == SHORTER and d.event_key == law.event_key), None
    )
    if own is None or own is deadline or type(own.file_by) is not date:
        return f" The law allows until {long_day(law.file_by)}."
    return f" The letter says until {long_day(own.file_by)}; the law allows until {long_day(law.file_by)}."


def _law_behind(deadline: Deadline, action: str, computed: Computed) -> Deadline | None:
    """The legal date that a target, or a letter's shorter date, stands before."""
    if deadline.rule == SHORTER:
        return _of_the_same_letter(deadline, computed)
    if deadline.is_legal:
        return None
    same = (d for d in claimants_live(computed) if d.is_legal and d.shown is not None and d.rule != SHORTER)
    return next((d for d in same if ACTIONS.get(d.rule, ("", ""))[1] == action), None)


@cache
def law_behind(rule: str) -> frozenset[str]:
    """The rules of law that a target of ours stands before: what they ask for is what ends it."""
    ends = {kind.value for limb in rules()[rule].limbs for kind in limb.ends}
    found = {law for law, (_, action) in ACTIONS.items() if action in ends}
    return frozenset(law for law in found if not law.startswith("practice.") and law not in (SHORTER, EARLY))


def _owed_step(owed: Deadline) -> NextStep:
    if owed.status is Status.LATE:
        return NextStep(LATE_ACTION, "advocate", owed.shown, "plan_is_late", owed)
    owner = OWNERS.get(owed.actor, "plan")
    sentence = f"Wait for the answer: {owed.title[0].lower()}{owed.title[1:]}."
    return NextStep(sentence, owner, owed.shown, "wait", owed)


def _nothing(case: CaseFacts) -> NextStep:
    if stage(case) is Stage.CLOSED:
        return NextStep("The case is closed.", "nobody", None, "none")
    sentence = "Nothing is pending. Record what happened last, or close the case."
    return NextStep(sentence, "advocate", None, "record")


def latest_of(case: CaseFacts, *kinds: EventKind) -> Event | None:
    """The latest event of these kinds."""
    found = Timeline(case.events, ZoneInfo(case.timezone)).of(*kinds)
    return found[-1] if found else None
