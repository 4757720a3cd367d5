"""What a row of a playbook waits for, in plain words."""

import pytest

from tracker.rules.conditions import FACTS
from tracker.rules.playbooks import load
from tracker.web.condition_words import condition_words


@pytest.mark.parametrize(
    "when,words",
    [
        ({}, ""),
        ({"funding": ("insured",)}, "the coverage is insured"),
        ({"grandfathered": ("no", "unknown")}, "the plan is not grandfathered or that is not known"),
        ({"surprise_bill": ("unknown",)}, "nobody knows whether it is a surprise bill"),
        (
            {"claim": ("post_service",), "reason_kind": ("step_therapy", "experimental")},
            "the care was given, and the reason is step therapy or called experimental",
        ),
        ({"filing": ("internal_appeal", "unknown")}, "the filing is an internal appeal or that is not known"),
    ],
)
def test_a_condition_is_told_in_plain_words(when: dict[str, tuple[str, ...]], words: str) -> None:
    assert condition_words(when) == words


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_words_without_its_code(fact: str) -> None:
    assert "_" not in condition_words({fact: tuple(FACTS[fact])})


def test_no_packaged_condition_shows_a_code() -> None:
    rows = [row for book in load().values() for row in (*book.strategy, *book.arguments)]

    assert not [row.code for row in rows if "_" in condition_words(row.applies_when)]
