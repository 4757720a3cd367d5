"""Whether the database is as this program expects it; nothing is changed."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker.cli.database import known_versions, newest
from tracker.cli.errors import StartError
from tracker.config import Config
from tracker.db import make_engine


def require_current(config: Config) -> None:
    """Raises StartError, a sentence that says what to do, where the tables are missing, older or out of reach."""
    if config.sqlite_path and not config.sqlite_path.exists():
        raise StartError(f"There is no database at {config.sqlite_path} yet; `tracker migrate` makes it.")
    engine = make_engine(config.database_url)
    try:
        with engine.connect() as connection:
            is_current = is_up_to_date(connection)
    except SQLAlchemyError as error:
        raise StartError(f"The database does not answer ({type(error).__name__}).") from error
    finally:
        engine.dispose()
    if not is_current:
        raise StartError("The database is not up to date; `tracker migrate` brings it there.")


def is_up_to_date(connection: sa.Connection) -> bool:
    """Whether the tables are of the newest version that this program knows."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return False
    stored = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return bool(stored == newest(known_versions()))
