"""Who may act stands where somebody is named to act, as the law of the coverage at hand says it."""

import re
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session

from tests.factories import NOW
from tests.web.conftest import Browser, Cast, stored
from tracker.models import Account, Case, SignedForm
from tracker.rules.facts import Coverage
from tracker.rules.terms import EventKind, Sponsor
from tracker.services import intake
from tracker.web.who_acts import needs_by_kind

PAPER = {"kind": "representative", "person": "Bob Lindgren", "signed_on": "2026-11-10"}


def said(page: str) -> str:
    """The page as it reads, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def medicare(app: Flask, cast: Cast) -> str:
    """Alice's case, through Medicare Advantage."""
    return through(app, cast, "medicare_advantage")


def through(app: Flask, cast: Cast, sponsor: str) -> str:
    """The same case through another program, with an appeal that Bob filed for her."""
    with Session(app.extensions["engine"]) as session:
        case, account = session.get_one(Case, cast.case_id), session.get_one(Account, cast.bob)
        changes = {"sponsor": sponsor, "funding": "unknown", "grandfathered": "", "appeal_levels": ""}
        intake.edit_case(session, account, case, changes, NOW)
        session.commit()
    return f"/cases/{cast.case_id}"


def file_as(bob: Browser, where: str, who: str) -> None:
    filing = {"filed_by": who, "received_by_plan": "2026-11-16"}
    bob.post(f"{where}/events/new?kind={EventKind.INTERNAL_APPEAL_FILED.value}", filing)


def test_the_people_page_says_what_each_needs_with_how_surely_it_was_read(
    bob: Browser, medicare: str
) -> None:
    page = said(bob.get(f"{medicare}/people").text)

    assert "The form CMS-1696, or another paper that says the same" in page
    assert "42 CFR 405.910(e) · From a secondary source only" in page
    assert "may ask for the standard reconsideration of care still to come without a form" in page


def test_an_employers_plan_names_no_form_of_medicare_as_needed(bob: Browser, cast: Cast) -> None:
    page = bob.get(f"/cases/{cast.case_id}/people").text
    law = said(page[page.index('id="who-may-act"') :])

    assert "29 CFR 2560.503-1(b)(4)" in law
    assert "CMS-1696" not in law


def test_a_filing_without_a_form_is_said_with_what_the_clock_does(bob: Browser, medicare: str) -> None:
    file_as(bob, medicare, "representative")

    for page in (medicare, f"{medicare}/people"):
        words = said(bob.get(page).text)
        assert "filed on November 16, 2026, and no signed form that holds is on record" in words
        assert "its time is understood to run from the day on which it has the form" in words


def test_once_a_form_is_kept_nothing_is_said(bob: Browser, medicare: str) -> None:
    file_as(bob, medicare, "representative")

    bob.post(f"{medicare}/people/papers", {**PAPER, "form": "cms_1696"})

    assert "no signed form that holds" not in bob.get(medicare).text


def test_the_end_that_law_gives_is_filled_in_with_its_source_and_can_be_changed(
    app: Flask, bob: Browser, medicare: str
) -> None:
    bob.post(f"{medicare}/people/papers", {**PAPER, "form": "cms_1696"})

    (form,) = stored(app, SignedForm)
    page = said(bob.get(f"{medicare}/people").text)
    assert "until Wed Nov 10, 2027" in page
    assert "a year from the signatures, 42 CFR 405.910(e). From a secondary source only" in page

    changing = f"{medicare}/people/papers/{form.id}"
    assert 'value="2027-11-10"' in bob.get(changing).text
    bob.post(changing, {**PAPER, "form": "cms_1696", "expires_on": ""})
    (form,) = stored(app, SignedForm)
    assert form.expires_on is None
    assert "No last day is on record; the law’s is November 10, 2027." in said(
        bob.get(f"{medicare}/people").text
    )


def test_a_paper_that_is_put_right_badly_keeps_what_was_typed(
    app: Flask, bob: Browser, medicare: str
) -> None:
    bob.post(f"{medicare}/people/papers", PAPER)
    (form,) = stored(app, SignedForm)

    answer = bob.post(
        f"{medicare}/people/papers/{form.id}", {**PAPER, "relation": "brother", "expires_on": "2026-01-01"}
    )

    assert answer.status_code == 422
    assert "It cannot have expired before it was signed." in answer.text
    assert 'value="brother"' in answer.text


def test_a_paper_of_another_case_cannot_be_opened(app: Flask, bob: Browser, medicare: str) -> None:
    assert bob.get(f"{medicare}/people/papers/{UUID(int=1)}").status_code == 404


def test_a_form_of_another_program_is_said_in_a_sentence(bob: Browser, cast: Cast) -> None:
    where = f"/cases/{cast.case_id}"
    bob.post(f"{where}/people/papers", {**PAPER, "form": "cms_1696"})
    file_as(bob, where, "representative")

    sentence = "A form of another program: it does nothing for an employer's plan."
    assert sentence in said(bob.get(f"{where}/people").text)
    assert sentence in said(bob.get(where).text)
    assert "CMS-1696, Appointment of Representative is a form of another program." in said(
        bob.get(where).text
    )


def test_who_may_act_stands_where_it_is_asked_who_filed(bob: Browser, medicare: str) -> None:
    asked = said(bob.get(f"{medicare}/events/new?kind=internal_appeal_filed").text)
    not_asked = said(bob.get(f"{medicare}/events/new?kind=call_logged").text)

    assert "Who may act, and what it takes" in asked
    assert "CMS-1696" in asked
    assert "CMS-1696" not in not_asked


def test_who_may_act_stands_where_a_letter_is_signed(bob: Browser, medicare: str) -> None:
    page = said(bob.get(f"{medicare}/letters/new/claim_file_request").text)

    assert "Who may act, and what it takes" in page


def test_a_medicaid_provider_may_not_ask_to_keep_benefits(app: Flask, bob: Browser, cast: Cast) -> None:
    where = through(app, cast, "medicaid_managed_care")

    page = said(bob.get(f"{where}/events/new?kind=continuation_requested").text)

    assert "A provider may not ask that benefits go on during the appeal" in page
    assert "42 CFR 438.402(c)(1)(ii)" in page


def test_the_form_of_a_new_denial_says_what_a_representative_needs_under_each_coverage(bob: Browser) -> None:
    page = bob.get("/cases/new").text
    begin = page.index('data-asked="sponsor=medicare_advantage"')

    assert " hidden" in page[begin : begin + 80]
    assert "It depends on the kind of coverage, which is not known yet." in said(page)


def test_every_coverage_has_its_needs_on_that_form() -> None:
    shown = [value for kind in needs_by_kind() for _, values in kind.hangs_on.asked_when for value in values]

    assert sorted(shown) == sorted("none" if each is Sponsor.UNKNOWN else each.value for each in Sponsor)
    assert Coverage().sponsor is Sponsor.UNKNOWN


def test_a_form_named_on_a_new_denial_is_kept_with_the_end_that_law_gives(app: Flask, bob: Browser) -> None:
    denial = {
        "notice_on": "2026-11-02",
        "denial_kind": "adverse_determination",
        "timezone": "America/Chicago",
        "service": "Infusion",
        "service_kind": "procedure",
        "reason_kind": "medical_necessity",
        "claim_type": "pre_service",
        "urgency": "standard",
        "sponsor": "medicare_part_d",
        "patient_name": "Charlie Duval",
        "representative_name": "Bob Lindgren",
        "representative_signed_on": "2026-11-10",
        "representative_form": "cms_1696",
        "action": "save",
    }

    bob.post("/cases/new", denial)

    (form,) = stored(app, SignedForm)
    assert (form.form, str(form.expires_on)) == ("cms_1696", "2027-11-10")


def test_its_reminders_stand_among_those_of_the_case(bob: Browser, medicare: str) -> None:
    bob.post(f"{medicare}/people/papers", {**PAPER, "form": "cms_1696"})

    assert "A signed form runs out, to the advocate" in said(bob.get(medicare).text)
