"""Columns keep what they promise: values of enums, aware moments, and nothing secret in the clear."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from tests.factories import NOW, make_account, make_organization
from tracker.db import SessionFactory, read_session, write_session
from tracker.models import Organization
from tracker.models.encrypted import EncryptedBytes, EncryptedText

IN_THE_CLEAR = {
    "account.email",
    "account.name",
    "heartbeat.name",
    "invitation.email",
    "organization.name",
    "form_reminder.because",
    "reminder.because",
    "setting.name",
}
"""What must be looked up, what stands on the door, and what the program says itself."""

PRIVATE_NAMES = {
    "address", "because", "born_on", "claim_number", "code", "content", "email", "expedite_codes", "fax",
    "group_number", "guardian", "html", "insurer", "member_id", "member_name", "name", "notes", "pdf",
    "phone", "physician", "plan_name", "playbook", "record_shows", "requirement", "service",
    "stated_reason", "subject", "text", "to_address", "words",
}  # fmt: skip


SEALED_AS = {"outbox_body": "outbox_message"}
"""Whose columns once stood in another table, under the same row."""


def test_an_enum_is_stored_by_its_value(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        make_account(session)

    with read_session(sessions) as session:
        assert session.execute(sa.text("SELECT role FROM account")).scalar_one() == "advocate"


def test_a_stranger_to_an_enum_is_refused(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        make_account(session)

        with pytest.raises(sa.exc.IntegrityError):
            session.execute(sa.text("UPDATE account SET role = 'owner'"))


def test_a_moment_comes_back_aware_and_in_utc(sessions: SessionFactory) -> None:
    with write_session(sessions) as session:
        made = make_organization(session, created_at=datetime.fromisoformat("2026-11-22T09:00-06:00"))

    with read_session(sessions) as session:
        found = session.exec(select(Organization.created_at).where(Organization.id == made.id)).one()
    assert found == NOW
    assert found.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(sessions: SessionFactory) -> None:
    with pytest.raises(sa.exc.StatementError), write_session(sessions) as session:
        make_organization(session, created_at=datetime(2026, 11, 22, 9, 0))  # noqa: DTZ001 - what is refused


def test_what_is_private_by_its_name_is_encrypted() -> None:
    open_columns = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name in PRIVATE_NAMES and not isinstance(column.type, EncryptedText | EncryptedBytes)
    }

    assert open_columns == IN_THE_CLEAR


def test_an_encrypted_column_knows_where_it_stands() -> None:
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, EncryptedText | EncryptedBytes):
                sealed_as = SEALED_AS.get(table.name, table.name)
                assert (column.type.table, column.type.column) == (sealed_as, column.name)


def test_every_row_of_somebody_carries_its_organization() -> None:
    without = {
        table.name for table in SQLModel.metadata.tables.values() if "organization_id" not in table.columns
    }

    assert without == {
        "delivery_report",
        "document_content",
        "heartbeat",
        "organization",
        "outbox_body",
        "packet_part",
        "search_word",
        "setting",
        "sign_in_throttle",
        "web_session",
    }
