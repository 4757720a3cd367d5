"""The reasons to expedite that a form offers: those of its playbook and those of any denial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.models import OwnPlaybook
from tracker.rules import playbooks
from tracker.rules.own_choice import Denied
from tracker.rules.playbook_choice import match
from tracker.rules.playbook_rows import ExpediteReason, Playbook
from tracker.services import own_playbooks, playbook_fitting
from tracker.web.accounts import current_account
from tracker.web.questions import Answers
from tracker.web.transaction import db_session

ANY_DENIAL = "Any denial"


@dataclass(frozen=True)
class Reasons:
    """The reasons of one playbook, or of any denial where `playbooks` is empty; other playbooks among them have these
    reasons too. `is_shown` where one is the form's, or where a reason is ticked already.
    """

    playbooks: tuple[str, ...]
    title: str
    reasons: tuple[ExpediteReason, ...]
    is_shown: bool


def reasons_for(answers: Answers) -> list[Reasons]:
    """The form's own playbook first, then what holds for any denial; the others are there to be chosen."""
    fits, general = fitting(answers), playbooks.load()[playbooks.GENERAL]
    groups = sorted(_groups(answers, fits), key=lambda group: fits is None or fits.id not in group.playbooks)
    return [*groups, Reasons((), ANY_DENIAL, tuple(general.expedite), True)]


def fitting(answers: Answers) -> Playbook | None:
    """The playbook that was chosen, or the one that fits what was denied; None while neither is known."""
    chosen = answers.get("playbook")
    listed = own_playbooks.listed(db_session(), current_account())
    if chosen in playbooks.load():
        return playbooks.load()[chosen]
    own = next((each for each in listed if str(each.id) == chosen), None)
    if own is None and answers.get("service").strip() and not chosen:
        own = next(iter(fitting_own(answers)), None)
    if own is not None:
        return own_playbooks.playbook(own)
    return packaged_for(answers)


def packaged_for(answers: Answers) -> Playbook | None:
    """The packaged playbook that fits what was denied; None while nobody has said what that is."""
    if not answers.get("service").strip():
        return None
    return match(answers.get("service"), answers.get("reason_kind"))


def fitting_own(answers: Answers) -> list[OwnPlaybook]:
    """The organization's own playbooks that are meant for what was typed so far, the closest first."""
    about = (answers.get(name) for name in ("service", "reason_kind", "service_kind", "sponsor", "funding"))
    return playbook_fitting.own(db_session(), current_account().organization_id, Denied(*about))


def _groups(answers: Answers, fits: Playbook | None) -> Iterator[Reasons]:
    own = [own_playbooks.playbook(each) for each in own_playbooks.listed(db_session(), current_account())]
    packaged = tuple(playbooks.load().values())
    known = {reason.code for book in packaged for reason in book.expedite}
    general = {reason.code for reason in playbooks.load()[playbooks.GENERAL].expedite}
    for book in own:
        yield from _group(answers, fits, book, (book,), known)
    for book in packaged:
        yield from _group(answers, fits, book, (book, *own), general)


def _group(
    answers: Answers, fits: Playbook | None, book: Playbook, having: Sequence[Playbook], elsewhere: set[str]
) -> Iterator[Reasons]:
    reasons = tuple(reason for reason in book.expedite if reason.code not in elsewhere)
    codes = {reason.code for reason in reasons}
    owners = tuple(each.id for each in having if each is book or codes & {row.code for row in each.expedite})
    is_ticked = any(answers.has("expedite_codes", code) for code in codes)
    if reasons:
        yield Reasons(owners, book.title, reasons, (fits is not None and fits.id in owners) or is_ticked)
