"""The reasons to expedite that a form offers: those of its playbook and those of any denial."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.rules import playbooks
from tracker.rules.playbook_choice import match
from tracker.rules.playbook_rows import ExpediteReason, Playbook
from tracker.web.questions import Answers

ANY_DENIAL = "Any denial"


@dataclass(frozen=True)
class Reasons:
    """The reasons of one playbook, or of any denial where `playbook` is empty; `is_shown` where it is the form's,
    or where one of them is ticked already.
    """

    playbook: str
    title: str
    reasons: tuple[ExpediteReason, ...]
    is_shown: bool


def reasons_for(answers: Answers) -> list[Reasons]:
    """The form's own playbook first, then what holds for any denial; the others are there to be chosen."""
    fits, general = fitting(answers), playbooks.load()[playbooks.GENERAL]
    own = sorted(_own(answers, fits), key=lambda group: fits is None or group.playbook != fits.id)
    return [*own, Reasons("", ANY_DENIAL, tuple(general.expedite), True)]


def fitting(answers: Answers) -> Playbook | None:
    """The playbook that was chosen, or the one that fits what was denied; None while neither is known."""
    chosen = playbooks.load().get(answers.get("playbook"))
    if chosen is not None or not answers.get("service").strip():
        return chosen
    return match(answers.get("service"), answers.get("reason_kind"))


def _own(answers: Answers, fits: Playbook | None) -> Iterator[Reasons]:
    general = {reason.code for reason in playbooks.load()[playbooks.GENERAL].expedite}
    for playbook in playbooks.load().values():
        own = tuple(reason for reason in playbook.expedite if reason.code not in general)
        is_ticked = any(answers.has("expedite_codes", reason.code) for reason in own)
        if own:
            yield Reasons(playbook.id, playbook.title, own, playbook is fits or is_ticked)
