"""The law that dates are counted by, open to everybody: every rule in plain words, each with a small calculator."""

from datetime import date

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from tracker.rules.facts import Coverage
from tracker.rules.kinds import kinds_of
from tracker.rules.law_rows import Rule
from tracker.rules.rulebook import rules
from tracker.rules.state_lines import state_lines
from tracker.rules.states import FRESH_DAYS, is_fresh
from tracker.rules.terms import Sponsor
from tracker.services.access import NotFound
from tracker.web.auth import public
from tracker.web.calculator import calculator
from tracker.web.fact_words import condition_words
from tracker.web.law_words import groups, kind_words, kinds_words
from tracker.web.limb_words import limbs_shown
from tracker.web.offices import offices_of_kinds
from tracker.web.public_pages import as_answer, as_read, layout
from tracker.web.shown import date_words, owner_words, verification_words
from tracker.web.transaction import now
from tracker.web.who_acts import may_act_shown

pages = Blueprint("law", __name__, url_prefix="/law")

LONGEST_SEARCH = 100
UNPROCESSABLE = 422
STYLES = {
    "erisa": "Self-funded plans of private employers",
    "church": "Self-funded church plans",
    "individual": "Individual policies",
    "chip": "CHIP",
}
"""Whom a citation of its own is for."""


@pages.get("")
@public
def show() -> ResponseReturnValue:
    """Every rule by kind of coverage, or those that hold what was searched for."""
    wanted, kind = request.args.get("q", "").strip()[:LONGEST_SEARCH], request.args.get("kind", "")
    found = [rule for rule in rules().values() if _holds(rule, wanted) and _is_for(rule, kind)]
    page = render_template(
        "law/show.html",
        layout=layout(),
        groups=groups(found),
        found=len(found),
        q=wanted,
        kind=kind,
        kinds=[(each.value, kind_words(each)) for each in Sponsor if _has_law(each)],
        offices=offices_of_kinds([each for each in Sponsor if each == kind]),
        may_act=[who for each in Sponsor if each == kind for who in may_act_shown(Coverage(each))],
    )
    return as_read(make_response(page))


@pages.get("/<name>")
@public
def rule(name: str) -> ResponseReturnValue:
    """One rule: who must do what by when, where that stands, and its calculator."""
    found = rules().get(name)
    if found is None:
        raise NotFound("rule")
    form = calculator(found, request.args, now())
    page = render_template(
        "law/rule.html",
        layout=layout(),
        rule=found,
        owner=owner_words(found.actor),
        whom=kinds_words(kinds_of(found)),
        limbs=limbs_shown(found),
        states=state_lines(found.id, now().date()),
        good_cause=rules().get(found.good_cause or ""),
        cites=[(STYLES.get(style, style), cited) for style, cited in found.cites.items()],
        read=verification_words(found.verification),
        verification_words=verification_words,
        checked=date_words(date.fromisoformat(found.checked)),
        too_old=FRESH_DAYS if not is_fresh(date.fromisoformat(found.checked), now().date()) else 0,
        form=form,
        offices=offices_of_kinds(kinds_of(found)),
    )
    if form is None or not form.is_asked:
        return as_read(make_response(page))
    return as_answer(make_response(page, UNPROCESSABLE if form.answers.problems else 200))


def _holds(rule: Rule, wanted: str) -> bool:
    """Whether every word of the search stands somewhere in the rule."""
    text = _searched(rule)
    return all(word in text for word in wanted.lower().split())


def _searched(rule: Rule) -> str:
    cited = " ".join(rule.cites.values())
    given = " ".join(condition_words(*each) for limb in rule.limbs for each in limb.when.items())
    kinds = kinds_words(kinds_of(rule))
    parts = (rule.id, rule.title, rule.citation, cited, rule.words, given, kinds, owner_words(rule.actor))
    return " ".join(parts).lower()


def _is_for(rule: Rule, kind: str) -> bool:
    return not kind or kind in kinds_of(rule)


def _has_law(kind: Sponsor) -> bool:
    """Whether a rule governs this kind that does not govern every other one too."""
    return any(kind in kinds_of(rule) and len(kinds_of(rule)) < len(Sponsor) for rule in rules().values())
