"""What would follow a denial, step by step, each counted from what it supposes."""

from datetime import UTC, date, datetime

from tracker.rules.chain import Link, chain
from tracker.rules.facts import CaseFacts, Coverage, Event
from tracker.rules.terms import ClaimType, EventKind, Funding, Sponsor, Urgency

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def links(
    sponsor: Sponsor = Sponsor.PRIVATE_EMPLOYER, levels: int = 1, urgency: Urgency = Urgency.STANDARD
) -> tuple[Link, ...]:
    """The chain of a denial of November 5, 2026."""
    coverage = Coverage(sponsor, Funding.SELF_FUNDED, grandfathered=False, appeal_levels=levels, state="TX")
    denial = Event("denial", EventKind.ADVERSE_DETERMINATION, {"notice_on": date(2026, 11, 5)})
    case = CaseFacts(coverage, ClaimType.PRE_SERVICE, urgency, "America/Chicago", (denial,))
    return chain(case, NOW)


def test_an_appeal_on_its_target_day_is_answered_thirty_days_later() -> None:
    first = links()[0]

    assert first.supposing == "If the appeal reaches the plan on Saturday, December 5, 2026."
    assert first.deadline.rule == "erisa.appeal.decide.pre"
    assert first.deadline.due == date(2027, 1, 4)


def test_a_denial_that_is_upheld_on_the_last_day_opens_external_review_for_four_months() -> None:
    external = next(link for link in links() if link.deadline.rule == "aca.ext.fed.file")

    assert external.supposing == "If the plan upholds the denial on Monday, January 4, 2027, its last day."
    assert external.deadline.file_by == date(2027, 5, 4)


def test_two_levels_are_answered_twice_before_external_review_opens() -> None:
    rules = [link.deadline.rule for link in links(levels=2)]

    assert rules.count("erisa.appeal.decide.pre") == 2
    assert rules.index("aca.ext.fed.file") > rules.index("erisa.appeal.decide.pre")


def test_an_urgent_appeal_is_supposed_to_be_filed_now_and_answered_in_72_hours() -> None:
    first = links(urgency=Urgency.EXPEDITED)[0]

    assert first.deadline.rule == "erisa.appeal.decide.urgent"
    assert first.deadline.due == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def test_every_link_says_that_it_is_no_more_than_an_estimate_or_why_it_differs() -> None:
    assert all(link.deadline.basis for link in links())


def test_nothing_follows_by_law_where_only_letters_set_dates() -> None:
    assert all(link.deadline.rule.startswith("letter.") for link in links(sponsor=Sponsor.OTHER))


def test_a_program_goes_on_level_by_level() -> None:
    found = [link.deadline.rule for link in links(sponsor=Sponsor.MEDICARE_PART_D)]

    assert found == [
        "pd.redet.decide",
        "pd.ire.file",
        "pd.ire.decide",
        "pd.alj.file",
        "pd.alj.decide",
        "pd.council.file",
    ]


def test_what_a_plan_sends_on_by_itself_is_supposed_to_be_sent() -> None:
    sent = links(sponsor=Sponsor.MEDICARE_ADVANTAGE)[1]

    assert sent.supposing.startswith("If the plan sends the case to the independent review entity")
    assert sent.deadline.rule == "ma.ire.decide"


def test_where_nobody_knows_the_coverage_only_the_next_answer_is_supposed_and_what_its_absence_opens() -> (
    None
):
    found = [link.deadline.rule for link in links(sponsor=Sponsor.UNKNOWN)]

    assert found == ["possible.decide", "possible.silent"]
