"""Opening and migrating a database."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from bot.settings import BadSetting
from bot.storage.database import MIGRATIONS, migrate, open_database
from bot.storage.tables import Base

BAD = {
    "no address": "rhubarb",
    "empty": "",
    "unknown kind": "rhubarb://user:secret@host/name",
    "kind without its library": "mysql://user:secret@host/name",
    "another library": "postgresql+pg8000://user:secret@host/name",
    "port that is no number": "postgresql+psycopg://user:secret@host:port/name",
    "nobody listens": "postgresql+psycopg://user:secret@127.0.0.1:1/name",
    "folder cannot be made": "sqlite:////proc/nothing/offer.db",
    "file is a folder": "sqlite:////tmp",
}


def downgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def test_the_newest_migration_equals_the_models(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "render_as_batch": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    engine.dispose()


def test_a_database_taken_back_to_the_start_is_brought_up_again(database_url: str) -> None:
    engine = create_engine(database_url)
    migrate(engine)
    downgrade(engine)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
    engine = open_database(database_url)
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_opening_again_changes_nothing(database_url: str) -> None:
    open_database(database_url).dispose()
    engine = open_database(database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()


@pytest.mark.parametrize("url", BAD.values(), ids=BAD.keys())
def test_an_address_that_cannot_be_used_gives_one_plain_sentence(url: str) -> None:
    with pytest.raises(BadSetting) as raised:
        open_database(url)
    words = str(raised.value)
    assert "OFFER_DATABASE_URL" in words
    assert words.endswith(".")
    assert "\n" not in words
    assert "secret" not in words


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(BadSetting, match="newer version of this program"):
        open_database(database_url)


def test_sqlite_writes_ahead_and_keeps_its_foreign_keys(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_database(sqlite_url)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert os.path.exists(f"{tmp_path}/offer.db-wal")
    engine.dispose()


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/offer.db").dispose()
    assert (tmp_path / "a" / "b" / "offer.db").is_file()
