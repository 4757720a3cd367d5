"""The application for a WSGI server: pages only, no clock; run `tracker worker` beside it."""

import os

from tracker.app import create_app
from tracker.config import load

app = create_app(load(os.environ))
