"""Playbooks that are not packaged: from a packaged one to rows that can be kept and edited, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from tracker.rules import citations
from tracker.rules.conditions import check_conditions
from tracker.rules.errors import LawTableError
from tracker.rules.playbook_files import SECTIONS, STATE_STEP_THERAPY
from tracker.rules.playbook_rows import Playbook, PrescriberLetter
from tracker.rules.playbooks import GENERAL, load
from tracker.rules.rulebook import rules
from tracker.rules.tables import build, build_all
from tracker.rules.terms import ServiceKind

WRITTEN_ANEW = ("strategy", "gather", "criteria", "arguments", "exceptions")
"""The sections that are about one kind of denial, and so are empty in a blank playbook."""
Content = dict[str, Any]


def content_of(playbook: Playbook) -> Content:
    """The rows of a playbook as plain values, in the form of its file."""
    kept = {"denial_says": playbook.denial_says, "service_kind": playbook.service_kind.value}
    letter = _plain(asdict(playbook.prescriber_letter))
    ordered = replace(playbook, arguments=tuple(sorted(playbook.arguments, key=lambda row: row.strength)))
    sections = {name: [_plain(asdict(row)) for row in getattr(ordered, name)] for name in SECTIONS}
    return {**kept, "prescriber_letter": letter, **sections}


def blank() -> Content:
    """What a playbook begins with that is copied from none: what holds for any denial, and nothing else."""
    general = content_of(load()[GENERAL])
    return {**general, "denial_says": "", **{section: [] for section in WRITTEN_ANEW}}


def playbook_from(own_id: str, title: str, content: Mapping[str, Any]) -> Playbook:
    """The playbook that these rows are, its arguments as strong as they stand high.

    A citation or a rule that the tables no longer have is left out, and so is a row under a condition that they no
    longer know, and a reason to expedite without its definition.
    """
    known = {name: _readable(content.get(name, ()), name) for name in SECTIONS}
    for strength, row in enumerate(known["arguments"], 1):
        row["strength"] = strength
    return Playbook(
        id=own_id,
        title=title,
        service_kind=ServiceKind(content.get("service_kind", ServiceKind.OTHER)),
        reasons=(),
        phrases=(),
        never_with=(),
        joins=(),
        denial_says=content.get("denial_says", ""),
        prescriber_letter=build(PrescriberLetter, content["prescriber_letter"], title),
        **{name: build_all(kind, known, name, title) for name, kind in SECTIONS.items()},
    )


def _plain(value: Any) -> Any:
    """Without what is empty, and with lists for tuples, as a file has it."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items() if each not in ("", (), {}, False)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _readable(rows: Iterable[Mapping[str, Any]], section: str) -> list[Content]:
    names = {field.name for field in fields(SECTIONS[section])}
    known = [
        _known({name: value for name, value in row.items() if name in names})
        for row in rows
        if _can_hold(row.get("applies_when", {}))
    ]
    return [row for row in known if section != "expedite" or "cites" in row]


def _known(row: Content) -> Content:
    may_cite = {*citations.keys_of(), STATE_STEP_THERAPY}
    cites = [key for key in row.get("cites", ()) if key in may_cite and row["cites"][0] in may_cite]
    ruled = [rule for rule in row.get("rules", ()) if rule in rules()]
    kept = {name: value for name, value in row.items() if name not in ("cites", "rules")}
    return {**kept, **({"cites": cites} if cites else {}), **({"rules": ruled} if ruled else {})}


def _can_hold(when: Mapping[str, Any]) -> bool:
    try:
        check_conditions(when, "applies_when")
    except LawTableError:
        return False
    return True
