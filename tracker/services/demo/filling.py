"""Fills an empty database with the demonstration: an organization, its people, and their cases."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from tracker.models import Account, AccountRole, Case, Document, NoticeState, Organization
from tracker.rules.playbooks import load
from tracker.services import (
    accounts,
    documents,
    events,
    evidence,
    intake,
    notices,
    own_playbook_meant,
    own_playbook_rows,
    own_playbooks,
    people,
)
from tracker.services.demo.others import other_stories
from tracker.services.demo.seeds import seed_stories
from tracker.services.demo.stories import File, Shown, Story
from tracker.services.documents import Placed
from tracker.services.evidence import CriterionInput
from tracker.services.letters import attaching, keeping
from tracker.services.letters.from_case import Wishes
from tracker.services.letters.offering import offered
from tracker.services.letters.record import read
from tracker.services.own_playbook_meant import MeantInput
from tracker.services.own_playbooks import HeadInput
from tracker.services.packets import keeping as packets
from tracker.services.packets.planning import Choice, enclosures
from tracker.services.people import ContactInput
from tracker.services.timeline import facts_of

Draw = Callable[[str, str, int], bytes]
ADMINISTRATOR = ("rosa.delgado@example.org", "Rosa Delgado")
ADVOCATES = (
    ("samuel.oyelaran@example.org", "Samuel Oyelaran"),
    ("mai.tran@example.org", "Mai Tran"),
)
_WITH_PACKET = "lumbar_spinal_fusion"
_ZONE = "America/Chicago"


def fill(session: Session, now: datetime, draw: Draw | None = None) -> Account:
    """Make the demonstration and return the administrator, who carries cases too.

    Where it was made before, nothing is changed. `now` is aware; all dates stand around it. An exhibit is what `draw`
    makes of its title, text and number of pages, a PDF; without it the text alone.
    """
    known = accounts.by_email(session, ADMINISTRATOR[0])
    if known is not None:
        return known
    organization = _organization(session, now)
    rosa = _account(session, organization, *ADMINISTRATOR, AccountRole.ADMINISTRATOR, now)
    team = [_account(session, organization, *who, AccountRole.ADVOCATE, now) for who in ADVOCATES]
    for story in seed_stories(now):
        tell(session, rosa, story, now, draw)
    for number, story in enumerate(other_stories(now)):
        tell(session, [rosa, *team][number % 3], story, now, draw)
    _playbook(session, rosa, now)
    return rosa


def _playbook(session: Session, rosa: Account, now: datetime) -> None:
    """One that the organization began as a copy, shares, and gives to its next claims that were sent too late."""
    title = HeadInput(title="Late claims: ask the clearinghouse first")
    own = own_playbooks.begin(session, rosa, load()["untimely_filing"], title, now)
    typed = {
        "title": "Ask the clearinghouse before anybody writes",
        "text": "Call the billing office for the acceptance report of the first sending. "
        "With it the first row of the table is answered.",
        "cites": "",
    }
    own_playbook_rows.put(session, rosa, own.id, "strategy", None, typed, now)
    own_playbook_meant.say_for_what(session, rosa, own.id, MeantInput(reasons=("untimely_filing",)), now)
    own_playbooks.share(session, rosa, own.id, True, now)


def tell(session: Session, account: Account, story: Story, now: datetime, draw: Draw | None = None) -> Case:
    """Open a case and let happen in it what the story says."""
    case = intake.open_case(session, account, story.denial, now, is_demo=True)
    attaching.attach_due(session, case, now)
    stored = {file.name: _store(session, account, case, file, draw, now) for file in story.files}
    for happening in story.events:
        document = stored.get(happening.file) if happening.file else None
        events.record(
            session,
            account,
            case,
            happening.kind,
            happening.fields,
            {},
            now,
            document_id=document.id if document else None,
        )
        attaching.attach_due(session, case, now)
    _check_denial(session, account, case, story.lacks, now)
    _show(session, case, story.shown)
    _tick(session, case, story.gathered, now)
    if story.contact is not None:
        _remind_patient(session, account, case, story.contact, now)
    _write_letters(session, account, case, story, now)
    _ask_for_packet(session, account, case, now)
    return case


def _organization(session: Session, now: datetime) -> Organization:
    organization = Organization(
        name="Harbor Patient Advocates",
        address="41 Quay Street\nGalveston, TX 77550",
        phone="409-555-0110",
        created_at=now,
    )
    session.add(organization)
    session.flush()
    return organization


def _account(
    session: Session, organization: Organization, email: str, name: str, role: AccountRole, now: datetime
) -> Account:
    account = Account(
        organization_id=organization.id,
        email=email,
        name=name,
        phone="409-555-0110",
        role=role,
        timezone=_ZONE,
        fs_uniquifier=uuid4().hex,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def _store(
    session: Session, account: Account, case: Case, file: File, draw: Draw | None, now: datetime
) -> Document:
    title, is_drawn = file.name.removesuffix(".txt"), draw is not None and bool(file.exhibit)
    name = f"{title}.pdf" if is_drawn else file.name
    content = draw(title, file.text, file.pages) if draw and is_drawn else file.text.encode()
    pages = file.pages if is_drawn else None
    document = documents.store(session, account, case, name, "", content, file.kind, now, pages)
    if file.exhibit:
        documents.set_exhibit(session, account, case, document.id, file.exhibit, str(file.pages), now)
    return document


def _show(session: Session, case: Case, shown: tuple[Shown, ...]) -> None:
    """Answer the playbook's requirements by code; one without a code in the playbook is added."""
    rows = {row.code: row for row in evidence.criteria(session, case)}
    for answer in shown:
        row = rows.get(answer.code)
        typed = CriterionInput(
            requirement=answer.requirement or (row.requirement or "" if row else ""),
            source=answer.source,
            record_shows=answer.record,
            outcome=answer.outcome,
            exhibit=answer.exhibit,
            status=answer.status.value,
            kind=row.kind if row else "requirement",
        )
        if row is None:
            evidence.add_criterion(session, case, typed)
        else:
            evidence.edit_criterion(session, case, row.id, typed)


def _write_letters(session: Session, account: Account, case: Case, story: Story, now: datetime) -> None:
    """Write the letter that comes next; those that the case got by itself are drafted again from its evidence."""
    offers = offered(session, case, now)
    fitting = {offer.kind.key for offer in offers if offer.why_not is None}
    written = keeping.letters(session, case)
    for letter in written if story.shown or story.lacks else ():
        if letter.kind in fitting:
            keeping.redraft(session, account, case, letter, now)
    if offers[0].is_next and offers[0].kind.key not in {each.kind for each in written}:
        keeping.write(session, account, case, offers[0].kind.key, Wishes(), now)


def _ask_for_packet(session: Session, account: Account, case: Case, now: datetime) -> None:
    """Of the appeal with the most to enclose; the worker binds it."""
    if case.playbook != _WITH_PACKET:
        return
    record = read(session, case, now)
    for letter in keeping.letters(session, case):
        if letter.kind == "internal_appeal":
            found = packets.letter_now(session, record, letter.id)
            letters = {each.document.id: Placed(each.letter) for each in enclosures(record, found)}
            packets.ask(session, account, case, letter.id, letters, Choice(tuple(letters)), now)


def _remind_patient(
    session: Session, account: Account, case: Case, contact: ContactInput, now: datetime
) -> None:
    people.set_contact(session, account, case, contact, now)
    token = people.start_reminders(session, account, case, now)
    if token is not None:
        people.verify_address(session, token, now)


def _check_denial(
    session: Session, account: Account, case: Case, lacks: tuple[str, ...], now: datetime
) -> None:
    """Tick the check-list of the denial: what it lacks, and that all else stands there."""
    if not lacks:
        return
    (letter,) = notices.letters(facts_of(session, case), ())
    missing, there = NoticeState.MISSING.value, NoticeState.THERE.value
    codes = (each.item.content.code for each in letter.items if each.item.applies)
    found = {code: missing if code in lacks else there for code in codes}
    notices.record(session, account, case, letter.event.key, found, now)


def _tick(session: Session, case: Case, gathered: tuple[str, ...], now: datetime) -> None:
    for item in evidence.checklist(session, case):
        if item.code in gathered:
            evidence.tick(session, case, item.id, True, now)
