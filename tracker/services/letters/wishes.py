"""What only the writer of a letter decides or knows; everything else comes from the case."""

from dataclasses import dataclass
from datetime import date

from tracker.rules.terms import Channel, FiledBy, PartyRole


@dataclass(frozen=True)
class Wishes:
    """What was chosen for one letter; None and empty mean what the case suggests, or a marked blank.

    `to` is whom it goes to, `filed_by` who signs, `channels` how it is sent, `tracking` the
    number of a certified letter or a courier. `answer` is the one sentence that
    answers the stated reason; `letter_explains` completes “the clinician's letter explains …”; `requests` are
    added to what the law gives. `certified_on` and `certification_exhibit` are the physician's certification
    that the matter is urgent. `asks_by_on` is the day by which documents are asked for; `late_because` a
    sentence that says why a late filing should be accepted. `put_right` answers the dismissal or the refusal of an
    earlier filing; `still_denied` is what a partial approval leaves denied. `amount` is what is at stake, for a
    hearing; `keep_benefits` asks that benefits go on where law lets that be asked for.
    `peer_times` is when the physician can be reached, `diagnosis` what the prescriber treats, `necessity`
    why what is asked for is necessary, `confirmed` what the prescriber says to the playbook's points,
    `decided` what a decision that is to be carried out decided, in its own words;
    `way` is the review that the VA is asked for, a Way's value.
    `reach_at` is where a plan is to write instead, line by line; `is_dangerous` that the patient states that
    disclosure could endanger them. Where only the decision in hand says who takes a letter, `addressee_name`,
    `addressee_address` (its lines) and `addressee_fax` are as it says; `sender_address` is the physician's, where the
    physician signs; `medicare_number` stands in Medicare's appointment beside a plan's own number;
    `left_undone` is what the plan did or left undone, for a complaint; `left_out` are the ids of documents that this
    letter does not enclose.
    """

    to: PartyRole | None = None
    filed_by: FiledBy = FiledBy.REPRESENTATIVE
    channels: tuple[Channel, ...] = ()
    tracking: str = ""
    answer: str = ""
    requests: tuple[str, ...] = ()
    field_of_medicine: str = ""
    letter_explains: str = ""
    certified_on: date | None = None
    certification_exhibit: str = ""
    asks_by_on: date | None = None
    late_because: str = ""
    put_right: str = ""
    still_denied: str = ""
    amount: str = ""
    keep_benefits: bool = True
    peer_times: str = ""
    diagnosis: str = ""
    necessity: str = ""
    confirmed: str = ""
    decided: str = ""
    way: str = ""
    reach_at: str = ""
    is_dangerous: bool = False
    addressee_name: str = ""
    addressee_address: str = ""
    addressee_fax: str = ""
    sender_address: str = ""
    medicare_number: str = ""
    left_undone: str = ""
    left_out: tuple[str, ...] = ()
