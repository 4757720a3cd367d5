"""What a kind of letter is: what it is for, whom it goes to, what it must contain."""

from dataclasses import dataclass

from tracker.rules.terms import EventKind, FiledBy, PartyRole, Sponsor, Stage, Urgency
from tracker.rules.timeline import FILINGS, LEVEL_REQUESTS, REQUESTS

FILED = frozenset((*FILINGS, *REQUESTS, *LEVEL_REQUESTS))
"""The events that are a filing."""


@dataclass(frozen=True)
class LetterKind:
    """One kind. `goes_to` are the parties that may receive it, the usual one first; the letter of denial
    decides where it names one. `must_contain` are the sections that no letter of this kind goes without.
    `fits` is the urgency it is for, None for either. `sponsors` are the public programs whose level it asks for,
    `rules` the claimant's times that it meets there, `office` who takes it where that is no party of the plan, and
    `can_be_urgent` whether that level can be asked for as expedited, `urgent_for` the sponsors for whom alone it can.
    `recorded_as` is the event of its sending.
    `signed_by` is who signs where nobody else can; the two blanks say what is missing in an office's address.
    `binds_every_plan` where its law is no coverage's own: it can be written at any stage, denial or none.
    """

    key: str
    title: str
    purpose: str
    stage: Stage
    goes_to: tuple[PartyRole, ...]
    must_contain: tuple[str, ...]
    fits: Urgency | None = None
    is_external: bool = False
    is_second_level: bool = False
    is_voluntary: bool = False
    recorded_as: EventKind = EventKind.NOTE_ADDED
    sponsors: tuple[Sponsor, ...] = ()
    rules: tuple[str, ...] = ()
    office: str | None = None
    can_be_urgent: bool = False
    urgent_for: tuple[Sponsor, ...] = ()
    signed_by: FiledBy | None = None
    binds_every_plan: bool = False
    who_blank: str = "who takes this request, as the decision says"
    where_blank: str = "address that the decision gives for it"

    @property
    def is_filing(self) -> bool:
        """Whether it is itself a step that law counts: an appeal, or a request for a level."""
        return self.recorded_as in FILED

    def asks_for_haste(self, urgency: Urgency, sponsor: Sponsor) -> bool:
        """Whether a letter of this kind asks for haste in a case of this urgency, under this sponsor's coverage."""
        if self.fits is Urgency.EXPEDITED:
            return True
        can_be = self.is_second_level or self.can_be_urgent or sponsor in self.urgent_for
        return can_be and urgency is Urgency.EXPEDITED

    @property
    def is_of_program(self) -> bool:
        """Whether it belongs to a public program's own ladder."""
        return bool(self.sponsors)
