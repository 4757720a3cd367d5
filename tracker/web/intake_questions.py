"""What is asked about a new denial, in the order in which a denial letter and a patient answer it."""

from dataclasses import dataclass, replace

from tracker.rules import playbooks
from tracker.rules.facts import Coverage
from tracker.web import choices, coverage_questions
from tracker.web.questions import Answers, Ask, Question
from tracker.web.who_acts import form_choices


@dataclass(frozen=True)
class Section:
    """A heading, a sentence under it, and its questions; the sections in `folded` open on a press."""

    title: str
    lead: str
    questions: tuple[Question, ...]
    folded: tuple["Section", ...] = ()

    def is_open(self, answers: Answers) -> bool:
        """Whether something in it was answered or is wrong, so that it may not be folded away."""
        return any(answers.get(q.name) or q.name in answers.problems for q in self.questions)


SPEAKING = Section(
    "Who may speak for them",
    "A plan may ask for a signed form before it talks to anyone but the patient.",
    (
        Question("representative_name", Ask.LINE, "Authorized representative"),
        Question(
            "representative_relation", Ask.LINE, "Relation to the patient", "Such as mother, or advocate."
        ),
        Question(
            "representative_signed_on", Ask.DAY, "Form signed on", "Where two people sign, the later day."
        ),
        Question(
            "representative_form",
            Ask.PICK,
            "Which form is it",
            choices=form_choices(Coverage()),
            blank="Not said",
        ),
        Question(
            "representative_expires_on",
            Ask.DAY,
            "Form runs out on",
            "Left empty, it is taken as the law of the coverage gives it, where it gives an end.",
        ),
        Question("release_name", Ask.LINE, "Records may go to"),
        Question("release_signed_on", Ask.DAY, "Release signed on"),
        Question("release_expires_on", Ask.DAY, "Release runs out on"),
    ),
)
PATIENT = Section(
    "The patient",
    "Who was denied, and how to reach them. Nothing is sent to a patient unless they ask for it later.",
    (
        Question("patient_name", Ask.LINE, "Patient’s name", required=True),
        Question("patient_born_on", Ask.DAY, "Date of birth", "As the plan has it."),
        Question("patient_guardian", Ask.LINE, "Guardian", "For a child, or where somebody else decides."),
        Question("patient_phone", Ask.PHONE, "Patient’s telephone"),
        Question("patient_email", Ask.EMAIL, "Patient’s email"),
        Question("patient_address", Ask.LONG, "Patient’s address", rows=2),
    ),
    folded=(SPEAKING,),
)


def party_questions(role: str) -> tuple[Question, ...]:
    """What is asked about one of the plan's parties; names start with its role."""
    return (
        Question(f"{role}_name", Ask.LINE, "Name"),
        Question(f"{role}_unit", Ask.LINE, "Department", "Such as Appeals."),
        Question(f"{role}_address", Ask.LONG, "Address", rows=2),
        Question(f"{role}_phone", Ask.PHONE, "Telephone"),
        Question(f"{role}_fax", Ask.PHONE, "Fax"),
    )


PARTY_QUESTIONS = {role.value: party_questions(role.value) for role, _, _ in choices.PARTIES}
PARTIES = tuple(Section(title, lead, PARTY_QUESTIONS[role]) for role, title, lead in choices.PARTIES)
PLAN = Section(
    "The plan",
    "As the card and the letter name it.",
    (
        Question("insurer", Ask.LINE, "Insurer", "The name on the letter."),
        Question("plan_name", Ask.LINE, "Plan"),
        Question("member_name", Ask.LINE, "Member’s name", "Where the policy is in another person’s name."),
        Question("member_id", Ask.LINE, "Member number"),
        Question("group_number", Ask.LINE, "Group number"),
        Question("claim_number", Ask.LINE, "Claim number"),
        Question("reference_number", Ask.LINE, "Reference number of the denial"),
    ),
    folded=PARTIES,
)
COVERAGE = Section(
    "The coverage",
    "It decides which law counts. “I don’t know” is an answer: the earlier date is then taken.",
    coverage_questions.FACTS,
)
CARE = Section(
    "What was denied",
    "In the words of the letter where it has words.",
    (
        Question("service", Ask.LINE, "What was denied", "As the letter names it.", required=True),
        Question(
            "service_kind",
            Ask.PICK,
            "What kind of thing is it?",
            choices=choices.SERVICE_KINDS,
            required=True,
        ),
        Question(
            "playbook",
            Ask.PICK,
            "Playbook",
            "It fills checklist, criteria and letters. Unless you choose one, it follows service and reason.",
            choices=tuple((playbook.id, playbook.title) for playbook in playbooks.load().values()),
            blank="Chosen by what was denied",
        ),
        Question(
            "stated_reason", Ask.LONG, "The reason, in the letter’s words", "Copy the sentence exactly."
        ),
        Question("reason_kind", Ask.PICK, "The reason, as a kind", choices=choices.REASONS, required=True),
        Question("policy_cited", Ask.LINE, "Policy or criteria that the letter names"),
        Question(
            "claim_type",
            Ask.RADIO,
            "Has the care been given already?",
            choices=choices.CLAIM_TYPES,
            required=True,
        ),
        Question(
            "treatment_on", Ask.DAY, "Date of treatment", "Planned or given; it draws the target date nearer."
        ),
        Question(
            "approved_through_on",
            Ask.DAY,
            "Approved care runs through",
            "Where a course under way is cut short.",
        ),
        Question("physician", Ask.LINE, "Physician or prescriber"),
        Question("physician_phone", Ask.PHONE, "Physician’s telephone"),
        Question(
            "sent_with_request",
            Ask.LONG,
            "What was sent with the original request?",
            "Notes, tests, letters.",
        ),
        Question(
            "surprise_bill",
            Ask.FLAG,
            "It is a surprise bill",
            "Emergency care, or a provider outside the network at a hospital inside it.",
        ),
    ),
)
URGENCY = Section(
    "How urgent it is",
    "An expedited appeal is answered in hours. It can be asked for later too.",
    (
        Question(
            "urgency",
            Ask.RADIO,
            "Is it urgent?",
            "A physician who knows the patient’s condition may decide that it is.",
            required=True,
            choices=choices.URGENCIES,
        ),
    ),
)
REASONS_TO_EXPEDITE = Question("expedite_codes", Ask.MANY, "Reasons to ask for an expedited decision")
ZONE = Question(
    "timezone",
    Ask.ZONE,
    "Time zone",
    "In which hours are read and shown.",
    required=True,
    choices=choices.TIMEZONES,
)
LETTER = Section(
    "The letter",
    "Its dates start the clocks.",
    (
        Question("denial_kind", Ask.PICK, "What is it?", choices=choices.DENIAL_KINDS, required=True),
        Question(
            "notice_on", Ask.WHEN, "Date printed on the letter", "Add the hour if it has one.", required=True
        ),
        Question(
            "received_on",
            Ask.WHEN,
            "Date it came",
            "If you can show it: an envelope, a portal entry, a fax stamp.",
        ),
        Question(
            "effective_on",
            Ask.DAY,
            "It takes effect on",
            "Only where approved treatment is cut short or coverage is cancelled.",
        ),
        Question(
            "states_deadline_on",
            Ask.DAY,
            "Deadline that the letter states",
            "Exactly as the letter gives it.",
        ),
        ZONE,
    ),
)


LOOKS = ("reasons", "coverage", coverage_questions.LEAVE)
"""Presses that show the form again as it is, with what now belongs to it."""
_NAMES = ("patient_name", "patient_born_on", "patient_guardian")
SECTIONS = (LETTER, CARE, URGENCY, COVERAGE, PLAN, PATIENT)
ALL: tuple[Question, ...] = (
    *(question for section in SECTIONS for question in section.questions),
    *(question for section in SECTIONS for part in section.folded for question in part.questions),
    REASONS_TO_EXPEDITE,
)
_HOURS_STAY = (
    "Hours that are on record stay as they were typed: 10:00 is then 10:00 in the new zone, and what is counted in "
    "hours moves with it."
)
EDITED_SECTIONS = (
    CARE,
    URGENCY,
    COVERAGE,
    Section(PLAN.title, PLAN.lead, PLAN.questions),
    Section(PATIENT.title, PATIENT.lead, tuple(q for q in PATIENT.questions if q.name in _NAMES)),
    Section("Hours", "", (replace(ZONE, help=_HOURS_STAY),)),
)
EDITED: tuple[Question, ...] = (
    *(question for section in EDITED_SECTIONS for question in section.questions),
    REASONS_TO_EXPEDITE,
)
