"""A file that came with a form: kept on the server at once, so that another mistake does not lose it."""

from flask import flash, request

from tracker.adapters.papers.checking import look
from tracker.adapters.papers.refusals import WORDS, Refusal
from tracker.db import write_session
from tracker.models import HeldUpload
from tracker.rules.reading import Problem
from tracker.services import held_uploads
from tracker.services.documents import DocumentError, plain_name, upload_problems
from tracker.services.errors import refuse_if
from tracker.services.file_types import TEXT, file_type
from tracker.web.accounts import current_account
from tracker.web.questions import Answers
from tracker.web.transaction import db_session, factory, now

HELD = "held"
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.docx,.txt,.eml"


def held_upload(name: str, label: str, answers: Answers) -> HeldUpload | None:
    """The file in the field `name`, or the one kept before; what is wrong with it is said at the field, which
    the summary calls by its `label`.

    It is kept in a transaction of its own, which stands whatever becomes of the form.
    """
    file = request.files.get(name)
    if file is not None and file.filename:
        try:
            return _hold(file.filename, file.mimetype, file.read())
        except DocumentError as error:
            answers.labels[name] = label
            answers.say(name, " ".join(problem.sentence for problem in error.problems))
    return held_uploads.held_by(db_session(), current_account(), request.form.get(HELD, ""))


def _hold(name: str, mimetype: str, content: bytes) -> HeldUpload:
    """Look into the file in a process of its own, then keep it. Raises DocumentError.

    One that is locked with a password is kept: it may be all that came. What that means is said at once.
    """
    refuse_if(upload_problems(name, content), DocumentError)
    looked = look(content, file_type(content, name) or TEXT)
    if looked.refused is Refusal.PASSWORD:
        flash(f"“{plain_name(name)}” is kept. It {WORDS[looked.refused]}", "info")
    elif looked.refused:
        raise DocumentError([Problem("file", f"This file {WORDS[looked.refused]}")])
    with write_session(factory()) as session:
        return held_uploads.hold(session, current_account(), name, mimetype, content, now(), looked.pages)
