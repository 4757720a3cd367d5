"""Which playbooks a form about a denial offers: the organization's own first, then the packaged ones."""

from dataclasses import replace

from tracker.models import Case
from tracker.rules.playbook_rows import Playbook
from tracker.rules.playbooks import load
from tracker.services import case_playbook, own_playbooks
from tracker.web.accounts import current_account
from tracker.web.intake_questions import Section
from tracker.web.questions import Choices, Question
from tracker.web.transaction import db_session

OWN = "Your organization’s"


def asked(questions: tuple[Question, ...], case: Case | None = None) -> tuple[Question, ...]:
    """The questions, with the playbooks that the account may choose; a case keeps the one it has."""
    return tuple(_offering(each, case) if each.name == "playbook" else each for each in questions)


def sections(of: tuple[Section, ...], case: Case | None = None) -> tuple[Section, ...]:
    """The same for a form's sections; one without that question stays the very same."""
    return tuple(replace(each, questions=asked(each.questions, case)) if _asks(each) else each for each in of)


def title_of(fitting: Playbook | None, packaged: Playbook | None) -> str:
    """The title of the playbook that was chosen or fits, and, where it is the organization's own, of the packaged one
    that fits beside it; empty while nothing is known.
    """
    if fitting is None:
        return ""
    if not case_playbook.is_own(fitting.id):
        return fitting.title
    beside = f", beside the packaged “{packaged.title}”" if packaged else ""
    return f"{fitting.title} (your organization’s{beside})"


def _asks(section: Section) -> bool:
    return any(question.name == "playbook" for question in section.questions)


def _offering(question: Question, case: Case | None) -> Question:
    own, packaged = _own(case), _packaged()
    groups = (*(((OWN, own),) if own else ()), *packaged)
    return replace(question, groups=groups, choices=tuple(each for _, choices in groups for each in choices))


def _own(case: Case | None) -> Choices:
    session = db_session()
    found = [(str(own.id), own.title) for own in own_playbooks.listed(session, current_account())]
    if case and case_playbook.is_own(case.playbook) and case.playbook not in dict(found):
        found.append((case.playbook, case_playbook.of_case(session, case).title))
    return tuple(found)


def _packaged() -> tuple[tuple[str, Choices], ...]:
    books = sorted(load().values(), key=lambda book: book.title)
    return (
        ("For a reason", tuple((book.id, book.title) for book in books if not book.phrases)),
        ("For a service", tuple((book.id, book.title) for book in books if book.phrases)),
    )
