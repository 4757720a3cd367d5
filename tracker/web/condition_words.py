"""Conditions of a playbook's row in plain words."""

from collections.abc import Mapping

from tracker.rules.conditions import FACTS, UNKNOWN, Conditions
from tracker.rules.coverage_words import WORDS
from tracker.rules.terms import ReasonKind, Sponsor
from tracker.web import choices
from tracker.web.questions import Choices

_FACTS: Mapping[str, str] = {
    "sponsor": "the coverage is",
    "funding": "the coverage is",
    "service_kind": "it is",
    "reason_kind": "the reason is",
    "claim": "the care",
    "urgency": "the claim is",
    "filing": "the filing is",
}
_YES_OR_NO: Mapping[str, tuple[str, str]] = {
    "grandfathered": ("the plan is grandfathered", "the plan is not grandfathered"),
    "essential_health_benefits": (
        "the policy has essential health benefits",
        "the plan is without essential health benefits",
    ),
    "no_network_provider": ("no network provider can give the care", "a network provider can give the care"),
    "surprise_bill": ("it is a surprise bill", "it is no surprise bill"),
    "steps_documented": ("every requirement is answered", "a requirement is still open"),
    "exception_stated": ("an exception is stated", "no exception is stated"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "sponsor": {sponsor: WORDS[sponsor].short for sponsor in Sponsor},
    "funding": {"self_funded": "self-funded", "insured": "insured"},
    "reason_kind": {reason: choices.REASONS_SHORT[reason] for reason in ReasonKind},
    "service_kind": {kind: words[:1].lower() + words[1:] for kind, words in choices.SERVICE_KINDS},
    "claim": {
        "pre_service": "is still to be given",
        "post_service": "was given",
        "concurrent": "is under way",
    },
    "filing": {"internal_appeal": "an internal appeal", "external_review": "an external review"},
}
_NOT_KNOWN = (UNKNOWN, "Nobody knows")


def condition_words(when: Conditions) -> str:
    """`the coverage is insured, and the reason is step therapy`; empty where there is no condition."""
    return ", and ".join(_one(fact, words) for fact, words in when.items())


def choices_of(fact: str) -> Choices:
    """What a fact may be, in words, to tick: its own words, then that nobody knows."""
    if fact in _YES_OR_NO:
        yes, no = (words[:1].upper() + words[1:] for words in _YES_OR_NO[fact])
        return (("yes", yes), ("no", no), _NOT_KNOWN)
    known = [word for word in _in_order(fact) if word != UNKNOWN]
    words = ((word, _VALUES.get(fact, {}).get(word, word.replace("_", " "))) for word in known)
    return (*((word, said[:1].upper() + said[1:]) for word, said in words), _NOT_KNOWN)


def _in_order(fact: str) -> tuple[str, ...]:
    return (*(word for word in _VALUES.get(fact, ()) if word in FACTS[fact]),) or tuple(sorted(FACTS[fact]))


def _one(fact: str, words: tuple[str, ...]) -> str:
    named = [word for word in words if word != UNKNOWN]
    unknown = " or that is not known" if UNKNOWN in words and named else ""
    if fact in _YES_OR_NO:
        yes, no = _YES_OR_NO[fact]
        said = " or ".join(yes if word == "yes" else no for word in named)
        return f"{said}{unknown}" if named else f"nobody knows whether {yes}"
    values = _VALUES.get(fact, {})
    listed = " or ".join(values.get(word, word.replace("_", " ")) for word in named)
    return f"{_FACTS.get(fact, fact)} {listed or 'not known'}{unknown}"
