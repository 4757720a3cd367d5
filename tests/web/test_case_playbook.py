"""The playbook of a case, on its own page and in short on the case's: strategy, evidence, criteria, arguments, law."""

from typing import Any

import pytest
from flask import Flask

from tests.factories import make_case
from tests.web.conftest import Browser, Cast
from tracker.db import write_session
from tracker.models import Account


def opened(app: Flask, cast: Cast, **changes: Any) -> str:
    """The address of a case of Bob's with these answers."""
    with write_session(app.extensions["session_factory"]) as session:
        return f"/cases/{make_case(session, session.get_one(Account, cast.bob), **changes).id}"


LATE = {
    "service": "an office visit",
    "service_kind": "other",
    "reason_kind": "untimely_filing",
    "claim_type": "post_service",
}


def test_a_case_shows_how_its_denial_is_worked(app: Flask, bob: Browser, cast: Cast) -> None:
    page = bob.get(opened(app, cast, **LATE)).text

    assert "How to work this denial" in page
    assert "Claim sent in too late" in page
    assert "Whether the patient owes anything." in page
    assert "29 CFR 2560.503-1(g)(1)(ii)" in page


@pytest.mark.parametrize(
    "words",
    [
        "Whose deadline was missed",
        "Who writes it: the clearinghouse, the carrier or the plan; not the sender alone.",
        "an exception that the plan may state",
        "The plan&#39;s own record of arrivals",
        "Coverage was added back in time",
        "A claim that was sent too late and an appeal that is filed too late are two things.",
        "writes and signs it",
        "could seriously jeopardize",
    ],
)
def test_the_whole_playbook_has_every_section(app: Flask, bob: Browser, cast: Cast, words: str) -> None:
    assert words in bob.get(f"{opened(app, cast, **LATE)}/playbook").text


def test_a_medicare_drug_plan_is_shown_its_own_law_alone(app: Flask, bob: Browser, cast: Cast) -> None:
    case = opened(
        app, cast, service="a drug", service_kind="drug", reason_kind="non_formulary", sponsor="medicare_part_d",
        funding="unknown", grandfathered="", appeal_levels="",
    )  # fmt: skip

    page = bob.get(f"{case}/playbook").text

    assert "42 CFR 423.568(b), 423.578" in page
    assert "2560.503-1" not in page
    assert "156.122" not in page


def test_a_service_and_a_reason_of_another_kind_are_shown_together(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    case = opened(app, cast, service="t:slim insulin pump", service_kind="device", reason_kind="experimental")

    page = bob.get(f"{case}/playbook").text

    assert "Insulin pump (Tandem): experimental or investigational" in page
    assert "hypoglycemia unawareness" in page
