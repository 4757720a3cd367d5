"""The law that dates are counted by, rule by rule, with where it stands and how surely it was read."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.rules.events import SCHEMA
from tracker.rules.rulebook import VERIFICATIONS, Condition, Limb, Period, Rule, rules
from tracker.rules.state_lines import state_lines
from tracker.rules.terms import Unit
from tracker.rules.words import count
from tracker.services.access import NotFound
from tracker.web.shown import ACTOR_WORDS, verification_words
from tracker.web.transaction import now

pages = Blueprint("law", __name__, url_prefix="/law")

_CHAPTERS = {
    "erisa.claim": "Claims",
    "erisa.appeal": "Internal appeals",
    "erisa": "Documents and courts",
    "aca.ext": "External review",
    "aca": "Other rules of the Affordable Care Act and the No Surprises Act",
    "state": "States",
    "toll": "Disasters and outbreaks",
    "practice": "Good practice",
    "letter": "Dates that a letter states",
}


@dataclass(frozen=True)
class LimbShown:
    """One deadline of a rule in words."""

    title: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    periods: tuple[tuple[str, str], ...]


@pages.get("")
def show() -> ResponseReturnValue:
    """Every rule, or those that hold what was searched for."""
    wanted = request.args.get("q", "").strip()[:100]
    found = [rule for rule in rules().values() if _holds(rule, wanted.lower())]
    chapters = [(name, [rule for rule in found if _chapter(rule) == name]) for name in _CHAPTERS.values()]
    return render_template(
        "law/show.html",
        chapters=[each for each in chapters if each[1]],
        q=wanted,
        owners=ACTOR_WORDS,
        verification_words=verification_words,
    )


@pages.get("/<name>")
def rule(name: str) -> ResponseReturnValue:
    """One rule: its sentence, what starts and ends it, its periods."""
    found = rules().get(name)
    if found is None:
        raise NotFound("rule")
    return render_template(
        "law/rule.html",
        rule=found,
        owner=ACTOR_WORDS[found.actor],
        limbs=[_limb(each) for each in found.limbs],
        verification=VERIFICATIONS[found.verification],
        states=state_lines(found.id, now().date()),
    )


def _holds(rule: Rule, wanted: str) -> bool:
    return wanted in f"{rule.id} {rule.title} {rule.citation} {rule.words}".lower()


def _chapter(rule: Rule) -> str:
    return next(words for start, words in _CHAPTERS.items() if rule.id.startswith(start))


def _limb(limb: Limb) -> LimbShown:
    return LimbShown(
        title=limb.title,
        starts=tuple(SCHEMA[kind].title for kind in limb.starts),
        ends=tuple(SCHEMA[kind].title for kind in limb.ends),
        periods=tuple((_amount(each), _conditions(each.when)) for each in limb.periods),
    )


def _amount(period: Period) -> str:
    return "as stated" if period.unit is Unit.STATED else count(period.amount, period.unit.value)


def _conditions(when: Condition) -> str:
    return "; ".join(f"{_plain(name)}: {' or '.join(map(_plain, values))}" for name, values in when.items())


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
