"""Whom to ask, in words: the offices for a kind of coverage, with their telephones and where those were read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tracker.rules.facts import Coverage
from tracker.rules.states import state_of
from tracker.rules.terms import Sponsor
from tracker.rules.whom_to_ask import Office, offices, offices_for
from tracker.web.shown import date_words, verification_words

STATE_OFFICE = "insurance_department"


@dataclass(frozen=True)
class OfficeShown:
    """One office: `read` says how surely and when its row was read."""

    name: str
    for_whom: str
    phone: str
    web: str
    site: str
    source: str
    read: str


def offices_of_kinds(kinds: Iterable[Sponsor]) -> tuple[OfficeShown, ...]:
    """The offices for any of these kinds of coverage; every office where no kind is named."""
    wanted = frozenset(kinds)
    return tuple(_shown(office) for office in offices() if not wanted or wanted & set(office.sponsors))


def offices_of(coverage: Coverage) -> tuple[OfficeShown, ...]:
    """The offices for one coverage, with the telephone of its own state where that is known."""
    return tuple(_offices_of(coverage))


def _offices_of(coverage: Coverage) -> Iterator[OfficeShown]:
    state = state_of(coverage.state)
    for office in offices_for(coverage):
        if office.code == STATE_OFFICE and state is not None:
            contact = state.department
            surely = verification_words(contact.confidence)
            read = f"{contact.source_asof}; last checked {date_words(contact.checked)}. {surely}."
            yield OfficeShown(contact.name, office.for_whom, contact.to_call, "", "", contact.source, read)
        else:
            yield _shown(office)


def _shown(office: Office) -> OfficeShown:
    phone = f"{office.phone_words} ({office.phone})" if office.phone_words else office.phone
    read = f"{verification_words(office.verification)}; last checked {date_words(office.checked)}."
    return OfficeShown(
        name=office.name,
        for_whom=office.for_whom,
        phone=phone,
        web=office.web,
        site=urlsplit(office.web).netloc.removeprefix("www."),
        source=office.source,
        read=read,
    )
