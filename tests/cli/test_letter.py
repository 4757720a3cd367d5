"""Letters at the command line: from the database into a file, and an invented one without any."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document as open_docx

from tests.factories import make_account, make_case
from tracker.cli import main
from tracker.cli.database import bring_up_to_date, sessions
from tracker.config import load
from tracker.db import begin_write
from tracker.services.letters.invented import COVERAGES
from tracker.services.letters.kinds import KINDS

OF_A_DECISION = re.compile(
    "as the decision says|address that the decision gives|decision in hand|exhibit with the|its notice gives"
    "|as the regulator gives it|sender's address|the VA facility|the facility's patient advocate|exhibit with VA Form"
)


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of Alice's case in a database of its own."""
    return number_of(tmp_path, monkeypatch)


def number_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **facts: str) -> str:
    """The number of a case with these facts of its denial, in a database of its own."""
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path / "data"))
    config = load({"TRACKER_DATA": str(tmp_path / "data")})
    bring_up_to_date(config.database_url)
    with sessions(config) as session_factory, session_factory() as session:
        begin_write(session)
        case = make_case(session, make_account(session, email="bob@example.org"), **facts)
        found = case.number
        session.commit()
    return found


def tracker(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["letter", *arguments], catch_exceptions=False)


def draft_to(number: str, out: Path, kind: str = "internal_appeal") -> Result:
    return tracker("draft", "--case", number, "--kind", kind, "--out", str(out))


@pytest.mark.parametrize("end, begins", [(".pdf", b"%PDF-"), (".docx", b"PK"), (".html", b"<!DOCTYPE html>")])
def test_a_letter_is_drafted_from_the_database_into_a_file(
    number: str, tmp_path: Path, end: str, begins: bytes
) -> None:
    result = draft_to(number, tmp_path / f"appeal{end}")

    assert result.exit_code == 0
    assert (tmp_path / f"appeal{end}").read_bytes().startswith(begins)
    assert "Internal appeal" in result.stdout


def test_a_letter_of_a_case_goes_into_several_files_at_once(number: str, tmp_path: Path) -> None:
    result = tracker(
        number, "internal_appeal", "--pdf", str(tmp_path / "a.pdf"), "--docx", str(tmp_path / "a.docx")
    )

    assert result.exit_code == 0
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")


def test_the_letters_that_fit_a_case_are_listed_the_next_one_first(number: str) -> None:
    lines = tracker("--list", number).stdout.splitlines()

    assert lines[0].endswith(" (next)")
    assert "internal_appeal" in [line.split()[0] for line in lines]
    assert "claim_file_request" in lines
    assert not any(line.startswith("fehb") for line in lines)


def test_a_list_for_a_drug_under_medicare_advantage_says_that_part_d_may_decide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advantage = {"sponsor": "medicare_advantage", "funding": "unknown", "appeal_levels": ""}
    result = tracker("--list", number_of(tmp_path, monkeypatch, service_kind="drug", **advantage))

    assert result.exit_code == 0
    assert "A drug from the pharmacy follows Part D" in result.stderr
    assert "ma_reconsideration" in result.stdout


@pytest.mark.parametrize(
    "words",
    [("A-7F3K",), ("A-7F3K", "internal_appeal"), ("--list", "A-7F3K", "internal_appeal"), ("--list",)],
)
def test_what_is_neither_a_list_nor_a_letter_is_told_how_to_ask(words: tuple[str, ...], number: str) -> None:
    result = tracker(*words)

    assert result.exit_code == 2
    assert "Write --list CASE, or CASE KIND and a file" in result.stderr
    assert "of-a-case" not in result.stderr


def test_the_docx_says_what_the_case_says_and_the_blanks_are_listed(number: str, tmp_path: Path) -> None:
    result = draft_to(number.lower(), tmp_path / "appeal.docx")

    text = "\n".join(paragraph.text for paragraph in open_docx(str(tmp_path / "appeal.docx")).paragraphs)
    assert "Alice Moreau" in text
    assert "documentation does not show six weeks" in text
    assert "[how this letter is sent]" in result.stderr
    assert " blanks." in result.stdout


def test_markdown_can_be_read_as_it_stands(number: str, tmp_path: Path) -> None:
    draft_to(number, tmp_path / "appeal.md")

    assert "| The plan requires" in (tmp_path / "appeal.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "kind, name, said",
    [
        ("external_review_request", "x.pdf", "External review opens with the final decision"),
        ("internal_appeal", "x.odt", "ends in none of .pdf, .docx, .html, .md"),
        ("internal_appeal", "missing/x.pdf", "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    number: str, tmp_path: Path, kind: str, name: str, said: str
) -> None:
    result = draft_to(number, tmp_path / name, kind)

    assert result.exit_code == 1
    assert said in result.stderr
    assert not (tmp_path / name).exists()


def test_a_case_that_is_not_there_is_one_sentence(number: str, tmp_path: Path) -> None:
    result = draft_to("A-0000", tmp_path / "x.pdf")

    assert (result.exit_code, result.stderr) == (1, "Error: There is no case A-0000 in this database.\n")


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_preview_needs_no_database_and_leaves_nothing_blank_but_what_a_decision_says(kind: str) -> None:
    result = tracker("preview", kind)

    assert result.exit_code == 0
    assert "Theo Lindqvist" in result.stdout
    blanks = re.findall(r"\[([^]]+)", result.stdout)
    assert all(OF_A_DECISION.search(each) for each in blanks)


@pytest.mark.parametrize("coverage", COVERAGES)
def test_a_preview_cites_the_law_of_the_coverage(coverage: str) -> None:
    said = tracker("preview", "claim_file_request", "--coverage", coverage).stdout

    assert ("section 104(b)(4)" in said) is coverage.startswith("erisa")


def test_a_preview_goes_into_a_file_as_well(tmp_path: Path) -> None:
    tracker("preview", "plan_is_late", "--out", str(tmp_path / "late.pdf"))

    assert (tmp_path / "late.pdf").read_bytes().startswith(b"%PDF-")


def test_every_kind_is_listed_with_its_purpose() -> None:
    said = tracker("kinds").stdout

    assert all(kind.key in said and kind.purpose in said for kind in KINDS.values())


@pytest.mark.parametrize("command", [(), ("draft",), ("preview",), ("kinds",)])
def test_help_reads_like_documentation(command: tuple[str, ...]) -> None:
    result = tracker(*command, "--help")

    assert result.exit_code == 0
    assert "Usage: " in result.stdout
