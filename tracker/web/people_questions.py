"""What is asked about the people of a case."""

from tracker.models import Detail, FormKind
from tracker.rules.facts import Coverage
from tracker.services.contact_plan import GUARDIAN, PATIENT
from tracker.web import choices
from tracker.web.questions import Ask, Question
from tracker.web.who_acts import end_help, form_choices

_HOURS = tuple((str(hour), f"{hour % 12 or 12} {'am' if hour % 24 < 12 else 'pm'}") for hour in range(25))
_READERS = (
    (PATIENT, "The patient"),
    (GUARDIAN, "The guardian, for a child or where somebody else decides"),
)
_DETAILS = (
    (Detail.NEUTRAL, "Only a case number, a date and what to do"),
    (Detail.DETAILED, "The step by its name too: the patient chose that"),
)
_PAPERS = (
    (FormKind.REPRESENTATIVE, "Authorized representative: may speak for the patient"),
    (FormKind.RECORDS_RELEASE, "Release of records: may have the records"),
)

REACHED = (
    Question("email", Ask.EMAIL, "Email", "An address that nobody else reads."),
    Question("read_by", Ask.RADIO, "Who reads it", choices=_READERS, required=True),
    Question("phone", Ask.PHONE, "Telephone"),
    Question("address", Ask.LONG, "Address", rows=2),
    Question("timezone", Ask.ZONE, "Time zone", required=True, choices=choices.TIMEZONES),
    Question(
        "sender_name", Ask.LINE, "What the sender of a mail may be called", "Empty: the name of the program."
    ),
    Question("mail_from_hour", Ask.PICK, "Mail is safe from", choices=_HOURS, required=True),
    Question("mail_until_hour", Ask.PICK, "until", choices=_HOURS, required=True),
    Question("detail", Ask.RADIO, "How much a mail may say", choices=_DETAILS, required=True),
    Question(
        "takes_attachments",
        Ask.FLAG,
        "A file for the calendar may come with a mail",
        "Not where others see the same calendar: it shows the date and the case number there.",
    ),
)
GUARDIANS = (
    Question("guardian", Ask.LINE, "Guardian", "Their name."),
    Question(
        "guardian_until",
        Ask.DAY,
        "Last day of the guardian’s authority",
        "You are reminded before it. After it nothing goes to the guardian, and the patient is asked anew.",
    ),
    Question(
        "is_private_from_guardian",
        Ask.FLAG,
        "Keep this case private from the guardian",
        "Nothing goes to an address that the guardian reads: only to the patient’s own confirmed one, or nowhere.",
    ),
)
CONTACT = (*REACHED, *GUARDIANS)
STOP = Question("because", Ask.LINE, "Because", "Kept with the case.")
DIED = Question("died_on", Ask.DAY, "Day of death", required=True)
SIGNED_HELP = "Where two people sign, the later day."


def paper_questions(coverage: Coverage, is_new: bool = True) -> tuple[Question, ...]:
    """What is asked about a signed paper under this coverage; of a new one, the law's own end may be taken."""
    help = end_help(coverage) if is_new else "Leave it empty if it does not."
    forms = form_choices(coverage)
    return (
        Question("kind", Ask.RADIO, "Which paper", choices=_PAPERS, required=True),
        Question("form", Ask.PICK, "Which form is it", choices=forms, blank="Not said"),
        Question("person", Ask.LINE, "Whom it empowers", required=True),
        Question("relation", Ask.LINE, "Relation to the patient"),
        Question("signed_on", Ask.DAY, "Signed on", SIGNED_HELP),
        Question("expires_on", Ask.DAY, "Runs out on", help),
    )
