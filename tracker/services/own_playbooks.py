"""An organization's own playbooks: begun as a copy or blank, a draft of its author until it is shared, then used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from tracker.models import Account, AccountRole, OwnPlaybook, OwnPlaybookVersion
from tracker.rules import own_playbook
from tracker.rules.playbook_rows import Playbook
from tracker.rules.reading import Problem
from tracker.rules.terms import ServiceKind
from tracker.services import audit
from tracker.services.access import NotAllowed, NotFound, row_for
from tracker.services.errors import RefusedError, refuse_if
from tracker.services.locks import lock
from tracker.services.texts import NEEDED, OFFERED, kept, text_problems

TITLE = 120
LONG = 2_000
LINES = 30
OWN_ROW = "own_"
"""Begins the code of a row that an organization wrote."""
HEAD_LIMITS = {"title": TITLE, "denial_says": LONG, "writer": 200, "points": 10_000}


class PlaybookError(RefusedError):
    """A playbook was not changed."""


@dataclass(frozen=True)
class HeadInput:
    """What stands above the rows, as typed; `points` has one on each line, `service_kind` is a ServiceKind's value."""

    title: str = ""
    denial_says: str = ""
    writer: str = ""
    points: str = ""
    service_kind: str = ServiceKind.OTHER.value


def listed(session: Session, account: Account) -> list[OwnPlaybook]:
    """What the account may use: what its organization shares, and its own drafts; by title."""
    mine = or_(col(OwnPlaybook.shared_at).is_not(None), col(OwnPlaybook.author_id) == account.id)
    statement = select(OwnPlaybook).where(
        OwnPlaybook.organization_id == account.organization_id, col(OwnPlaybook.removed_at).is_(None), mine
    )
    return sorted(session.exec(statement), key=lambda own: (own.title.lower(), own.id))


def readable(session: Session, account: Account, own_id: UUID) -> OwnPlaybook:
    """One that the account may read and use. Raises NotFound, also for a colleague's draft and for what was removed."""
    own = row_for(session, account, OwnPlaybook, own_id)
    if own.removed_at is not None or (own.shared_at is None and own.author_id != account.id):
        raise NotFound("OwnPlaybook")
    return own


def can_edit(account: Account, own: OwnPlaybook) -> bool:
    """Whether the account may change it: whoever owns it may, and colleagues where it is shared so."""
    return owns(account, own) or (own.shared_at is not None and own.colleagues_edit)


def owns(account: Account, own: OwnPlaybook) -> bool:
    """Whether the account may share and remove it: its author, and an administrator once it is shared."""
    return own.author_id == account.id or account.role is AccountRole.ADMINISTRATOR


def editable(session: Session, account: Account, own_id: UUID) -> OwnPlaybook:
    """One that the account may change, locked until the end of the transaction. Raises NotFound, NotAllowed."""
    own = readable(session, account, own_id)
    if not can_edit(account, own):
        raise NotAllowed("playbook")
    lock(session, own)
    return own


def owned(session: Session, account: Account, own_id: UUID) -> OwnPlaybook:
    """One that the account may share and remove, locked. Raises NotFound, NotAllowed."""
    own = editable(session, account, own_id)
    if not owns(account, own):
        raise NotAllowed("playbook")
    return own


def begin(
    session: Session, account: Account, copied: Playbook | None, typed: HeadInput, now: datetime
) -> OwnPlaybook:
    """A draft of the account's: a copy of a playbook under the title typed, or blank. Raises PlaybookError."""
    refuse_if(_title_problems(typed.title), PlaybookError)
    own = OwnPlaybook(
        organization_id=account.organization_id,
        author_id=account.id,
        title=kept(typed.title) or "",
        copied_from=copied.id if copied else None,
        rows=own_playbook.content_of(copied) if copied else own_playbook.blank(),
        revision=0,
        created_at=now,
        edited_at=now,
    )
    session.add(own)
    session.flush()
    change(session, account, own, "begun as a copy" if copied else "begun blank", dict(own.rows), now)
    return own


def playbook(own: OwnPlaybook) -> Playbook:
    """It as every playbook is read."""
    return own_playbook.playbook_from(str(own.id), own.title, own.rows)


def head_of(own: OwnPlaybook) -> HeadInput:
    """What stands above its rows, to be edited."""
    letter = own.rows["prescriber_letter"]
    return HeadInput(
        own.title,
        own.rows.get("denial_says", ""),
        letter["writer"],
        "\n".join(letter["points"]),
        own.rows.get("service_kind", ServiceKind.OTHER.value),
    )


def edit_head(
    session: Session, account: Account, own_id: UUID, typed: HeadInput, now: datetime
) -> OwnPlaybook:
    """Change what stands above its rows. Raises PlaybookError, NotFound, NotAllowed."""
    own = editable(session, account, own_id)
    refuse_if(head_problems(typed), PlaybookError)
    own.title = kept(typed.title) or ""
    letter = {"writer": kept(typed.writer), "points": lines_of(typed.points)}
    above = {"denial_says": kept(typed.denial_says) or "", "service_kind": typed.service_kind}
    rows = {**own.rows, **above, "prescriber_letter": letter}
    return change(session, account, own, "title and letter", rows, now)


def share(
    session: Session,
    account: Account,
    own_id: UUID,
    is_shared: bool,
    now: datetime,
    colleagues_edit: bool = False,
) -> OwnPlaybook:
    """Let colleagues read and use it, and change it too where `colleagues_edit`, or take it back among the drafts;
    cases that have it keep it.
    """
    own = owned(session, account, own_id)
    own.shared_at = (own.shared_at or now) if is_shared else None
    own.colleagues_edit = is_shared and colleagues_edit
    what = "no longer shared" if not is_shared else "shared to be changed" if colleagues_edit else "shared"
    return change(session, account, own, what, dict(own.rows), now)


def restore(session: Session, account: Account, own_id: UUID, revision: int, now: datetime) -> OwnPlaybook:
    """Let it say again what it said at a revision, as a new version. Raises NotFound, NotAllowed."""
    own = editable(session, account, own_id)
    before = version(session, own, revision)
    own.title = before.title
    return change(session, account, own, f"as in version {revision}", dict(before.rows), now)


def remove(session: Session, account: Account, own_id: UUID, now: datetime) -> None:
    """Nobody finds it any more; cases that use it keep it."""
    own = owned(session, account, own_id)
    change(session, account, own, "removed", dict(own.rows), now)
    own.removed_at = now


def history(session: Session, own: OwnPlaybook) -> list[OwnPlaybookVersion]:
    """Its versions, the newest first."""
    statement = select(OwnPlaybookVersion).where(OwnPlaybookVersion.playbook_id == own.id)
    return list(session.exec(statement.order_by(col(OwnPlaybookVersion.revision).desc())))


def version(session: Session, own: OwnPlaybook, revision: int) -> OwnPlaybookVersion:
    """What it said at a revision. Raises NotFound."""
    statement = select(OwnPlaybookVersion).where(
        OwnPlaybookVersion.playbook_id == own.id, OwnPlaybookVersion.revision == revision
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFound("OwnPlaybookVersion")
    return found


def change(
    session: Session, account: Account, own: OwnPlaybook, what: str, rows: dict[str, Any], now: datetime
) -> OwnPlaybook:
    """Keep new rows as a version of their own, on record under who made it. `what` names the change."""
    own.rows, own.revision, own.edited_at = rows, own.revision + 1, now
    session.add(
        OwnPlaybookVersion(
            organization_id=own.organization_id,
            playbook_id=own.id,
            revision=own.revision,
            what=what,
            title=own.title,
            rows=rows,
            edited_by_id=account.id,
            edited_at=now,
        )
    )
    audit.record(session, account, None, "playbook changed", f"{own.id} version {own.revision}", now)
    session.flush()
    return own


def head_problems(typed: HeadInput) -> list[Problem]:
    """What is wrong with a head as typed."""
    texts = {"denial_says": typed.denial_says, "writer": typed.writer, "points": typed.points}
    found = [*_title_problems(typed.title), *text_problems(texts, HEAD_LIMITS)]
    if not typed.writer.strip():
        found.append(Problem("writer", NEEDED))
    if typed.service_kind not in set(ServiceKind):
        found.append(Problem("service_kind", OFFERED))
    return [*found, *lines_problems("points", lines_of(typed.points))]


def _title_problems(title: str) -> list[Problem]:
    found = list(text_problems({"title": title}, HEAD_LIMITS))
    if not title.strip():
        found.append(Problem("title", NEEDED))
    return found


def lines_of(text: str) -> list[str]:
    """Each line that says something, without space around it."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def lines_problems(name: str, lines: Sequence[str]) -> list[Problem]:
    """What is wrong with a field that holds one thing on each line."""
    if not lines:
        return [Problem(name, NEEDED)]
    if len(lines) > LINES:
        return [Problem(name, f"These are {len(lines)} lines. At most {LINES} fit.")]
    return []
