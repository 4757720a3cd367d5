"""Which kinds of coverage a rule governs, and which questions about a coverage are worth asking."""

from tracker.rules.kinds import axes_that_matter, kinds_of
from tracker.rules.rulebook import rules
from tracker.rules.terms import Sponsor

PRIVATE = {
    Sponsor.PRIVATE_EMPLOYER,
    Sponsor.CHURCH,
    Sponsor.STATE_LOCAL_GOVERNMENT,
    Sponsor.INDIVIDUAL,
}


def test_external_review_is_for_private_plans_of_every_kind() -> None:
    assert kinds_of(rules()["aca.ext.fed.file"]) == PRIVATE


def test_plan_documents_are_asked_for_under_erisa_alone() -> None:
    assert kinds_of(rules()["erisa.docs.104b4"]) == {Sponsor.PRIVATE_EMPLOYER}


def test_a_clock_of_drugs_counts_where_only_a_small_employers_policy_has_it() -> None:
    assert Sponsor.PRIVATE_EMPLOYER in kinds_of(rules()["aca.drug.exception.std"])


def test_a_states_law_reaches_private_coverage() -> None:
    assert kinds_of(rules()["state.ext.file"]) == PRIVATE


def test_what_only_a_letter_states_is_for_any_coverage() -> None:
    assert kinds_of(rules()["letter.peer_to_peer"]) == set(Sponsor)


def test_of_an_employers_plan_every_axis_matters() -> None:
    asked = axes_that_matter(Sponsor.PRIVATE_EMPLOYER)

    assert {"funding", "grandfathered", "appeal_levels", "state", "hhs_administered"} <= asked


def test_a_policy_that_a_person_bought_is_not_asked_who_pays_or_how_many_levels_it_has() -> None:
    asked = axes_that_matter(Sponsor.INDIVIDUAL)

    assert not {"funding", "appeal_levels"} & asked
    assert "state" in asked


def test_medicare_is_asked_nothing_about_private_plans() -> None:
    assert not {"funding", "grandfathered", "appeal_levels", "state"} & axes_that_matter(Sponsor.MEDICARE)
