"""For which denials an organization's own playbook says that it is meant, and how closely it fits one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tracker.rules.playbook_choice import phrase_fit
from tracker.rules.terms import Funding, ReasonKind, ServiceKind, Sponsor


@dataclass(frozen=True)
class MeantFor:
    """What an own playbook is meant for, as enums' values: reasons, or services by `phrases`; of these only the kinds
    of coverage named. Where it names no coverage any will do. Without reason and phrase it is meant for nothing.
    """

    reasons: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    service_kinds: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    fundings: tuple[str, ...] = ()

    @property
    def is_said(self) -> bool:
        """Whether it is meant for anything."""
        return bool(self.reasons or self.phrases)


OFFERED: Mapping[str, tuple[str, ...]] = {
    "reasons": tuple(ReasonKind),
    "service_kinds": tuple(ServiceKind),
    "sponsors": tuple(each for each in Sponsor if each is not Sponsor.UNKNOWN),
    "fundings": (Funding.SELF_FUNDED, Funding.INSURED),
}
KEY = "meant_for"
"""Where it stands among a playbook's content."""


@dataclass(frozen=True)
class Denied:
    """What a denial is about, as far as it is known: `service` in anybody's words, the others enums' values."""

    service: str
    reason: str
    service_kind: str = ""
    sponsor: str = ""
    funding: str = ""


Fit = tuple[int, int, int]
NONE: Fit = (0, 0, 0)


def meant_for(content: Mapping[str, Any]) -> MeantFor:
    """What a playbook's content says of it; an answer that the tables no longer have is left out."""
    said = content.get(KEY, {})
    return MeantFor(
        phrases=tuple(said.get("phrases", ())),
        never_with=tuple(said.get("never_with", ())),
        **{
            name: tuple(each for each in said.get(name, ()) if each in known)
            for name, known in OFFERED.items()
        },
    )


def content_of(meant: MeantFor) -> dict[str, Any]:
    """The same as plain values, to be kept among a playbook's content."""
    return {KEY: {name: [str(each) for each in value] for name, value in asdict(meant).items() if value}}


def fit(meant: MeantFor, denied: Denied) -> Fit:
    """How closely a playbook fits: by the service's words, then by how much else it names; NONE where it does not.

    Coverage that nobody knows fits none of those that it names.
    """
    words = phrase_fit(meant.phrases, meant.never_with, denied.service)
    wanted = (
        (meant.reasons, denied.reason),
        (meant.service_kinds, denied.service_kind),
        (meant.sponsors, denied.sponsor),
        (meant.fundings, denied.funding),
    )
    is_misfit = any(named and known not in named for named, known in wanted)
    if not meant.is_said or is_misfit or (meant.phrases and words == (0, 0)):
        return NONE
    return (words[0], words[1], 1 + sum(bool(named) for named, _ in wanted))
