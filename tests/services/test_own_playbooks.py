"""An organization's own playbook: who may see and change it, what is kept of each change, and what a case has of it."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, make_account, make_administrator, make_case, make_organization
from tracker.models import Account, AuditEntry, Organization, OwnPlaybook
from tracker.rules import own_choice
from tracker.rules.playbook_files import SECTIONS
from tracker.rules.playbook_rows import CriterionKind
from tracker.rules.playbooks import load
from tracker.services import (
    case_playbook,
    evidence,
    intake,
    own_playbook_meant,
    own_playbook_rows,
    own_playbooks,
)
from tracker.services.access import NotAllowed, NotFound
from tracker.services.intake import IntakeError
from tracker.services.letters import finishing, keeping
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import Wishes, context_for
from tracker.services.own_playbook_meant import MeantInput
from tracker.services.own_playbooks import HeadInput, PlaybookError

MOVE = {"title": "Call the plan first", "text": "Ask for the page, and who signed it.", "cites": "claim_file"}
CRITERION = {
    "requirement": "A face-to-face visit within six months",
    "evidence": "The note of the visit",
    "outcomes": "Visit on record\nNot documented yet",
    "kind": "requirement",
    "basis": "plan_policy",
}
ARGUMENT = {
    "title": "The visit took place",
    "text": "The table shows the visit.",
    "rests_on": "the note enclosed",
}
HOSTILE = (
    "<script>alert(1)</script> {{ 7 * 7 }} {% for x in y %} #set text(red) **bold** [a](http://example.org)"
)


@pytest.fixture
def bob(session: Session) -> Account:
    return make_account(session, make_organization(session), name="Bob Lindgren")


@pytest.fixture
def dana(session: Session, bob: Account) -> Account:
    """Bob's colleague."""
    return make_account(session, session.get_one(Organization, bob.organization_id), name="Dana Iyer")


def begun(session: Session, bob: Account, copied: str | None = "untimely_filing") -> OwnPlaybook:
    book = load()[copied] if copied else None
    return own_playbooks.begin(session, bob, book, HeadInput(title="Late claims, our way"), NOW)


# ---- Who sees it


def test_a_draft_is_its_authors_alone_until_it_is_shared(
    session: Session, bob: Account, dana: Account
) -> None:
    own = begun(session, bob)
    assert own_playbooks.listed(session, bob) == [own]
    assert own_playbooks.listed(session, dana) == []
    with pytest.raises(NotFound):
        own_playbooks.readable(session, dana, own.id)

    own_playbooks.share(session, bob, own.id, True, NOW)

    assert own_playbooks.listed(session, dana) == [own]
    assert own_playbooks.readable(session, dana, own.id) == own


def test_a_colleague_uses_what_is_shared_and_cannot_change_it(
    session: Session, bob: Account, dana: Account
) -> None:
    own = begun(session, bob)
    own_playbooks.share(session, bob, own.id, True, NOW)

    for attempt in (
        lambda: own_playbooks.edit_head(session, dana, own.id, HeadInput("Mine", "", "x", "y"), NOW),
        lambda: own_playbooks.remove(session, dana, own.id, NOW),
        lambda: own_playbook_rows.put(session, dana, own.id, "strategy", None, MOVE, NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_administrator_may_change_what_is_shared_and_not_see_a_draft(
    session: Session, bob: Account
) -> None:
    erin = make_administrator(session, session.get_one(Organization, bob.organization_id))
    own = begun(session, bob)
    with pytest.raises(NotFound):
        own_playbooks.editable(session, erin, own.id)

    own_playbooks.share(session, bob, own.id, True, NOW)
    own_playbook_rows.put(session, erin, own.id, "strategy", None, MOVE, NOW)

    assert own_playbooks.history(session, own)[0].edited_by_id == erin.id


def test_another_organization_does_not_find_it(session: Session, bob: Account) -> None:
    own = begun(session, bob)
    own_playbooks.share(session, bob, own.id, True, NOW)
    stranger = make_administrator(session)

    assert own_playbooks.listed(session, stranger) == []
    with pytest.raises(NotFound):
        own_playbooks.editable(session, stranger, own.id)


# ---- What it says


@pytest.mark.parametrize("name", load())
def test_a_copy_says_what_the_packaged_one_says(session: Session, bob: Account, name: str) -> None:
    copy, packaged = own_playbooks.playbook(begun(session, bob, name)), load()[name]

    assert (copy.strategy, copy.gather, copy.criteria) == (
        packaged.strategy,
        packaged.gather,
        packaged.criteria,
    )
    assert {row.text for row in copy.arguments} == {row.text for row in packaged.arguments}
    assert (copy.expedite, copy.cautions) == (packaged.expedite, packaged.cautions)


def test_a_blank_one_has_only_what_holds_for_any_denial(session: Session, bob: Account) -> None:
    book = own_playbooks.playbook(begun(session, bob, None))

    assert (book.strategy, book.gather, book.criteria, book.arguments) == ((), (), (), ())
    assert book.expedite
    assert book.cautions


def test_rows_are_added_said_otherwise_moved_and_taken_out(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    for title in ("First", "Second"):
        own_playbook_rows.put(session, bob, own.id, "strategy", None, {**MOVE, "title": title}, NOW)
    first, second = (row["code"] for row in own_playbook_rows.rows_of(own, "strategy"))

    own_playbook_rows.put(session, bob, own.id, "strategy", first, {**MOVE, "title": "First of all"}, NOW)
    own_playbook_rows.move(session, bob, own.id, "strategy", second, -1, NOW)
    own_playbook_rows.put(session, bob, own.id, "criteria", None, CRITERION, NOW)

    book = own_playbooks.playbook(own)
    assert [move.title for move in book.strategy] == ["Second", "First of all"]
    assert book.strategy[0].cites == ("claim_file",)
    assert book.criteria[0].kind is CriterionKind.REQUIREMENT
    assert book.criteria[0].outcomes == ("Visit on record", "Not documented yet")

    own_playbook_rows.remove(session, bob, own.id, "strategy", first, NOW)
    assert [move.title for move in own_playbooks.playbook(own).strategy] == ["Second"]


def test_every_change_is_a_version_and_on_record(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    own_playbook_rows.put(session, bob, own.id, "strategy", None, MOVE, NOW)
    own_playbooks.share(session, bob, own.id, True, NOW)

    versions = own_playbooks.history(session, own)
    assert [(each.revision, each.what) for each in versions] == [
        (3, "shared"),
        (2, "strategy: Call the plan first"),
        (1, "begun blank"),
    ]
    assert versions[2].rows["strategy"] == []
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "playbook changed")).all()
    assert {entry.detail for entry in entries} == {f"{own.id} version {number}" for number in (1, 2, 3)}


def test_a_copied_argument_keeps_what_is_not_asked_about(session: Session, bob: Account) -> None:
    own = begun(session, bob, "untimely_filing")
    row = own_playbook_rows.row_for(own, "arguments", "plans_own_record")
    typed = {
        "title": row["title"],
        "text": "I ask for the record.",
        "rests_on": row["rests_on"],
        "cites": "claim_file",
    }

    own_playbook_rows.put(session, bob, own.id, "arguments", "plans_own_record", typed, NOW)
    kept = next(each for each in own_playbooks.playbook(own).arguments if each.code == "plans_own_record")
    assert kept.text == "I ask for the record."
    assert kept.applies_when == {"filing": ("internal_appeal", "unknown")}

    own_playbook_rows.put(
        session, bob, own.id, "arguments", "plans_own_record", {**typed, "when_filing": ()}, NOW
    )
    freed = next(each for each in own_playbooks.playbook(own).arguments if each.code == "plans_own_record")
    assert freed.applies_when == {}


@pytest.mark.parametrize(
    "section,typed,field,words",
    [
        ("strategy", {**MOVE, "title": " "}, "title", "needed"),
        ("strategy", {**MOVE, "text": "x" * 2_001}, "text", "2,001 characters"),
        ("strategy", {**MOVE, "text": "a\x07b"}, "text", "cannot be printed"),
        ("strategy", {**MOVE, "cites": "a law of mine"}, "cites", "answers offered"),
        ("gather", {"label": "A note", "why": "", "who_provides": "Clinic"}, "why", "needed"),
        ("criteria", {**CRITERION, "outcomes": "\n \n"}, "outcomes", "needed"),
        ("criteria", {**CRITERION, "outcomes": "\n".join(map(str, range(31)))}, "outcomes", "31 lines"),
        ("criteria", {**CRITERION, "kind": "wish"}, "kind", "answers offered"),
        ("arguments", {**ARGUMENT, "rests_on": ""}, "rests_on", "Name the document"),
    ],
)
def test_a_row_that_cannot_be_kept_has_a_sentence_at_its_field(
    session: Session, bob: Account, section: str, typed: dict[str, str], field: str, words: str
) -> None:
    own = begun(session, bob, None)

    with pytest.raises(PlaybookError) as raised:
        own_playbook_rows.put(session, bob, own.id, section, None, typed, NOW)

    assert {p.field for p in raised.value.problems} == {field}
    assert words in str(raised.value)
    assert own.revision == 1


def test_a_section_holds_sixty_rows(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    rows = [{"code": f"own_{number}", "title": "T", "text": "x"} for number in range(60)]
    own_playbooks.change(session, bob, own, "many", {**own.rows, "strategy": rows}, NOW)

    with pytest.raises(PlaybookError, match="60 rows, and no more fit"):
        own_playbook_rows.put(session, bob, own.id, "strategy", None, MOVE, NOW)
    own_playbook_rows.put(session, bob, own.id, "strategy", "own_3", MOVE, NOW)


@pytest.mark.parametrize("section", ["joins", "prescriber_letter", "no such"])
def test_what_is_no_section_cannot_be_reached_as_if_it_were(
    session: Session, bob: Account, section: str
) -> None:
    own = begun(session, bob)

    with pytest.raises(NotFound):
        own_playbook_rows.put(session, bob, own.id, section, None, MOVE, NOW)


TYPED: dict[str, own_playbook_rows.Typed] = {
    "strategy": MOVE,
    "gather": {"label": "The log", "why": "It has the hours.", "who_provides": "The clinic"},
    "criteria": CRITERION,
    "exceptions": {"title": "It harmed", "says": "It did harm.", "evidence": "The note"},
    "arguments": ARGUMENT,
    "expedite": {
        "reason": "Sight is being lost",
        "certify": "Waiting would let the patient lose sight.",
        "jeopardizes": ("function", "no such"),
        "cites": "expedited_definition_jeopardy",
    },
    "guidelines": {"body": "A society", "about": "the eye", "ask": "Its section."},
    "steps": {"text": "Call first.", "cites": "claim_file"},
    "cautions": {"text": "Do not sign the waiver."},
}


def test_every_section_of_a_file_is_written_in_the_pages() -> None:
    assert set(own_playbook_rows.SHAPES) == set(TYPED) == set(SECTIONS)


@pytest.mark.parametrize("section", TYPED)
def test_a_row_of_any_section_is_added_said_otherwise_and_read(
    session: Session, bob: Account, section: str
) -> None:
    own = begun(session, bob, "step_therapy_general")
    before = len(getattr(own_playbooks.playbook(own), section))

    own_playbook_rows.put(session, bob, own.id, section, None, TYPED[section], NOW)
    rows = own_playbook_rows.rows_of(own, section)
    own_playbook_rows.put(session, bob, own.id, section, rows[0]["code"], TYPED[section], NOW)

    found = getattr(own_playbooks.playbook(own), section)
    assert len(found) == before + 1
    shape = own_playbook_rows.SHAPES[section]
    assert getattr(found[0], shape.name) == getattr(found[-1], shape.name) == TYPED[section][shape.name]


def test_a_reason_to_expedite_names_a_risk_and_the_definition_that_it_meets(
    session: Session, bob: Account
) -> None:
    own = begun(session, bob, None)

    with pytest.raises(PlaybookError) as raised:
        own_playbook_rows.put(
            session,
            bob,
            own.id,
            "expedite",
            None,
            {"reason": "x", "certify": "y", "jeopardizes": ("luck",)},
            NOW,
        )

    assert {p.field for p in raised.value.problems} == {"jeopardizes", "cites"}


def test_conditions_and_further_rights_are_ticked(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    typed = {
        **ARGUMENT,
        "cites": "claim_file",
        "also_cites": ("clinical_criteria", "no such right", "claim_file"),
        "when_sponsor": ("private_employer", "the moon"),
        "when_filing": (),
    }

    own_playbook_rows.put(session, bob, own.id, "arguments", None, typed, NOW)

    [argument] = own_playbooks.playbook(own).arguments
    assert argument.cites == ("claim_file", "clinical_criteria")
    assert argument.applies_when == {"sponsor": ("private_employer",)}


def test_a_reason_of_ones_own_is_ticked_in_a_case_and_stands_in_its_letter(
    session: Session, bob: Account
) -> None:
    own = begun(session, bob, None)
    own_playbook_rows.put(session, bob, own.id, "expedite", None, TYPED["expedite"], NOW)
    code = own_playbook_rows.rows_of(own, "expedite")[-1]["code"]
    case = make_case(
        session, bob, playbook=str(own.id), urgency="expedited", expedite_codes=(code,), service_kind="drug"
    )

    letter = draft(
        context_for(session, case, "internal_appeal_expedited", NOW, Wishes()), "internal_appeal_expedited"
    )

    assert "sight is being lost" in letter.text
    with pytest.raises(IntakeError) as raised:
        make_case(session, bob, urgency="expedited", expedite_codes=("own_0123456789ab",))
    assert raised.value.problems[0].field == "expedite_codes"


# ---- Where the program chooses


MEANT = MeantInput(reasons=("step_therapy",), sponsors=("private_employer",))


def meant(session: Session, bob: Account, typed: MeantInput, is_shared: bool = True) -> OwnPlaybook:
    own = begun(session, bob, "step_therapy_general")
    own_playbook_meant.say_for_what(session, bob, own.id, typed, NOW)
    return own_playbooks.share(session, bob, own.id, is_shared, NOW)


def test_a_new_case_that_fits_gets_the_shared_one_before_the_packaged_one(
    session: Session, bob: Account, dana: Account
) -> None:
    own = meant(session, bob, MEANT)

    fits = make_case(session, dana, reason_kind="step_therapy", sponsor="private_employer", playbook="")
    other_reason = make_case(
        session, dana, reason_kind="experimental", sponsor="private_employer", playbook=""
    )
    other_coverage = make_case(session, dana, reason_kind="step_therapy", sponsor="church", playbook="")

    assert fits.playbook == str(own.id)
    assert str(own.id) not in (other_reason.playbook, other_coverage.playbook)


def test_a_draft_is_given_to_no_case_by_itself(session: Session, bob: Account) -> None:
    own = meant(session, bob, MEANT, is_shared=False)

    case = make_case(session, bob, reason_kind="step_therapy", sponsor="private_employer", playbook="")

    assert case.playbook != str(own.id)


def test_one_that_names_the_service_goes_before_one_that_names_the_reason(
    session: Session, bob: Account
) -> None:
    meant(session, bob, MEANT)
    closer = meant(session, bob, MeantInput(phrases="wound vacuum\nnegative pressure", never_with="rental"))

    case = make_case(session, bob, service="Negative pressure wound therapy", playbook="")
    rented = make_case(session, bob, service="Negative pressure wound therapy, rental", playbook="")

    assert case.playbook == str(closer.id)
    assert rented.playbook != str(closer.id)


def test_a_case_follows_to_it_when_its_reason_changes_and_one_that_fits_stays(
    session: Session, bob: Account
) -> None:
    about = {"service": "an office visit", "sponsor": "private_employer", "playbook": ""}
    case = make_case(session, bob, reason_kind="experimental", **about)
    stays = make_case(session, bob, reason_kind="step_therapy", **about)
    own = meant(session, bob, MEANT)

    for each, reason in ((case, "step_therapy"), (stays, "step_therapy")):
        typed = replace(intake.as_input(session, each), reason_kind=reason)
        intake.edit_case(session, bob, each, vars(typed), NOW)

    assert case.playbook == str(own.id)
    assert stays.playbook == "step_therapy_general"


def test_a_coverage_alone_finds_no_case(session: Session, bob: Account) -> None:
    own = begun(session, bob)

    with pytest.raises(PlaybookError) as raised:
        own_playbook_meant.say_for_what(session, bob, own.id, MeantInput(sponsors=("church",)), NOW)

    assert raised.value.problems[0].field == "reasons"


def test_a_copy_is_meant_for_nothing_until_somebody_says_so(session: Session, bob: Account) -> None:
    own = meant(session, bob, MEANT)

    copy = own_playbooks.begin(session, bob, own_playbooks.playbook(own), HeadInput(title="Copy"), NOW)

    assert not own_choice.meant_for(copy.rows).is_said


# ---- Versions


def test_an_earlier_version_is_read_and_used_again(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    own_playbook_rows.put(session, bob, own.id, "strategy", None, MOVE, NOW)
    own_playbook_rows.remove(session, bob, own.id, "strategy", own.rows["strategy"][0]["code"], NOW)

    own_playbooks.restore(session, bob, own.id, 2, NOW)

    assert [row.title for row in own_playbooks.playbook(own).strategy] == [MOVE["title"]]
    assert own_playbooks.history(session, own)[0].what == "as in version 2"
    with pytest.raises(NotFound):
        own_playbooks.restore(session, bob, own.id, 99, NOW)


def test_an_edit_leaves_a_finalized_letter_as_it_is(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    own_playbook_rows.put(session, bob, own.id, "arguments", None, ARGUMENT, NOW)
    case = make_case(session, bob, playbook=str(own.id))
    version = keeping.write(session, bob, case, "internal_appeal", Wishes(), NOW)
    finishing.finalize(session, bob, case, version, b"%PDF-1.7 as it was sent", NOW, "It goes out today.")
    before = (version.blocks, version.pdf, version.pdf_sha256)

    code = own_playbook_rows.rows_of(own, "arguments")[0]["code"]
    own_playbook_rows.put(session, bob, own.id, "arguments", code, {**ARGUMENT, "text": "Otherwise."}, NOW)
    session.flush()
    session.expire_all()

    assert (version.blocks, version.pdf, version.pdf_sha256) == before
    assert "Otherwise." in case_playbook.of_case(session, case).arguments[0].text


def test_colleagues_change_it_where_it_is_shared_so_and_do_not_take_it_away(
    session: Session, bob: Account, dana: Account
) -> None:
    own = begun(session, bob)
    own_playbooks.share(session, bob, own.id, True, NOW, colleagues_edit=True)

    own_playbook_rows.put(session, dana, own.id, "strategy", None, MOVE, NOW)

    assert own_playbooks.history(session, own)[0].edited_by_id == dana.id
    with pytest.raises(NotAllowed):
        own_playbooks.share(session, dana, own.id, False, NOW)
    with pytest.raises(NotAllowed):
        own_playbooks.remove(session, dana, own.id, NOW)


def test_a_title_is_needed_and_short(session: Session, bob: Account) -> None:
    for title in ("", "  ", "x" * 121):
        with pytest.raises(PlaybookError):
            own_playbooks.begin(session, bob, None, HeadInput(title=title), NOW)


def test_law_that_the_tables_no_longer_have_is_left_out(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    rows = {
        **own.rows,
        "strategy": [
            {"code": "a", "title": "T", "text": "x", "cites": ["gone"], "rules": ["gone.rule"]},
            {"code": "b", "title": "T", "text": "x", "applies_when": {"moon": ["full"]}},
        ],
    }
    own_playbooks.change(session, bob, own, "from an older program", rows, NOW)

    [move] = own_playbooks.playbook(own).strategy
    assert (move.code, move.cites, move.rules) == ("a", (), ())


# ---- In a case


def test_a_case_is_opened_with_it_like_with_a_packaged_one(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    own_playbook_rows.put(session, bob, own.id, "criteria", None, CRITERION, NOW)

    case = make_case(session, bob, playbook=str(own.id))

    assert case_playbook.of_case(session, case).title == "Late claims, our way"
    assert [row.requirement for row in evidence.criteria(session, case)] == [CRITERION["requirement"]]


def test_a_letter_prints_its_arguments_as_they_were_typed(session: Session, bob: Account) -> None:
    own = begun(session, bob, None)
    typed = {"title": HOSTILE, "text": HOSTILE, "rests_on": f"{HOSTILE} enclosed", "needs": HOSTILE}
    own_playbook_rows.put(session, bob, own.id, "arguments", None, typed, NOW)
    case = make_case(session, bob, playbook=str(own.id))

    letter = draft(context_for(session, case, "internal_appeal", NOW, Wishes()), "internal_appeal")

    assert f"{HOSTILE}. {HOSTILE} ({HOSTILE} enclosed)" in letter.text
    assert HOSTILE in letter.blanks


def test_a_colleague_opens_a_case_with_what_is_shared_and_not_with_a_draft(
    session: Session, bob: Account, dana: Account
) -> None:
    own = begun(session, bob)
    with pytest.raises(IntakeError) as raised:
        make_case(session, dana, playbook=str(own.id))
    assert raised.value.problems[0].field == "playbook"

    own_playbooks.share(session, bob, own.id, True, NOW)
    assert make_case(session, dana, playbook=str(own.id)).playbook == str(own.id)


def test_a_case_keeps_one_that_was_removed(session: Session, bob: Account) -> None:
    own = begun(session, bob)
    case = make_case(session, bob, playbook=str(own.id))

    own_playbooks.remove(session, bob, own.id, NOW)

    assert own_playbooks.listed(session, bob) == []
    assert case_playbook.of_case(session, case).title == "Late claims, our way"
    typed = replace(intake.as_input(session, case), plan_name="Another name")
    intake.edit_case(session, bob, case, vars(typed), NOW)
    assert case.playbook == str(own.id)
    with pytest.raises(IntakeError):
        make_case(session, bob, playbook=str(own.id))


def test_a_case_of_another_organization_never_reads_it(session: Session, bob: Account) -> None:
    own = begun(session, bob)
    case = make_case(session)
    case.playbook = str(own.id)

    assert case_playbook.of_case(session, case).id == "step_therapy_general"
