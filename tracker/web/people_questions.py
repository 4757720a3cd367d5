"""What is asked about the people of a case."""

from tracker.models import Detail, FormKind
from tracker.web import choices
from tracker.web.questions import Ask, Question

_HOURS = tuple((str(hour), f"{hour % 12 or 12} {'am' if hour % 24 < 12 else 'pm'}") for hour in range(25))
_DETAILS = (
    (Detail.NEUTRAL, "Only a case number, a date and what to do"),
    (Detail.DETAILED, "The step by its name too: the patient chose that"),
)
_PAPERS = (
    (FormKind.REPRESENTATIVE, "Authorized representative: may speak for the patient"),
    (FormKind.RECORDS_RELEASE, "Release of records: may have the records"),
)

CONTACT = (
    Question("email", Ask.EMAIL, "Email", "An address that only the patient reads."),
    Question("phone", Ask.PHONE, "Telephone"),
    Question("address", Ask.LONG, "Address", rows=2),
    Question("timezone", Ask.ZONE, "Time zone", required=True, choices=choices.TIMEZONES),
    Question(
        "sender_name", Ask.LINE, "What the sender of a mail may be called", "Empty: the name of the program."
    ),
    Question("mail_from_hour", Ask.PICK, "Mail is safe from", choices=_HOURS, required=True),
    Question("mail_until_hour", Ask.PICK, "until", choices=_HOURS, required=True),
    Question("detail", Ask.RADIO, "How much a mail may say", choices=_DETAILS, required=True),
)
PAPER = (
    Question("kind", Ask.RADIO, "Which paper", choices=_PAPERS, required=True),
    Question("person", Ask.LINE, "Whom it empowers", required=True),
    Question("relation", Ask.LINE, "Relation to the patient"),
    Question("signed_on", Ask.DAY, "Signed on"),
    Question("expires_on", Ask.DAY, "Runs out on", "Leave it empty if it does not."),
)
STOP = Question("because", Ask.LINE, "Because", "Kept with the case.")
DIED = Question("died_on", Ask.DAY, "Day of death", required=True)
