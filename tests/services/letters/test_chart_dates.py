"""The days that a letter names, held against those of the record."""

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event
from tests.services.letters.faulty import VISITS, documented
from tracker.rules.terms import EventKind
from tracker.services.letters import finishing, keeping
from tracker.services.letters.chart_dates import Named, named_in
from tracker.services.letters.wishes import Wishes


@pytest.mark.parametrize(
    "text, named",
    [
        ("on October 6, 2025", {Named(2025, 10, 6)}),
        ("on Oct. 6, 2025, again", {Named(2025, 10, 6)}),
        ("on 6 October 2025", {Named(2025, 10, 6)}),
        ("on 10/6/2025 and 10/07/25", {Named(2025, 10, 6), Named(2025, 10, 7)}),
        ("on 2025-10-06", {Named(2025, 10, 6)}),
        ("October 6 to December 19, 2025", {Named(2025, 10, 6), Named(2025, 12, 19)}),
        ("January 14 and March 3, 2026", {Named(2026, 1, 14), Named(2026, 3, 3)}),
        ("since March 2026", {Named(2026, 3)}),
        ("on May 4. She was seen again on June 1, 2026", {Named(0, 5, 4), Named(2026, 6, 1)}),
        ("24 visits, page 12, policy 0303, 555-0142, 29 CFR 2560.503-1", set()),
        ("It may be that March was cold.", set()),
    ],
)
def test_days_are_read_as_people_write_them(text: str, named: set[Named]) -> None:
    assert named_in(text) == named


@pytest.mark.parametrize(
    "necessity, contradicts",
    [
        ("she had therapy from October 6, 2025 on", False),
        ("she had therapy from October 8, 2025 on", True),
        ("she had therapy from 10/6/2025 on", False),
        ("she had therapy from 10/8/2025 on", True),
        ("she had therapy since October 2025", False),
        ("she had therapy since October 2024", True),
        ("she had therapy since October 6", False),
        ("she came back on November 17, 2026, as the note says", True),
        ("the letter of October 5, 2026 overlooks this", False),
    ],
)
def test_the_whole_letter_of_a_prescriber_is_held_against_the_record(
    session: Session, necessity: str, contradicts: bool
) -> None:
    # Given a record with therapy from October 6 to December 19, 2025, and a denial of October 5, 2026
    bob = make_account(session)
    case = make_case(session, bob, physician="Dr. Hannah Osei")
    session.add(documented(case, VISITS))
    make_event(session, case, EventKind.PEER_TO_PEER_OFFERED, offered_on="2026-11-16", until="2026-11-30")

    # When the prescriber's letter is drafted with these words, in no section that anybody edited
    version = keeping.write(
        session, bob, case, "letter_of_medical_necessity", Wishes(necessity=necessity), NOW
    )
    letter = keeping.kept(session, keeping.letter_for(session, case, version.letter_id), version)

    # Then a day that is not on record is found
    found = {fault.code for fault in finishing.faults_of(session, case, letter, NOW)}
    assert ("chart_dates" in found) is contradicts
