"""The one place that knows all the parts: from a configuration to an application that serves pages."""

from pathlib import Path

from flask import Flask

from tracker import CHECKOUT
from tracker.config import Config
from tracker.models.keyring import set_keyring
from tracker.rules.packaged import edition
from tracker.rules.rulebook import rules
from tracker.web import (
    auth,
    calendar,
    case_playbook,
    caseload,
    cases,
    colleagues,
    coverage,
    deadlines,
    documents,
    errors,
    escalations,
    events,
    evidence,
    feeds,
    health,
    intake,
    invitations,
    law,
    leave,
    letter_writing,
    letters,
    links,
    look,
    notices,
    outbox,
    packets,
    people,
    playbook_meant,
    playbook_rows,
    playbooks,
    public_deadlines,
    redaction,
    reminder_policy,
    security,
    settings,
    today,
    transaction,
    webhooks,
)
from tracker.web.transaction import Clock, utc_now

PAGES = (
    today,
    caseload,
    intake,
    cases,
    coverage,
    events,
    deadlines,
    evidence,
    case_playbook,
    playbooks,
    playbook_meant,
    playbook_rows,
    notices,
    documents,
    people,
    letters,
    packets,
    letter_writing,
    escalations,
    law,
    public_deadlines,
    settings,
    leave,
    calendar,
    colleagues,
    reminder_policy,
    invitations,
    links,
    outbox,
    feeds,
    health,
    webhooks,
)
_FORM_ROOM = 4_000_000


def create_app(config: Config, clock: Clock = utc_now) -> Flask:
    """The application for `config`; opens no connection before the first request. `clock` says what time it is."""
    app = Flask(
        "tracker.web",
        static_folder=Path(transaction.__file__).parent / "static",
        template_folder=CHECKOUT / "templates" / "web",
    )
    # Now, not with the first entry: an upgrade may replace these files while the program still runs.
    for read in (rules, edition):
        read()
    set_keyring(config.encryption_keys)
    app.secret_key = config.secret_key
    app.extensions["config"] = config
    app.config["MAX_CONTENT_LENGTH"] = config.upload_limit + _FORM_ROOM
    app.config["MAX_FORM_MEMORY_SIZE"] = _FORM_ROOM
    transaction.connect(app, config, clock)
    security.install(app, config)
    look.install(app)
    auth.install(app, config)
    errors.install(app, config)
    redaction.install(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    return app
