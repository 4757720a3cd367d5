"""A letter from the rows of a case to a file: context, draft, rendering; against the same as HTML."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, cycle, islice

from sqlmodel import Session, select

from bench.measuring import medians, stopwatch
from bench.scale import Scale
from bench.table import Aim, Row, Shown
from bench.world import NOW, World
from tracker.adapters.letters.docx import render_docx
from tracker.adapters.letters.html import render_html
from tracker.adapters.letters.pdf import render_pdf
from tracker.db import read_session
from tracker.models import Case
from tracker.services.letters.blocks import Document
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import context_for

_KIND = "internal_appeal"
_PLAYBOOK = "lumbar_spinal_fusion"
_SECONDS = 0.1
_NUMBERS = count()


def measure(world: World, scale: Scale) -> Iterator[Row]:
    """The internal appeal of the demonstration's spinal fusion, which has criteria, exhibits and enclosures.

    Each time its title is another, since typst keeps what it has set before.
    """
    with read_session(world.sessions) as session:
        cases = session.exec(select(Case).where(Case.is_demo))
        case = next((each for each in cases if each.playbook == _PLAYBOOK), None)
        assert case is not None, "the demonstration has a spinal fusion"
        html, pdf, docx = medians(
            scale.runs, *(_from(session, case, render) for render in (render_html, render_pdf, render_docx))
        )
    for name, seconds in (("PDF", pdf), ("DOCX", docx)):
        aim = Aim("under 100 ms", seconds < _SECONDS)
        yield Row(f"Letter from a case to {name}", seconds, "the same letter to HTML", html, aim=aim)
    yield _batch(world, scale.messages // 100)


def _batch(world: World, number: int) -> Row:
    """So many letters one after the other, over all cases of the demonstration; each is read from its rows."""
    with read_session(world.sessions) as session:
        cases = list(islice(cycle(session.exec(select(Case).where(Case.is_demo)).all()), number))

        def every(render: Callable[[Document], object]) -> float:
            return stopwatch(lambda: [_from(session, case, render)() for case in cases]) / number

        pdf, html = every(render_pdf), every(render_html)
    return Row(
        f"{number:,} letters from their cases to PDF", pdf, "the same letters to HTML", html, Shown.RATE
    )


def _from(session: Session, case: Case, render: Callable[[Document], object]) -> Callable[[], object]:
    def work() -> object:
        session.expire_all()
        drafted = draft(context_for(session, case, _KIND, NOW), _KIND).document
        return render(
            replace(drafted, title=f"{drafted.title} {next(_NUMBERS)}", running_head=f"{next(_NUMBERS)}")
        )

    return work
