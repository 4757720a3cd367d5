"""Each blank of a letter leads to the field that fills it."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, stored
from tests.web.seed_denials import FUSION
from tracker.models import Criterion
from tracker.rules.terms import FiledBy
from tracker.services.letters.grounds import LETTER_MISSING, LETTER_UNQUOTED
from tracker.services.letters.kinds import KINDS
from tracker.web.letter_blanks import LETTERHEAD, PLACES, place_of

SENT = {"to": "claims_administrator", "filed_by": "representative", "channels": ["fax", "certified_mail"]}
TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"


def blanks_of(page: str) -> dict[str, str]:
    """The blanks that stand beside a letter, each with where it leads."""
    beside = page[page.index("<h2>Blanks</h2>") :]
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a><br><span class="muted">', beside)
    return {words.replace("&#39;", "'"): url.replace("&amp;", "&") for url, words in found}


def test_every_blank_leads_to_a_page_that_holds_its_field(bob: Browser, cast: Cast) -> None:
    kind = f"/cases/{cast.case_id}/letters/new/internal_appeal"
    letter = str(
        bob.post(kind, {"to": "claims_administrator", "filed_by": "representative"}).headers["Location"]
    )

    blanks = blanks_of(bob.get(letter).text)

    assert "address printed on the denial letter" in blanks
    assert "how this letter is sent" in blanks
    for words, url in blanks.items():
        path, _, anchor = url.partition("#")
        page = bob.get(path)
        assert page.status_code == 200, words
        assert not anchor or f'id="{anchor}"' in page.text, (words, url)


def test_the_address_is_asked_of_the_party_that_the_letter_goes_to(bob: Browser, cast: Cast) -> None:
    kind = f"/cases/{cast.case_id}/letters/new/internal_appeal"
    letter = bob.post(kind, {**SENT, "to": "delegated_reviewer"}).headers["Location"]

    blanks = blanks_of(bob.get(str(letter)).text)

    assert blanks["address printed on the denial letter"].endswith("/people#party-delegated_reviewer")


def test_a_physician_on_record_certifies_once_the_day_is_known(bob: Browser, cast: Cast) -> None:
    words, kind = "physician who certifies the urgency", "internal_appeal_expedited"
    bob.post(f"/cases/{cast.case_id}/edit", {**FUSION.form, "urgency": "expedited", "physician": "Dr. Feld"})
    new = f"/cases/{cast.case_id}/letters/new/{kind}"
    letter = str(bob.post(new, SENT).headers["Location"])

    assert blanks_of(bob.get(letter).text)[words].endswith("#q-certified_on")

    bob.post(f"{new}?letter={letter.rpartition('/')[2]}", {**SENT, "certified_on": "2026-11-20"})
    assert words not in blanks_of(bob.get(letter).text)


def test_each_point_of_the_prescribers_letter_leads_to_the_prescribers_words(
    bob: Browser, cast: Cast
) -> None:
    new = f"/cases/{cast.case_id}/letters/new/letter_of_medical_necessity"
    letter = str(bob.post(new, SENT).headers["Location"])

    places = [url for url in blanks_of(bob.get(letter).text).values() if url.endswith("#q-confirmed")]

    assert len(places) > 3


def test_a_blank_about_a_requirement_leads_to_the_field_of_its_own_row(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    rows = sorted(stored(app, Criterion), key=lambda row: row.position)
    for row in (rows[2], rows[0]):
        typed = {"requirement": row.requirement, "kind": row.kind, "outcome": "a start", "status": "open"}
        bob.post(f"/cases/{cast.case_id}/evidence/criteria/{row.id}", typed)
    new = f"/cases/{cast.case_id}/letters/new/internal_appeal"

    blanks = blanks_of(bob.get(str(bob.post(new, SENT).headers["Location"])).text)

    of_row = f"/cases/{cast.case_id}/evidence/criteria"
    assert blanks["not documented: requirement 1"] == f"{of_row}/{rows[0].id}#q-record_shows"
    assert blanks["not documented: requirement 2"] == f"{of_row}/{rows[2].id}#q-record_shows"
    unchecked = blanks[f"to check against the policy: {rows[1].requirement}"]
    assert unchecked == f"{of_row}/{rows[1].id}#q-requirement"
    assert 'id="q-requirement"' in bob.get(unchecked.partition("#")[0]).text


def test_a_blank_in_somebodys_own_words_is_filled_where_they_wrote_it(bob: Browser, cast: Cast) -> None:
    letter = str(bob.post(f"/cases/{cast.case_id}/letters/new/internal_appeal", SENT).headers["Location"])
    bob.post(f"{letter}/sections/opening", {"text": "I write for [patient] about [what the nurse said]."})

    blanks = blanks_of(bob.get(letter).text)

    assert blanks["what the nurse said"] == f"{letter}/sections/opening"
    assert blanks["patient"] == f"{letter}/sections/opening"


@pytest.mark.parametrize(
    "words, filed_by, endpoint",
    [
        ("sender's telephone", FiledBy.REPRESENTATIVE, "settings.show"),
        ("sender's telephone", FiledBy.MEMBER, "people.show"),
        ("sender's telephone", FiledBy.PROVIDER_FOR_MEMBER, "cases.edit"),
        ("exhibit with the prescriber's supporting statement", FiledBy.MEMBER, "documents.show"),
        ("what the clinician's letter says of it, in its own words", FiledBy.MEMBER, "letters.new"),
        ("what Exhibit D is", FiledBy.MEMBER, "documents.show"),
        ("not documented: requirement 2", FiledBy.MEMBER, "evidence.show"),
        ("outcome, requirement 3", FiledBy.MEMBER, "evidence.show"),
        ("to check against the policy: six weeks of therapy", FiledBy.MEMBER, "evidence.show"),
    ],
)
def test_whose_blank_it_is_decides_where_it_is_filled(words: str, filed_by: FiledBy, endpoint: str) -> None:
    place = place_of(words, filed_by)

    assert place is not None
    assert place.endpoint == endpoint


def test_the_letterhead_is_only_opened_to_whoever_may_change_it() -> None:
    assert place_of("sender's address", FiledBy.REPRESENTATIVE) is LETTERHEAD


def test_no_place_is_named_for_a_blank_that_no_letter_has() -> None:
    printed = "\n".join(file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.md"))
    printed += "\n".join(f"{kind.who_blank}\n{kind.where_blank}" for kind in KINDS.values())
    printed += f"\n{LETTER_MISSING}\n{LETTER_UNQUOTED}"

    assert [words for words in PLACES if words not in printed] == []


def test_the_address_of_a_prescriber_is_asked_for_the_letter_and_not_in_the_letterhead(
    bob: Browser, cast: Cast
) -> None:
    new = f"/cases/{cast.case_id}/letters/new/letter_of_medical_necessity"
    letter = str(bob.post(new, SENT).headers["Location"])

    assert blanks_of(bob.get(letter).text)["sender's address"].endswith("#q-sender_address")


def test_where_nobody_is_on_record_the_claims_administrator_is_asked_for(bob: Browser, cast: Cast) -> None:
    new = f"/cases/{cast.case_id}/letters/new/claim_file_request"
    letter = str(bob.post(new, {**SENT, "to": "claims_administrator"}).headers["Location"])

    assert blanks_of(bob.get(letter).text)["addressee"].endswith("/people#party-claims_administrator")
    assert re.search(r'value="claims_administrator"[^>]*checked', bob.get(new).text)
