"""The whole set of letters that each of the five denials needs, drafted from its playbook and its evidence: what a
reviewer would hold in hand, kept to be read against what such a denial is answered with."""

import pytest
from sqlmodel import Session

from tests.factories import NOW, make_account
from tests.services.golden import SNAPSHOTS, golden
from tracker.services.demo.filling import tell
from tracker.services.demo.seeds import seed_stories
from tracker.services.letters.draft import draft
from tracker.services.letters.from_case import Wishes, context_of
from tracker.services.letters.kinds import KINDS
from tracker.services.letters.offering import offers_of
from tracker.services.letters.record import read

BESIDE = ("letter_of_medical_necessity", "step_exception_request")
SETS = {
    "cimt": ("external_review_request", "information_to_iro", *BESIDE),
    "pump": ("external_review_request", *BESIDE),
    "lactation": ("external_review_expedited", "peer_to_peer_brief", *BESIDE),
    "fusion": ("claim_file_chaser", "internal_appeal", *BESIDE),
    "checkpoint": ("claim_file_request", "internal_appeal_expedited", *BESIDE),
}
"""Of each denial at its stage in the demonstration."""
STORIES = dict(zip(SETS, seed_stories(NOW), strict=True))


@pytest.mark.parametrize("name", SETS)
def test_the_letters_of_a_denial_are_its_golden_copies(session: Session, name: str) -> None:
    advocate = make_account(
        session, name="Rosa Delgado", email="rosa.delgado@example.org", phone="409-555-0110"
    )
    record = read(session, tell(session, advocate, STORIES[name], NOW), NOW)
    offered = {offer.kind.key for offer in offers_of(record) if not offer.why_not}

    assert set(SETS[name]) <= offered
    for kind in SETS[name]:
        letter = draft(context_of(record, KINDS[kind], Wishes()), kind)
        missing = "".join(f"- {blank}\n" for blank in letter.blanks)
        copy = f"{letter.text}\n--- Blanks: {len(letter.blanks)}\n{missing}"
        assert copy == golden(f"five_denials/{name}.{kind}.md", copy)


def test_there_is_no_golden_copy_of_a_letter_that_no_set_has() -> None:
    kept = {file.name.removesuffix(".md") for file in (SNAPSHOTS / "five_denials").glob("*.md")}

    assert kept == {f"{name}.{kind}" for name, kinds in SETS.items() for kind in kinds}
