"""`offer check`: the content check for editors and for CI, with all that it can do besides."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.content.faults import Fault
from bot.content.loader import Content
from bot.settings import LOCAL, ROOT, BadSetting

Folder = Annotated[Path, typer.Option(help="The content folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print a list of faults for programs.")]
Fix = Annotated[bool, typer.Option("--fix", help="First mend what can be mended safely, and say what was changed.")]
Quick = Annotated[bool, typer.Option("--quick", help="Leave out the comparison of the questions by the encoder.")]
Online = Annotated[bool, typer.Option("--online", help="Open each web address too.")]
Live = Annotated[bool, typer.Option("--live", help="The launch gate: list what people must still check and sign.")]


def check(
    content: Folder = ROOT / "offer_content",
    fix: Fix = False,
    quick: Quick = False,
    online: Online = False,
    live: Live = False,
    as_json: Json = False,
) -> None:
    """Check the content: lists everything that is wrong, with file, line and how to put it right.

    A fault stops a release (the command ends with 1). What is “worth a look” does not.
    """
    from bot.content.check import check_read, stopping
    from bot.content.kept import read_kept

    folder = content.resolve()
    if not folder.is_dir():
        raise BadSetting(f"There is no content folder at {content}.")
    today = dt.datetime.now(dt.UTC).date()
    read, faults = read_kept(folder, LOCAL / "check" / "read.pickle")
    if fix and _mend(read):
        read, faults = read_kept(folder, LOCAL / "check" / "read.pickle")
    found, closing = check_read(read, faults, today), []
    if not quick:
        found += _compared(read)
    if online:
        wrong, said = _opened(read)
        found += wrong
        closing.append(said)
    if live:
        wrong, said = _gate(read, today)
        found += wrong
        closing.append(said)
    _report(sorted(found), closing, as_json)
    raise typer.Exit(1 if stopping(found) else 0)


def _mend(content: Content) -> bool:
    from bot.content.mend import mend_folder

    said = mend_folder(content)
    _aside("".join(f"Mended {line}\n" for line in said) or "There was nothing that can be mended safely.\n")
    return bool(said)


def _compared(content: Content) -> list[Fault]:
    from bot.content.confusing import Encoder, EncoderMissing, confusing_questions
    from bot.rasa import training

    try:
        return confusing_questions(content, Encoder(training.ENGINE_PYTHON))
    except EncoderMissing as missing:
        _aside(f"The questions were not compared with each other by the finder's encoder: {missing}.\n")
        return []


def _opened(content: Content) -> tuple[list[Fault], str]:
    from bot.content.online import addresses, faults_of, open_all, summary

    places = addresses(content)
    opened = asyncio.run(open_all(list(places)))
    return faults_of(places, opened), summary(opened)


def _gate(content: Content, today: dt.date) -> tuple[list[Fault], str]:
    from bot.content.launch import gate

    result = gate(content, today)
    return result.faults, f"{result.summary} {result.language_summary}".strip()


def _report(found: list[Fault], closing: list[str], as_json: bool) -> None:
    from bot.content.check import stopping

    if as_json:
        rows = [
            {"file": f.path.as_posix(), "line": f.line, "check": f.check, "severity": f.severity,
             "problem": f.problem, "fix": f.fix}
            for f in found
        ]  # fmt: skip
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        _aside("".join(f"{line}\n" for line in closing))
        return
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    sys.stdout.write("".join(f"{line}\n" for line in [*closing, _count(len(stopping(found)), len(found))]))


def _count(faults: int, found: int) -> str:
    looks = found - faults
    look = "1 thing is worth a look" if looks == 1 else f"{looks} things are worth a look"
    if not faults:
        return f"The content is in order; {look}." if looks else "The content is in order."
    said = "1 fault found" if faults == 1 else f"{faults} faults found"
    return f"{said}, and {look}." if looks else f"{said}."


def _aside(text: str) -> None:
    sys.stderr.write(text)
