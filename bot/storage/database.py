"""Opens the database and brings it up to the newest migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.settings import BadSetting
from bot.storage import case_tables, people_tables, tables  # noqa: F401 - all tables are known before a migration

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Opens a database and migrates it.

    Args:
        url: an SQLAlchemy address; for SQLite the folder is made when missing.

    Returns:
        the engine. Raises BadSetting when the address cannot be used.
    """
    try:
        engine = _engine(url)
    except (ArgumentError, ImportError, ValueError):
        raise BadSetting("The setting OFFER_DATABASE_URL is not a database address that can be used.") from None
    except OSError:
        raise BadSetting("The folder of the database in OFFER_DATABASE_URL cannot be made.") from None
    try:
        migrate(engine)
    except DBAPIError:
        engine.dispose()
        raise BadSetting("The database in OFFER_DATABASE_URL cannot be opened.") from None
    except CommandError:
        engine.dispose()
        raise BadSetting("The database in OFFER_DATABASE_URL was made by a newer version of this program.") from None
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", _leave_begin_to_us)
        event.listen(engine, "begin", _begin_for_writing)
    return engine


def _engine(url: str) -> Engine:
    address = make_url(url)
    options: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}  # a person's words stay out of errors
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        options = {"connect_args": {"timeout": 15}, "hide_parameters": True}
    engine = create_engine(address, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def migrate(engine: Engine) -> None:
    """Runs the migrations that are missing."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _leave_begin_to_us(connection: Any, _: Any) -> None:
    connection.isolation_level = None


def _begin_for_writing(connection: Connection) -> None:
    """Takes SQLite's write lock at once; otherwise two transactions could read the same number and both raise it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
