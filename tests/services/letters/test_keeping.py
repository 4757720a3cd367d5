"""Letters in versions that stay: what a person wrote is kept, and what went out never changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.factories import NOW, PDF, make_account, make_case_with_letters
from tracker.models import Account, AuditEntry, Case, Letter, LetterVersion
from tracker.rules.terms import Channel, EventKind, FiledBy
from tracker.services import access, intake
from tracker.services.access import NotFound
from tracker.services.letters import finishing, keeping
from tracker.services.letters.from_case import Wishes
from tracker.services.letters.keeping import LetterRefusedError
from tracker.services.letters.own_words import overtaken
from tracker.services.letters.record import read

K = EventKind


@pytest.fixture
def bob(session: Session) -> Account:
    """The advocate."""
    return make_account(session)


@pytest.fixture
def case(session: Session, bob: Account) -> Case:
    """Alice's case, whose denial has just been recorded."""
    return make_case_with_letters(session, bob)


def written(
    session: Session, bob: Account, case: Case, kind: str = "internal_appeal", **wishes: Any
) -> tuple[Letter, LetterVersion]:
    version = keeping.write(session, bob, case, kind, Wishes(**wishes), NOW)
    return keeping.letter_for(session, case, version.letter_id), version


def test_a_version_is_read_as_it_was_written(session: Session, bob: Account, case: Case) -> None:
    letter, version = written(session, bob, case, channels=(Channel.FAX,), answer="It shows eleven weeks.")
    session.expire_all()

    read = keeping.kept(session, letter, version)
    assert read.wishes == Wishes(channels=(Channel.FAX,), answer="It shows eleven weeks.")
    assert "It shows eleven weeks." in read.draft.text
    assert read.document.title == "Internal appeal"
    assert version.blanks == len(read.blanks) > 0
    assert {each.text for each in read.citations} >= {"29 CFR 2560.503-1(h)(2)(iv)"}


def test_a_letter_that_is_there_gets_a_next_version_instead_of_a_second_letter(
    session: Session, bob: Account, case: Case
) -> None:
    letter, version = written(session, bob, case)

    assert version.version == 2
    assert keeping.versions(session, letter)[-1].created_by_id is None
    assert [each.kind for each in keeping.letters(session, case)].count("internal_appeal") == 1


def test_a_section_in_ones_own_words_makes_a_version_and_the_one_before_stays(
    session: Session, bob: Account, case: Case
) -> None:
    letter, before = written(session, bob, case)
    as_it_was = (before.context, before.blocks, before.blanks)

    after = keeping.rewrite(session, bob, case, letter, "opening", "To the reviewer:\r\n\r\nSee [it].", NOW)

    assert (after.version, after.is_edited, after.created_by_id) == (3, True, bob.id)
    assert "See [it]." in keeping.kept(session, letter, after).draft.text
    assert "it" in keeping.kept(session, letter, after).blanks
    assert (before.context, before.blocks, before.blanks) == as_it_was


def test_drafting_again_takes_what_is_on_record_now_and_keeps_what_a_person_wrote(
    session: Session, bob: Account, case: Case
) -> None:
    letter, _ = written(session, bob, case, answer="The record shows it.")
    keeping.rewrite(session, bob, case, letter, "timeliness", "It is in time.", NOW)
    intake.edit_case(session, bob, case, {"claim_number": "55501-NEW"}, NOW)

    again = keeping.kept(session, letter, keeping.redraft(session, bob, case, letter, NOW))
    assert "55501-NEW" in again.draft.text
    assert "It is in time." in again.draft.text
    assert again.wishes.answer == "The record shows it."
    assert [each.key for each in again.sections if each.is_edited] == ["timeliness"]


def test_other_wishes_take_the_place_of_the_old_ones(session: Session, bob: Account, case: Case) -> None:
    letter, _ = written(session, bob, case, answer="The record shows it.")
    version = keeping.redraft(session, bob, case, letter, NOW, Wishes(filed_by=FiledBy.MEMBER))

    assert "Filed by the member" in keeping.kept(session, letter, version).draft.text


def test_a_letter_is_behind_once_its_case_says_something_else(
    session: Session, bob: Account, case: Case
) -> None:
    letter, version = written(session, bob, case)

    assert not keeping.is_behind(session, case, letter, version, NOW)
    intake.edit_case(session, bob, case, {"member_id": "0555-0199-09"}, NOW)
    assert keeping.is_behind(session, case, letter, version, NOW)


def test_a_final_version_never_changes(session: Session, bob: Account, case: Case) -> None:
    letter, version = written(session, bob, case)
    finishing.finalize(session, bob, case, version, PDF, NOW, "It goes out today.")
    as_it_was = (version.context, version.blocks, version.pdf, version.finalized_at)

    finishing.finalize(session, bob, case, version, b"%PDF-another", NOW, "Again.")
    keeping.rewrite(session, bob, case, letter, "opening", "Otherwise.", NOW)
    keeping.redraft(session, bob, case, letter, NOW)

    session.expire_all()
    kept = keeping.version_for(session, letter, version.version)
    assert (kept.context, kept.blocks, kept.pdf, kept.finalized_at) == as_it_was
    assert kept.pdf == PDF


@pytest.mark.parametrize(
    "text, said",
    [("> quoted", "has no form in a letter"), ("x" * 20_001, "20,000"), ("a\x00b", "cannot be printed")],
)
def test_words_that_a_letter_cannot_show_are_refused_and_nothing_is_kept(
    session: Session, bob: Account, case: Case, text: str, said: str
) -> None:
    letter, version = written(session, bob, case)

    with pytest.raises(LetterRefusedError, match=said) as refused:
        keeping.rewrite(session, bob, case, letter, "opening", text, NOW)
    assert refused.value.problems[0].field == "text"
    assert keeping.newest(session, letter) == version


def test_a_section_or_letter_that_is_not_there_is_not_found(
    session: Session, bob: Account, case: Case
) -> None:
    letter, _ = written(session, bob, case)
    charlies = make_case_with_letters(session)

    with pytest.raises(access.NotFound):
        keeping.rewrite(session, bob, case, letter, "poem", "x", NOW)
    with pytest.raises(access.NotFound):
        keeping.letter_for(session, charlies, letter.id)
    with pytest.raises(access.NotFound):
        keeping.version_for(session, letter, 99)


@pytest.mark.parametrize(
    "kind, said",
    [
        ("poem", "Choose one of the letters offered"),
        ("external_review_request", "opens with the final decision"),
        ("internal_appeal_expedited", "not marked urgent"),
        ("plan_is_late", "not certainly late"),
        ("claim_file_chaser", "has not been asked for"),
    ],
)
def test_a_letter_that_would_not_be_true_is_refused(
    session: Session, bob: Account, case: Case, kind: str, said: str
) -> None:
    with pytest.raises(LetterRefusedError, match=said):
        keeping.write(session, bob, case, kind, Wishes(), NOW)


def test_each_version_is_on_record_and_nothing_medical_stands_there(
    session: Session, bob: Account, case: Case
) -> None:
    _, version = written(session, bob, case)
    finishing.finalize(session, bob, case, version, PDF, NOW, "It goes out today.")

    entries = session.exec(select(AuditEntry).where(AuditEntry.case_id == case.id)).all()
    letters = [
        (e.action, e.detail) for e in entries if e.action.startswith("letter") and e.account_id == bob.id
    ]
    assert letters == [
        ("letter drafted", "internal_appeal, version 2"),
        ("letter finalized", "version 2, despite addressee, filer, reason, exhibits, blanks"),
    ]


def test_own_words_under_which_the_case_has_changed_are_named_and_a_new_day_alone_names_none(
    session: Session, bob: Account, case: Case
) -> None:
    letter, _ = written(session, bob, case)
    keeping.rewrite(session, bob, case, letter, "opening", "Dr. Osei asks for the pump.", NOW)
    keeping.redraft(session, bob, case, letter, NOW)

    def named(now: datetime) -> tuple[str, ...]:
        found = keeping.in_step(
            read(session, case, now),
            keeping.kept(session, letter, keeping.version_for(session, letter, None)),
        )
        return overtaken(session, found, keeping.versions(session, letter))

    assert named(NOW + timedelta(days=1)) == ()
    case.physician = "Dr. Amara Lindgren"
    assert named(NOW) == ("opening",)
    keeping.redraft(session, bob, case, letter, NOW)
    assert named(NOW) == ("opening",)
    keeping.rewrite(session, bob, case, letter, "opening", "Dr. Lindgren asks for the pump.", NOW)
    assert named(NOW) == ()


def test_a_section_gives_up_own_words_and_follows_the_case_again(
    session: Session, bob: Account, case: Case
) -> None:
    letter, first = written(session, bob, case)
    was = keeping.kept(session, letter, first).sections
    keeping.rewrite(session, bob, case, letter, "opening", "Otherwise.", NOW)

    after = keeping.follow_case(session, bob, case, letter, "opening", NOW)

    assert keeping.kept(session, letter, after).sections == was
    assert not after.is_edited
    assert keeping.follow_case(session, bob, case, letter, "opening", NOW) == after
    with pytest.raises(NotFound):
        keeping.follow_case(session, bob, case, letter, "poem", NOW)
