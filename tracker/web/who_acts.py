"""Who may act for the patient, in words: what lets them, how long it holds, whether a clock waits, what was read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker.models import FormKind, SignedForm
from tracker.rules.coverage_words import WORDS
from tracker.rules.event_fields import EventShape
from tracker.rules.facts import Coverage
from tracker.rules.representatives import MayAct, Sentence, forms_for, representatives, who_may_act
from tracker.rules.terms import ActsAs, EventKind, FiledBy, Sponsor
from tracker.services.casefile import CaseFile
from tracker.services.representation import NoForm, other_program, suggested_end, without_form
from tracker.web.questions import NONE, Answers, Ask, Choices, Question
from tracker.web.shown import date_words, verification_words

WHO_WORDS = {
    ActsAs.REPRESENTATIVE: "A relative, a friend, an advocate or a lawyer",
    ActsAs.URGENT_PROFESSIONAL: "A health care professional, in an urgent claim",
    ActsAs.PHYSICIAN: "The treating physician or prescriber",
    ActsAs.PROVIDER: "Another provider, for the patient",
    ActsAs.GUARDIAN: "A parent, a guardian, or whoever the law lets decide",
}
FILED_WORDS = {
    FiledBy.REPRESENTATIVE: "an authorized representative",
    FiledBy.PROVIDER_FOR_MEMBER: "a provider for the patient",
}
BARRED_FROM = {EventKind.CONTINUATION_REQUESTED}
"""Entries for which it matters what somebody may not ask."""


@dataclass(frozen=True)
class SentenceShown:
    """One sentence of law under its label; `link` is empty where it is our own practice."""

    label: str
    words: str
    citation: str
    link: str
    read: str


@dataclass(frozen=True)
class MayActShown:
    """One kind of person and what law says of them."""

    title: str
    sentences: tuple[SentenceShown, ...]


@dataclass(frozen=True)
class NoFormShown:
    """A filing whose form is not on record: what is wrong, and what law says of whoever filed."""

    words: str
    sentences: tuple[SentenceShown, ...]


@dataclass(frozen=True)
class PaperShown:
    """One signed paper: `notes` say which it is, whose program's, and by what its end was found."""

    paper: SignedForm
    notes: tuple[str, ...]
    does_not_count: bool


@dataclass(frozen=True)
class NeedsOfKind:
    """What a representative needs under some kinds of coverage, in sight where one of them is chosen."""

    needs: MayActShown
    hangs_on: Question

    def is_shown(self, answers: Answers) -> bool:
        """Whether it is in sight after these answers."""
        return self.hangs_on.is_asked(answers)


def may_act_shown(coverage: Coverage) -> tuple[MayActShown, ...]:
    """Everybody who may act for a patient of this coverage; what was said of one before is not said again."""
    said: set[SentenceShown] = set()
    found = []
    for each in map(_shown, who_may_act(coverage)):
        new = tuple(sentence for sentence in each.sentences if sentence not in said)
        said.update(new)
        found.append(MayActShown(each.title, new))
    return tuple(found)


def beside_entry(coverage: Coverage, shape: EventShape) -> tuple[MayActShown, ...]:
    """What belongs beside the form of an entry: who may act where it asks who filed, and what is barred where a
    kind of person may not ask for it; nothing beside any other.
    """
    if shape.field("filed_by"):
        return may_act_shown(coverage)
    if shape.kind not in BARRED_FROM:
        return ()
    barred = (
        (each, tuple(_sentence("May not", row) for row in each.barred)) for each in who_may_act(coverage)
    )
    return tuple(MayActShown(WHO_WORDS[each.who], rows) for each, rows in barred if rows)


@cache
def needs_by_kind() -> tuple[NeedsOfKind, ...]:
    """What a representative needs, once for all kinds of coverage of which the same is said."""
    by_needs: dict[MayActShown, list[Sponsor]] = {}
    for sponsor in Sponsor:
        first = next(each for each in who_may_act(Coverage(sponsor)) if each.who is ActsAs.REPRESENTATIVE)
        by_needs.setdefault(_shown(first), []).append(sponsor)
    return tuple(NeedsOfKind(needs, _hangs_on(sponsors)) for needs, sponsors in by_needs.items())


def no_form_shown(file: CaseFile, today: date) -> NoFormShown | None:
    """What is wrong with the form of whoever filed, or None; a closed case has nothing wrong."""
    if file.case.closed_at is not None:
        return None
    missing = without_form(file.facts, file.forms, today)
    if missing is None:
        return None
    return NoFormShown(_no_form_words(missing), tuple(_sentences(missing.may_act)))


def papers_shown(coverage: Coverage, papers: list[SignedForm]) -> tuple[PaperShown, ...]:
    """The signed papers of a case, each with what its coverage makes of it."""
    return tuple(_paper(coverage, paper) for paper in papers)


def form_choices(coverage: Coverage) -> Choices:
    """The papers by name, those of this coverage's program first."""
    return tuple((form.code, form.name) for form in forms_for(coverage))


def end_words(coverage: Coverage, paper: SignedForm) -> str:
    """Where its last day was found, if it is the law's; that day, where none is on record; else nothing."""
    end = suggested_end(coverage, paper.kind, paper.form or "", paper.signed_on)
    if end is None or paper.expires_on not in (None, end[0]):
        return ""
    day = "" if paper.expires_on else f"No last day is on record; the law’s is {date_words(end[0])}. "
    surely = verification_words(end[1].verification)
    return f"{day}The law’s own last day: a year from the signatures, {end[1].citation}. {surely}."


def end_help(coverage: Coverage) -> str:
    """What the question about the last day says of this coverage's law."""
    row = next((each.holds for each in who_may_act(coverage) if each.holds and each.holds.years), None)
    if row is None:
        return "Leave it empty if it does not: no end was found in the law of this coverage."
    return f"Left empty, it is taken as the law gives it for Medicare’s form: {row.words} {row.citation}."


def _paper(coverage: Coverage, paper: SignedForm) -> PaperShown:
    form = representatives().forms.get(paper.form or "")
    other = other_program(coverage, paper.form or "") if paper.kind is FormKind.REPRESENTATIVE else ""
    of_other = f"A form of another program: it does nothing for {WORDS[coverage.sponsor].sentence}."
    notes = (form.name if form else "", of_other if other else "", end_words(coverage, paper))
    return PaperShown(paper, tuple(note for note in notes if note), bool(other))


def _no_form_words(missing: NoForm) -> str:
    who, when = FILED_WORDS[missing.filed_by], date_words(missing.filed_on)
    other = f" {missing.other} is a form of another program." if missing.other else ""
    waits = f" {missing.may_act.waits.words}" if missing.may_act.waits else ""
    return f"{who[0].upper()}{who[1:]} filed on {when}, and no signed form that holds is on record.{other}{waits}"


def _hangs_on(sponsors: list[Sponsor]) -> Question:
    values = tuple(NONE if each is Sponsor.UNKNOWN else each.value for each in sponsors)
    return Question("needs", Ask.LINE, "", asked_when=(("sponsor", values),))


def _shown(may_act: MayAct) -> MayActShown:
    return MayActShown(WHO_WORDS[may_act.who], tuple(_sentences(may_act)))


def _sentences(may_act: MayAct) -> Iterator[SentenceShown]:
    yield _sentence("What it takes", may_act.consent)
    if may_act.holds:
        yield _sentence("How long it holds", may_act.holds)
    if may_act.waits:
        yield _sentence("Does a clock wait?", may_act.waits)
    yield from (_sentence("May not", row) for row in may_act.barred)
    yield from (_sentence("Also", row) for row in may_act.also)


def _sentence(label: str, row: Sentence) -> SentenceShown:
    link = row.source if row.source.startswith("http") else ""
    return SentenceShown(label, row.words, row.citation, link, _read(row))


def _read(row: Sentence) -> str:
    seen = f" ({row.seen})" if row.seen else ""
    return f"{verification_words(row.verification)}{seen}; last checked {date_words(row.checked)}."
