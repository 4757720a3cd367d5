"""Whole cases of Medicare by `tracker deadlines`, from the request to court: at each moment what an advocate expects.

Each step is one more entry, the moment at which somebody looks, and what is live then: nothing that was answered,
nothing twice, nothing of another program.
"""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from tests.rules.cases import raw_case
from tracker.cli import main

LIVE = ("open", "late", "past_cautious", "needs_date")
TARGET = "practice.target.internal_appeal/only open"
NEXT = "practice.target.next_level/only open"
CONFIRM = "practice.confirm_receipt/only open"
Step = tuple[dict[str, Any], str, list[str]]


def looked_at(events: list[dict[str, Any]], as_of: str, **case: Any) -> list[str]:
    """The live deadlines as `rule/limb status`, in order of their names."""
    said = json.dumps(raw_case(*events, as_of=as_of, **case))
    found = json.loads(CliRunner().invoke(main, ["deadlines", "-", "--json"], input=said).output)
    return sorted(f"{d['rule']}/{d['limb']} {d['status']}" for d in found["deadlines"] if d["status"] in LIVE)


def walk(steps: list[Step], **case: Any) -> None:
    """Each entry is added to those before it, and what is live is compared."""
    events: list[dict[str, Any]] = []
    for event, as_of, expected in steps:
        events.append(event)
        assert looked_at(events, as_of, **case) == sorted(expected), (event["kind"], as_of)


def entry(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "key": kind, **fields}


def decision(kind: str, on: str, outcome: str = "upheld") -> dict[str, Any]:
    return entry(kind, notice_on=on, outcome=outcome)


FROM_JUDGE_TO_COURT: list[tuple[dict[str, Any], str]] = [
    (entry("alj_requested", sent_on="2026-04-01", received_by_office="2026-04-06"), "2026-04-07"),
    (decision("alj_decided", "2026-07-01"), "2026-07-03"),
    (entry("council_requested", sent_on="2026-07-20", received_by_office="2026-07-24"), "2026-07-25"),
    (decision("council_decided", "2026-09-24"), "2026-09-25"),
    (entry("court_filed", received_by_office="2026-11-02"), "2026-11-03"),
]


def upwards(*expected: list[str]) -> list[Step]:
    """The last levels, with what is live at each."""
    return [(event, as_of, live) for (event, as_of), live in zip(FROM_JUDGE_TO_COURT, expected, strict=True)]


def test_medicare_advantage_from_the_request_to_court() -> None:
    walk(
        [
            (
                entry("claim_received", received_by_plan="2026-01-05"),
                "2026-01-06",
                ["ma.od.std.pa/only open"],
            ),
            (
                entry("adverse_determination", notice_on="2026-01-12"),
                "2026-01-14",
                ["ma.recon.file/only open", TARGET],
            ),
            (
                entry("internal_appeal_filed", sent_on="2026-02-01", received_by_plan="2026-02-03"),
                "2026-02-04",
                ["ma.recon.decide.service/decide open"],
            ),
            (
                decision("appeal_decided", "2026-02-20"),
                "2026-02-21",
                ["ma.recon.decide.service/forward open"],
            ),
            (
                entry("ire_case_received", received_by_office="2026-02-25"),
                "2026-02-26",
                ["ma.ire.decide/only open"],
            ),
            (decision("ire_decided", "2026-03-20"), "2026-03-21", ["ma.alj.file/only open", NEXT]),
            *upwards([], ["ma.council.file/only open", NEXT], [], ["ma.court.file/only open"], []),
        ],
        coverage={"sponsor": "medicare_advantage"},
        service="procedure",
    )


def test_medicare_advantage_with_a_plan_that_never_answers() -> None:
    silent = ["ma.od.std.pa/only late", "ma.recon.file/deemed open"]
    walk(
        [
            (
                entry("claim_received", received_by_plan="2026-01-05", prior_authorization="yes"),
                "2026-01-13",
                silent,
            ),
            (
                entry("internal_appeal_filed", received_by_plan="2026-02-03"),
                "2026-03-06",
                ["ma.recon.decide.service/decide late"],
            ),
            (
                entry("ire_case_received", received_by_office="2026-03-09"),
                "2026-03-10",
                ["ma.ire.decide/only open"],
            ),
            (decision("ire_decided", "2026-03-30", "overturned"), "2026-03-31", ["ma.effectuate/ire open"]),
            (entry("plan_complied", complied_on="2026-04-01"), "2026-04-02", []),
        ],
        coverage={"sponsor": "medicare_advantage"},
        service="procedure",
    )


def test_medicare_part_d_from_the_request_to_court() -> None:
    walk(
        [
            (
                entry("claim_received", received_by_plan="2025-12-29T10:00"),
                "2025-12-30",
                ["pd.cd.std/only open"],
            ),
            (
                entry("adverse_determination", notice_on="2025-12-31"),
                "2026-01-02",
                ["pd.redet.file/only open", TARGET],
            ),
            (
                entry("step_exception_requested", received_by_plan="2026-01-05T09:00"),
                "2026-01-06",
                ["pd.redet.file/only open", TARGET, "pd.cd.exception/no_statement open"],
            ),
            (
                entry("step_exception_decided", decided_at="2026-01-12T09:00", outcome="upheld"),
                "2026-01-13",
                ["pd.redet.file/only open", "pd.redet.file/only open", TARGET],
            ),
            (
                entry("internal_appeal_filed", sent_on="2026-01-20"),
                "2026-01-21",
                [
                    "pd.redet.file/only open",
                    "pd.redet.file/only open",
                    TARGET,
                    CONFIRM,
                    "pd.redet.decide/only open",
                ],
            ),
            (decision("appeal_decided", "2026-01-28"), "2026-01-29", ["pd.ire.file/only open", NEXT]),
            (
                entry("ire_requested", received_by_office="2026-02-20"),
                "2026-02-21",
                ["pd.ire.decide/only open"],
            ),
            (
                entry("ire_case_received", notice_on="2026-02-24", received_by_office="2026-02-23"),
                "2026-02-25",
                ["pd.ire.decide/only open"],
            ),
            (decision("ire_decided", "2026-03-02"), "2026-03-03", ["pd.alj.file/standard open", NEXT]),
            *upwards(
                ["pd.alj.decide/only open"],
                ["pd.council.file/only open", NEXT],
                [],
                ["pd.court.letter/only needs_date"],
                [],
            ),
        ],
        coverage={"sponsor": "medicare_part_d"},
        service="drug",
    )


def test_medicare_part_d_with_a_plan_that_never_answers() -> None:
    walk(
        [
            (
                entry("claim_received", received_by_plan="2026-03-02T10:00"),
                "2026-03-05T12:00",
                ["pd.cd.std/only late", "pd.cd.forward/deemed open"],
            ),
            (
                entry("ire_case_received", received_by_office="2026-03-06T09:00"),
                "2026-03-07",
                ["pd.ire.decide/only open"],
            ),
            (decision("ire_decided", "2026-03-11"), "2026-03-12", ["pd.alj.file/standard open", NEXT]),
        ],
        coverage={"sponsor": "medicare_part_d"},
        service="drug",
    )


def test_original_medicare_from_the_summary_notice_to_court() -> None:
    walk(
        [
            (
                entry("adverse_determination", notice_on="2025-06-02"),
                "2025-06-05",
                ["ffs.redet.file/only open", TARGET],
            ),
            (
                entry("internal_appeal_filed", received_by_plan="2025-08-01"),
                "2025-08-02",
                ["ffs.redet.decide/only open"],
            ),
            (decision("appeal_decided", "2025-09-26"), "2025-09-30", ["ffs.qic.file/only open", NEXT]),
            (
                entry("qic_requested", received_by_office="2025-12-01"),
                "2025-12-02",
                ["ffs.qic.decide/only open"],
            ),
            (decision("qic_decided", "2026-01-28"), "2026-01-30", ["ffs.alj.file/only open", NEXT]),
            *upwards(
                ["ffs.alj.decide/only open"],
                ["ffs.council.court/council open", NEXT],
                [],
                ["ffs.council.court/court open"],
                [],
            ),
        ],
        coverage={"sponsor": "original_medicare"},
        claim="post_service",
    )


def test_original_medicare_past_a_qic_that_is_late() -> None:
    walk(
        [
            (
                entry("adverse_determination", notice_on="2025-06-02"),
                "2025-06-05",
                ["ffs.redet.file/only open", TARGET],
            ),
            (
                entry("internal_appeal_filed", received_by_plan="2025-08-01"),
                "2025-10-01",
                ["ffs.redet.decide/only late"],
            ),
            (decision("appeal_decided", "2025-10-06"), "2025-10-07", ["ffs.qic.file/only open", NEXT]),
            (
                entry("qic_requested", received_by_office="2025-12-01"),
                "2026-01-31",
                ["ffs.qic.decide/only late"],
            ),
            (
                entry("alj_requested", received_by_office="2026-02-10"),
                "2026-02-11",
                ["ffs.alj.decide/only open"],
            ),
        ],
        coverage={"sponsor": "original_medicare"},
        claim="post_service",
    )


@pytest.mark.parametrize(
    "sponsor,asked,decided,after",
    [
        ("medicare_advantage", "ma.fasttrack.file/earlier open", [], []),
        (
            "original_medicare",
            "ffs.expedited.qio/file open",
            ["ffs.expedited.qio.decide/only open"],
            ["ffs.expedited.qio/reconsideration open"],
        ),
    ],
)
def test_the_end_of_services(sponsor: str, asked: str, decided: list[str], after: list[str]) -> None:
    walk(
        [
            (
                entry("services_end_notified", delivered_on="2026-05-06T15:00", effective_on="2026-05-12"),
                "2026-05-06T16:00",
                [asked],
            ),
            (entry("qio_requested", asked_at="2026-05-07T11:00"), "2026-05-07T12:00", decided),
            (entry("qio_decided", told_at="2026-05-09T09:00", outcome="upheld"), "2026-05-09T10:00", after),
            (entry("qio_reconsideration_requested", asked_at="2026-05-10T10:00"), "2026-05-10T11:00", []),
        ],
        coverage={"sponsor": sponsor},
    )


REVIEWED = [
    entry("adverse_determination", notice_on="2026-01-12"),
    entry("internal_appeal_filed", received_by_plan="2026-02-03"),
    decision("appeal_decided", "2026-02-20"),
    decision("ire_decided", "2026-03-20"),
]


def test_nobody_is_told_that_a_plan_was_late_in_sending_what_has_been_decided_since() -> None:
    # Given a plan that upheld in time, and an independent review that has decided, with no word of when it got the case
    said = json.dumps(raw_case(*REVIEWED, as_of="2026-03-21", coverage={"sponsor": "medicare_advantage"}))

    # When the deadlines are looked at
    answer = json.loads(CliRunner().invoke(main, ["deadlines", "-", "--json"], input=said).output)

    # Then the plan's time to send it on no longer runs, and nothing is said of its having come late
    (forward,) = [d for d in answer["deadlines"] if d["limb"] == "forward"]
    assert (forward["status"], forward["warnings"]) == ("superseded", [])
    assert forward["trail"][-1].startswith("The IRE has decided, so the case was sent there")


def test_what_was_sent_and_decided_asks_for_no_receipt_any_more() -> None:
    events = [
        REVIEWED[0],
        entry("internal_appeal_filed", sent_on="2026-02-03", channel="mail"),
        decision("appeal_decided", "2026-02-20"),
    ]

    live = looked_at(events, "2026-02-21", coverage={"sponsor": "medicare_part_d"})

    assert live == sorted(["pd.ire.file/only open", NEXT])


@pytest.mark.parametrize(
    "sponsor,event",
    [
        ("medicare_part_d", entry("services_end_notified", delivered_on="2026-02-03")),
        ("medicare_part_d", entry("discharge_planned", told_on="2026-02-03", discharge_on="2026-02-04")),
        ("medicare_part_d", entry("qic_requested", sent_on="2026-02-03")),
        ("medicare_advantage", entry("qic_requested", sent_on="2026-02-03")),
        ("medicare_advantage", entry("ire_requested", sent_on="2026-02-03")),
        ("medicare_advantage", entry("external_review_requested", sent_on="2026-02-03")),
        ("medicare_advantage", entry("fair_hearing_requested", sent_on="2026-02-03")),
        ("original_medicare", entry("ire_case_received", received_by_office="2026-02-03")),
        ("original_medicare", entry("opm_requested", sent_on="2026-02-03")),
    ],
)
def test_what_a_part_of_medicare_cannot_have_is_refused_in_a_sentence(
    sponsor: str, event: dict[str, Any]
) -> None:
    case = raw_case(REVIEWED[0], event, coverage={"sponsor": sponsor})

    answer = CliRunner().invoke(main, ["deadlines", "-"], input=json.dumps(case))

    assert answer.exit_code == 1
    assert "does not happen under" in answer.stderr
