"""`tracker packet`: a letter of a case with its cover memo and exhibits, in one PDF or in parts."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import click
from sqlmodel import Session, select

from tracker.adapters.letters.errors import RenderError
from tracker.adapters.letters.pdf import render_pdf
from tracker.adapters.papers.binding import PacketError, bound
from tracker.cli.database import bring_up_to_date, sessions
from tracker.config import load
from tracker.models import Case
from tracker.services import documents
from tracker.services.letters import keeping
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.record import read
from tracker.services.packets.contents import MEGABYTE, Built, PacketContents, part_name
from tracker.services.packets.keeping import letter_now
from tracker.services.packets.planning import Choice, contents_of

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("number", metavar="CASE")
@click.option("--letter", "letter_id", required=True, metavar="ID", help="The letter's id, or how it begins.")
@click.option("--out", required=True, type=_FILE, help="A file that ends in .pdf.")
@click.option("--most-mb", type=click.Choice(["10", "25"]), help="Parts of at most so many megabytes.")
@click.option("--fax-cover", is_flag=True, help="Begin with a fax cover that counts the pages.")
def packet(number: str, letter_id: str, out: Path, most_mb: str | None, fax_cover: bool) -> None:
    """Bind a letter of CASE with its cover memo and its exhibits into one PDF.

    The exhibits are the case's documents under the letters that the letter gives them. A final letter goes out as it
    was made final; any other as its newest version stands. A file that is locked, broken or too large is named on
    standard error and left out; the rest is bound. With an id that no letter has, the case's letters are listed.

    \b
    tracker packet A-7F3K --letter 3f2a --out appeal.pdf
    tracker packet A-7F3K --letter 3f2a --most-mb 10 --fax-cover --out appeal.pdf
    """
    if out.suffix.lower() != ".pdf":
        raise click.ClickException(f"{out.name} does not end in .pdf.")
    config = load(os.environ)
    bring_up_to_date(config.database_url)
    choice = Choice(has_fax_cover=fax_cover, most_megabytes=int(most_mb) if most_mb else None)
    try:
        with sessions(config) as session_factory, session_factory() as session:
            contents = _contents(session, number, letter_id, choice)
            with bound(replace(contents, file_stem=out.stem)) as built:
                _write(built, out)
    except PacketError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error


def _contents(session: Session, number: str, letter_id: str, choice: Choice) -> PacketContents:
    case, now = _case(session, number), datetime.now(UTC)
    record = read(session, case, now)
    letter = letter_now(session, record, _letter(session, case, letter_id))
    try:
        pdf = letter.version.pdf or render_pdf(letter.document)
    except RenderError as error:
        raise click.ClickException(str(error)) from error
    return contents_of(record, letter, pdf, choice, lambda each: documents.bytes_of(session, each))


def _case(session: Session, number: str) -> Case:
    cases = session.exec(select(Case).where(Case.number == number.strip().upper())).all()
    if not cases:
        raise click.ClickException(f"There is no case {number} in this database.")
    if len(cases) > 1:
        raise click.ClickException(f"Two organizations have a case {number}; build this packet in the pages.")
    return cases[0]


def _letter(session: Session, case: Case, letter_id: str) -> UUID:
    begins = letter_id.strip().lower()
    every = keeping.letters(session, case)
    found = [each for each in every if begins and str(each.id).startswith(begins)]
    if len(found) != 1:
        listed = "\n".join(f"    {each.id}  {KINDS[each.kind].title}" for each in every)
        known = f"Its letters are:\n{listed}" if every else "It has no letters yet."
        raise click.ClickException(f"Case {case.number} has no letter {letter_id}. {known}")
    return found[0].id


def _write(built: Built, out: Path) -> None:
    count = len(built.parts)
    for place, part in enumerate(built.parts, 1):
        name = out if count == 1 else out.with_name(part_name(out.stem, place, count))
        name.write_bytes(part.file.read_bytes())
        size = part.size / MEGABYTE
        click.echo(f"{name}: pages {part.first} to {part.last} of {built.pages}, {size:.1f} MB.")
    for sentence in built.told:
        click.echo(f"    {sentence}", err=True)
