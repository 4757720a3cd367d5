"""The playbook of a case: how an experienced advocate works this denial, with the law that reaches its coverage."""

from uuid import UUID

from flask import Blueprint, render_template

from tracker.services import case_playbook
from tracker.web.cases import case_here
from tracker.web.playbook_shown import KIND_WORDS, playbook_shown
from tracker.web.transaction import db_session

pages = Blueprint("case_playbook", __name__)


@pages.get("/cases/<uuid:case_id>/playbook")
def show(case_id: UUID) -> str:
    """Strategy, evidence, criteria, arguments and cautions for this denial."""
    case = case_here(case_id)
    playbook = case_playbook.of_case(db_session(), case)
    return render_template(
        "playbooks/of_case.html",
        case=case,
        shown=playbook_shown(playbook, case_playbook.facts_of(case)),
        kind_words=KIND_WORDS,
    )
