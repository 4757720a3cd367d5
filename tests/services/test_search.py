"""Names are found by how their words begin, and nobody reading the file can tell them."""

import pytest
from sqlmodel import Session, select

from tests.factories import KEY, NOW, TestKey, advocate_of, make_account, make_case, use_test_key
from tracker.models import SearchWord
from tracker.models.keyring import set_keyring
from tracker.services import intake, search

FINDS = [
    "hal",
    "Halvorsen",
    "HALVOR",
    "june hal",
    "núñez",
    "nunez",
    "nuñez h",
    "cigna",
    "spinal",
    "fusion l4",
]


@pytest.mark.parametrize("text", FINDS)
def test_a_case_is_found_by_the_beginnings_of_its_words(session: Session, text: str) -> None:
    case = make_case(session, patient_name="June Núñez H. Halvorsen")

    assert search.find(session, case.organization_id, text) == {case.id}


@pytest.mark.parametrize("text", ["", "   ", "…", "alvorsen", "halvorson", "june moreau", "55501"])
def test_it_is_not_found_by_anything_else(session: Session, text: str) -> None:
    case = make_case(session, patient_name="June Halvorsen")

    assert search.find(session, case.organization_id, text) == set()


def test_long_words_are_found_by_all_of_them(session: Session) -> None:
    case = make_case(session, service="Otorhinolaryngological examination")

    assert search.find(session, case.organization_id, "otorhinolaryngological") == {case.id}


def test_a_case_is_found_by_its_number(session: Session) -> None:
    case = make_case(session)

    assert search.find(session, case.organization_id, case.number) == {case.id}


def test_another_organization_finds_nothing(session: Session) -> None:
    case, charlie = make_case(session), make_account(session)

    assert search.find(session, charlie.organization_id, "Alice") == set()
    assert search.find(session, case.organization_id, "Alice") == {case.id}


def test_the_same_name_has_another_hash_in_another_organization(session: Session) -> None:
    one, other = make_case(session), make_case(session)

    def hashes(case_id: object) -> set[str]:
        return set(session.exec(select(SearchWord.word_hash).where(SearchWord.case_id == case_id)))

    assert not hashes(one.id) & hashes(other.id)


def test_no_word_is_stored(session: Session) -> None:
    make_case(session, patient_name="June Halvorsen")

    stored = session.exec(select(SearchWord.word_hash)).all()
    assert stored
    assert all(len(each) == 32 and set(each) <= set("0123456789abcdef") for each in stored)


def test_a_changed_name_is_found_and_the_old_one_is_not(session: Session) -> None:
    case = make_case(session)

    intake.edit_case(session, advocate_of(session, case), case, {"patient_name": "Alice Lind"}, NOW)
    session.flush()

    assert search.find(session, case.organization_id, "lind") == {case.id}
    assert search.find(session, case.organization_id, "moreau") == set()


def test_what_an_older_key_indexed_is_still_found(session: Session) -> None:
    case = make_case(session)
    set_keyring([TestKey("newer", bytes(32)), KEY])
    try:
        assert search.find(session, case.organization_id, "moreau") == {case.id}
    finally:
        use_test_key()
