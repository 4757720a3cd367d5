"""What a deadline may be called where other people's computers read along: the step, nothing of the illness."""

from tracker.models import DeadlineRow
from tracker.rules.terms import Actor

TITLES = {
    "erisa.appeal.file": "Internal appeal",
    "letter.appeal": "Appeal",
    "letter.shorter": "The date that the letter states",
    "practice.target.internal_appeal": "Internal appeal",
    "erisa.appeal.second_level": "Second-level appeal",
    "practice.target.second_level": "Second-level appeal",
    "aca.ext.fed.file": "External review",
    "aca.ext.hhs": "External review",
    "state.ext.file": "External review",
    "state.ext.expedited": "External review",
    "state.ext.early": "External review",
    "practice.target.external_review": "External review",
    "aca.ext.fed.perfect": "Completing the external review request",
    "aca.ext.fed.submit_info": "Information for the external review",
    "erisa.claim.urgent.supply": "Information that the plan asked for",
    "erisa.claim.supply45": "Information that the plan asked for",
    "letter.information": "Information that the plan asked for",
    "letter.information.shorter": "Information that the plan asked for",
    "practice.claim_file.chase": "Claim file",
    "practice.confirm_receipt": "Proof that it arrived",
    "ma.recon.file": "Appeal",
    "ma.integrated": "Appeal",
    "pd.redet.file": "Appeal",
    "ffs.redet.file": "Appeal",
    "mcd.appeal.file": "Appeal",
    "fehb.recon.file": "Appeal",
    "tricare.recon.file": "Appeal",
    "tricare.expedited": "Appeal",
    "va.review": "Appeal",
    "mkt.eligibility": "Appeal",
    "possible.file": "Appeal",
    "possible.keep": "Asking to keep benefits",
    "mcd.continue": "Asking to keep benefits",
    "mcd.continue.after_resolution": "Asking to keep benefits",
    "mcd.reinstate": "Asking to keep benefits",
    "mcd.sfh.file": "Hearing request",
    "mcd.ffs.hearing.file": "Hearing request",
    "ma.alj.file": "Hearing request",
    "pd.alj.file": "Hearing request",
    "ffs.alj.file": "Hearing request",
    "tricare.hearing.file": "Hearing request",
    "ma.court.file": "Court",
    "fehb.suit": "Court",
    "practice.target.next_level": "Next level of appeal",
    "pd.ire.file": "Next level of appeal",
    "ffs.qic.file": "Next level of appeal",
    "ma.council.file": "Next level of appeal",
    "pd.council.file": "Next level of appeal",
    "ffs.council.court": "Next level of appeal",
    "fehb.opm.file": "Next level of appeal",
    "tricare.formal_review.file": "Next level of appeal",
    "tricare.mednec.second": "Next level of appeal",
    "fehb.recon.respond": "Information that the plan asked for",
    "ma.fasttrack.file": "Fast review",
    "ffs.expedited.qio": "Fast review",
    "ma.hospital.qio": "Fast review",
    "letter.peer_to_peer": "Conversation with the plan's reviewer",
}
OF_OTHERS = {
    Actor.CLAIMANT: "Appeal step",
    Actor.PLAN: "The plan’s answer",
    Actor.PLAN_ADMINISTRATOR: "The plan administrator’s answer",
    Actor.IRO: "The review organization’s answer",
    Actor.REVIEWER: "The reviewer’s answer",
    Actor.AGENCY: "The agency’s answer",
}


def neutral_title(row: DeadlineRow) -> str:
    """A few words without a verb, such as “Internal appeal” or “The plan’s answer”."""
    return neutral_title_of(row.rule, row.actor)


def neutral_title_of(rule: str, actor: Actor) -> str:
    """The same, of a rule's id and who must act."""
    return TITLES.get(rule) or OF_OTHERS[actor]
