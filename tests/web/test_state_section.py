"""“Your state's process” on the page of a case: what may apply with its source, and where it does not, why."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from tests.factories import make_case, make_event
from tests.web.conftest import Browser, Cast, GivenTime
from tracker.db import write_session
from tracker.models import Account
from tracker.rules.terms import EventKind

Open = Callable[..., str]


@pytest.fixture
def section(app: Flask, bob: Browser, cast: Cast) -> Open:
    """The words of the section on a new case of Bob's, with what is said of its coverage; decided where asked."""

    def opened(decided: bool = False, **denial: str) -> str:
        with write_session(app.extensions["session_factory"]) as session:
            case = make_case(session, session.get_one(Account, cast.bob), **{"funding": "insured", **denial})
            if decided:
                make_event(
                    session,
                    case,
                    EventKind.INTERNAL_APPEAL_FILED,
                    received_by_plan="2026-10-20",
                    filed_by="member",
                )
                make_event(
                    session,
                    case,
                    EventKind.APPEAL_DECIDED,
                    notice_on="2026-11-16",
                    outcome="upheld",
                    final="yes",
                )
            case_id = case.id
        return unescape(bob.get(f"/cases/{case_id}").text)

    return opened


def words(page: str) -> str:
    """The section's words, without its tags."""
    part = re.search(r'<section class="sheet" id="state">.*?</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.group(0))) if part else ""


def test_an_insured_plan_is_told_who_takes_the_request_and_how_surely_that_was_read(section: Open) -> None:
    told = words(section(policy_state="NY"))

    assert "New York's external review may apply. The letter in hand decides." in told
    assert "New York State Department of Financial Services, External Appeals" in told
    assert "Four months from the first-level final adverse determination" in told
    assert "$25, at most $75 a year" in told
    assert "N.Y. Insurance Law art. 49; Public Health Law art. 49." in told
    assert "dfs.ny.gov" in told
    assert "last read November 21, 2026" in told
    assert "perhaps changed since: open it once yourself" in told
    assert "Take the address from the decision in hand; none is kept here." in told
    assert "800-342-3736" in told


def test_its_rights_do_not_stand_a_second_time_among_the_others(section: Open) -> None:
    page = section(policy_state="NY")

    assert page.count("New York's external review may apply") == 1


def test_a_self_funded_plan_is_told_why_the_states_law_does_not_bind_it(section: Open) -> None:
    told = words(section(policy_state="NY", funding="self_funded"))

    assert "This plan is self-funded: the employer pays the claims." in told
    assert "Its external review is the federal one." in told
    assert "The same holds for its law on step therapy." in told
    assert "Who takes the request" not in told
    assert "New York State Department of Financial Services" in told


def test_virginia_lets_a_self_funded_plan_opt_in(section: Open) -> None:
    told = words(section(policy_state="VA", funding="self_funded"))

    assert "may opt in: the letter says whether this one did" in told


def test_where_sources_disagree_both_are_shown(section: Open) -> None:
    told = words(section(policy_state="GA"))

    assert "Sources disagree. The window: 120 days are mentioned for ACA plans" in told
    assert "Ask early, and go by the letter." in told


def test_where_nobody_saw_who_takes_the_request_that_is_said(section: Open) -> None:
    assert "Not seen: the letter in hand says where to send it." in words(section(policy_state="NM"))


def test_what_goes_with_the_request_is_told_as_the_state_says_it(section: Open) -> None:
    told = words(section(policy_state="PA"))

    assert "What to enclose The plan's final letter, the insurance card, records" in told
    assert "And what the decision and the form ask for." in told


@pytest.mark.parametrize("state", ["", "PR"])
def test_without_a_state_on_record_there_is_no_section(section: Open, state: str) -> None:
    assert words(section(policy_state=state)) == ""


def test_a_law_on_step_therapy_stands_there_with_its_grounds(section: Open) -> None:
    told = words(section(policy_state="TX", service_kind="drug", reason_kind="step_therapy"))

    assert "Step therapy may apply" in told
    assert "Prescription drugs only." in told
    assert "tried and failed" in told
    assert "not counted here" in told


def test_a_device_is_told_that_a_law_on_drugs_does_not_reach_it(section: Open) -> None:
    told = words(section(policy_state="TX", service_kind="device", reason_kind="step_therapy"))

    assert "It reaches prescription drugs only; what was denied is a device." in told


def test_another_reason_leaves_step_therapy_out(section: Open) -> None:
    told = words(section(policy_state="TX", service_kind="drug", reason_kind="medical_necessity"))

    assert "Step therapy" not in told


def test_an_early_reminder_says_that_it_is_not_the_deadline(section: Open) -> None:
    page = section(decided=True, policy_state="NM")

    assert "Early reminder: ask for external review" in page
    assert "not the deadline" in page
    assert "The earliest date that was found, not the legal deadline. The letter decides." in page
    assert "Next deadline: ask for external review" in page


def test_a_row_that_nobody_has_read_for_180_days_shows_only_whom_to_call(
    section: Open, clock: GivenTime, bob: Browser, cast: Cast
) -> None:
    clock.pass_by(days=190)
    bob.sign_in(cast.bob)

    told = words(section(policy_state="NY"))

    assert "was last read on November 21, 2026. That is too long ago to rely on" in told
    assert "800-342-3736" in told
    assert "Who takes the request" not in told
    assert "Community Health Advocates" not in told
