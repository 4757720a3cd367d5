"""Letters of a case through their pages: chosen, drafted, read, put in one's own words, made final."""

import io
import re
from datetime import date
from uuid import UUID

import docx
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories import NOW, PDF
from tests.web.conftest import Browser, Cast, stored
from tests.web.seed_denials import FUSION
from tests.web.test_letter_blanks import blanks_of
from tracker.db import write_session
from tracker.models import Case, DeadlineRow, Document, LetterVersion
from tracker.rules.terms import EventKind, Stage
from tracker.services.letters import attaching

SIGNS = {"filed_by": "representative"}
REASON = {"reason": "The papers follow by mail today."}
SENT = {"to": "claims_administrator", "filed_by": "representative", "channels": ["fax", "certified_mail"]}


@pytest.fixture
def where(cast: Cast) -> str:
    """The letters of Alice's case."""
    return f"/cases/{cast.case_id}/letters"


@pytest.fixture
def appeal(bob: Browser, where: str) -> str:
    """The address of an internal appeal that Bob has had drafted."""
    return str(bob.post(f"{where}/new/internal_appeal", SENT).headers["Location"])


def newest(app: Flask, appeal: str) -> LetterVersion:
    """The version that speaks."""
    mine = [v for v in stored(app, LetterVersion) if appeal.endswith(str(v.letter_id))]
    return max(mine, key=lambda version: version.version)


def test_the_letters_that_fit_are_offered_and_the_others_say_why_not(bob: Browser, where: str) -> None:
    fitting, others = bob.get(where).text.split("Letters that do not fit this case")

    assert "Internal appeal" in fitting
    assert "Expedited internal appeal" in others
    assert "The claim is not marked urgent" in others


def test_a_letter_answers_the_stated_reason_and_cites_this_coverages_law(bob: Browser, appeal: str) -> None:
    page = bob.get(appeal).text

    assert "documentation does not show six weeks of physician-supervised conservative treatment" in page
    assert "29 CFR 2560.503-1(h)(3)(i)" in page
    assert "By fax" in page


def test_what_is_not_known_is_a_marked_blank_and_counted_beside_the_letter(
    app: Flask, bob: Browser, appeal: str
) -> None:
    page = bob.get(appeal).text

    assert "<mark>[address printed on the denial letter]</mark>" in page
    assert f"{newest(app, appeal).blanks} left" in page


def test_a_letter_that_does_not_fit_is_refused_with_the_reason(app: Flask, bob: Browser, where: str) -> None:
    before = len(stored(app, LetterVersion))

    answer = bob.post(f"{where}/new/internal_appeal_expedited", SENT)

    assert answer.status_code == 422
    assert "The claim is not marked urgent" in answer.text
    assert len(stored(app, LetterVersion)) == before


def test_a_wish_that_cannot_be_is_refused_and_the_others_stay(bob: Browser, where: str) -> None:
    answer = bob.post(
        f"{where}/new/internal_appeal", {**SENT, "to": "the moon", "answer": "It shows twenty-one weeks."}
    )

    assert answer.status_code == 422
    assert "It shows twenty-one weeks." in answer.text


def test_a_section_in_ones_own_words_makes_a_version_and_stays_when_drafted_again(
    app: Flask, bob: Browser, appeal: str
) -> None:
    before = newest(app, appeal).version

    bob.post(f"{appeal}/sections/opening", {"text": "To the reviewer:\n\nPlease reverse this denial."})
    bob.post(f"{appeal}/again")

    assert newest(app, appeal).version == before + 2
    page = bob.get(appeal).text
    assert "Please reverse this denial." in page
    assert "your words" in page
    assert "Please reverse this denial." not in bob.get(f"{appeal}?version={before}").text


def test_words_that_a_letter_cannot_show_are_refused_and_kept_in_the_form(
    app: Flask, bob: Browser, appeal: str
) -> None:
    before = newest(app, appeal).version

    answer = bob.post(f"{appeal}/sections/opening", {"text": "```\nno such box\n```\nMy reasons."})

    assert answer.status_code == 422
    assert "My reasons." in answer.text
    assert newest(app, appeal).version == before


ADDRESS = {
    "claims_administrator_name": "Example Claims Administrator",
    "claims_administrator_address": "PO Box 5550\nSpringfield, IL 62701",
}


def test_a_draft_stays_in_step_with_the_case_and_says_what_is_new_in_it(
    app: Flask, bob: Browser, appeal: str, cast: Cast
) -> None:
    before = newest(app, appeal).version
    bob.post(f"/cases/{cast.case_id}/people/parties/claims_administrator", ADDRESS)

    page = bob.get(appeal).text
    assert "Springfield, IL 62701" in page
    assert f"Since version {before} was kept, these say something else: Letterhead and address." in page
    assert "Springfield, IL 62701" not in bob.get(f"{appeal}?version={before}").text
    assert newest(app, appeal).version == before

    bob.post(f"{appeal}/again")
    assert newest(app, appeal).version == before + 1
    assert "these say something else" not in bob.get(appeal).text


def test_the_list_counts_the_blanks_that_a_draft_has_now_not_when_it_was_kept(
    app: Flask, bob: Browser, where: str, appeal: str, cast: Cast
) -> None:
    # Given a draft that is kept with its blanks
    kept = newest(app, appeal).blanks
    assert f"{kept} blanks" in bob.get(where).text

    # When the case gains the address that was missing
    bob.post(f"/cases/{cast.case_id}/people/parties/claims_administrator", ADDRESS)

    # Then the list counts as the letter's own page does, and nothing new was kept
    (left,) = re.findall(r"(\d+) left", bob.get(appeal).text)
    assert int(left) < kept
    assert f", {left} blanks" in bob.get(where).text
    assert newest(app, appeal).blanks == kept


def test_what_is_made_final_is_the_letter_in_step_with_the_case(
    app: Flask, bob: Browser, appeal: str, cast: Cast
) -> None:
    before = newest(app, appeal).version
    bob.post(f"/cases/{cast.case_id}/people/parties/claims_administrator", ADDRESS)

    bob.post(f"{appeal}/final", REASON)
    bob.post(f"/cases/{cast.case_id}/people/parties/claims_administrator/remove")

    final = newest(app, appeal)
    assert (final.version, final.finalized_at is not None) == (before + 1, True)
    assert "Springfield" in str(final.blocks)
    page = bob.get(appeal).text
    assert "Springfield, IL 62701" in page
    assert "What is on record has changed since this was made final" in page


def test_pdf_and_word_say_what_the_page_says(bob: Browser, appeal: str) -> None:
    pdf = bob.get(f"{appeal}/letter.pdf")
    word = bob.get(f"{appeal}/letter.docx")

    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word.data)).paragraphs)
    assert "Alice Moreau" in text
    assert bob.get(f"{appeal}/letter.txt").status_code == 404


def test_a_final_letter_keeps_the_bytes_that_went_out(
    app: Flask, bob: Browser, appeal: str, where: str
) -> None:
    bob.post(f"{appeal}/final", REASON)
    final = newest(app, appeal)
    assert final.pdf is not None

    bob.post(f"{appeal}/again")

    assert bob.get(f"{appeal}/letter.pdf?version={final.version}").data == final.pdf
    assert newest(app, appeal).version == final.version + 1


def test_what_a_reviewer_throws_out_stands_beside_the_draft_and_stops_it(
    app: Flask, bob: Browser, appeal: str
) -> None:
    assert "Record the signed appointment of whoever files" in bob.get(appeal).text

    answer = bob.post(f"{appeal}/final", {"reason": " "})

    assert answer.status_code == 422
    assert "Not final yet" in answer.text
    assert newest(app, appeal).finalized_at is None


def test_with_a_reason_it_goes_out_and_the_page_says_why(app: Flask, bob: Browser, appeal: str) -> None:
    bob.post(f"{appeal}/final", REASON)

    page = bob.get(appeal).text
    assert "Made final all the same" in page
    assert "The papers follow by mail today." in page
    assert newest(app, appeal).pdf_sha256 in page


def test_the_sending_is_recorded_from_the_letter(bob: Browser, appeal: str, cast: Cast) -> None:
    bob.post(f"{appeal}/final", REASON)
    link = re.search(r'href="([^"]+)">Record sending', bob.get(appeal).text)
    assert link is not None

    form = bob.get(link[1].replace("&amp;", "&")).text

    assert "Internal appeal filed" in form
    assert '<option value="representative" selected>' in form
    assert '<option value="fax" selected>' in form
    assert "Example" not in link[1]


def test_to_whom_it_went_and_under_which_number_is_filled_in_and_stands_in_no_address(
    bob: Browser, where: str, cast: Cast
) -> None:
    address = {**ADDRESS, "claims_administrator_fax": "555-010-2000", "claims_administrator_unit": "Appeals"}
    bob.post(f"/cases/{cast.case_id}/people/parties/claims_administrator", address)
    wishes = {**SENT, "channels": ["certified_mail"], "tracking": "7020 0555 0142"}
    appeal = str(bob.post(f"{where}/new/internal_appeal", wishes).headers["Location"])
    bob.post(f"{appeal}/final", REASON)
    link = re.search(r'href="([^"]+)">Record sending', bob.get(appeal).text)
    assert link is not None
    assert "7020" not in link[1]

    form = bob.get(link[1].replace("&amp;", "&")).text

    assert 'value="7020 0555 0142"' in form
    assert 'value="Example Claims Administrator, Appeals, PO Box 5550, Springfield, IL 62701"' in form


def test_the_sending_with_its_proof_starts_the_plans_clock(
    app: Flask, bob: Browser, appeal: str, cast: Cast
) -> None:
    bob.post(f"{appeal}/final", REASON)
    path = f"/cases/{cast.case_id}/events/new?kind=internal_appeal_filed"
    proof = {"file": (io.BytesIO(PDF), "Return receipt.pdf")}
    answers = {
        "filed_by": "representative",
        "channel": "certified_mail",
        "sent_to": "Example Claims Administrator, Appeals",
        "sent_on": "2026-11-18",
        "received_by_plan": "2026-11-20",
        "tracking": "7020 0555 0142",
    }

    bob.post(path, {**answers, **proof})

    case = bob.get(f"/cases/{cast.case_id}").text
    assert "Example Claims Administrator, Appeals" in case
    assert "7020 0555 0142" in case
    answers_due = [row for row in stored(app, DeadlineRow) if row.trigger is EventKind.INTERNAL_APPEAL_FILED]
    assert date(2026, 12, 20) in {row.shown_on for row in answers_due}, [
        (r.rule, r.shown_on) for r in answers_due
    ]
    assert [document.kind for document in stored(app, Document)] == ["receipt"]


def test_anothers_letter_fills_no_form(charlie: Browser, bob: Browser, appeal: str, cast: Cast) -> None:
    letter = appeal.rsplit("/", 1)[-1]
    path = f"/cases/{cast.case_id}/events/new?kind=internal_appeal_filed&letter="

    assert charlie.get(f"{path}{letter}").status_code == 404
    assert bob.get(f"{path}{cast.case_id}").status_code == 404


MEDICAID = {
    "sponsor": "medicaid_managed_care",
    "funding": "unknown",
    "grandfathered": "",
    "appeal_levels": "",
    "service": "Lumbar spinal fusion, L4-L5",
    "service_kind": "procedure",
    "reason_kind": "step_therapy",
    "claim_type": "concurrent",
    "urgency": "standard",
    "timezone": "America/Chicago",
    "patient_name": "Alice Moreau",
    "playbook": "lumbar_spinal_fusion",
}
CUT = {"notice_on": "2026-11-18", "effective_on": "2026-12-04"}


@pytest.mark.parametrize("asked", [True, False])
def test_whether_benefits_go_on_is_the_patients_to_say(
    bob: Browser, cast: Cast, where: str, asked: bool
) -> None:
    bob.post(f"/cases/{cast.case_id}/edit", MEDICAID)
    bob.post(f"/cases/{cast.case_id}/events/new?kind=course_reduction_notified", CUT)
    assert 'name="keep_benefits" value="yes" checked' in bob.get(f"{where}/new/medicaid_appeal").text

    wishes = {**SENT, **({"keep_benefits": "yes"} if asked else {})}
    letter = bob.post(f"{where}/new/medicaid_appeal", wishes).headers["Location"]

    assert ("Please keep the benefits going." in bob.get(letter).text) is asked


def test_the_prescribers_letter_asks_for_the_prescribers_own_words(
    bob: Browser, cast: Cast, where: str
) -> None:
    form = bob.get(f"{where}/new/letter_of_medical_necessity").text
    assert "It is necessary because" in form
    assert "Who files and signs" not in form

    wishes = {
        "to": "claims_administrator",
        "necessity": "the nerve is compressed",
        "diagnosis": "spondylolisthesis",
    }
    page = bob.get(bob.post(f"{where}/new/letter_of_medical_necessity", wishes).headers["Location"]).text

    assert "necessary for this patient, because the nerve is compressed." in page
    assert "for spondylolisthesis" in page


INSURED = {
    "sponsor": "private_employer",
    "funding": "insured",
    "service": "Lumbar spinal fusion",
    "service_kind": "procedure",
    "reason_kind": "step_therapy",
    "claim_type": "pre_service",
    "urgency": "standard",
    "patient_name": "Alice Moreau",
    "playbook": "lumbar_spinal_fusion",
    "timezone": "America/Chicago",
}


def test_a_request_under_a_states_process_goes_where_the_decision_says(
    bob: Browser, cast: Cast, where: str
) -> None:
    """Only the decision in hand names who takes it: the address stays blank until Bob chooses."""
    bob.post(f"/cases/{cast.case_id}/edit", INSURED)
    said = {"notice_on": "2026-11-10", "received_on": "2026-11-13", "outcome": "upheld", "final": "yes"}
    bob.post(f"/cases/{cast.case_id}/events/new?kind=appeal_decided", said)
    form = bob.get(f"{where}/new/external_review_request").text

    assert re.search(r'value="as_the_letter_says"[^>]* checked', form)
    address = bob.post(f"{where}/new/external_review_request", {**SENT, "to": "as_the_letter_says"})
    page = bob.get(str(address.headers["Location"])).text
    assert "[who takes this request, as the decision says]" in page
    assert "the external review process of the state whose law governs the policy" in page


def test_whoever_the_decision_names_is_written_down_for_the_letter(
    bob: Browser, cast: Cast, where: str
) -> None:
    """Given an outside office, whose name and address only the decision in hand gives."""
    bob.post(f"/cases/{cast.case_id}/edit", {**INSURED, "sponsor": "medicaid_fee_for_service"})
    blank = bob.post(f"{where}/new/fair_hearing_request", {**SENT, "to": "as_the_letter_says"})
    hearing = str(blank.headers["Location"])
    leads = blanks_of(bob.get(hearing).text)["address that the decision gives for it"]

    # When the field to which its blank leads is filled
    assert 'id="q-addressee_address"' in bob.get(leads.partition("#")[0]).text
    office: dict[str, object] = {
        "addressee_name": "Example Hearings Office",
        "addressee_address": "PO Box 1\nAustin, TX 78711",
    }
    office |= {"to": "as_the_letter_says", "channels": ["certified_mail"], "filed_by": "representative"}
    bob.post(f"{where}/new/fair_hearing_request", office)

    # Then it heads the letter, and the record of its sending
    page = bob.get(hearing).text
    assert "Example Hearings Office" in page
    assert "Nobody to receive it" not in page
    bob.post(f"{hearing}/final", REASON)
    sending = re.search(r'href="([^"]+)">Record sending', bob.get(hearing).text)
    assert sending is not None
    form = bob.get(sending[1].replace("&amp;", "&")).text
    assert 'value="Example Hearings Office, PO Box 1, Austin, TX 78711"' in form


def test_what_has_been_made_final_is_not_the_next_letter_any_more(bob: Browser, where: str) -> None:
    following = re.compile(r'btn-primary" href="[^"]+/new/appointment_of_representative"')
    assert following.search(bob.get(where).text)
    form = bob.post(f"{where}/new/appointment_of_representative", {"to": "claims_administrator", **SIGNS})

    bob.post(f"{form.headers['Location']}/final", REASON)

    page = bob.get(where).text
    assert "Appointment of an authorized representative" in page
    assert not following.search(page)


def test_an_office_that_is_known_is_named_where_it_is_chosen(bob: Browser, where: str) -> None:
    form = bob.get(f"{where}/new/complaint_to_regulator").text

    assert "Employee Benefits Security Administration, U.S. Department of Labor, at the address below" in form


def test_the_button_of_the_next_step_opens_its_draft(
    app: Flask, bob: Browser, cast: Cast, where: str
) -> None:
    # Given a case whose denial was drafted an appeal for
    said = {"sent_on": "2026-11-20", "how": "fax"}
    bob.post(f"/cases/{cast.case_id}/events/new?kind=claim_file_requested", said)
    page = bob.get(f"/cases/{cast.case_id}").text
    button = re.search(r'href="([^"]+)"[^>]*>Write the appeal', page)
    assert button is not None

    # When Bob presses it
    opened = bob.get(button[1])

    # Then the draft is there to read; once it is final, the letters are
    assert opened.status_code == 302
    draft = bob.get(str(opened.headers["Location"])).text
    assert "<h1>Internal appeal</h1>" in draft
    with write_session(app.extensions["session_factory"]) as session:
        session.execute(sa.update(LetterVersion).values(finalized_at=NOW))
    assert "Write a letter" in bob.get(button[1]).text


def test_a_kind_that_has_a_draft_opens_it_and_another_can_be_begun(
    bob: Browser, where: str, appeal: str
) -> None:
    offers = bob.get(where).text.split("Write a letter")[1]

    assert f'href="{appeal}">Open draft<span class="visually-hidden">: Internal appeal' in offers
    assert "/letters/new/internal_appeal" in offers


def test_the_letters_are_there_with_the_answer_that_recorded_what_asks_for_them(
    app: Flask, bob: Browser, cast: Cast, where: str
) -> None:
    said = {"notice_on": "2026-11-10", "received_on": "2026-11-13", "outcome": "upheld", "final": "yes"}
    bob.post(f"/cases/{cast.case_id}/events/new?kind=appeal_decided", said)

    assert "Request for external review" in bob.get(where).text.split("Write a letter")[0]
    assert next(iter(stored(app, Case))).drafts_due_at is None


def test_a_letter_that_cannot_be_drafted_never_undoes_what_was_recorded(
    app: Flask, bob: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no draft today")

    monkeypatch.setattr(attaching, "prepare", broken)
    said = {"notice_on": "2026-11-10", "outcome": "upheld", "final": "yes"}

    answer = bob.post(f"/cases/{cast.case_id}/events/new?kind=appeal_decided", said)

    assert answer.status_code == 302
    case = next(iter(stored(app, Case)))
    assert (case.stage, case.drafts_due_at is None) == (Stage.DECISION, False)


def test_a_section_is_shown_as_it_will_look_while_it_is_written(
    app: Flask, bob: Browser, appeal: str
) -> None:
    before = newest(app, appeal).version

    part = bob.post(f"{appeal}/sections/opening/preview", {"text": "A **strong** [blank] <b>", "part": "1"})
    page = bob.post(f"{appeal}/sections/opening/preview", {"text": "A **strong** word."})
    broken = bob.post(f"{appeal}/sections/opening/preview", {"text": "> quoted", "part": "1"})

    assert part.text.strip() == "<p>A <strong>strong</strong> <mark>[blank]</mark> &lt;b&gt;</p>"
    assert "A <strong>strong</strong> word." in page.text
    assert "has no form in a letter" in broken.text
    assert newest(app, appeal).version == before


def test_two_versions_stand_side_by_side(bob: Browser, appeal: str, app: Flask) -> None:
    before = newest(app, appeal).version
    bob.post(f"{appeal}/sections/opening", {"text": "To the reviewer: reverse this denial."})

    page = bob.get(f"{appeal}/compare?before={before}&after={before + 1}").text
    assert "<ins>" in page
    assert "reverse this denial." in page.split("<h2>Opening</h2>")[1].split("</section>")[0]
    assert "<h2>Enclosures</h2>" not in page
    assert "Both say the same" in bob.get(f"{appeal}/compare?before={before + 1}").text
    assert bob.get(f"{appeal}/compare?before=99").status_code == 404


def test_own_words_that_the_case_has_overtaken_are_said_and_can_be_given_up(
    app: Flask, bob: Browser, appeal: str
) -> None:
    case = appeal.split("/letters/")[0]
    bob.post(f"{appeal}/sections/opening", {"text": "To the reviewer: reverse this denial."})
    with write_session(app.extensions["session_factory"]) as session:
        row = session.get_one(Case, UUID(case.rsplit("/", 1)[-1]))
        row.physician = "Dr. Amara Lindgren"
        session.commit()

    assert "while the case has changed under them" in bob.get(appeal).text
    assert "Dr. Amara Lindgren" in bob.get(f"{appeal}/sections/opening").text

    page = bob.post(f"{appeal}/sections/opening/follow", follow_redirects=True).text
    assert "it follows the case again" in page
    assert "To the reviewer: reverse this denial." not in page


def test_a_section_opens_without_backslashes(bob: Browser, appeal: str) -> None:
    page = bob.get(f"{appeal}/sections/opening").text

    assert re.search(r"<textarea[^>]*>[^<\\]+</textarea>", page)


def test_whoever_lets_the_physician_file_is_warned_of_the_plans_provider_form(
    bob: Browser, where: str
) -> None:
    warning = "may be booked as the provider’s own dispute"

    assert warning in bob.get(f"{where}/new/internal_appeal").text
    assert warning not in bob.get(f"{where}/new/claim_file_request").text


def test_two_letters_of_one_kind_say_which_entry_each_is_about(bob: Browser, cast: Cast, where: str) -> None:
    case = f"/cases/{cast.case_id}"
    bob.post(f"{case}/edit", {**FUSION.form, "urgency": "expedited"})
    filed = {"expedited": "yes", "received_by_plan": "2026-11-19", "filed_by": "representative"}
    bob.post(f"{case}/events/new?kind=internal_appeal_filed", filed)
    assert ", about:" not in bob.get(where).text
    bob.post(f"{where}/new/external_review_expedited", {**SENT, "to": "as_the_letter_says"})
    upheld = {"notice_on": "2026-11-20", "outcome": "upheld", "final": "yes"}
    bob.post(f"{case}/events/new?kind=appeal_decided", upheld)
    bob.post(f"{where}/new/external_review_expedited", {**SENT, "to": "as_the_letter_says"})

    page = bob.get(where).text

    assert "about: Denial (adverse benefit determination), Oct 5" in page
    assert "about: Plan decided the appeal, Nov 20" in page


def test_a_document_is_left_out_of_one_letter_and_the_form_remembers_it(
    app: Flask, bob: Browser, where: str, cast: Cast
) -> None:
    kept = {"file": (io.BytesIO(PDF), "Old bill.pdf"), "kind": "medical_record"}
    bob.post(f"/cases/{cast.case_id}/documents", kept)
    [bill] = [each for each in stored(app, Document) if each.name == "Old bill.pdf"]
    assert "Old bill" in bob.get(f"{where}/new/internal_appeal").text

    wishes = {**SENT, "left_out": [str(bill.id)]}
    appeal = str(bob.post(f"{where}/new/internal_appeal", wishes).headers["Location"])

    letter_id = appeal.rsplit("/", 1)[-1]
    form = bob.get(f"{where}/new/internal_appeal?letter={letter_id}").text
    assert "Old bill" not in bob.get(appeal).text
    assert re.search(rf'value="{bill.id}"[^>]*checked', form)
