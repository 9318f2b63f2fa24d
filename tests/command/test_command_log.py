"""The log: one line an event on standard error, with what an operator needs."""

from __future__ import annotations

import logging
import re
import sys

import pytest
import structlog

from bot.logs import log_to_stderr

Captured = pytest.CaptureFixture[str]


def test_event_is_one_line_on_standard_error(capsys: Captured) -> None:
    log_to_stderr()
    structlog.get_logger().info("content taken in", files=3, where="england/a.md:7")
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(
        r"timestamp=\d\d:\d\d:\d\d level=info event=content taken in files=3 where=england/a\.md:7\n", said.err
    )


@pytest.mark.parametrize(
    ("level", "shown"),
    [("info", ["info", "warning", "error"]), ("warning", ["warning", "error"]), ("error", ["error"])],
)
def test_level_hides_what_is_below_it_and_nothing_else(capsys: Captured, level: str, shown: list[str]) -> None:
    log_to_stderr(level)
    log = structlog.get_logger()
    log.debug("debug")
    log.info("info")
    log.warning("warning")
    log.error("error")
    assert re.findall(r"event=(\w+)", capsys.readouterr().err) == shown


def test_every_field_of_an_event_is_told(capsys: Captured) -> None:
    log_to_stderr()
    structlog.get_logger().error("failed", none=None, empty="", zero=0, words="a b", list=["x"])
    assert capsys.readouterr().err.rstrip().endswith("event=failed none=None empty= zero=0 words=a b list=['x']")


def test_value_with_a_line_break_stays_on_one_line(capsys: Captured) -> None:
    log_to_stderr()
    structlog.get_logger().error("refused", why="first\nlevel=error event=made up")
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("name", ["httpx", "httpcore", "telegram", "alembic"])
def test_libraries_tell_warnings_and_no_addresses(name: str) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    log_to_stderr()
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class FullDisk:
        def write(self, *_: object) -> int:
            raise OSError(28, "No space left on device")

        flush = write

    log_to_stderr()
    monkeypatch.setattr(sys, "stderr", FullDisk())
    structlog.get_logger().error("something")
