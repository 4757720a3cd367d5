"""The `tracker` command: a group whose subcommands live in modules of their own, one each."""

import click

from tracker.cli.lazy import LazyGroup

SUMMARIES = {
    "serve": "Serve the pages and send reminders, in one process.",
    "demo": "The same, on an invented caseload in a folder of its own.",
    "law": "Read the tables of law, check them, apply one rule.",
    "deadlines": "Work out all deadlines of one case from a file.",
    "letter": "Draft a letter from a case.",
    "packet": "Bind a letter with its exhibits into one PDF.",
    "tick": "Queue due reminders and deliver mail, once.",
    "worker": "Do so again and again, beside other web processes.",
    "bounced": "Take in a notice that a mail came back.",
    "migrate": "Bring the database up to date.",
    "doctor": "Say what is set up well and what is not.",
}


@click.group(cls=LazyGroup, summaries=SUMMARIES, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Dates, reminders, calendars and letters for appealing a denied health care claim.

    People enter what happened: a denial, a request, an appeal. The program works out every date that follows
    from federal law, says why, reminds whoever has to act, and drafts the letters.

    Settings come from the environment (TRACKER_PORT, TRACKER_DATA, TRACKER_DATABASE_URL, TRACKER_MAIL and
    others); the README lists them all. `tracker COMMAND --help` explains each command.
    """
