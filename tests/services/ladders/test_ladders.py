"""For each kind of coverage, each letter that its ladder needs is drafted, checked, mended, made final, sent on record
and bound into a packet that a reviewer can work through; and nothing in it is of another coverage's law."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session

from tests.adapters.papers.read_back import bookmarks_of, pages_of
from tests.factories import PDF
from tests.services.ladders.advocate import Advocate
from tests.services.ladders.filers import FILERS
from tests.services.ladders.further import FURTHER
from tests.services.ladders.ladders import (
    LADDERS,
    Arrives,
    Edits,
    Gathers,
    Happens,
    Ladder,
    Letter,
    Passes,
    Refused,
    Runs,
    Signs,
    Step,
    Uploads,
)
from tests.services.ladders.urgent import URGENT
from tests.services.letters.test_law_of_each_coverage import CARRIED_BY, CITED, GOVERNS, PROGRAMS
from tracker.models import EventVersion
from tracker.rules.events import SCHEMA
from tracker.rules.terms import Channel, Status
from tracker.rules.timeline import RECEIPTS
from tracker.services.letters import finishing
from tracker.services.letters.keeping import LetterRefusedError
from tracker.services.letters.kinds import KINDS
from tracker.services.timeline import words_of

TRACKING = "7020 0555 0142"
BY_MAIL = {"channels": (Channel.CERTIFIED_MAIL,), "tracking": TRACKING}
RECORDS = (
    ("Appointment of representative", 1, "form", "A"),
    ("Therapy records", 3, "medical_record", "B"),
)
SHOWN = (
    {"record_shows": "24 visits, October 6 to December 19, 2025", "outcome": "Plateau", "exhibit": "B, p. 2"},
    {"record_shows": "Naproxen, stopped on November 11, 2025", "outcome": "Stopped", "exhibit": "B, p. 3"},
)


@pytest.mark.parametrize("ladder", [*LADDERS, *URGENT, *FILERS, *FURTHER], ids=lambda ladder: ladder.name)
def test_every_letter_of_the_ladder_goes_out_and_can_be_worked_through(
    session: Session, ladder: Ladder
) -> None:
    advocate = Advocate(session)
    advocate.takes_in(ladder.denial)

    for step in ladder.steps:
        take(advocate, ladder, step)


def take(advocate: Advocate, ladder: Ladder, step: Step) -> None:
    """One step of the ladder."""
    match step:
        case Passes(days):
            advocate.now += timedelta(days=days)
        case Happens(kind, fields):
            advocate.records(kind, fields)
        case Signs(kind, person, form):
            advocate.has_signed(kind, person, form)
        case Gathers(with_appointment):
            for each in RECORDS if with_appointment else RECORDS[1:]:
                advocate.uploads(*each)
            advocate.answers_requirements(SHOWN)
        case Uploads(name, kind, exhibit):
            advocate.uploads(name, 1, kind, exhibit)
        case Arrives(kind, starts):
            has_come(advocate, advocate.sent[kind], starts)
        case Runs(rule, not_now):
            running = {each.rule for each in advocate.running()}
            assert rule in running
            assert running.isdisjoint(not_now)
        case Edits(fields):
            advocate.edits(fields)
        case Refused(kind, faults, wishes):
            advocate.writes(kind, {**BY_MAIL, **wishes})
            is_refused(advocate, kind, faults)
        case Letter():
            is_offered(advocate, step)
            is_mended_and_final(advocate, step)
            cites_its_own_law(advocate, ladder, step)
            is_sent_on_record(advocate, step)
            if step.kind in ladder.bound:
                is_bound(*advocate.binds(step.kind), step.kind)


def is_offered(advocate: Advocate, letter: Letter) -> None:
    following, every = advocate.offers()
    assert letter.kind in every
    assert not letter.is_next or following == letter.kind, f"{letter.kind} is to be next, not {following}"


def is_refused(advocate: Advocate, kind: str, faults: tuple[str, ...]) -> None:
    """Each fault is named, and the letter stays a draft."""
    assert set(faults) <= set(advocate.faults(kind))
    with pytest.raises(LetterRefusedError):
        advocate.finalizes(kind, pdf=PDF)
    assert advocate.letters[kind].version.finalized_at is None


def is_mended_and_final(advocate: Advocate, letter: Letter) -> None:
    """Refused for its faults, mended until nothing is left but what has a reason, then frozen under its digests."""
    advocate.writes(letter.kind, BY_MAIL)
    if letter.faults:
        is_refused(advocate, letter.kind, letter.faults)
    if letter.wishes:
        advocate.writes(letter.kind, letter.wishes)
    for section, text in letter.words.items():
        advocate.rewrites(letter.kind, section, text)
    left = advocate.faults(letter.kind)
    assert letter.despite or not left, (letter.kind, left, advocate.letters[letter.kind].blanks)
    advocate.finalizes(letter.kind, letter.despite)
    assert finishing.is_as_it_was(advocate.letters[letter.kind])


def cites_its_own_law(advocate: Advocate, ladder: Ladder, letter: Letter) -> None:
    """What it cites stands in the tables, and is of this coverage: in a Medicaid letter there is no ERISA."""
    text = advocate.letters[letter.kind].draft.text
    assert letter.cites in text
    of_every_plan = ("45 CFR 164.522(b)",) if KINDS[letter.kind].binds_every_plan else ()
    own = (*GOVERNS.get(ladder.law, ()), *PROGRAMS.get(ladder.law, ()), *of_every_plan)
    cited = CITED.findall(text.replace(f", as applied by {CARRIED_BY.get(ladder.law)}", ""))
    assert [each for each in cited if not each.startswith(own)] == []
    assert ladder.law.startswith("erisa") or not re.search("ERISA|Employee Retirement", text)


def is_sent_on_record(advocate: Advocate, letter: Letter) -> None:
    """To whom, how and under which number; then that it came, which starts the time to answer it."""
    to = advocate.letters[letter.kind].source.letter.addressee
    entry, _ = advocate.records_sending(letter.kind)
    advocate.sent[letter.kind] = entry
    words = words_of(entry)
    assert (entry.fields["channel"], words["tracking"]) == ("certified_mail", TRACKING)
    assert words["sent_to"].startswith(to.name or "nobody")
    if letter.is_received and receipt_of(entry):
        has_come(advocate, entry, letter.starts)


def receipt_of(entry: EventVersion) -> str | None:
    """The field in which the receipt of such a thing is recorded."""
    return next((each.name for each in SCHEMA[entry.kind].fields if each.name in RECEIPTS), None)


def has_come(advocate: Advocate, entry: EventVersion, starts: str) -> None:
    """The receipt is recorded; the time to answer runs from it."""
    advocate.records_receipt(entry, receipt_of(entry) or "")
    if starts:
        running = [each for each in advocate.clocks(entry) if each.status is Status.OPEN]
        (clock,) = [each for each in running if each.rule == starts]
        assert clock.shown_on or clock.shown_at


def is_bound(packet: bytes, told: tuple[str, ...], kind: str) -> None:
    """The letter, a table of contents with the right pages, and each exhibit behind its cover sheet."""
    pages, marks = pages_of(packet), bookmarks_of(packet)
    exhibits = {title: cover for title, cover in marks.items() if title.startswith("Exhibit ")}
    contents = pages[marks["Contents"] - 1] if exhibits else squeezed(KINDS[kind].title)
    assert squeezed(KINDS[kind].title) in contents
    for title, (cover, following) in zip(
        exhibits, pairwise([*exhibits.values(), len(pages) + 1]), strict=True
    ):
        letter, name = title.removeprefix("Exhibit ").split(". ", 1)
        count = following - cover - 1
        assert squeezed(f"{letter} {name} {count} {cover}") in contents
        assert squeezed(f"Exhibit {letter} {name}") in pages[cover - 1]
        for number in range(1, count + 1):
            assert squeezed(f"Exhibit {letter}, page {number} of {count}") in pages[cover + number - 1]
            assert squeezed(f"{name} page {number}") in pages[cover + number - 1]
    assert all(squeezed(f"Page {n} of {len(pages)}") in page for n, page in enumerate(pages, 1))
    assert not any("not in this packet" in sentence for sentence in told)


def squeezed(words: str) -> str:
    """Without spaces, as words are read from a PDF."""
    return re.sub(r"\s", "", words)
