"""A file that came with a form: kept on the server at once, so that another mistake does not lose it."""

from flask import request

from tracker.db import write_session
from tracker.models import HeldUpload
from tracker.services import held_uploads
from tracker.services.documents import DocumentError
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
            with write_session(factory()) as session:
                account = current_account()
                return held_uploads.hold(session, account, file.filename, file.mimetype, file.read(), now())
        except DocumentError as error:
            answers.labels[name] = label
            answers.say(name, " ".join(problem.sentence for problem in error.problems))
    return held_uploads.held_by(db_session(), current_account(), request.form.get(HELD, ""))
