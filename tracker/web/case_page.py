"""The case page as plain values: where it stands, what comes next and why, and everything on record."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.rules.coverage_words import WORDS
from tracker.rules.event_fields import CLOSINGS
from tracker.rules.front import CONFIRM
from tracker.rules.medicare_parts import other_part
from tracker.rules.stage import NextStep, next_step
from tracker.rules.terms import Funding, Stage, Status
from tracker.services import case_playbook
from tracker.services.casefile import CaseFile
from tracker.services.evidence import Progress, progress
from tracker.web import choices
from tracker.web.coverage_shown import misfits_by_entry, not_known
from tracker.web.defects_shown import LetterShown, defects_shown
from tracker.web.front import in_front, is_of_front
from tracker.web.playbook_shown import MoveShown, moves_of
from tracker.web.reminder_lines import ReminderLine, reminder_lines
from tracker.web.shown import Right, Shown, of_row, right, short_words
from tracker.web.stages import StageShown, stages_of
from tracker.web.state_shown import StateShown, state_shown
from tracker.web.timeline import Entry, timeline
from tracker.web.who_acts import NoFormShown, PaperShown, no_form_shown, papers_shown

OWNER_WORDS = {
    "advocate": "You",
    "plan": "The plan",
    "iro": "The review organization",
    "agency": "The agency",
    "nobody": "Nobody",
}
OF_STATE = "state."
"""Rights under a state's own law stand in their own section."""


@dataclass(frozen=True)
class Step:
    """The next step: a sentence, who takes it, by when, the event or letter that it leads to, and whether
    that is about the date in front.
    """

    sentence: str
    owner: str
    by: str
    action: str
    is_of_front: bool


@dataclass(frozen=True)
class CasePage:
    """All that the page shows, in words. `next` is the date in front; `over` are deadlines that are over. `not_known`
    is what is open about the coverage; `other_part` says that another part of Medicare may decide; `misfits` are
    entries that it cannot have, by key; `no_form` is said where whoever filed has no form on record that holds.
    """

    file: CaseFile
    heading: str
    facts: str
    outcome: str
    stages: tuple[StageShown, ...]
    next: Shown | None
    step: Step
    live: tuple[Shown, ...]
    over: tuple[Shown, ...]
    rights: tuple[Right, ...]
    defects: tuple[LetterShown, ...]
    state: StateShown | None
    entries: tuple[Entry, ...]
    moves: tuple[MoveShown, ...]
    progress: Progress
    progress_words: str
    meter: tuple[tuple[int, str], ...]
    gathered: int
    reminders: tuple[ReminderLine, ...]
    not_known: str
    other_part: str
    misfits: tuple[tuple[str, str], ...]
    papers: tuple[PaperShown, ...]
    no_form: NoFormShown | None


def case_page(file: CaseFile, only: str, now: datetime) -> CasePage:
    """The page of a case at `now` (aware); `only` filters its timeline."""
    zone = ZoneInfo(file.case.timezone)
    shown = [of_row(row, now, zone) for row in file.deadlines]
    step = next_step(file.facts, file.computed, now)
    front = None if file.case.stage is Stage.CLOSED else in_front(step, shown)
    counts = progress(file.criteria)
    return CasePage(
        file=file,
        heading=file.patient.name or file.case.number,
        facts=_facts(file),
        outcome=dict(CLOSINGS).get(file.case.outcome or "", ""),
        stages=stages_of(file, now),
        next=front,
        step=_step(file, step, is_of_front(step, front), now, zone),
        live=tuple(sorted((each for each in shown if each.is_live), key=lambda each: each.sort)),
        over=tuple(each for each in shown if not each.is_live),
        rights=tuple(right(each) for each in file.computed.openings if not each.rule.startswith(OF_STATE)),
        defects=defects_shown(file),
        state=state_shown(file.computed.state),
        entries=timeline(file, only, now),
        moves=moves_of(file.playbook, case_playbook.facts_of(file.case)),
        progress=counts,
        progress_words=progress_words(counts),
        meter=((counts.documented, "good"), (counts.exceptions, "acc")),
        gathered=sum(item.done_at is not None for item in file.checklist),
        reminders=reminder_lines(file, now),
        not_known="" if file.case.closed_at else not_known(file.facts.coverage),
        other_part="" if file.case.closed_at else other_part(file.case.sponsor, file.case.service_kind),
        misfits=misfits_by_entry(file.facts.coverage, file.facts.events),
        papers=papers_shown(file.facts.coverage, list(file.forms)),
        no_form=no_form_shown(file, now.astimezone(zone).date()),
    )


def coverage_words(file: CaseFile) -> str:
    """`Cigna, self-funded employer plan, Texas`, from what is known."""
    case = file.case
    funding = {Funding.SELF_FUNDED: "self-funded ", Funding.INSURED: "insured "}.get(case.funding, "")
    parts = (
        case.insurer,
        f"{funding}{WORDS[case.sponsor].short}",
        choices.STATE_WORDS.get(case.policy_state or ""),
    )
    return ", ".join(part for part in parts if part)


def progress_words(counts: Progress) -> str:
    """`4 of 6 requirements documented, 1 exception, 1 open`."""
    if not counts.total:
        return "nothing listed yet"
    requirements = "requirement" if counts.total == 1 else "requirements"
    parts = [f"{counts.documented} of {counts.total} {requirements} documented"]
    if counts.exceptions:
        parts.append("1 exception" if counts.exceptions == 1 else f"{counts.exceptions} exceptions")
    return ", ".join([*parts, f"{counts.still_open} open"])


def _facts(file: CaseFile) -> str:
    case = file.case
    parts = (
        case.service,
        choices.REASONS_SHORT[case.reason_kind],
        coverage_words(file),
        f"case {case.number}",
    )
    return " · ".join(part for part in parts if part)


def _step(file: CaseFile, found: NextStep, leads: bool, now: datetime, zone: ZoneInfo) -> Step:
    owner = file.advocate.name if found.owner == "advocate" else OWNER_WORDS.get(found.owner, found.owner)
    by = short_words(found.when, zone, now.astimezone(zone).date()) if found.when else ""
    return Step(found.sentence, owner, by, found.action, leads)


def sent_key(file: CaseFile) -> str:
    """The entry that was sent first and whose receipt is not on record, or an empty text."""
    asked = [each for each in file.deadlines if each.rule == CONFIRM and each.status is Status.OPEN]
    return min(asked, key=lambda each: each.shown_on or date.max).event_key if asked else ""
