"""Which coverage it is, found out by plain questions: for anybody, in a new denial, in a case and its form."""

import io
import re
from html import unescape

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, stored
from tests.web.seed_denials import FUSION, LETTER
from tracker.models import Case, DeadlineRow, EventVersion, HeldUpload
from tracker.rules.terms import EventKind, Funding, Sponsor, Status

UNION = {"find_through": "job", "find_employer": "union", "find_board": "yes", "find_funding": "self_funded"}


@pytest.fixture
def where(cast: Cast) -> str:
    """The address of Alice's case."""
    return f"/cases/{cast.case_id}"


def text_of(page: str) -> str:
    """A page's words, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def in_sight(page: str) -> set[str]:
    """The questions that hang on others and stand on the page; what merely is told there is none."""
    parts = re.findall(r'<div class="asked" data-asked="[^"]*"([^>]*)>(.*?)</div>', page, re.S)
    names = [re.search(r'name="([^"]+)"', html) for flags, html in parts if "hidden" not in flags]
    return {found[1].removeprefix("find_") for found in names if found}


def ask(browser: Browser, **answers: str) -> str:
    """The public page after these answers."""
    answer = browser.client.post("/coverage", data=answers)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    return answer.text


def result_of(page: str) -> str:
    """What the page says that governs."""
    return text_of(page.split('id="found"')[1].split("</section>")[0])


def test_a_stranger_finds_the_law_why_and_where_to_look_and_nothing_is_kept(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    page = ask(browser, find_through="job", find_employer="company", find_funding="unknown")

    assert "ERISA inside the plan" in result_of(page)
    assert "Who pays the claims decides" in result_of(page)
    assert "29 CFR 2560.503-1" in result_of(page)
    assert "who pays the claims moves dates" in result_of(page)
    assert "administrative services only" in page
    assert "This is not legal advice" in page
    assert len(stored(app, Case)) == 1


def test_without_answers_only_the_first_question_stands(browser: Browser, cast: Cast) -> None:
    page = browser.get("/coverage").text

    assert in_sight(page) == set()
    assert "needs another look" not in page
    assert "stand here once you have answered" in result_of(page)


@pytest.mark.parametrize(
    "answers, asked",
    [
        ("through=job", {"employer", "state"}),
        (
            "through=job&employer=union",
            {"employer", "board", "funding", "levels", "old", "state"},
        ),
        ("through=job&employer=federal", {"employer"}),
        ("through=own&bought=short", {"bought", "state"}),
        ("through=medicare", {"medicare"}),
        ("through=medicare&medicare=plan", {"medicare", "integrated"}),
        ("through=medicaid&medicaid=state", {"medicaid", "window", "state"}),
        ("through=military", {"service"}),
    ],
)
def test_each_answer_leads_to_its_own_questions_without_a_script(
    browser: Browser, cast: Cast, answers: str, asked: set[str]
) -> None:
    given = dict(pair.split("=") for pair in answers.split("&"))

    assert in_sight(ask(browser, **{f"find_{name}": value for name, value in given.items()})) == asked


def test_a_card_that_speaks_against_an_answer_is_told_there(browser: Browser, cast: Cast) -> None:
    page = ask(browser, find_through="own", find_ticks="advantage")

    assert 'id="e-find_through">What you ticked above speaks for “Medicare”' in page


def test_what_is_found_out_is_put_on_record_with_the_case(app: Flask, bob: Browser, where: str) -> None:
    shown = bob.post(f"{where}/coverage", {**UNION, "action": "find_show"}).text
    assert "ERISA" in result_of(shown)
    assert stored(app, Case)[0].joint_board is None

    answer = bob.post(f"{where}/coverage", {**UNION, "action": "find_take"}, follow_redirects=True)

    (case,) = stored(app, Case)
    assert (case.sponsor, case.funding, case.joint_board) == (
        Sponsor.PRIVATE_EMPLOYER,
        Funding.SELF_FUNDED,
        True,
    )
    assert "Changed. The dates follow what is known now." in answer.text


def test_a_case_opens_the_questions_with_what_is_known(bob: Browser, where: str) -> None:
    page = bob.get(f"{where}/coverage").text

    assert 'name="find_employer" value="company" checked' in page
    assert 'name="find_levels" value="1" checked' in page
    assert '<option value="TX" selected>' in page
    assert "ERISA and the Affordable Care Act" in result_of(page)


def test_a_number_of_days_that_is_none_is_refused_at_its_question(
    app: Flask, bob: Browser, where: str
) -> None:
    typed = {"find_through": "medicaid", "find_window": "a while", "action": "find_take"}

    answer = bob.post(f"{where}/coverage", typed)

    assert answer.status_code == 422
    assert 'id="e-find_window">Write the number of days' in answer.text
    assert 'value="a while"' in answer.text
    assert stored(app, Case)[0].sponsor is Sponsor.PRIVATE_EMPLOYER


def test_a_new_denial_goes_through_the_questions_and_loses_nothing(app: Flask, bob: Browser) -> None:
    typed = {"patient_name": "Ines Carvalho", "service": "Wheelchair", "notice_on": "2026-11"}

    asked = bob.post(
        "/cases/new", {**typed, "action": "find", "letter": (io.BytesIO(LETTER), "my denial.pdf")}
    )
    held = re.search(r'name="held" value="([^"]+)"', asked.text)
    assert held is not None
    carried = {**typed, "held": held[1], "find_through": "medicaid", "find_medicaid": "plan"}
    shown = bob.post("/cases/new", {**carried, "action": "find_show"})
    form = bob.post("/cases/new", {**carried, "find_window": "120", "action": "find_take"})

    assert asked.status_code == shown.status_code == form.status_code == 200
    assert all(f'value="{text}"' in page.text for page in (asked, shown, form) for text in typed.values())
    assert "Medicaid managed care" in result_of(shown.text)
    assert '<option value="medicaid_managed_care" selected>' in form.text
    assert 'name="state_window_days" value="120"' in form.text
    assert "my denial.pdf is kept" in form.text
    assert len(stored(app, HeldUpload)) == 1


def test_one_can_leave_the_questions_and_finds_the_form_as_it_was(bob: Browser) -> None:
    typed = {**FUSION.form, "find_through": "medicare", "action": "find_leave"}

    form = bob.post("/cases/new", typed).text

    assert '<option value="private_employer" selected>' in form
    assert "needs another look" not in form


def test_the_form_of_a_case_goes_through_the_questions_with_what_was_typed(
    app: Flask, bob: Browser, where: str
) -> None:
    typed = {"patient_name": "Alice M. Moreau", "service": "Fusion", "sponsor": "private_employer"}

    asked = bob.post(f"{where}/edit", {**typed, "action": "find"}).text
    form = bob.post(f"{where}/edit", {**typed, **UNION, "action": "find_take"}).text

    assert 'name="find_employer" value="company" checked' in asked
    assert 'value="Alice M. Moreau"' in asked
    assert 'name="joint_board" value="yes" checked' in form
    assert 'value="Alice M. Moreau"' in form
    assert stored(app, Case)[0].joint_board is None


@pytest.mark.parametrize(
    "sponsor, asked",
    [
        ("", {"policy_state"}),
        ("unknown", {"policy_state"}),
        (
            "private_employer",
            {
                "funding",
                "appeal_levels",
                "joint_board",
                "grandfathered",
                "policy_state",
                "essential_health_benefits",
                "hhs_administered",
            },
        ),
        ("individual", {"grandfathered", "policy_state", "hhs_administered"}),
        ("medicare_advantage", {"integrated"}),
        ("medicare_part_d", set()),
        ("medicaid_managed_care", {"policy_state", "state_window_days", "rating_period_2026"}),
        ("fehb", set()),
    ],
)
def test_a_form_asks_what_the_coverage_needs_and_no_more(bob: Browser, sponsor: str, asked: set[str]) -> None:
    page = bob.post("/cases/new", {"sponsor": sponsor, "action": "coverage"}).text

    assert in_sight(page) == asked


def test_an_answer_that_contradicts_the_coverage_stays_in_sight_and_is_told(bob: Browser) -> None:
    typed = {**FUSION.form, "sponsor": "tricare", "grandfathered": "yes", "action": "preview"}

    answer = bob.post("/cases/new", typed)

    assert answer.status_code == 422
    assert "Only a private plan can be grandfathered, not TRICARE." in answer.text
    assert "grandfathered" in in_sight(answer.text)


def test_a_coverage_that_nobody_knows_says_so_calmly_with_the_way_to_the_questions(
    app: Flask, bob: Browser, where: str
) -> None:
    sentence = (
        "Not known yet: where the coverage comes from. "
        "Until that is known, the earliest date of all that are possible is shown."
    )
    unknown = {
        **FUSION.form,
        "sponsor": "unknown",
        "funding": "unknown",
        "grandfathered": "",
        "appeal_levels": "",
    }

    preview = bob.post("/cases/new", {**unknown, "action": "preview"}).text
    bob.post(f"{where}/coverage", {"find_through": "unknown", "action": "find_take"})
    page = bob.get(where).text

    assert sentence in text_of(preview)
    assert 'name="action" value="find"' in preview
    assert sentence in text_of(page)
    assert f'href="{where}/coverage"' in page


def test_a_coverage_that_is_known_says_nothing_of_the_kind(bob: Browser, where: str) -> None:
    assert "Not known yet" not in bob.get(where).text


def test_entries_that_a_new_coverage_cannot_have_are_named_and_kept(
    app: Flask, bob: Browser, where: str
) -> None:
    bob.post(f"{where}/events/new?kind=plan_documents_requested", {"sent_on": "2026-10-12"})
    medicare = {"find_through": "medicare", "find_medicare": "original", "action": "find_take"}

    answer = bob.post(f"{where}/coverage", medicare, follow_redirects=True).text

    sentence = "“Plan documents requested from the administrator” does not happen under Original Medicare"
    assert sentence in text_of(answer)
    assert sentence in text_of(bob.get(where).text)
    kept = [event for event in stored(app, EventVersion) if event.is_current and not event.is_removed]
    assert EventKind.PLAN_DOCUMENTS_REQUESTED in {event.kind for event in kept}
    rules = {row.rule: row.status for row in stored(app, DeadlineRow)}
    assert rules["ffs.redet.file"] is Status.OPEN
    assert rules["erisa.appeal.file"] is Status.SUPERSEDED


DRUG_OF_AN_ADVANTAGE_PLAN = {
    **FUSION.form,
    "service": "apixaban 5 mg",
    "service_kind": "drug",
    "sponsor": "medicare_advantage",
    "funding": "unknown",
    "grandfathered": "",
    "appeal_levels": "",
}
PART_D_DECIDES = (
    "A drug from the pharmacy follows Part D (42 CFR part 423), inside a Medicare Advantage plan too"
)


def test_a_drug_under_medicare_advantage_is_asked_about_before_anything_is_sent(bob: Browser) -> None:
    preview = bob.post("/cases/new", {**DRUG_OF_AN_ADVANTAGE_PLAN, "action": "preview"})
    opened = bob.post("/cases/new", {**DRUG_OF_AN_ADVANTAGE_PLAN, "action": "save"})
    where = opened.location.removesuffix("/record")

    for page in (preview.text, bob.get(where).text, bob.get(f"{where}/letters").text):
        assert PART_D_DECIDES in text_of(page)
    assert f'href="{where}/coverage"' in bob.get(f"{where}/letters").text


def test_once_it_is_part_d_the_case_has_the_dates_and_letters_of_part_d_and_no_question(bob: Browser) -> None:
    where = bob.post("/cases/new", {**DRUG_OF_AN_ADVANTAGE_PLAN, "action": "save"}).location
    where = where.removesuffix("/record")

    bob.post(
        f"{where}/coverage",
        {"find_through": "medicare", "find_medicare": "drugs", "action": "find_take"},
    )

    letters = text_of(bob.get(f"{where}/letters").text)
    assert PART_D_DECIDES not in letters
    assert "42 CFR 423.582" in bob.get(where).text
    offered = letters.split("Letters that do not fit")[0]
    assert "redetermination" in offered.lower()
    assert "exception" in offered.lower()


def test_care_under_part_d_is_asked_about_too(bob: Browser) -> None:
    typed = {**DRUG_OF_AN_ADVANTAGE_PLAN, "sponsor": "medicare_part_d", "service_kind": "procedure"}

    assert "which is for drugs from the pharmacy" in text_of(
        bob.post("/cases/new", {**typed, "action": "preview"}).text
    )


@pytest.mark.parametrize("change", [{"service_kind": "procedure"}, {"sponsor": "medicare_part_d"}])
def test_what_its_part_of_medicare_decides_is_not_asked_about(bob: Browser, change: dict[str, str]) -> None:
    preview = bob.post("/cases/new", {**DRUG_OF_AN_ADVANTAGE_PLAN, **change, "action": "preview"}).text

    assert "42 CFR part 42" not in text_of(preview)
