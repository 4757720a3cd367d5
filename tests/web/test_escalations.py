"""What needs a person, as its page says it."""

from tracker.services.escalations import EscalationKind
from tracker.web.escalations import KIND_WORDS


def test_every_reason_to_look_has_a_title() -> None:
    assert set(KIND_WORDS) == {kind.value for kind in EscalationKind}
