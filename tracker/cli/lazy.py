"""A command group that imports a subcommand only when it is asked for.

`tracker law apply` needs neither a database nor a web server, and must not wait for their import.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import click

from tracker.cli.errors import StartError
from tracker.cli.importing import collection_paused
from tracker.config import ConfigError
from tracker.rules.errors import LawTableError

INTERRUPTED = 130


class PlainFailure(click.ClickException):
    """Prints its sentence alone on standard error, and exits with 1."""

    def show(self, file: Any = None) -> None:
        """Write the sentence, without a word before it."""
        click.echo(self.message, file=file, err=True)


class LazyGroup(click.Group):
    """Subcommand `name` is the command called `name` in the module `tracker.cli.name`."""

    def __init__(self, *args: Any, summaries: Mapping[str, str], **kwargs: Any) -> None:
        """`summaries` has a line for each subcommand, in the order of the help page."""
        super().__init__(*args, **kwargs)
        self.summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help page."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of `cmd_name`; None for a name that is not listed."""
        if cmd_name not in self.summaries:
            return None
        with collection_paused():
            command = getattr(import_module(f"tracker.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong module is ours to mend, not the user's
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the summaries, importing nothing."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; a wrong setting, a broken table or a failed start is one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (ConfigError, StartError, LawTableError) as error:
            raise PlainFailure(str(error)) from error
        except KeyboardInterrupt:
            _stop(ctx)


def _stop(ctx: click.Context) -> NoReturn:
    ctx.exit(INTERRUPTED)
