"""For which denials an organization's own playbook is meant: a new one of these gets it where nobody chooses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from tracker.models import Account, OwnPlaybook
from tracker.rules import own_choice
from tracker.rules.own_choice import MeantFor
from tracker.rules.reading import Problem
from tracker.services import own_playbooks
from tracker.services.errors import refuse_if
from tracker.services.own_playbooks import LONG, PlaybookError, lines_of, lines_problems
from tracker.services.texts import OFFERED, text_problems


@dataclass(frozen=True)
class MeantInput:
    """For which denials it is meant, as ticked and typed: as `MeantFor` has it, `phrases` with one on each line."""

    reasons: tuple[str, ...] = ()
    phrases: str = ""
    never_with: str = ""
    service_kinds: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    fundings: tuple[str, ...] = ()


def typed_of(own: OwnPlaybook) -> MeantInput:
    """What is said of it, to be edited."""
    meant = own_choice.meant_for(own.rows)
    ticked = {name: getattr(meant, name) for name in own_choice.OFFERED}
    return MeantInput(phrases="\n".join(meant.phrases), never_with="\n".join(meant.never_with), **ticked)


def say_for_what(
    session: Session, account: Account, own_id: UUID, typed: MeantInput, now: datetime
) -> OwnPlaybook:
    """For which denials a new case gets it by itself, once it is shared. Raises PlaybookError, NotFound, NotAllowed."""
    own = own_playbooks.editable(session, account, own_id)
    refuse_if(meant_problems(typed), PlaybookError)
    meant = MeantFor(
        phrases=tuple(lines_of(typed.phrases)),
        never_with=tuple(lines_of(typed.never_with)),
        **{name: getattr(typed, name) for name in own_choice.OFFERED},
    )
    rows = {**own.rows, **own_choice.content_of(meant)}
    return own_playbooks.change(session, account, own, "which cases get it", rows, now)


def meant_problems(typed: MeantInput) -> list[Problem]:
    """What is wrong with what it is said to be meant for."""
    words = {"phrases": typed.phrases, "never_with": typed.never_with}
    found = list(text_problems(words, dict.fromkeys(words, LONG)))
    for name, text in words.items():
        found += lines_problems(name, lines_of(text)) if text.strip() else []
    for name, offered in own_choice.OFFERED.items():
        if not set(getattr(typed, name)) <= set(offered):
            found.append(Problem(name, OFFERED))
    narrowed = any((*words.values(), typed.service_kinds, typed.sponsors, typed.fundings))
    if narrowed and not typed.reasons and not typed.phrases.strip():
        found.append(Problem("reasons", "Tick a reason, or name the services: by these alone none is found."))
    return found
