"""Jinja2 for mail and letters, without Flask. Sandboxed; a misspelt name is an error, never an empty place."""

from functools import cache

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker import CHECKOUT

TEMPLATES = CHECKOUT / "templates"


@cache
def mail_environment() -> ImmutableSandboxedEnvironment:
    """The environment of `templates/email`: HTML is escaped, plain text is not."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / "email"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
