"""Opens the database and brings it up to the newest migration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.settings import BadSetting

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Opens a database and migrates it.

    Args:
        url: an SQLAlchemy address; for SQLite the folder is made when missing.

    Returns:
        the engine. Raises BadSetting when the address cannot be used.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise BadSetting("The setting OFFER_DATABASE_URL is not a database address.") from None
    options: dict[str, Any] = {"pool_pre_ping": True}
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        options = {"connect_args": {"timeout": 15}}
    engine = create_engine(address, **options)
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    migrate(engine)
    return engine


def migrate(engine: Engine) -> None:
    """Runs the migrations that are missing."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
