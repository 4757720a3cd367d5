"""What `apply` takes: whatever a rule says that it takes, it also understands."""

from tracker.rules.apply import shape
from tracker.rules.asked_facts import FACTS
from tracker.rules.rulebook import rules


def test_every_fact_that_a_rule_lists_is_one_that_apply_reads() -> None:
    listed = {name for rule in rules().values() for name in shape(rule).facts}

    assert listed - set(FACTS) == set()
