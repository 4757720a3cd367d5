"""Days that a notice of relief disregards: the Federal Register's own example, one year, hours, and what is refused."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.rules.cases import answered
from tracker.rules.apply import apply_rule
from tracker.rules.asked_facts import ApplyError
from tracker.rules.errors import LawTableError
from tracker.rules.events import SCHEMA
from tracker.rules.relief import Relief, read_relief, table
from tracker.rules.rulebook import rules
from tracker.rules.terms import EventKind
from tracker.rules.tolling import last_disregarded, moved

ZONE = ZoneInfo("America/New_York")
APPEAL = rules()["erisa.appeal.file"].limbs[0]
EXTERNAL = rules()["aca.ext.fed.file"].limbs[0]
SUPPLY = rules()["erisa.claim.urgent.supply"].limbs[0]
ASSUMED = Relief("x", "toll.covid", "The outbreak", "everywhere", date(2020, 3, 1), date(2020, 6, 29))
COVID = table().reliefs["covid"]
HELENE = table().reliefs["helene_fl"]
ROW = """
sponsors = ["private_employer"]
encouraged = ["individual"]
moves = ["erisa.appeal.file"]
argues = ["erisa.claim.supply45"]
[[relief]]
code = "storm"
rule = "toll.storm"
name = "A storm"
place = "Texas"
start = 2026-01-01
end = 2026-02-01
[[rule]]
id = "toll.storm"
"""


def test_the_federal_registers_own_example_of_an_internal_appeal() -> None:
    """85 FR 26351, Individual E: a denial of January 28, 2020; 180 less 32 is 148 days after June 29: November 24."""
    found = moved(APPEAL, ASSUMED, date(2020, 1, 28), date(2020, 7, 26), ZONE)

    assert found is not None
    assert found.end == date(2020, 11, 24)
    assert found.trail == (
        "The outbreak, everywhere: Sunday, March 1, 2020 to Monday, June 29, 2020 do not count.",
        "Used before it: 32 days, the last on Saturday, February 29, 2020.",
        "148 days left, counted with Monday, June 29, 2020 as day 0: Tuesday, November 24, 2020.",
    )


@pytest.mark.parametrize(
    "trigger,earlier,later",
    [
        (date(2020, 1, 28), date(2021, 2, 28), date(2021, 3, 1)),
        (date(2021, 3, 1), date(2022, 2, 28), date(2022, 3, 1)),
        (date(2022, 7, 9), date(2023, 7, 8), date(2023, 7, 9)),
        (date(2022, 8, 1), date(2023, 7, 10), date(2023, 7, 10)),
    ],
)
def test_a_year_after_first_being_eligible_ends_the_days_that_do_not_count(
    trigger: date, earlier: date, later: date
) -> None:
    assert last_disregarded(COVID, trigger, late=False) == earlier
    assert last_disregarded(COVID, trigger, late=True) == later


def test_a_time_that_was_over_before_the_relief_began_is_not_moved() -> None:
    assert moved(APPEAL, HELENE, date(2024, 3, 26), date(2024, 9, 22), ZONE) is None


def test_a_time_that_began_after_the_relief_had_ended_is_not_moved() -> None:
    assert moved(APPEAL, HELENE, date(2025, 5, 2), date(2025, 10, 29), ZONE) is None


def test_a_last_day_that_a_weekend_moved_into_the_relief_can_only_be_argued() -> None:
    """May 21 and four months are Saturday, September 21, 2024; Monday the 23rd is the first day of the relief."""
    saturday, monday = date(2024, 9, 21), date(2024, 9, 23)
    assert saturday + timedelta(days=2) == monday

    assert moved(EXTERNAL, HELENE, date(2024, 5, 21), monday, ZONE) is None
    late = moved(EXTERNAL, HELENE, date(2024, 5, 21), monday, ZONE, late=True)

    assert late is not None
    assert late.end == date(2025, 5, 1)


def test_hours_stand_still_from_the_first_moment_to_the_last() -> None:
    asked = datetime(2024, 9, 22, 12, 0, tzinfo=ZONE)

    found = moved(SUPPLY, HELENE, asked, datetime(2024, 9, 24, 12, 0, tzinfo=ZONE), ZONE)

    assert found is not None
    assert found.end == datetime(2025, 5, 3, 12, 0, tzinfo=ZONE)


def test_the_form_offers_every_relief_of_the_table() -> None:
    field = SCHEMA[EventKind.DISASTER_RELIEF_CONFIRMED].field("relief")

    assert field is not None
    assert field.choices == tuple((code, relief.title) for code, relief in table().reliefs.items())


def test_every_rule_that_relief_reaches_is_a_claimants_clock() -> None:
    reach = table().reach

    for rule_id in (*reach.moves, *reach.argues):
        assert rules()[rule_id].is_clock
        assert rules()[rule_id].actor.value == "claimant"


def test_of_two_reliefs_the_one_that_gives_more_time_counts() -> None:
    denial = {"kind": "adverse_determination", "key": "d", "notice_on": "2024-09-14"}
    both = [
        {"kind": "disaster_relief_confirmed", "key": code, "confirmed_on": "2026-11-02", "relief": code}
        | {"county": "Charlotte", "county_confirmed": "yes", "plan_confirmed": "yes"}
        for code in ("milton_fl", "helene_fl")
    ]

    told = {d["rule"]: d for d in answered(denial, *both)["deadlines"]}

    assert told["erisa.appeal.file"]["file_by"] == "2025-10-20"


def test_a_rule_by_itself_is_asked_with_its_relief() -> None:
    asked = {"relief": "covid", "sponsor": "private_employer", "funding": "self_funded"}

    told = apply_rule("erisa.appeal.file", {"notice": "2020-01-28"}, asked, "America/New_York")

    assert (told.file_by, told.latest_arguable) == (date(2021, 7, 26), date(2021, 7, 27))
    assert "Relief: 85 FR 26351; EBSA Disaster Relief Notice 2021-01; FAQs Part 58." in told.trail


def test_a_plans_own_time_says_that_relief_does_not_move_it() -> None:
    told = apply_rule(
        "erisa.appeal.decide.pre", {"start": "2024-10-01"}, {"relief": "helene_fl", "appeal_levels": 1}, "UTC"
    )

    assert told.due == date(2024, 10, 31)
    assert told.trail[-1] == "Relief moves only what a claimant has to do in time, and not this."


def test_a_coverage_that_is_not_bound_says_so() -> None:
    asked = {"relief": "helene_fl", "sponsor": "individual"}

    told = apply_rule("erisa.appeal.file", {"notice": "2024-10-10"}, asked, "UTC")

    assert told.file_by == date(2025, 4, 8)
    assert "no date is moved" in told.trail[-1]


def test_a_relief_that_there_is_not_is_refused_in_a_sentence() -> None:
    with pytest.raises(ApplyError, match="“flood” is not a value of relief"):
        apply_rule("erisa.appeal.file", {"notice": "2024-10-10"}, {"relief": "flood"}, "UTC")


def test_a_whole_table_is_read() -> None:
    assert read_relief(ROW).reliefs["storm"].title == "A storm, Texas"


@pytest.mark.parametrize(
    "broken,word",
    [
        (ROW.replace('place = "Texas"\n', ""), "place"),
        (ROW.replace("start = 2026-01-01", 'start = "2026-01-01"'), "start"),
        (ROW.replace("end = 2026-02-01", "end = 2025-02-01"), "ends before it starts"),
        (ROW.replace('rule = "toll.storm"', 'rule = "toll.sun"'), "toll.sun"),
        (ROW.replace('"private_employer"', '"nobody"'), "nobody"),
        (ROW + ROW[ROW.index("[[relief]]") : ROW.index("[[rule]]")], "twice"),
        ("[[relief", "relief.toml"),
    ],
)
def test_a_broken_row_is_refused_by_name(broken: str, word: str) -> None:
    with pytest.raises(LawTableError, match=word):
        read_relief(broken)
