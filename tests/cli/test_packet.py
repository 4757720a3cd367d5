"""Packets at the command line: from the database into a file, with what is missing on standard error."""

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from tests.adapters.papers import files
from tests.factories import NOW, make_account, make_case_with_letters
from tracker.cli import main
from tracker.cli.database import bring_up_to_date, sessions
from tracker.config import load
from tracker.db import begin_write
from tracker.services import documents
from tracker.services.letters import keeping


@dataclass(frozen=True)
class Known:
    """Alice's case and her appeal."""

    number: str
    letter: str


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Known:
    """Alice's case in a database of its own, with a record and one that is locked."""
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path / "data"))
    config = load({"TRACKER_DATA": str(tmp_path / "data")})
    bring_up_to_date(config.database_url)
    with sessions(config) as session_factory, session_factory() as session:
        begin_write(session)
        bob = make_account(session, email="bob@example.org")
        case = make_case_with_letters(session, bob)
        for name, content in (("Therapy.pdf", files.record(2)), ("Locked.pdf", files.locked())):
            documents.store(session, bob, case, name, "", content, "medical_record", NOW)
        letters = {each.kind: str(each.id) for each in keeping.letters(session, case)}
        session.commit()
        return Known(case.number, letters["internal_appeal"])


def tracker(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["packet", *arguments], catch_exceptions=False)


def test_the_list_of_letters_gives_the_id_that_a_packet_asks_for(known: Known) -> None:
    listed = CliRunner().invoke(main, ["letter", "--list", known.number], catch_exceptions=False)

    assert f"{known.letter}  Internal appeal" in listed.stdout.splitlines()


def test_a_packet_is_bound_from_the_database_into_a_file(known: Known, tmp_path: Path) -> None:
    out = tmp_path / "appeal.pdf"

    result = tracker(known.number.lower(), "--letter", known.letter[:6], "--out", str(out))

    assert result.exit_code == 0
    with pikepdf.open(io.BytesIO(out.read_bytes())) as pdf:
        assert f"pages 1 to {len(pdf.pages)} of {len(pdf.pages)}" in result.stdout
    assert "“Locked.pdf”, is locked with a password." in result.stderr


def test_a_letter_that_there_is_not_is_answered_with_those_that_there_are(
    known: Known, tmp_path: Path
) -> None:
    result = tracker(known.number, "--letter", "none", "--out", str(tmp_path / "x.pdf"))

    assert result.exit_code == 1
    assert f"{known.letter}  Internal appeal" in result.stderr


@pytest.mark.parametrize(
    "number, name, said",
    [
        ("A-0000", "x.pdf", "There is no case A-0000 in this database."),
        ("", "x.docx", "x.docx does not end in .pdf."),
        ("", "missing/x.pdf", "cannot be written: No such file or directory."),
    ],
)
def test_what_cannot_be_bound_is_one_sentence(
    known: Known, tmp_path: Path, number: str, name: str, said: str
) -> None:
    result = tracker(number or known.number, "--letter", known.letter, "--out", str(tmp_path / name))

    assert result.exit_code == 1
    assert said in result.stderr


def test_a_fax_cover_is_one_page_more(known: Known, tmp_path: Path) -> None:
    plain, fax = tmp_path / "plain.pdf", tmp_path / "fax.pdf"
    tracker(known.number, "--letter", known.letter, "--out", str(plain))
    tracker(known.number, "--letter", known.letter, "--fax-cover", "--out", str(fax))

    with pikepdf.open(plain) as one, pikepdf.open(fax) as other:
        assert len(other.pages) == len(one.pages) + 1
