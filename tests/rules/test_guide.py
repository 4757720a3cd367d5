"""docs/what-starts-which-rule.md is made from the tables, and stays equal to them."""

from pathlib import Path

from tracker.rules.events import SCHEMA
from tracker.rules.guide import guide
from tracker.rules.rulebook import rules

PAGE = Path(__file__).parents[2] / "docs" / "what-starts-which-rule.md"


def test_the_page_in_docs_is_what_the_tables_make() -> None:
    assert PAGE.read_text("utf-8").rstrip() == guide().rstrip(), (
        "run: tracker law guide > docs/what-starts-which-rule.md"
    )


def test_every_kind_of_event_has_its_section_with_its_fields() -> None:
    page = guide()

    for shape in SCHEMA.values():
        section = page.split(f"## `{shape.kind.value}`", 1)[1].split("\n## ", 1)[0]
        assert [field.name for field in shape.fields if f"- `{field.name}` (" not in section] == []


def test_every_clock_stands_under_each_event_that_starts_it() -> None:
    page = guide()

    for rule in rules().values():
        for limb in rule.limbs:
            for kind in limb.starts:
                section = page.split(f"## `{kind.value}`", 1)[1].split("\n## ", 1)[0]
                assert f"`{rule.id}`" in section


def test_a_row_says_who_how_long_from_what_and_when() -> None:
    line = next(line for line in guide().splitlines() if line.startswith("| `erisa.appeal.decide.pre` "))

    assert "30 days (appeal_levels = 1); 15 days (appeal_levels = 2)" in line
    assert "`received_by_plan`, `sent_on`" in line
    assert "urgency = standard" in line
