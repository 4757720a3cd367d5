"""The cover sheet of a fax: to whom, from whom, how many pages. It lies open in a mail room, and names no patient."""

from tracker.rules.terms import Channel
from tracker.services.letters.context import LetterContext
from tracker.services.packets.contents import Fax
from tracker.templating import in_words

_PROTECTED = (
    "This fax holds health information that federal law protects (45 CFR Parts 160 and 164). If it is not meant for "
    "you, do not read, copy or pass it on"
)
_BLANK = "[to be filled in]"


def fax_cover(letter: LetterContext, title: str) -> Fax:
    """The cover of the fax that a letter goes with."""
    to, sender, plan = letter.addressee, letter.sender, letter.plan
    numbers = (
        f"Claim {plan.claim_number}" if plan.claim_number else None,
        f"Reference {plan.reference_number}" if plan.reference_number else None,
    )
    number = next((each.number for each in letter.delivery if each.channel is Channel.FAX), None) or to.fax
    lines: tuple[tuple[str, tuple[str | None, ...]], ...] = (
        ("To", (to.name or _BLANK, to.unit)),
        ("Fax", (number or _BLANK,)),
        ("From", (sender.name or _BLANK, sender.organization)),
        ("Telephone", (sender.phone or _BLANK,)),
        ("Date", (in_words(letter.dated_on),)),
        ("Concerns", (title, *numbers)),
    )
    call = f"; call {sender.phone} and destroy it." if sender.phone else ". Tell its sender, and destroy it."
    return Fax(
        tuple((name, tuple(filter(None, each))) for name, each in lines),
        ("Please confirm that all pages came.", f"{_PROTECTED}{call}"),
    )
