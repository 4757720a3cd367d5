"""`tracker letter`: the kinds of letter, one drafted from a case, and one to look at without any case."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlmodel import Session, select

from tracker.adapters.letters.docx import render_docx
from tracker.adapters.letters.errors import RenderError
from tracker.adapters.letters.html import render_html
from tracker.adapters.letters.pdf import render_pdf
from tracker.cli.database import bring_up_to_date, sessions
from tracker.config import load
from tracker.models import Case
from tracker.rules.medicare_parts import other_part
from tracker.services.letters import keeping
from tracker.services.letters.draft import Draft, draft
from tracker.services.letters.from_case import Wishes, context_of
from tracker.services.letters.invented import COVERAGES, invented, usual_coverage
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import offers_of
from tracker.services.letters.record import CaseRecord, read
from tracker.services.letters.refusing import refusal

RENDERED: dict[str, Callable[[Draft], bytes]] = {
    ".pdf": lambda letter: render_pdf(letter.document),
    ".docx": lambda letter: render_docx(letter.document),
    ".html": lambda letter: render_html(letter.document).encode(),
    ".md": lambda letter: letter.markdown.encode(),
}
"""How a letter is written into a file, by the end of its name."""

_OF_A_CASE = "of-a-case"
_HOW = "Write --list CASE, or CASE KIND and a file: --pdf FILE, --docx FILE or --html FILE."
_KIND = click.Choice(list(KINDS))
_FILE = click.Path(dir_okay=False, path_type=Path)


class _OrOfACase(click.Group):
    """Words that begin with no command are those of a letter of a case, or ask for a list of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_known = not args or args[0] in self.commands or args[0] in ("-h", "--help")
        return super().parse_args(ctx, args if is_known else [_OF_A_CASE, *args])


@click.group(cls=_OrOfACase)
def letter() -> None:
    """Draft letters: to ask for the claim file, to appeal, to ask for external review, to say that a plan is late.

    \b
    tracker letter --list A-7F3K
    tracker letter A-7F3K internal_appeal --pdf appeal.pdf --docx appeal.docx

    A letter is drafted from what is on record of a case, and cites the law that governs its coverage and no other.
    What nobody knows prints as a marked blank; each blank is listed on standard error. The letter may be edited in
    the DOCX, or section by section in the program's pages, where its versions are kept. Nothing is sent.
    """


@letter.command(_OF_A_CASE, hidden=True)
@click.pass_context
@click.argument("number", metavar="CASE", required=False)
@click.argument("kind", type=_KIND, metavar="KIND", required=False)
@click.option("--list", "lists", is_flag=True, help="The letters that fit the case, the next one first.")
@click.option("--pdf", type=_FILE, help="Write it as PDF.")
@click.option("--docx", type=_FILE, help="Write it as a Word file.")
@click.option("--html", type=_FILE, help="Write it as HTML.")
def of_a_case(
    ctx: click.Context, /, number: str | None, kind: str | None, lists: bool, **files: Path | None
) -> None:
    """Draft a letter of CASE into files, or list the letters that fit it."""
    outs = {RENDERED[f".{end}"]: out for end, out in files.items() if out is not None}
    if number is None or lists == bool(kind or outs) or bool(kind) != bool(outs):
        raise click.UsageError(_HOW, ctx.parent)
    with _database() as session:
        if kind is None:
            _list(session, number)
            return
        drafted = _drafted(session, number, kind, datetime.now(UTC))
    for write, out in outs.items():
        _write(drafted, write, out)


@letter.command("kinds")
def list_kinds() -> None:
    """List the kinds of letter: what each is for, and the case that it fits."""
    for kind in KINDS.values():
        fits = f" ({kind.fits.value} only)" if kind.fits else ""
        click.echo(f"{kind.key}{fits}\n    {kind.purpose}")


@letter.command("draft")
@click.option("--case", "number", required=True, metavar="NUMBER", help="The case's number, such as A-7F3K.")
@click.option("--kind", required=True, type=_KIND, metavar="KIND", help="See `tracker letter kinds`.")
@click.option("--out", required=True, type=_FILE, help="A file that ends in .pdf, .docx, .html or .md.")
def draft_letter(number: str, kind: str, out: Path) -> None:
    """Draft a letter from a case in the database, and write it to a file.

    The database is the one that the program itself uses: TRACKER_DATABASE_URL, or SQLite under TRACKER_DATA. The
    draft is written to the file alone; the case's own letters stay as they are.

    \b
    tracker letter draft --case A-7F3K --kind internal_appeal --out appeal.pdf
    """
    write = _writer(out)
    with _database() as session:
        drafted = _drafted(session, number, kind, datetime.now(UTC))
    _write(drafted, write, out)


@letter.command("preview")
@click.argument("kind", type=_KIND, metavar="KIND")
@click.option(
    "--coverage",
    type=click.Choice(list(COVERAGES)),
    help="The coverage whose law it cites; without it, one that such a letter is for.",
)
@click.option("--out", type=_FILE, help="A file that ends in .pdf, .docx, .html or .md; without it, text.")
def preview(kind: str, coverage: str | None, out: Path | None) -> None:
    """Show a letter of KIND for an invented case: what it says, and what law it cites for a coverage.

    Needs no database and no case. Everyone in it is invented.

    \b
    tracker letter preview internal_appeal --coverage church
    tracker letter preview plan_is_late --out notice.pdf
    """
    write = _writer(out) if out else None
    drafted = draft(invented(kind, coverage or usual_coverage(kind), datetime.now(UTC)), kind)
    if out is None or write is None:
        click.echo(drafted.text, nl=False)
    else:
        _write(drafted, write, out)


@contextmanager
def _database() -> Iterator[Session]:
    config = load(os.environ)
    bring_up_to_date(config.database_url)
    with sessions(config) as session_factory, session_factory() as session:
        yield session


def _list(session: Session, number: str) -> None:
    """The letters that were written, under the ids that `tracker packet` asks for; then those that fit the case, the
    next one first.
    """
    record = _record(session, number, datetime.now(UTC))
    if warning := other_part(record.case.sponsor, record.case.service_kind):
        click.echo(warning, err=True)
    for written in keeping.letters(session, record.case):
        click.echo(f"{written.id}  {KINDS[written.kind].title}")
    for offer in offers_of(record):
        if not offer.why_not:
            said = " (next)" if offer.is_next else " (done)" if offer.is_filed else ""
            click.echo(f"{offer.kind.key}{said}\n    {offer.kind.purpose}")


def _drafted(session: Session, number: str, kind: str, now: datetime) -> Draft:
    record = _record(session, number, now)
    if reason := refusal(record, KINDS[kind]):
        raise click.ClickException(reason)
    return draft(context_of(record, KINDS[kind], Wishes()), kind)


def _record(session: Session, number: str, now: datetime) -> CaseRecord:
    cases = session.exec(select(Case).where(Case.number == number.strip().upper())).all()
    if not cases:
        raise click.ClickException(f"There is no case {number} in this database.")
    if len(cases) > 1:
        raise click.ClickException(f"Two organizations have a case {number}; draft this letter in the pages.")
    return read(session, cases[0], now)


def _writer(out: Path) -> Callable[[Draft], bytes]:
    found = RENDERED.get(out.suffix.lower())
    if found is None:
        raise click.ClickException(f"{out.name} ends in none of {', '.join(RENDERED)}.")
    return found


def _write(drafted: Draft, write: Callable[[Draft], bytes], out: Path) -> None:
    try:
        out.write_bytes(write(drafted))
    except RenderError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"{out}: {drafted.kind.title}, {_counted(len(drafted.blanks))}.")
    for blank in drafted.blanks:
        click.echo(f"    [{blank}]", err=True)


def _counted(blanks: int) -> str:
    return {0: "nothing is blank", 1: "1 blank"}.get(blanks, f"{blanks} blanks")
