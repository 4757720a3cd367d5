"""The five denials of the demonstration, each carried from the denial to external review: at every stage its
letter is there, says what the case says, and cites the law that governs the coverage and no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.factories import NOW, look_again, make_account
from tracker.adapters.letters.docx import render_docx
from tracker.adapters.letters.pdf import render_pdf
from tracker.models import Account, Case
from tracker.rules.terms import EventKind
from tracker.services import events, intake
from tracker.services.demo.seeds import seed_stories
from tracker.services.denial_input import DenialInput
from tracker.services.letters import attaching, keeping, offering
from tracker.services.letters.keeping import KeptLetter

K = EventKind
DENIALS = {story.denial.patient_name.split()[0]: story.denial for story in seed_stories(NOW)}
"""June's movement therapy, Walter's pump, Amara's lactation counselling, Theo's fusion, Ines's infusion."""

ERISA_ONLY = ("Employee Retirement Income Security Act", "29 USC", "29 CFR 2590")
NOT_SELF_FUNDED_ERISA = ("as applied by 45 CFR", "26 CFR", "45 CFR 147.136")


def opened(session: Session, account: Account, name: str, **changes: Any) -> Case:
    """The denial, its letter dated two days ago and come yesterday."""
    days = {"notice_on": day(-2), "received_on": day(-1), "treatment_on": "", "forms": ()}
    denial: DenialInput = replace(DENIALS[name], **{**days, **changes})
    case = intake.open_case(session, account, denial, NOW)
    attaching.attach_due(session, case, NOW)
    return case


def day(after: int) -> str:
    return (NOW + timedelta(days=after)).date().isoformat()


def attached(session: Session, case: Case) -> dict[str, KeptLetter]:
    """The case's letters by kind, in their newest versions."""
    found = {}
    for letter in keeping.letters(session, case):
        version = keeping.newest(session, letter)
        assert version is not None
        found[letter.kind] = keeping.kept(session, letter, version)
    return found


Record = Callable[..., datetime]


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


def course(session: Session, bob: Account, case: Case) -> Record:
    """Records events of this case as the days pass; returns the moment."""

    def record(kind: EventKind, after: int, **fields: Any) -> datetime:
        moment = NOW + timedelta(days=after)
        events.record(session, bob, case, kind, fields, {}, moment)
        attaching.attach_due(session, case, moment)
        return moment

    return record


@pytest.mark.parametrize("name", ["June", "Walter", "Theo"])
def test_a_standard_denial_has_its_letter_at_each_stage(session: Session, bob: Account, name: str) -> None:
    case = opened(session, bob, name, urgency="standard", expedite_codes=())
    record = course(session, bob, case)
    assert set(attached(session, case)) == {"claim_file_request", "internal_appeal"}

    record(K.CLAIM_FILE_REQUESTED, 1, channel="fax", sent_on=day(1), received_by_plan=day(1))
    look_again(session, case, NOW + timedelta(days=15))
    assert "claim_file_chaser" in attached(session, case)

    record(
        K.INTERNAL_APPEAL_FILED,
        16,
        channel="certified_mail",
        received_by_plan=day(16),
        tracking="7020 0555 0142",
    )
    look_again(session, case, NOW + timedelta(days=30))
    assert "plan_is_late" not in attached(session, case)
    look_again(session, case, NOW + timedelta(days=50))
    assert "certified mail 7020 0555 0142" in attached(session, case)["plan_is_late"].draft.text

    record(K.APPEAL_DECIDED, 55, notice_on=day(53), received_on=day(54), outcome="upheld", final="yes")
    letters = attached(session, case)
    assert set(letters) == {
        "claim_file_request",
        "internal_appeal",
        "claim_file_chaser",
        "plan_is_late",
        "external_review_request",
    }
    for letter in letters.values():
        says_what_the_case_says(letter, case)


@pytest.mark.parametrize("name", ["Amara", "Ines"])
def test_an_urgent_denial_has_the_fast_form_at_each_stage(session: Session, bob: Account, name: str) -> None:
    case = opened(session, bob, name)
    record = course(session, bob, case)
    assert set(attached(session, case)) == {"claim_file_request", "internal_appeal_expedited"}

    at = (NOW + timedelta(hours=3)).isoformat(timespec="minutes")
    call = {"telephoned_at": at, "telephone_name": "Kim", "telephone_reference": "C-1"}
    record(
        K.INTERNAL_APPEAL_FILED, 1, expedited="yes", physician_certified="yes", received_by_plan=at, **call
    )
    assert "external_review_expedited" in attached(session, case)

    look_again(session, case, NOW + timedelta(days=5))
    letters = attached(session, case)
    assert set(letters) == {
        "claim_file_request",
        "internal_appeal_expedited",
        "external_review_expedited",
        "plan_is_late",
    }
    assert "The 72 hours from receipt ended on" in letters["plan_is_late"].draft.text
    for letter in letters.values():
        says_what_the_case_says(letter, case)


def says_what_the_case_says(letter: KeptLetter, case: Case) -> None:
    """Quotes the reason, names the member, counts its blanks, cites the right law, and prints."""
    text = letter.draft.text
    assert (case.stated_reason or "") in text or letter.kind.key == "claim_file_chaser"
    assert (case.member_id or "") in text
    assert letter.version.blanks == len(letter.blanks)
    assert all(f"[{blank}]" in text for blank in letter.blanks)
    wrong = ERISA_ONLY if case.sponsor != "private_employer" else ()
    if case.sponsor == "private_employer" and case.funding == "self_funded":
        wrong = NOT_SELF_FUNDED_ERISA
    assert [each for each in wrong if each in text] == []
    assert render_pdf(letter.document).startswith(b"%PDF-")
    assert render_docx(letter.document).startswith(b"PK")


@pytest.mark.parametrize(
    "changes",
    [{"sponsor": "church", "funding": "self_funded"}, {"sponsor": "individual", "funding": "insured"}],
)
def test_no_letter_to_a_church_plan_or_an_issuer_speaks_of_erisa(
    session: Session, bob: Account, changes: dict[str, str]
) -> None:
    case = opened(session, bob, "Theo", **changes)
    record = course(session, bob, case)
    record(K.INTERNAL_APPEAL_FILED, 1, received_by_plan=day(1))
    look_again(session, case, NOW + timedelta(days=40))
    record(K.APPEAL_DECIDED, 45, notice_on=day(44), outcome="upheld", final="yes")

    letters = attached(session, case)
    assert {"claim_file_request", "internal_appeal", "plan_is_late", "external_review_request"} == set(
        letters
    )
    for letter in letters.values():
        assert [each for each in ERISA_ONLY if each in letter.draft.text] == []


def test_the_next_letter_stands_first_at_each_stage(session: Session, bob: Account) -> None:
    case = opened(session, bob, "Theo", forms=DENIALS["Theo"].forms)
    bob.name = "Rosa Delgado"
    record = course(session, bob, case)
    assert next_kind(session, case, NOW) == "claim_file_request"

    record(K.CLAIM_FILE_REQUESTED, 1, channel="fax", sent_on=day(1), received_by_plan=day(1))
    assert next_kind(session, case, NOW + timedelta(days=1)) == "internal_appeal"
    look_again(session, case, NOW + timedelta(days=15))
    assert next_kind(session, case, NOW + timedelta(days=15)) == "claim_file_chaser"

    record(K.INTERNAL_APPEAL_FILED, 16, received_by_plan=day(16))
    record(K.CLAIM_FILE_RECEIVED, 16, received_on=day(16))
    assert next_kind(session, case, NOW + timedelta(days=16)) is None
    look_again(session, case, NOW + timedelta(days=50))
    assert next_kind(session, case, NOW + timedelta(days=50)) == "plan_is_late"

    record(K.APPEAL_DECIDED, 55, notice_on=day(53), outcome="upheld", final="yes")
    assert next_kind(session, case, NOW + timedelta(days=55)) == "external_review_request"
    record(K.CLOSED, 56, closed_on=day(56), outcome="settled")
    of_the_claim = [
        offer
        for offer in offering.offered(session, case, NOW + timedelta(days=56))
        if not offer.kind.binds_every_plan
    ]
    assert {offer.why_not for offer in of_the_claim} == {"The case is closed."}


def next_kind(session: Session, case: Case, now: datetime) -> str | None:
    first = offering.offered(session, case, now)[0]
    return first.kind.key if first.is_next else None
