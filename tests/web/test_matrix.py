"""Every route, asked for by everybody: who may see it, who may not, and what a stranger's request changes.

A route that is missing here fails; so does one that is here and no longer exists.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.factories import NOW, PDF
from tests.web.conftest import Browser, Cast, GivenTime, make_cast
from tracker.app import create_app
from tracker.config import load
from tracker.db import write_session
from tracker.models import (
    Account,
    Case,
    ChecklistItem,
    Criterion,
    DeadlineRow,
    EventVersion,
    OwnPlaybook,
    Reminder,
    SignedForm,
)
from tracker.rules.playbooks import load as load_playbooks
from tracker.services import (
    accounts,
    digests,
    documents,
    escalations,
    evidence,
    feeds,
    gathering,
    mail_links,
    outbox,
    own_playbooks,
    people,
)
from tracker.services.denial_input import PartyInput
from tracker.services.letters import keeping
from tracker.services.letters.from_case import Wishes
from tracker.services.packets import keeping as packets
from tracker.services.packets.contents import Built, Part
from tracker.services.packets.planning import Choice

GOES_ON = frozenset({200, 302, 422})
"""A page, a page to go to, or the same form with a sentence at its field."""

SIGN_IN = "sign in"
CLOSED = "signed out"

Answer = frozenset[int] | str


@dataclass(frozen=True)
class Who:
    """What each person is answered. `keeps` says that nobody else's request may change a thing."""

    owner: Answer
    colleague: Answer
    administrator: Answer
    stranger: Answer
    nobody: Answer
    keeps: bool = True


def only(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


CASE = Who(only(200), only(200), only(200), only(404), SIGN_IN)
CASE_FORM = Who(GOES_ON, GOES_ON, GOES_ON, only(404), CLOSED)
MINE = Who(only(200), only(404), only(404), only(404), CLOSED)
MINE_FORM = Who(GOES_ON, only(404), only(404), only(404), CLOSED)
SHARED = CASE
SHARED_FORM = Who(GOES_ON, GOES_ON, GOES_ON, only(404), CLOSED, keeps=False)
"""What the organization shares: a colleague copies it and leaves it as it is."""
AUTHORS = Who(only(200), only(403), only(200), only(404), SIGN_IN)
AUTHORS_FORM = Who(GOES_ON, only(403), GOES_ON, only(404), CLOSED)
SIGNED_IN = Who(only(200), only(200), only(200), only(200), SIGN_IN)
OWN_FORM = Who(GOES_ON, GOES_ON, GOES_ON, GOES_ON, CLOSED, keeps=False)
ADMINISTRATORS = Who(only(403), only(403), only(200), only(200), SIGN_IN)
ADMINISTRATORS_FORM = Who(only(403), only(403), GOES_ON, GOES_ON, CLOSED, keeps=False)
OUR_ADMINISTRATORS = Who(only(403), only(403), only(200), only(404), SIGN_IN)
OUR_ADMINISTRATORS_FORM = Who(only(403), only(403), GOES_ON, only(404), CLOSED)
EVERYBODY = Who(only(200), only(200), only(200), only(200), only(200), keeps=False)
EVERYBODY_FORM = Who(GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON, keeps=False)
STRANGERS_FORM = Who(GOES_ON, GOES_ON, GOES_ON, GOES_ON, GOES_ON)
"""A form that anybody may send, and that changes nothing."""
VISITORS = Who(only(302), only(302), only(302), only(302), only(200), keeps=False)
A_LINK = Who(only(302), only(302), only(302), only(302), only(302), keeps=False)
UNSIGNED = Who(only(404), only(404), only(404), only(404), only(404))
"""A door for a provider alone, closed where no key of its is set."""
UNWELL = Who(only(503), only(503), only(503), only(503), only(503), keeps=False)

TABLE: dict[str, Who] = {
    "GET /": SIGNED_IN,
    "GET /cases": SIGNED_IN,
    "GET /cases/new": SIGNED_IN,
    "POST /cases/new": OWN_FORM,
    "GET /cases/<uuid:case_id>": CASE,
    "GET /cases/<uuid:case_id>/edit": CASE,
    "POST /cases/<uuid:case_id>/edit": CASE_FORM,
    "GET /cases/<uuid:case_id>/record": CASE,
    "GET /cases/<uuid:case_id>/coverage": CASE,
    "POST /cases/<uuid:case_id>/coverage": CASE_FORM,
    "GET /cases/<uuid:case_id>/calendar": CASE,
    "POST /cases/<uuid:case_id>/calendar": CASE_FORM,
    "POST /cases/<uuid:case_id>/calendar/revoke": CASE_FORM,
    "GET /cases/<uuid:case_id>/deadlines/<uuid:deadline_id>.ics": CASE,
    "GET /cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/not-needed": CASE,
    "POST /cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/not-needed": CASE_FORM,
    "GET /cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/missed": CASE,
    "POST /cases/<uuid:case_id>/deadlines/<uuid:deadline_id>/missed": CASE_FORM,
    "POST /cases/<uuid:case_id>/reminders/<uuid:reminder_id>/acknowledge": CASE_FORM,
    "GET /cases/<uuid:case_id>/documents": CASE,
    "POST /cases/<uuid:case_id>/documents": CASE_FORM,
    "GET /cases/<uuid:case_id>/documents/<uuid:document_id>": CASE,
    "GET /cases/<uuid:case_id>/documents/<uuid:document_id>/view": CASE,
    "POST /cases/<uuid:case_id>/documents/<uuid:document_id>/label": CASE_FORM,
    "POST /cases/<uuid:case_id>/documents/<uuid:document_id>/remove": CASE_FORM,
    "GET /cases/<uuid:case_id>/events/new": CASE,
    "POST /cases/<uuid:case_id>/events/new": CASE_FORM,
    "GET /cases/<uuid:case_id>/events/<event_key>": CASE,
    "GET /cases/<uuid:case_id>/events/<event_key>/correct": CASE,
    "POST /cases/<uuid:case_id>/events/<event_key>/correct": CASE_FORM,
    "GET /cases/<uuid:case_id>/events/<event_key>/remove": CASE,
    "POST /cases/<uuid:case_id>/events/<event_key>/remove": CASE_FORM,
    "GET /cases/<uuid:case_id>/evidence": CASE,
    "GET /cases/<uuid:case_id>/evidence/criteria/new": CASE,
    "POST /cases/<uuid:case_id>/evidence/criteria/new": CASE_FORM,
    "GET /cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>": CASE,
    "POST /cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>/move": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/criteria/<uuid:criterion_id>/remove": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/items": CASE_FORM,
    "GET /cases/<uuid:case_id>/evidence/items/<uuid:item_id>": CASE,
    "POST /cases/<uuid:case_id>/evidence/items/<uuid:item_id>": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/items/<uuid:item_id>/move": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/items/<uuid:item_id>/remove": CASE_FORM,
    "POST /cases/<uuid:case_id>/evidence/items/<uuid:item_id>/tick": CASE_FORM,
    "GET /cases/<uuid:case_id>/playbook": CASE,
    "GET /cases/<uuid:case_id>/letters-checked/<event_key>": CASE,
    "POST /cases/<uuid:case_id>/letters-checked/<event_key>": CASE_FORM,
    "GET /cases/<uuid:case_id>/people": CASE,
    "POST /cases/<uuid:case_id>/people/contact": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/died": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/papers": CASE_FORM,
    "GET /cases/<uuid:case_id>/people/papers/<uuid:form_id>": CASE,
    "POST /cases/<uuid:case_id>/people/papers/<uuid:form_id>": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/papers/<uuid:form_id>/remove": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/parties/<role>": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/parties/<role>/remove": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/reminders": CASE_FORM,
    "POST /cases/<uuid:case_id>/people/stop": CASE_FORM,
    "GET /cases/<uuid:case_id>/letters/<uuid:letter_id>/packet": CASE,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/packet": CASE_FORM,
    "GET /cases/<uuid:case_id>/packets/<uuid:packet_id>": CASE,
    "GET /cases/<uuid:case_id>/packets/<uuid:packet_id>/part-<int:number>.pdf": CASE,
    "POST /cases/<uuid:case_id>/packets/<uuid:packet_id>/again": CASE_FORM,
    "POST /cases/<uuid:case_id>/packets/<uuid:packet_id>/remove": CASE_FORM,
    "GET /cases/<uuid:case_id>/letters": CASE,
    "GET /cases/<uuid:case_id>/letters/new/<kind>": CASE,
    "POST /cases/<uuid:case_id>/letters/new/<kind>": CASE_FORM,
    "GET /cases/<uuid:case_id>/letters/<uuid:letter_id>": CASE,
    "GET /cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>": CASE,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>": CASE_FORM,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>/preview": CASE_FORM,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/sections/<key>/follow": CASE_FORM,
    "GET /cases/<uuid:case_id>/letters/<uuid:letter_id>/compare": CASE,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/again": CASE_FORM,
    "POST /cases/<uuid:case_id>/letters/<uuid:letter_id>/final": CASE_FORM,
    "GET /cases/<uuid:case_id>/letters/<uuid:letter_id>/letter.<form>": CASE,
    "GET /needs-a-person": SIGNED_IN,
    "POST /needs-a-person/<uuid:escalation_id>/close": MINE_FORM,
    "GET /playbooks": SIGNED_IN,
    "GET /playbooks/new": SIGNED_IN,
    "POST /playbooks/new": OWN_FORM,
    "GET /playbooks/packaged/<playbook_id>": SIGNED_IN,
    "POST /playbooks/packaged/<playbook_id>/copy": OWN_FORM,
    "GET /playbooks/<uuid:own_id>": SHARED,
    "POST /playbooks/<uuid:own_id>/copy": SHARED_FORM,
    "GET /playbooks/<uuid:own_id>/history": SHARED,
    "GET /playbooks/<uuid:own_id>/edit": AUTHORS,
    "POST /playbooks/<uuid:own_id>/edit": AUTHORS_FORM,
    "GET /playbooks/<uuid:own_id>/history/<int:revision>": SHARED,
    "POST /playbooks/<uuid:own_id>/history/<int:revision>": AUTHORS_FORM,
    "GET /playbooks/<uuid:own_id>/cases": AUTHORS,
    "POST /playbooks/<uuid:own_id>/cases": AUTHORS_FORM,
    "GET /playbooks/<uuid:own_id>/share": AUTHORS,
    "POST /playbooks/<uuid:own_id>/share": AUTHORS_FORM,
    "POST /playbooks/<uuid:own_id>/remove": AUTHORS_FORM,
    "GET /playbooks/<uuid:own_id>/<section>/new": AUTHORS,
    "POST /playbooks/<uuid:own_id>/<section>/new": AUTHORS_FORM,
    "GET /playbooks/<uuid:own_id>/<section>/<code>": AUTHORS,
    "POST /playbooks/<uuid:own_id>/<section>/<code>": AUTHORS_FORM,
    "POST /playbooks/<uuid:own_id>/<section>/<code>/move": AUTHORS_FORM,
    "POST /playbooks/<uuid:own_id>/<section>/<code>/remove": AUTHORS_FORM,
    "GET /law": EVERYBODY,
    "GET /law/<name>": EVERYBODY,
    "GET /deadlines": EVERYBODY,
    "POST /deadlines": STRANGERS_FORM,
    "POST /settings/summary": OWN_FORM,
    "GET /settings/away": SIGNED_IN,
    "POST /settings/away": OWN_FORM,
    "POST /settings/away/back": OWN_FORM,
    "GET /settings": SIGNED_IN,
    "POST /settings": OWN_FORM,
    "GET /settings/password": SIGNED_IN,
    "POST /settings/password": OWN_FORM,
    "GET /settings/calendar": SIGNED_IN,
    "POST /settings/calendar": OWN_FORM,
    "POST /settings/calendar/revoke": OWN_FORM,
    "GET /settings/organization": ADMINISTRATORS,
    "POST /settings/organization": ADMINISTRATORS_FORM,
    "GET /settings/people": ADMINISTRATORS,
    "POST /settings/people": ADMINISTRATORS_FORM,
    "POST /settings/people/<uuid:account_id>/close": OUR_ADMINISTRATORS_FORM,
    "POST /settings/people/<uuid:account_id>/reopen": OUR_ADMINISTRATORS_FORM,
    "POST /settings/people/<uuid:account_id>/supervisor": OUR_ADMINISTRATORS_FORM,
    "GET /settings/reminders": ADMINISTRATORS,
    "POST /settings/reminders": ADMINISTRATORS_FORM,
    "GET /outbox": ADMINISTRATORS,
    "GET /outbox/<uuid:message_id>": OUR_ADMINISTRATORS,
    "POST /outbox/trial": ADMINISTRATORS_FORM,
    "POST /outbox/let-go": ADMINISTRATORS_FORM,
    "POST /outbox/<uuid:message_id>/retry": OUR_ADMINISTRATORS_FORM,
    "GET /coverage": EVERYBODY,
    "POST /coverage": STRANGERS_FORM,
    "GET /sign-in": VISITORS,
    "POST /sign-in": EVERYBODY_FORM,
    "POST /sign-out": EVERYBODY_FORM,
    "GET /sign-in/<token>": A_LINK,
    "GET /invitations/<token>": EVERYBODY,
    "POST /invitations/<token>": EVERYBODY_FORM,
    "GET /forgot-password": EVERYBODY,
    "POST /forgot-password": EVERYBODY_FORM,
    "GET /forgot-password/<token>": A_LINK,
    "POST /forgot-password/<token>": A_LINK,
    "GET /verify/<token>": EVERYBODY,
    "POST /verify/<token>": EVERYBODY_FORM,
    "GET /reach/<token>": EVERYBODY,
    "POST /reach/<token>": EVERYBODY_FORM,
    "GET /summary/stop/<token>": EVERYBODY,
    "POST /summary/stop/<token>": EVERYBODY_FORM,
    "GET /stop/<token>": EVERYBODY,
    "POST /stop/<token>": EVERYBODY_FORM,
    "GET /feeds/<token>.ics": EVERYBODY,
    "GET /healthz": UNWELL,
    "POST /webhooks/sendgrid": UNSIGNED,
    "GET /static/<path:filename>": EVERYBODY,
    "GET /bootstrap/static/<path:filename>": EVERYBODY,
}


@dataclass(frozen=True)
class Seeded:
    """The application on a database that holds one of everything of Alice's case, and everybody's session."""

    app: Flask
    database: Path
    copy: Path
    values: dict[str, str]
    tokens: dict[str, str]
    cookies: dict[str, str]
    secrets: dict[str, str]

    def restore(self) -> None:
        """As it was before anybody asked for anything."""
        self.app.extensions["engine"].dispose()
        for leftover in self.database.parent.glob(f"{self.database.name}-*"):
            leftover.unlink()
        shutil.copy(self.copy, self.database)

    def content(self) -> list[str]:
        """Every row of every table but the sessions."""
        with closing(sqlite3.connect(self.database)) as connection:
            return [line for line in connection.iterdump() if "web_session" not in line]

    def ask(self, who: str, route: str) -> TestResponse:
        """The route, asked for by one of them."""
        method, rule = route.split(" ", 1)
        client, path = self.app.test_client(), self.path(rule)
        client.set_cookie("appeals", self.cookies[who])
        if method == "POST":
            return client.post(path, data={"csrf_token": self.secrets[who]})
        return client.get(path, buffered=True)

    def path(self, rule: str) -> str:
        """The rule with the things of Alice's case in it."""
        for name, value in {**self.values, "token": self.tokens.get(rule, "")}.items():
            for converter in ("", "uuid:", "path:"):
                rule = rule.replace(f"<{converter}{name}>", value)
        if rule.startswith("/bootstrap"):
            return rule.replace("look.css", "css/bootstrap.min.css")
        return f"{rule}?kind=call_logged" if rule.endswith("/events/new") else rule


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Seeded]:
    folder = tmp_path_factory.mktemp("matrix")
    database, copy = folder / "tracker.sqlite", folder / "copy"
    shutil.copy(empty_database, database)
    settings = {"TRACKER_DATA": str(folder), "TRACKER_BASE_URL": "http://appeals.example.org"}
    app = create_app(load({**settings, "TRACKER_ENCRYPTION_KEY": "A" * 43 + "="}), GivenTime())
    app.extensions["background"] = lambda work: None
    with write_session(app.extensions["session_factory"]) as session:
        cast = make_cast(session)
        values, tokens = make_things(session, cast, folder)
    people_here = {
        "owner": cast.bob,
        "colleague": cast.dana,
        "administrator": cast.erin,
        "stranger": cast.charlie,
    }
    browsers = {who: Browser(app).sign_in(account_id) for who, account_id in people_here.items()}
    browsers["nobody"] = Browser(app)
    secrets = {who: browser.form_secret() for who, browser in browsers.items()}
    cookies = {who: browser.cookie() for who, browser in browsers.items()}
    app.extensions["engine"].dispose()
    shutil.copy(database, copy)
    yield Seeded(app, database, copy, values, tokens, cookies, secrets)
    app.extensions["engine"].dispose()


def make_things(session: Session, cast: Cast, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """One of everything that a route can name, by the name it has there; and the secrets of links by route.

    `folder` may be written to.
    """
    bob, case = session.get_one(Account, cast.bob), session.get_one(Case, cast.case_id)
    contact = people.ContactInput(email="alice@example.org", timezone="America/Chicago")
    people.set_contact(session, bob, case, contact, NOW)
    verify = people.start_reminders(session, bob, case, NOW) or ""
    evidence.add_criterion(session, case, evidence.CriterionInput(requirement="Six weeks of it"))
    gathering.add_item(session, case, gathering.ItemInput("Notes of the clinic"), NOW)
    document = documents.store(session, bob, case, "notes.pdf", "application/pdf", PDF, "other", NOW)
    escalation = escalations.open_escalation(
        session, bob, escalations.EscalationKind.MAIL_FAILED, "A mail was given up.", NOW, case=case
    )
    people.set_party(session, bob, case, PartyInput("claims_administrator", name="Cigna"), NOW)
    paper = SignedForm(organization_id=bob.organization_id, case_id=case.id, kind="records_release")
    session.add(paper)
    message = outbox.enqueue(session, draft_of(bob), "http://appeals.example.org", NOW)
    letter = keeping.write(session, bob, case, "claim_file_request", Wishes(), NOW)
    packet = packets.ask(session, bob, case, letter.letter_id, {}, Choice(), NOW)
    bound = folder / "packet.pdf"
    bound.write_bytes(PDF)
    packets.finish(session, packet.id, Built((Part(bound, 1, 1),), ()), NOW)
    _, feed_token = feeds.create(session, bob, None, "http://appeals.example.org", NOW)
    values = {
        "case_id": case.id,
        "deadline_id": first(session, DeadlineRow, case),
        "reminder_id": first(session, Reminder, case),
        "event_key": session.exec(select(EventVersion.event_key)).one(),
        "document_id": document.id,
        "criterion_id": first(session, Criterion, case),
        "item_id": first(session, ChecklistItem, case),
        "form_id": paper.id,
        "role": "claims_administrator",
        "letter_id": letter.letter_id,
        "kind": "claim_file_request",
        "key": "opening",
        "packet_id": packet.id,
        "int:number": 1,
        "form": "pdf",
        "escalation_id": escalation.id,
        "message_id": message.id,
        "account_id": cast.dana,
        "name": "erisa.appeal.file",
        "filename": "look.css",
        "playbook_id": "experimental",
        "int:revision": 1,
        "own_id": shared_playbook(session, bob).id,
        "section": "strategy",
        "code": "whose_deadline",
    }
    invitation = accounts.invite(
        session, session.get_one(Account, cast.erin), "kim@example.org", bob.role, NOW
    )
    tokens = {
        "/invitations/<token>": invitation,
        "/sign-in/<token>": accounts.one_time_sign_in(session, bob, NOW),
        "/verify/<token>": verify,
        "/summary/stop/<token>": digests.stop_url("", case.advocate_id).rpartition("/")[2],
        "/reach/<token>": mail_links.reach_token(people.patient_of(session, case)),
        "/stop/<token>": mail_links.stop_token(people.patient_of(session, case)),
        "/feeds/<token>.ics": feed_token,
        "/forgot-password/<token>": "not-a-token",
    }
    return {name: str(value) for name, value in values.items()}, tokens


def shared_playbook(session: Session, bob: Account) -> OwnPlaybook:
    title = own_playbooks.HeadInput(title="Late claims, our way")
    own = own_playbooks.begin(session, bob, load_playbooks()["untimely_filing"], title, NOW)
    return own_playbooks.share(session, bob, own.id, True, NOW)


def draft_of(account: Account) -> outbox.Draft:
    return outbox.Draft(
        unique_key="one",
        kind="reminder",
        to_address=account.email,
        subject="A date is near",
        text="Open the case.",
        html="<p>Open the case.</p>",
        organization_id=account.organization_id,
    )


def first(
    session: Session, model: type[DeadlineRow | Reminder | Criterion | ChecklistItem], case: Case
) -> UUID:
    return session.exec(select(model).where(model.case_id == case.id)).first().id  # type: ignore[union-attr]


def is_answered(answer: TestResponse, expected: Answer) -> bool:
    if expected == SIGN_IN:
        return answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next=")
    if expected == CLOSED:
        return answer.status_code == 401
    return answer.status_code in expected


def routes_of(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_is_in_the_table(seeded: Seeded) -> None:
    assert routes_of(seeded.app) == TABLE.keys()


@pytest.mark.parametrize("route", TABLE)
def test_a_route_answers_each_person_as_the_table_says(seeded: Seeded, route: str) -> None:
    expected = TABLE[route]
    for who in ("nobody", "stranger", "owner", "colleague", "administrator"):
        seeded.restore()
        before = seeded.content() if expected.keeps else []

        answer = seeded.ask(who, route)

        assert is_answered(answer, getattr(expected, who)), (who, answer.status_code, answer.text[:2000])
        if expected.keeps and who in ("nobody", "stranger"):
            assert seeded.content() == before
