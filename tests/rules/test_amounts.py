"""What has to be at stake before a Medicare judge and a court: an amount for each year in which it is asked for."""

from tests.rules.cases import answered
from tracker.rules.amounts import told

REVIEWED = (
    {"kind": "adverse_determination", "key": "denial", "notice_on": "2026-01-12"},
    {"kind": "internal_appeal_filed", "key": "appeal", "received_by_plan": "2026-02-03"},
    {"kind": "ire_case_received", "key": "case", "received_by_office": "2026-02-24"},
)
HEARING = {"kind": "alj_requested", "key": "hearing", "received_by_office": "2026-11-20"}


def at_stake(*events: dict[str, object]) -> list[str]:
    answer = answered(*REVIEWED, *events, as_of="2026-11-21", coverage={"sponsor": "medicare_advantage"})
    return [o["because"] for o in answer["openings"] if o["rule"] == "medicare.aic"]


def ire_decided(on: str) -> dict[str, object]:
    return {"kind": "ire_decided", "key": "ire", "notice_on": on, "outcome": "upheld"}


def test_each_year_has_its_amount_and_one_from_a_secondary_source_says_so() -> None:
    assert told("hearing", (2025,)) == "At least $190 has to be at stake for a request filed in 2025."
    assert told("court", (2026,)) == "At least $1,960 has to be at stake for a request filed in 2026."
    assert told("court", (2027,)).endswith("This one is from a secondary source: check it before filing.")
    assert told("court", (2031,)) == "The amount for 2031 is not in the table: ask before filing."


def test_a_time_that_ends_in_the_next_year_names_both_amounts() -> None:
    assert at_stake(ire_decided("2026-09-20")) == [told("hearing", (2026,))]
    assert at_stake(ire_decided("2026-11-10")) == [told("hearing", (2026, 2027))]


def test_once_the_hearing_has_been_asked_for_nothing_more_is_said() -> None:
    assert at_stake(ire_decided("2026-11-10"), HEARING) == []
