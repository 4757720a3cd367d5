"""The caseload: the right cases, in the right groups, also when nobody has looked for a while."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account, make_case, make_event, make_organization
from tracker.models import Account, Case, Organization
from tracker.rules.terms import EventKind
from tracker.services import caseload, deadlines
from tracker.services.caseload import Board, BoardFilters, BoardRow


def look(session: Session, account: Account, now: datetime = NOW, **filters: Any) -> Board:
    """The account's caseload."""
    session.flush()
    return caseload.board(session, account, BoardFilters(**filters), now)


def numbers(board: Board) -> dict[str, list[str]]:
    """The numbers of the cases shown, by group."""
    return {group.code: [row.number for row in group.rows] for group in board.groups}


def shown(board: Board) -> list[BoardRow]:
    """Every row shown."""
    return [row for group in board.groups for row in group.rows]


GROUPS = [
    ("2026-10-05", "pre_service", "overdue"),
    ("2026-10-24", "pre_service", "within_72_hours"),
    ("2026-10-27", "pre_service", "this_week"),
    ("2026-11-20", "pre_service", "this_month"),
]


@pytest.mark.parametrize("notice_on, claim, group", GROUPS)
def test_a_case_stands_in_the_group_of_its_next_date(
    session: Session, notice_on: str, claim: str, group: str
) -> None:
    account = make_account(session)
    case = make_case(session, account, notice_on=notice_on, received_on="", claim_type=claim)

    board = look(session, account)

    assert numbers(board) == {group: [case.number]}
    assert board.counts[group] == board.total == 1


def test_what_the_law_ends_stands_before_a_target_of_our_own_that_passed_earlier(session: Session) -> None:
    # Given a target that passed weeks ago, with months left by law
    account = make_account(session)
    meant = make_case(session, account, notice_on="2026-10-05", received_on="")

    # And a last day that passed two days ago, and can be argued for two days more
    lost_soon = make_case(session, account, notice_on="2026-05-24", received_on="2026-05-28")

    # Then the one that can be lost stands first
    assert numbers(look(session, account)) == {"overdue": [lost_soon.number, meant.number]}


def test_a_row_says_who_what_when_and_what_to_do(session: Session) -> None:
    account = make_account(session)
    case = make_case(
        session, account, notice_on="2026-11-20", received_on="", patient_guardian="Bob Lindgren"
    )

    (row,) = shown(look(session, account))

    assert (row.patient, row.guardian, row.service) == (
        "Alice Moreau",
        "Bob Lindgren",
        "Lumbar spinal fusion, L4-L5",
    )
    assert (row.insurer, row.state, row.advocate_id) == ("Cigna", "TX", account.id)
    assert (row.next_on, row.next_step, row.next_owner, row.next_action) == (
        case.next_on,
        "File the internal appeal. The law allows until Wednesday, May 19, 2027.",
        "advocate",
        "internal_appeal_filed",
    )
    assert row.title


def test_an_urgent_denial_of_yesterday_is_todays_work_and_not_overdue(session: Session) -> None:
    account = make_account(session)
    make_case(session, account, notice_on="2026-11-21", received_on="", urgency="expedited")

    (group,) = look(session, account).groups

    assert (group.code, str(group.rows[0].next_on)) == ("within_72_hours", "2026-11-22")


def test_a_plan_that_waits_and_one_that_is_late_stand_apart(session: Session) -> None:
    account = make_account(session)
    waiting, late = make_case(session, account), make_case(session, account)
    make_event(session, waiting, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    make_event(session, late, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-10-12")

    board = look(session, account)

    assert numbers(board) == {"plan_is_late": [late.number], "waiting_on_plan": [waiting.number]}
    assert board.groups[-1].rows[0].shown_on == datetime(2026, 12, 2, tzinfo=UTC).date()


def test_a_closed_case_is_not_in_the_caseload(session: Session) -> None:
    account = make_account(session)
    case = make_case(session, account)
    make_event(session, case, EventKind.CLOSED, closed_on="2026-11-20", outcome="won")

    assert look(session, account).total == 0


@pytest.mark.parametrize("days", [0, 1, 3, 8, 20, 29, 33, 60, 150, 400])
def test_time_alone_moves_a_case_without_anybody_looking(session: Session, days: int) -> None:
    account = make_account(session)
    waiting, target = (
        make_case(session, account),
        make_case(session, account, notice_on="2026-11-20", received_on=""),
    )
    make_event(session, waiting, EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")
    urgent = make_case(session, account, notice_on="2026-11-21", received_on="", urgency="expedited")
    later = NOW + timedelta(days=days, hours=3)

    unlooked = look(session, account, later)

    for case in (waiting, target, urgent):
        deadlines.sync(session, case, later)
    looked = look(session, account, later)
    assert (unlooked.counts, shown(unlooked)) == (looked.counts, shown(looked))


def test_a_standing_holds_until_the_moment_it_names(session: Session) -> None:
    account = make_account(session)
    case = make_case(session, account, notice_on="2026-11-20", received_on="")
    make_event(session, case, EventKind.CLAIM_FILE_REQUESTED, sent_on="2026-11-21", channel="fax")
    now, end, met = NOW, NOW + timedelta(days=240), []
    while case.next_change_at is not None and case.next_change_at < end:
        just_before, group = case.next_change_at - timedelta(seconds=1), case.group
        deadlines.sync(session, case, just_before)
        assert case.group == group
        now = max(case.next_change_at or end, now + timedelta(seconds=1))
        deadlines.sync(session, case, now)
        met.append(case.group)

    assert {"this_week", "within_72_hours", "overdue"} <= set(met)


def test_groups_that_are_too_long_together_show_the_pressing_ones_in_full_and_a_few_of_each_other(
    session: Session,
) -> None:
    account = make_account(session)
    for notice_on in ("2026-11-20",) * 6 + ("2026-10-24",) * 4 + ("2026-05-15",) * 5:
        make_case(session, account, notice_on=notice_on, received_on="")

    groups = caseload.board(session, account, BoardFilters(), NOW, together=11).groups

    assert [(group.code, group.count, len(group.rows)) for group in groups] == [
        ("overdue", 5, 5),
        ("within_72_hours", 4, 3),
        ("this_month", 6, 3),
    ]
    (chosen,) = caseload.board(session, account, BoardFilters(group="this_month"), NOW, together=11).groups
    assert len(chosen.rows) == 6


def test_each_group_shows_its_first_cases_and_counts_all(session: Session) -> None:
    account = make_account(session)
    first = make_case(session, account, notice_on="2026-11-18", received_on="")
    for _ in range(26):
        make_case(session, account, notice_on="2026-11-20", received_on="")

    (group,) = look(session, account).groups
    assert (group.count, group.pages, len(group.rows)) == (27, 2, 25)
    assert group.rows[0].number == first.number

    (second,) = look(session, account, group="this_month", page=2).groups
    assert (second.page, len(second.rows)) == (2, 2)
    assert not set(second.rows) & set(group.rows)


def test_a_page_past_the_end_is_the_last_one(session: Session) -> None:
    account = make_account(session)
    make_case(session, account)

    (group,) = look(session, account, group="overdue", page=99).groups

    assert (group.page, len(group.rows)) == (1, 1)


FILTERS = [
    ({"stage": "internal_appeal_filed"}, ("filed",)),
    ({"stage": "denial_received"}, ("plain", "church")),
    ({"stage": "no such"}, ()),
    ({"coverage": "church"}, ("church",)),
    ({"coverage": "employer_self_funded"}, ("plain", "filed")),
    ({"coverage": "no such"}, ()),
    ({"q": "zoe"}, ("church",)),
    ({"q": "Zoë NUÑ"}, ("church",)),
    ({"q": "aet"}, ("church",)),
    ({"q": "zoe fusion"}, ("church",)),
    ({"q": "alice"}, ("plain", "filed")),
    ({"q": "nobody"}, ()),
    ({"q": "  "}, ("plain", "filed", "church")),
    ({"q": "?!"}, ()),
    ({"q": "alice", "stage": "denial_received"}, ("plain",)),
    ({"group": "waiting_on_plan"}, ("filed",)),
]


@pytest.mark.parametrize("filters, found", FILTERS, ids=str)
def test_it_can_be_narrowed(session: Session, filters: dict[str, Any], found: tuple[str, ...]) -> None:
    account = make_account(session)
    cases = {
        "plain": make_case(session, account),
        "filed": make_case(session, account),
        "church": make_case(session, account, patient_name="Zoë Núñez", sponsor="church", insurer="Aetna"),
    }
    make_event(session, cases["filed"], EventKind.INTERNAL_APPEAL_FILED, received_by_plan="2026-11-02")

    board = look(session, account, **filters)

    names = {case.id: name for name, case in cases.items()}
    assert {names[row.case_id] for row in shown(board)} == set(found)


def test_it_is_narrowed_to_an_insurer_however_its_name_is_written(session: Session) -> None:
    account = make_account(session)
    one, other = make_case(session, account, insurer="CIGNA"), make_case(session, account, insurer="Cigna ")
    make_case(session, account, insurer="Aetna")

    insurers = caseload.options(session, account).insurers
    assert [name for _, name in insurers] == ["Aetna", "CIGNA"]

    board = look(session, account, insurer=insurers[1][0])
    assert {row.number for row in shown(board)} == {one.number, other.number}


def test_it_is_narrowed_to_an_advocate(session: Session) -> None:
    organization = make_organization(session)
    bob, colleague = (make_account(session, organization, name=name) for name in ("Bob", "Mai"))
    make_case(session, bob)
    theirs = make_case(session, colleague)

    board = look(session, bob, advocate=colleague.id)

    assert {row.number for row in shown(board)} == {theirs.number}
    assert [name for _, name in caseload.options(session, bob).advocates] == ["Bob", "Mai"]


def test_who_works_alone_has_no_colleagues(session: Session) -> None:
    bob, charlie = make_account(session), make_account(session, name="Charlie")
    assert not caseload.has_colleagues(session, bob)

    make_account(session, session.get_one(Organization, bob.organization_id), name="Mai")

    assert caseload.has_colleagues(session, bob)
    assert not caseload.has_colleagues(session, charlie)


def test_it_is_found_by_its_number(session: Session) -> None:
    account = make_account(session)
    case = make_case(session, account)
    make_case(session, account)

    assert {row.number for row in shown(look(session, account, q=case.number.lower()))} == {case.number}


def test_a_stranger_sees_nothing_of_it(session: Session) -> None:
    account, charlie = make_account(session), make_account(session, name="Charlie")
    case: Case = make_case(session, account)
    case.next_change_at = NOW - timedelta(days=1)

    board = look(session, charlie, q="Alice")

    assert (board.total, caseload.options(session, charlie).insurers) == (0, ())
