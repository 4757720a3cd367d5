"""Playbooks in the pages: read and copied, written, shared, given to a case; hostile words print as they were typed."""

import html
import re

import pytest
from flask import Flask

from tests.web.conftest import Browser, Cast, stored
from tests.web.seed_denials import FUSION
from tracker.models import Case, OwnPlaybook

HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} **bold** #set text(red)"
MOVE = {"title": "Call first", "text": "Ask who signed it.", "cites": ""}


def begun(bob: Browser, name: str = "untimely_filing", title: str = "Late claims, our way") -> str:
    """The address of a copy of Bob's."""
    return bob.post(f"/playbooks/packaged/{name}/copy", {"title": title}).location


def shared(bob: Browser) -> str:
    own = begun(bob)
    bob.post(f"{own}/share", {"shared": "yes"})
    return own


def plain(page: str) -> str:
    return html.unescape(page)


def test_the_list_has_every_packaged_playbook_and_says_where_ones_own_would_be(bob: Browser) -> None:
    page = plain(bob.get("/playbooks").text)

    assert "Experimental or investigational" in page
    assert "Insulin pump (Tandem)" in page
    assert "None yet. Open a packaged one and copy it" in page


def test_a_packaged_one_is_read_with_the_law_of_each_coverage(bob: Browser) -> None:
    page = plain(bob.get("/playbooks/packaged/untimely_filing").text)

    assert "Whose deadline was missed." in page
    assert "A self-funded employer plan: 29 CFR 2560.503-1(g)(1)(ii)" in page
    assert "An individual policy: 29 CFR 2560.503-1(g)(1)(ii), as applied by 45 CFR 147.136(b)(3)(i)" in page
    assert "Only where the filing is an internal appeal or that is not known." in page
    assert bob.get("/playbooks/packaged/none").status_code == 404


def test_a_copy_is_edited_row_by_row(app: Flask, bob: Browser) -> None:
    own = begun(bob)
    form = bob.get(f"{own}/strategy/whose_deadline").text
    assert "Find out who sent the claim." in form

    assert bob.post(f"{own}/strategy/whose_deadline", MOVE).status_code == 302
    bob.post(f"{own}/strategy/new", {**MOVE, "title": "And then"})
    bob.post(f"{own}/strategy/whose_deadline/move", {"to": "down"})
    bob.post(f"{own}/gather/proof_of_filing/remove")

    page = plain(bob.get(own).text)
    assert page.index("Whether the patient owes anything") < page.index("Call first") < page.index("And then")
    assert "Proof of every earlier sending" not in page
    assert "Version 5" in page
    assert "Gather, taken out: Proof of every earlier sending" in plain(bob.get(f"{own}/history").text)


def test_an_argument_chooses_its_right_and_the_requirements_that_carry_it(app: Flask, bob: Browser) -> None:
    own = begun(bob)
    asked = bob.get(f"{own}/arguments/sent_in_time").text
    assert 'name="leans_on" value="sent_in_time" checked' in asked

    typed = {"title": "Sent", "text": "It was sent.", "cites": "claim_file", "needs": "the day\nthe hour"}
    bob.post(f"{own}/arguments/sent_in_time", {**typed, "leans_on": ["counted_from", "no such"]})

    [kept] = stored(app, OwnPlaybook)
    row = next(row for row in kept.rows["arguments"] if row["code"] == "sent_in_time")
    assert (row["cites"], row["leans_on"], row["needs"]) == (
        ["claim_file"],
        ["counted_from"],
        ["the day", "the hour"],
    )


@pytest.mark.parametrize(
    "section,typed,sentence",
    [
        ("strategy", {"title": "", "text": "x"}, "This is needed."),
        ("strategy", {"title": "x", "text": "y" * 2_001}, "2,001 characters"),
        (
            "criteria",
            {"requirement": "A visit", "evidence": "Note", "kind": "requirement", "basis": "law"},
            "needed",
        ),
        ("arguments", {"title": "x", "text": "y"}, "Name the document that it rests on"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_lost(
    app: Flask, bob: Browser, section: str, typed: dict[str, str], sentence: str
) -> None:
    own = begun(bob)

    answer = bob.post(f"{own}/{section}/new", typed)

    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert all(value in answer.text for value in typed.values())
    assert stored(app, OwnPlaybook)[0].revision == 1


def test_a_title_is_asked_for_before_a_playbook_begins(app: Flask, bob: Browser) -> None:
    for address in ("/playbooks/new", "/playbooks/packaged/experimental/copy"):
        assert bob.post(address, {"title": " "}).status_code == 422
        assert bob.post(address, {"title": "x" * 121}).status_code == 422
    assert stored(app, OwnPlaybook) == []


def test_hostile_words_print_as_they_were_typed(bob: Browser) -> None:
    own = begun(bob, title=HOSTILE)
    bob.post(f"{own}/strategy/new", {"title": HOSTILE, "text": HOSTILE})
    bob.post(f"{own}/edit", {"title": HOSTILE, "denial_says": HOSTILE, "writer": HOSTILE, "points": HOSTILE})

    for address in ("/playbooks", own, f"{own}/edit", f"{own}/history", "/cases/new"):
        page = bob.get(address).text
        assert "<script>alert(1)" not in page
        assert HOSTILE in plain(page)


def test_a_draft_is_not_there_for_a_colleague_until_it_is_shared(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    dana = Browser(app).sign_in(cast.dana)
    own = begun(bob)
    assert dana.get(own).status_code == 404
    assert "Late claims, our way" not in dana.get("/playbooks").text
    assert "Late claims, our way" not in dana.get("/cases/new").text

    bob.post(f"{own}/share", {"shared": "yes"})

    assert "Late claims, our way" in dana.get("/playbooks").text
    page = dana.get(own).text
    assert "Whose deadline was missed" in page
    assert f"{own}/strategy/new" not in page
    assert dana.post(f"{own}/strategy/new", MOVE).status_code == 403
    assert dana.post(f"{own}/copy").status_code == 302


def test_a_case_is_given_one_and_shows_it(app: Flask, bob: Browser, cast: Cast) -> None:
    own = shared(bob)
    bob.post(f"{own}/strategy/whose_deadline", MOVE)
    where = f"/cases/{cast.case_id}"
    form = bob.get(f"{where}/edit").text
    assert "Late claims, our way</option>" in form

    answer = bob.post(f"{where}/edit", {**as_it_stands(form), "playbook": own.rsplit("/", 1)[1]})

    assert answer.status_code == 302
    assert "Late claims, our way" in bob.get(f"{where}/playbook").text
    assert "Call first" in bob.get(where).text
    assert (
        "The claim reached the plan within the time that the provision sets"
        in bob.get(f"{where}/evidence").text
    )


def test_one_that_was_removed_stays_with_its_case_and_its_form(app: Flask, bob: Browser, cast: Cast) -> None:
    own = shared(bob)
    where = f"/cases/{cast.case_id}"
    form = bob.get(f"{where}/edit").text
    bob.post(f"{where}/edit", {**as_it_stands(form), "playbook": own.rsplit("/", 1)[1]})

    bob.post(f"{own}/remove")

    assert "Late claims, our way" not in bob.get("/playbooks").text
    assert bob.get(own).status_code == 404
    assert "Whose deadline was missed" in bob.get(f"{where}/playbook").text
    again = bob.get(f"{where}/edit").text
    assert bob.post(f"{where}/edit", as_it_stands(again)).status_code == 302
    [case] = stored(app, Case)
    assert case.playbook == own.rsplit("/", 1)[1]


def as_it_stands(page: str) -> dict[str, str]:
    """What the form of a case would send if nothing were changed in it."""
    sent = dict(re.findall(r'<input type="text" id="q-[^"]+" name="([^"]+)" value="([^"]*)"', page))
    sent |= dict(re.findall(r'<input type="(?:tel|date)" id="q-[^"]+" name="([^"]+)" value="([^"]*)"', page))
    sent |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', page))
    sent |= dict(re.findall(r'<textarea id="q-[^"]+" name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page))
    for select in re.findall(r'<select id="q-([^"]+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', select[1])
        sent[select[0]] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in sent.items()}


def test_every_section_has_a_form_that_keeps_what_is_typed(app: Flask, bob: Browser) -> None:
    own = begun(bob, "step_therapy_general")
    typed = {
        "exceptions": {"title": HOSTILE, "says": HOSTILE, "evidence": HOSTILE},
        "guidelines": {"body": HOSTILE, "about": HOSTILE, "ask": HOSTILE},
        "cautions": {"text": HOSTILE, "cites": ""},
        "steps": {"text": HOSTILE, "cites": ""},
        "expedite": {
            "reason": HOSTILE,
            "certify": HOSTILE,
            "jeopardizes": "life",
            "cites": "expedited_definition_jeopardy",
        },
    }
    for section, row in typed.items():
        assert bob.get(f"{own}/{section}/new").status_code == 200
        lacking = dict.fromkeys(row, "")
        assert bob.post(f"{own}/{section}/new", {**row, **lacking}).status_code == 422
        assert bob.post(f"{own}/{section}/new", row).status_code == 302

    page = bob.get(own).text
    assert "<script>alert(1)" not in page
    assert plain(page).count(HOSTILE) >= len(typed) * 2


def test_a_row_tells_and_asks_where_alone_it_is_used(app: Flask, bob: Browser) -> None:
    own = begun(bob)
    assert "Only where the filing is an internal appeal or that is not known." in plain(bob.get(own).text)
    form = bob.get(f"{own}/arguments/plans_own_record").text
    assert 'name="when_filing" value="internal_appeal" checked' in form

    typed = {"title": "T", "text": "x", "rests_on": "the record enclosed", "when_sponsor": "church"}
    bob.post(f"{own}/arguments/plans_own_record", typed)

    assert "Only where the coverage is church plan." in plain(bob.get(own).text)


def test_which_cases_get_it_is_said_and_a_fitting_denial_names_it_in_its_preview(
    app: Flask, bob: Browser, cast: Cast
) -> None:
    own = shared(bob)
    assert "Only those for which somebody chooses it." in plain(bob.get(own).text)
    wrong = bob.post(f"{own}/cases", {"sponsors": ["church"]})
    assert wrong.status_code == 422
    assert 'value="church" checked' in wrong.text

    bob.post(f"{own}/cases", {"reasons": ["experimental"], "phrases": "laser\ngamma knife"})

    said = "Those in which the reason is called experimental, and the letter names “laser” or “gamma knife”."
    assert said in plain(bob.get(own).text)
    dana = Browser(app).sign_in(cast.dana)
    page = dana.post(
        "/cases/new",
        {**FUSION.form, "service": "Laser therapy", "reason_kind": "experimental", "action": "preview"},
    )
    named = "playbook: Late claims, our way (your organization’s, beside the packaged “Experimental"
    assert named in plain(page.text)


def test_colleagues_change_what_is_shared_to_be_changed(app: Flask, bob: Browser, cast: Cast) -> None:
    own = begun(bob)
    bob.post(f"{own}/share", {"shared": "edit"})
    dana = Browser(app).sign_in(cast.dana)

    assert dana.post(f"{own}/strategy/new", MOVE).status_code == 302
    refused = dana.post(f"{own}/share", {"shared": "no"})
    assert refused.status_code == 403
    assert "This playbook is a colleague’s" in refused.text
    assert dana.post(f"{own}/remove").status_code == 403
    assert bob.post(f"{own}/share", {"shared": ""}).status_code == 422


def test_an_earlier_version_is_read_and_used_again(bob: Browser) -> None:
    own = begun(bob)
    bob.post(f"{own}/strategy/whose_deadline/remove")
    assert "Whose deadline was missed" in plain(bob.get(f"{own}/history/1").text)
    assert "Whose deadline was missed" not in plain(bob.get(own).text)

    bob.post(f"{own}/history/1")

    assert "Whose deadline was missed" in plain(bob.get(own).text)
    assert bob.get(f"{own}/history/77").status_code == 404


def test_a_reason_to_expedite_of_ones_own_is_offered_with_its_playbook(bob: Browser) -> None:
    own = begun(bob, "untimely_filing")
    typed = {
        "reason": "Sight is being lost",
        "certify": "The patient would lose sight.",
        "jeopardizes": "life",
    }
    bob.post(f"{own}/expedite/new", {**typed, "cites": "expedited_definition_jeopardy"})

    form = bob.post(
        "/cases/new", {**FUSION.form, "playbook": own.rpartition("/")[2], "action": "reasons"}
    ).text

    assert re.search(r'<fieldset class="question" data-playbook="[0-9a-f-]{36}"><legend>Late claims', form)
    assert "Sight is being lost" in form
