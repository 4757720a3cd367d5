"""What is private is ciphertext in the file, and opens only where it was written."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.factories import KEY, NOW, PDF, TestKey, make_account, make_organization, use_test_key
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import Detail, HeldUpload, Organization, Patient
from tracker.models.encrypted import SealError, bound, opened
from tracker.models.keyring import KeyringError, set_keyring

NEWER = TestKey("newer", bytes(range(32)))


@pytest.fixture(autouse=True)
def usual_key() -> Iterator[None]:
    """Whatever a test does to the keys ends with it."""
    use_test_key()
    yield
    use_test_key()


def add_patient(sessions: SessionFactory, **columns: object) -> UUID:
    """A patient in an organization of their own; returns their key."""
    with write_session(sessions) as session:
        patient = Patient(
            organization_id=make_organization(session).id,
            timezone="America/Chicago",
            detail=Detail.NEUTRAL,
            created_at=NOW,
            **columns,
        )
        session.add(patient)
    return patient.id


def raw(sessions: SessionFactory, statement: str, **values: object) -> sa.Result:
    """The result of a statement that goes past the models."""
    with write_session(sessions) as session:
        return session.execute(sa.text(statement), values)


def load(sessions: SessionFactory, patient_id: UUID) -> Patient:
    """The patient, read anew."""
    with read_session(sessions) as session:
        return session.exec(select(Patient).where(Patient.id == patient_id)).one()


def test_a_name_is_ciphertext_in_the_file_and_a_name_when_read(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice Moreau")

    stored = raw(sessions, "SELECT name FROM patient").scalar_one()
    assert "Alice" not in stored
    assert stored.startswith(f"v1:{KEY.id}:{patient_id.hex}:")
    assert load(sessions, patient_id).name == "Alice Moreau"


def test_the_same_name_is_written_differently_each_time(sessions: SessionFactory) -> None:
    add_patient(sessions, name="Alice Moreau")
    add_patient(sessions, name="Alice Moreau")

    first, second = raw(sessions, "SELECT name FROM patient").scalars().all()
    assert first.split(":")[-1] != second.split(":")[-1]


def test_nothing_known_stays_nothing(sessions: SessionFactory) -> None:
    assert load(sessions, add_patient(sessions)).name is None


def test_a_changed_name_is_sealed_anew(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice Moreau")
    with write_session(sessions) as session:
        session.get_one(Patient, patient_id).name = "Alice Moreau-Lind"

    assert load(sessions, patient_id).name == "Alice Moreau-Lind"


def test_a_name_taken_over_from_another_row_belongs_to_its_new_one(sessions: SessionFactory) -> None:
    alice, other = add_patient(sessions, name="Alice Moreau"), add_patient(sessions)
    with write_session(sessions) as session:
        session.get_one(Patient, other).guardian = session.get_one(Patient, alice).name

    assert load(sessions, other).guardian == "Alice Moreau"


def test_ciphertext_moved_to_another_row_does_not_open(sessions: SessionFactory) -> None:
    alice, charlie = add_patient(sessions, name="Alice"), add_patient(sessions, name="Charlie")
    moved = "UPDATE patient SET name = (SELECT name FROM patient WHERE id = :alice) WHERE id = :charlie"
    raw(sessions, moved, alice=alice.hex, charlie=charlie.hex)

    with pytest.raises(SealError, match="another row"):
        load(sessions, charlie)


def test_ciphertext_whose_row_was_rewritten_does_not_open(sessions: SessionFactory) -> None:
    alice, charlie = add_patient(sessions, name="Alice"), add_patient(sessions, name="Charlie")
    moved = (
        "UPDATE patient SET name = (SELECT replace(name, :alice, :charlie) FROM patient WHERE id = :alice) "
        "WHERE id = :charlie"
    )
    raw(sessions, moved, alice=alice.hex, charlie=charlie.hex)

    with pytest.raises(SealError, match="does not belong"):
        load(sessions, charlie)


def test_ciphertext_moved_to_another_column_does_not_open(sessions: SessionFactory) -> None:
    alice = add_patient(sessions, name="Alice", phone="555-0142")
    raw(sessions, "UPDATE patient SET name = phone")

    with pytest.raises(SealError, match=r"patient\|.*\|name"):
        load(sessions, alice)


def test_plain_text_where_ciphertext_should_be_is_refused(sessions: SessionFactory) -> None:
    alice = add_patient(sessions, name="Alice")
    raw(sessions, "UPDATE patient SET name = 'Alice'")

    with pytest.raises(SealError, match="never sealed"):
        load(sessions, alice)


def test_a_name_cannot_be_searched_for_in_its_column(sessions: SessionFactory) -> None:
    with read_session(sessions) as session, pytest.raises(sa.exc.StatementError, match="searched for"):
        session.exec(select(Patient).where(Patient.name == "Alice")).all()


def test_files_are_sealed_too(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        account = make_account(session)
        upload = HeldUpload(
            organization_id=account.organization_id,
            account_id=account.id,
            content_type="application/pdf",
            content=PDF,
            created_at=NOW,
        )
        session.add(upload)

    assert PDF not in raw(sessions, "SELECT content FROM held_upload").scalar_one()
    with read_session(sessions) as session:
        assert session.exec(select(HeldUpload)).one().content == PDF


def test_a_file_moved_to_another_row_does_not_open(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        account = make_account(session)
        for content in (PDF, b"another"):
            session.add(
                HeldUpload(
                    organization_id=account.organization_id,
                    account_id=account.id,
                    content_type="application/pdf",
                    content=content,
                    created_at=NOW,
                )
            )
    raw(sessions, "UPDATE held_upload SET content = (SELECT content FROM held_upload LIMIT 1)")

    with read_session(sessions) as session, pytest.raises(SealError, match="another row"):
        session.exec(select(HeldUpload)).all()


def test_an_older_key_still_reads_and_the_first_one_writes(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice")
    set_keyring([NEWER, KEY])
    with write_session(sessions) as session:
        session.get_one(Patient, patient_id).phone = "555-0142"

    patient = load(sessions, patient_id)
    assert (patient.name, patient.phone) == ("Alice", "555-0142")
    name, phone = raw(sessions, "SELECT name, phone FROM patient").one()
    assert (name.split(":")[1], phone.split(":")[1]) == (KEY.id, NEWER.id)


def test_without_its_key_nothing_opens(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice")
    set_keyring([NEWER])

    with pytest.raises(KeyringError, match="'test'"):
        load(sessions, patient_id)


def test_another_secret_under_the_same_id_opens_nothing(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice")
    set_keyring([TestKey(KEY.id, NEWER.secret)])

    with pytest.raises(SealError):
        load(sessions, patient_id)


@pytest.mark.parametrize("keys", [[], [KEY, KEY], [TestKey("short", b"16 bytes, no more")]])
def test_a_keyring_that_is_none_is_refused(keys: list[TestKey]) -> None:
    with pytest.raises(KeyringError):
        set_keyring(keys)


def test_a_statement_past_the_mapper_says_for_which_row_it_writes(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions)
    with write_session(sessions) as session:
        statement = sa.update(Patient).where(Patient.id == patient_id)
        session.execute(statement.values(name=bound("Alice", patient_id)))

    assert load(sessions, patient_id).name == "Alice"


def test_text_read_past_the_mapper_is_opened_for_its_row_alone(sessions: SessionFactory) -> None:
    patient_id = add_patient(sessions, name="Alice")
    with read_session(sessions) as session:
        name = session.execute(sa.select(Patient.name)).scalar_one()

    assert opened(name, patient_id) == "Alice"
    assert opened(None, patient_id) is None
    with pytest.raises(SealError):
        opened(name, uuid4())


def test_every_organization_has_a_letterhead_of_its_own(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        made = make_organization(session, address="41 Quay Street", phone="409-555-0110")

    with read_session(sessions) as session:
        assert session.get_one(Organization, made.id).address == "41 Quay Street"
