"""Faults that any letter can have: nobody to receive it, nobody with the right to file it, a section that is gone."""

from collections.abc import Iterator

from tracker.rules.terms import Channel, FiledBy
from tracker.services.letters.faults.looking import Fault, Looked
from tracker.services.letters.faults.of_papers import OF_AUTHORITY

_WITHOUT_AN_ADDRESS = frozenset((Channel.FAX, Channel.PORTAL, Channel.EMAIL, Channel.IN_PERSON))
_ADDRESS = "address"
_SHOWN_AS_OPEN = "not documented"


def _has_no_addressee(looked: Looked) -> bool:
    """A fax or a portal needs no postal address; every letter needs a name."""
    channels = frozenset(looked.kept.wishes.channels)
    needs_address = not channels or not channels <= _WITHOUT_AN_ADDRESS
    missing = [each for each in looked.address_blanks if needs_address or not each.startswith(_ADDRESS)]
    return bool(missing)


def _has_blanks(looked: Looked) -> bool:
    """A requirement that is shown as not documented is no blank: it is told, not talked over."""
    return any(not blank.startswith(_SHOWN_AS_OPEN) for blank in looked.blanks - set(looked.address_blanks))


def _goes_to_a_stranger(looked: Looked) -> bool:
    is_named = not looked.address_blanks and not looked.is_edited("head")
    return is_named and looked.letter.addressee.role not in looked.kind.goes_to


def _has_no_filer(looked: Looked) -> bool:
    sender, authority = looked.letter.sender, looked.letter.authority
    if sender.name is None:
        return True
    is_missing = sender.role is FiledBy.REPRESENTATIVE and authority.signed_on is None
    return is_missing and not any(known.is_in(looked) for known in OF_AUTHORITY)


def _is_a_providers_own(looked: Looked) -> bool:
    """A provider files for the member where law asks for no paper, in an urgent claim or always, or there is one."""
    role, authority = looked.letter.sender.role, looked.letter.authority
    is_missing = authority.is_needed and authority.signed_on is None
    return role is FiledBy.PROVIDER_DISPUTE or (role is FiledBy.PROVIDER_FOR_MEMBER and is_missing)


ADDRESSEE = Fault(
    "addressee",
    "Nobody to receive it",
    "Enter whom it goes to, and the address, as the decision gives them.",
    _has_no_addressee,
)
STRANGER = Fault(
    "stranger",
    "Goes to a party that does not take it",
    "Choose the party that takes such a letter: what goes to another one is filed with nobody.",
    _goes_to_a_stranger,
)
FILER = Fault(
    "filer",
    "Filed by somebody without a signed appointment",
    "Record the signed appointment of whoever files, or have the member sign the letter.",
    _has_no_filer,
)
PROVIDER = Fault(
    "provider",
    "Can be booked as the provider's own dispute",
    "Record the member's appointment of the provider: without it this may be taken for the provider's own dispute.",
    _is_a_providers_own,
)
BLANKS = Fault(
    "blanks",
    "Blanks are left",
    "Fill what stands in brackets, or put its section into your own words; each blank is listed beside the letter.",
    _has_blanks,
)
OF_A_LETTER = (ADDRESSEE, STRANGER)
OF_A_FILING = (ADDRESSEE, STRANGER, FILER, *OF_AUTHORITY, PROVIDER)


def missing_sections(looked: Looked, titles: dict[str, str]) -> Iterator[Fault]:
    """A fault for each section that no letter of this kind goes without, and that this one lacks."""
    there = {each.key for each in looked.kept.sections if each.markdown.strip()}
    for key in looked.kind.must_contain:
        if key not in there:
            name = titles.get(key, key.replace("_", " "))
            yield Fault(
                f"section:{key}",
                f"Lacks a part: {name}",
                f"Such a letter does not go without this part: {name}. Draft the letter again.",
                lambda _: True,
            )
