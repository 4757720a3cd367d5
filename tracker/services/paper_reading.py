"""What is wrong with a party or a signed paper as it is typed in."""

from collections.abc import Iterator
from datetime import datetime

from tracker.models import FormKind
from tracker.rules.reading import Problem
from tracker.rules.representatives import representatives
from tracker.rules.terms import PartyRole
from tracker.services.days import day_problems
from tracker.services.denial_input import FormInput, PartyInput
from tracker.services.texts import NEEDED, OFFERED, text_problem


def party_problems(party: PartyInput, field: str = "") -> Iterator[Problem]:
    """What is wrong with a party; `field` stands before its fields' names."""
    if party.role not in set(PartyRole):
        yield Problem(f"{field}role", OFFERED)
    if not party.name.strip():
        yield Problem(f"{field}name", NEEDED)
    for name in ("name", "unit", "address", "phone", "fax"):
        yield from _line(f"{field}{name}", getattr(party, name))


def form_problems(form: FormInput, now: datetime, field: str = "") -> Iterator[Problem]:
    """What is wrong with a signed paper."""
    if form.kind not in set(FormKind):
        yield Problem(f"{field}kind", OFFERED)
    if form.form and form.form not in representatives().forms:
        yield Problem(f"{field}form", OFFERED)
    if not form.person.strip():
        yield Problem(f"{field}person", NEEDED)
    for name in ("person", "relation"):
        yield from _line(f"{field}{name}", getattr(form, name))
    days = list(
        day_problems({f"{field}{name}": getattr(form, name) for name in ("signed_on", "expires_on")}, now)
    )
    yield from days
    if not days and form.signed_on and form.expires_on and form.expires_on < form.signed_on:
        yield Problem(f"{field}expires_on", "It cannot have expired before it was signed.")


def _line(field: str, text: str) -> Iterator[Problem]:
    sentence = text_problem(text)
    if sentence:
        yield Problem(field, sentence)
