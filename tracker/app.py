"""The one place that knows all the parts: from a configuration to an application that serves pages."""

from pathlib import Path

from flask import Flask

from tracker import CHECKOUT
from tracker.config import Config
from tracker.models.keyring import set_keyring
from tracker.web import (
    auth,
    calendar,
    caseload,
    colleagues,
    errors,
    escalations,
    feeds,
    health,
    intake,
    invitations,
    law,
    links,
    look,
    outbox,
    redaction,
    security,
    settings,
    today,
    transaction,
)

PAGES = (
    today,
    caseload,
    intake,
    escalations,
    law,
    settings,
    calendar,
    colleagues,
    invitations,
    links,
    outbox,
    feeds,
    health,
)
_FORM_ROOM = 1_000_000


def create_app(config: Config) -> Flask:
    """The application for `config`; starts no clock and opens no connection before the first request."""
    app = Flask(
        "tracker.web",
        static_folder=Path(transaction.__file__).parent / "static",
        template_folder=CHECKOUT / "templates" / "web",
    )
    set_keyring(config.encryption_keys)
    app.secret_key = config.secret_key
    app.extensions["config"] = config
    app.config["MAX_CONTENT_LENGTH"] = config.upload_limit + _FORM_ROOM
    app.config["MAX_FORM_MEMORY_SIZE"] = _FORM_ROOM
    transaction.connect(app, config)
    security.install(app, config)
    look.install(app)
    auth.install(app, config)
    errors.install(app, config)
    redaction.install(app)
    for module in PAGES:
        app.register_blueprint(module.pages)
    return app
