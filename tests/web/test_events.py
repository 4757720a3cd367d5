"""What happened is recorded, corrected with a reason, or taken back; the history keeps all of it."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from markupsafe import escape

from tests.factories import PDF, make_case
from tests.web.conftest import Browser, Cast, stored
from tracker.db import write_session
from tracker.models import Account, DeadlineRow, EventVersion, HeldUpload
from tracker.rules.events import SCHEMA
from tracker.rules.terms import EventKind, Status


@pytest.fixture
def where(cast: Cast) -> str:
    """The address of Alice's case."""
    return f"/cases/{cast.case_id}"


def denial_of(app: Flask) -> EventVersion:
    """The denial as it now stands."""
    return next(e for e in stored(app, EventVersion) if e.kind == "adverse_determination" and e.is_current)


def test_the_likeliest_kinds_are_offered_first_and_all_others_behind(bob: Browser, where: str) -> None:
    page = bob.get(f"{where}/events/new").text

    first, rest = page.split("Everything else that can happen")
    assert "Claim file requested" in first
    assert "Internal appeal filed" in first
    assert "External review decided" in rest


def test_every_kind_has_a_form_with_all_its_fields(bob: Browser, where: str) -> None:
    for kind in set(EventKind) - {EventKind.DEADLINE_NOT_NEEDED, EventKind.DEADLINE_MISSED}:
        page = bob.get(f"{where}/events/new?kind={kind.value}").text

        assert escape(SCHEMA[kind].title) in page
        assert all(f'id="q-{field.name}"' in page for field in SCHEMA[kind].fields), kind


def test_a_moment_is_a_day_with_a_time(app: Flask, bob: Browser, where: str) -> None:
    sent = {"received_by_plan": "2026-11-20", "received_by_plan_time": "15:30", "channel": "fax"}

    bob.post(f"{where}/events/new?kind=internal_appeal_filed", sent)

    filed = next(e for e in stored(app, EventVersion) if e.kind == "internal_appeal_filed")
    assert str(filed.fields["received_by_plan"]).startswith("2026-11-20T15:30")


def choices_of(page: str, field: str) -> list[tuple[str, str, bool]]:
    """What a choice on a page offers: value, words, and whether it stands chosen."""
    found = re.search(rf'<select id="q-{field}".*?</select>', page, re.S)
    assert found is not None
    options = re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', found[0])
    chosen = next((n for n, option in enumerate(options) if option[1]), 0)
    return [(value, unescape(words), n == chosen) for n, (value, _, words) in enumerate(options)]


def record(bob: Browser, where: str, kind: str, **fields: str) -> None:
    answer = bob.post(f"{where}/events/new?kind={kind}", fields)
    assert answer.status_code == 302, answer.text


def test_only_entries_that_fit_can_be_answered_and_the_one_that_is_taken_stands_chosen(
    bob: Browser, where: str
) -> None:
    record(bob, where, "claim_file_requested", sent_on="2026-10-12", channel="fax")
    record(bob, where, "internal_appeal_filed", received_by_plan="2026-10-14")
    record(bob, where, "appeal_decided", notice_on="2026-11-10", outcome="upheld", final="yes")

    request = choices_of(bob.get(f"{where}/events/new?kind=external_review_requested").text, "answers")
    decision = choices_of(bob.get(f"{where}/events/new?kind=appeal_decided").text, "answers")
    incomplete = choices_of(bob.get(f"{where}/events/new?kind=external_review_incomplete").text, "answers")

    assert [(words, chosen) for _, words, chosen in request] == [
        ("Plan decided the appeal, Nov 10, upheld (still denied): the latest that fits", True),
        ("Denial (adverse benefit determination), Oct 5", False),
    ]
    assert [words for _, words, _ in decision] == ["Internal appeal filed, Oct 14: the latest that fits"]
    assert [words for _, words, _ in incomplete] == ["Nothing on record fits"]


def test_a_call_may_be_about_any_entry_and_is_about_none_unless_it_says_so(bob: Browser, where: str) -> None:
    record(bob, where, "claim_file_requested", sent_on="2026-10-12", channel="fax")

    offered = choices_of(bob.get(f"{where}/events/new?kind=call_logged").text, "answers")

    assert [words for _, words, _ in offered] == [
        "Nothing in particular",
        "Claim file requested, Oct 12",
        "Denial (adverse benefit determination), Oct 5",
    ]


def test_what_an_entry_answers_stays_chosen_when_it_is_corrected_and_is_named_in_its_history(
    app: Flask, bob: Browser, where: str
) -> None:
    denial = denial_of(app).event_key
    record(bob, where, "internal_appeal_filed", received_by_plan="2026-10-14", answers=denial)
    appeal = next(e for e in stored(app, EventVersion) if e.kind == "internal_appeal_filed").event_key

    offered = choices_of(bob.get(f"{where}/events/{appeal}/correct").text, "answers")
    history = bob.get(f"{where}/events/{appeal}").text

    assert [value for value, _, chosen in offered if chosen] == [denial]
    assert "<dd>Denial (adverse benefit determination), Oct 5</dd>" in history


def test_a_filing_in_an_urgent_case_is_taken_as_urgent_unless_the_tick_is_taken_away(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    with write_session(app.extensions["session_factory"]) as session:
        case_id = make_case(session, session.get_one(Account, cast.bob), urgency="expedited").id
    form = f"/cases/{case_id}/events/new?kind=internal_appeal_filed"
    assert 'name="expedited" value="yes" checked' in bob.get(form).text

    bob.post(form, {"received_by_plan": "2026-11-20"})

    filed = next(e for e in stored(app, EventVersion) if e.kind == "internal_appeal_filed")
    rules = {row.rule for row in stored(app, DeadlineRow) if row.event_key == filed.event_key}
    assert "erisa.appeal.decide.pre" in rules
    assert "erisa.appeal.decide.urgent" not in rules
    assert "expedited" not in bob.get(f"/cases/{case_id}").text.split('id="timeline"')[1].split("<aside")[0]


def test_the_call_is_asked_about_only_where_the_decision_was_asked_for_as_expedited(
    bob: Browser, where: str
) -> None:
    form = bob.get(f"{where}/events/new?kind=internal_appeal_filed").text

    asked = form.index('data-asked="expedited=yes" data-stays hidden')
    assert form.index('id="q-expedited"') < asked < form.index('id="q-telephoned_at"')


def test_a_filing_in_an_ordinary_case_is_not_asked_for_as_urgent(bob: Browser, where: str) -> None:
    form = bob.get(f"{where}/events/new?kind=internal_appeal_filed").text

    assert 'name="expedited" value="yes">' in form or 'name="expedited" value="yes" ' in form
    assert 'name="expedited" value="yes" checked' not in form


@pytest.mark.parametrize(
    "kind, fields, said",
    [
        ("internal_appeal_filed", {"received_by_plan": "2026-02-30"}, "There is no day “2026-02-30”."),
        ("internal_appeal_filed", {"received_by_plan": "2027-01-30"}, "This day lies in the future."),
        (
            "internal_appeal_filed",
            {"sent_on": "2026-11-20", "received_by_plan": "2026-11-19"},
            "It cannot have been received before it was sent.",
        ),
        ("internal_appeal_filed", {}, "When was it?"),
        (
            "internal_appeal_filed",
            {"received_by_plan": "2026-11-20", "note": "bell \x07"},
            "cannot be printed",
        ),
        ("claim_file_received", {"received_on": ""}, "This is needed."),
        ("closed", {"closed_on": "2026-11-20", "outcome": "glory"}, "Choose one of the answers offered."),
    ],
)
def test_an_event_that_cannot_be_is_refused_with_a_sentence_and_nothing_is_saved(
    app: Flask, bob: Browser, where: str, kind: str, fields: dict[str, str], said: str
) -> None:
    before = len(stored(app, EventVersion))

    answer = bob.post(f"{where}/events/new?kind={kind}", {**fields, "tracking": "7020 0555"})

    assert answer.status_code == 422
    assert said in answer.text
    if SCHEMA[EventKind(kind)].field("tracking"):
        assert 'value="7020 0555"' in answer.text
    assert len(stored(app, EventVersion)) == before


def test_a_proof_is_kept_while_a_field_is_wrong(app: Flask, bob: Browser, where: str) -> None:
    wrong = {"sent_on": "2026-02-30", "file": (io.BytesIO(PDF), "receipt.pdf")}

    page = bob.post(f"{where}/events/new?kind=claim_file_requested", wrong).text

    assert "receipt.pdf is kept" in page
    assert len(stored(app, HeldUpload)) == 1


def test_a_correction_moves_the_same_deadline_and_the_history_keeps_both(
    app: Flask, bob: Browser, where: str
) -> None:
    denial = denial_of(app)
    before = next(row for row in stored(app, DeadlineRow) if row.rule == "erisa.appeal.file")
    said = {"notice_on": "2026-10-06", "received_on": "2026-10-09", "because": "The letter says October 6."}

    bob.post(f"{where}/events/{denial.event_key}/correct", said)

    after = next(row for row in stored(app, DeadlineRow) if row.rule == "erisa.appeal.file")
    assert after.id == before.id
    assert str(after.shown_on) == "2027-04-04"
    assert after.revision == before.revision + 1
    history = bob.get(f"{where}/events/{denial.event_key}").text
    assert "Version 1" in history
    assert "Version 2" in history
    assert "Because: The letter says October 6." in history


def test_a_receipt_is_put_on_record_by_its_day_alone_and_the_rest_of_the_entry_stays(
    app: Flask, bob: Browser, where: str
) -> None:
    sent = {"sent_on": "2026-11-20", "channel": "certified_mail", "filed_by": "member", "note": "Green card"}
    record(bob, where, "internal_appeal_filed", **sent)
    link = re.search(r'href="([^"]+)">Record its receipt</a>', bob.get(where).text)
    assert link is not None
    form = bob.get(unescape(link[1])).text
    assert "Why is it changed?" not in form

    refused = bob.post(unescape(link[1]), {"received_by_plan": "2026-11-19"})
    assert 'id="e-received_by_plan"' in refused.text

    bob.post(unescape(link[1]), {"received_by_plan": "2026-11-21", "tracking": "7020 0555"})

    filed = next(e for e in stored(app, EventVersion) if e.kind == "internal_appeal_filed" and e.is_current)
    assert filed.fields["received_by_plan"] == "2026-11-21"
    assert {name: filed.fields[name] for name in ("sent_on", "channel", "filed_by")} == {
        name: sent[name] for name in ("sent_on", "channel", "filed_by")
    }
    assert (filed.version, filed.because) == (2, "It has arrived.")
    assert "Green card" in bob.get(where).text


def test_what_was_sent_to_the_review_organization_has_its_receipt_recorded_too(
    bob: Browser, where: str
) -> None:
    record(bob, where, "internal_appeal_filed", received_by_plan="2026-10-12")
    record(bob, where, "appeal_decided", notice_on="2026-10-26", outcome="upheld", final="yes")
    record(bob, where, "external_review_requested", received_by_plan="2026-11-02")
    record(bob, where, "information_sent_to_iro", sent_on="2026-11-20", channel="fax")

    link = re.search(r'href="([^"]+)">Record its receipt</a>', bob.get(where).text)

    assert link is not None
    assert 'id="q-received_by_iro"' in bob.get(unescape(link[1])).text


def test_a_correction_opens_with_what_stands_and_wants_a_reason(app: Flask, bob: Browser, where: str) -> None:
    denial = denial_of(app)
    form = bob.get(f"{where}/events/{denial.event_key}/correct").text
    assert 'value="2026-10-05"' in form

    answer = bob.post(f"{where}/events/{denial.event_key}/correct", {"notice_on": "2026-10-06"})

    assert answer.status_code == 422
    assert 'id="e-because">This is needed.' in answer.text
    assert 'value="2026-10-06"' in answer.text
    assert denial_of(app).version == 1


def test_what_never_happened_is_taken_back_and_its_dates_go(app: Flask, bob: Browser, where: str) -> None:
    bob.post(f"{where}/events/new?kind=internal_appeal_filed", {"received_by_plan": "2026-11-20"})
    filed = next(e for e in stored(app, EventVersion) if e.kind == "internal_appeal_filed")
    assert "Take it back" in bob.get(f"{where}/events/{filed.event_key}/remove").text

    bob.post(f"{where}/events/{filed.event_key}/remove", {"because": "The fax never went."})

    owed = next(row for row in stored(app, DeadlineRow) if row.rule == "erisa.appeal.decide.pre")
    assert owed.status is Status.SUPERSEDED
    assert "taken back" in bob.get(f"{where}/events/{filed.event_key}").text


def test_a_kind_that_there_is_not_is_no_page(bob: Browser, where: str) -> None:
    assert bob.get(f"{where}/events/new?kind=miracle").status_code == 404
    assert bob.get(f"{where}/events/no-such-key").status_code == 404


def of_medicaid(app: Flask, cast: Cast) -> str:
    """The address of a case of a Medicaid plan."""
    private = {"funding": "unknown", "grandfathered": "", "appeal_levels": "", "policy_state": "OH"}
    with write_session(app.extensions["session_factory"]) as session:
        bob = session.get_one(Account, cast.bob)
        return f"/cases/{make_case(session, bob, sponsor='medicaid_managed_care', **private).id}"


def test_only_kinds_that_fit_the_coverage_are_offered_in_the_order_of_a_case(
    app: Flask, bob: Browser, cast: Cast, where: str
) -> None:
    private = unescape(bob.get(f"{where}/events/new").text)
    medicaid = unescape(bob.get(f"{of_medicaid(app, cast)}/events/new").text)

    assert "Independent review organization assigned" in private
    assert "state fair hearing" not in private
    assert "state fair hearing" in medicaid
    assert "Independent review organization assigned" not in medicaid
    assert "Asked to keep benefits going" in medicaid.split("Everything else that can happen")[0]
    groups = re.findall(r"<h2>([^<]+)</h2>", medicaid)
    assert groups.index("Determinations") < groups.index("Internal appeal") < groups.index("Further levels")


def test_a_kind_that_the_coverage_cannot_have_is_refused_in_a_sentence_and_keeps_what_was_typed(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    form = f"{of_medicaid(app, cast)}/events/new?kind=iro_assigned"
    sentence = "“Independent review organization assigned” does not happen under a Medicaid managed care plan"
    before = len(stored(app, EventVersion))
    assert sentence in bob.get(form).text

    answer = bob.post(form, {"assigned_on": "2026-11-20", "iro": "Example Reviewers"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Example Reviewers"' in answer.text
    assert len(stored(app, EventVersion)) == before
