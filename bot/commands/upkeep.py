"""`offer review`, `offer facts` and `offer preview`: what is due, who has read it again, and an answer as at a day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import ROOT, BadSetting

if TYPE_CHECKING:
    from bot.content.loader import Content
    from bot.content.upkeep import Due, Ending, ToRead

review = typer.Typer(help="What is to be read again: answers, councils' layers and facts.")
facts = typer.Typer(no_args_is_help=True, help="The register of facts: amounts that end, sources that were opened.")

ContentOption = Annotated[Path, typer.Option(help="The content folder.")]
On = Annotated[
    dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, such as 2027-04-01; today if not given.")
]
By = Annotated[str, typer.Option(help="Name of the person who read it.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON, for a program.")]
_CONTENT = ROOT / "offer_content"
_WIDTH = 110


@review.callback(invoke_without_command=True)
def list_due(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=0, help="How far to look ahead.")] = 30,
    owner: Annotated[str | None, typer.Option(help="Only what this owner keeps, such as “finances editor”.")] = None,
    on: On = None,
    as_json: Json = False,
    content: ContentOption = _CONTENT,
) -> None:
    """List what is due in the next days, and what is late, by owner, with the source to read again."""
    from bot.content.upkeep import due

    if context.invoked_subcommand is not None:
        return
    day = day_of(on)
    held = _load(content)
    found = due(held, day, days)
    if owner is not None:
        found = [one for one in found if owner.casefold() in one.owner.casefold()]
        if not found and not any(owner.casefold() in name.casefold() for name in _owners(held, day)):
            raise BadSetting(f"Nobody is called “{owner}” here. The owners are: {', '.join(_owners(held, day))}.")
    if as_json:
        _write_json(found)
        return
    _write(_due_lines(found, held, day))
    _write([f"{len(found)} due by {_written_day(day + dt.timedelta(days=days))}." if found else "Nothing is due."])


@review.command("done")
def review_done(
    answer: Annotated[str, typer.Argument(help="Id of the answer; for a council's layer COUNCIL/ANSWER.")],
    by: By,
    on: On = None,
    content: ContentOption = _CONTENT,
) -> None:
    """Record that an answer was read again: its next check moves forward."""
    from bot.content.periods import BadPeriods, months_later, read_periods
    from bot.content.upkeep_edits import with_review

    day, held = _past(on), _load(content)
    council, _, name = answer.rpartition("/")
    holder = held.layers.get((council, name)) if council else held.answers.get(name)
    if holder is None:
        known = [*held.answers, *(f"{c}/{a}" for c, a in held.layers)]
        raise BadSetting(f"There is no answer “{answer}”.{_perhaps(answer, known)}")
    try:
        months = read_periods(held.folder).of(held.answers[name].fields.area)
    except BadPeriods as fault:
        raise BadSetting(str(fault)) from None
    review_by = max(months_later(day, months), holder.fields.review_by)
    _change(holder.marks.path, held, lambda text: with_review(text, review_by, by, day))
    _write([f"{answer}: to be read again by {_written_day(review_by)}."])


@facts.command("checked")
def fact_checked(
    fact: Annotated[str, typer.Argument(help="Id of the fact, such as F01.")],
    by: By,
    on: On = None,
    content: ContentOption = _CONTENT,
) -> None:
    """Record that a named person opened the source of a fact and found it so."""
    from bot.content.model import Fact
    from bot.content.periods import BadPeriods, read_periods
    from bot.content.upkeep import next_check
    from bot.content.upkeep_edits import with_check

    day, held = _past(on), _load(content)
    known = held.facts.get(fact.upper())
    if known is None:
        raise BadSetting(f"There is no fact {fact} in the register. Look it up in {held.folder.name}/facts.")
    if not known.sources:
        raise BadSetting(f"{known.id} names no source that could be opened. Add one to it first.")
    try:
        later = next_check(known, day, read_periods(held.folder).of(known.area))
    except BadPeriods as fault:
        raise BadSetting(str(fault)) from None
    _change(held.marks[Fact, known.id].path, held, lambda text: with_check(text, known.id, by, day, later))
    due = later or known.check_by
    again = f" To be checked again by {_written_day(due)}." if due else ""
    _write([f"{known.id}: checked on {_written_day(day)}.{again}"])


@facts.command("due")
def facts_due(
    days: Annotated[int, typer.Option(min=0, help="How far to look ahead.")] = 90,
    on: On = None,
    as_json: Json = False,
    content: ContentOption = _CONTENT,
) -> None:
    """List the amounts that end before they end, with the answers that tell them, and those that have ended."""
    from bot.content.upkeep import amounts_ended, amounts_ending

    day = day_of(on)
    held = _load(content)
    ended, ending = amounts_ended(held, day), amounts_ending(held, day, days)
    if as_json:
        _write_json([*ended, *ending])
        return
    titles = {
        "ended": "Have ended, and nothing holds in their place",
        "ends": "End",
        "comes": "Days that come",
        "may change": "May change: to be checked by",
    }
    for what, title in titles.items():
        group = [one for one in (*ended, *ending) if one.what == what]
        if group:
            _write([f"{title}:", *(line for one in group for line in _ending_lines(one)), ""])
    if not ended and not ending:
        _write([f"No amount has ended, and none ends by {_written_day(day + dt.timedelta(days=days))}."])


def preview(
    answer: Annotated[str, typer.Argument(help="Id of the answer.")],
    on: On = None,
    council: Annotated[str | None, typer.Option(help="Id of the responsible council.")] = None,
    lives_in: Annotated[str | None, typer.Option(help="Id of the council lived in, if another.")] = None,
    age: Annotated[int | None, typer.Option(min=10, max=99, help="Age in years.")] = None,
    content: ContentOption = _CONTENT,
) -> None:
    """Show an answer as a person would read it on a day: as at DATE, for a council and an age."""
    from bot.content.model import Audience
    from bot.content.preview import preview_lines
    from bot.settings import load_settings

    held = _load(content)
    if answer not in held.answers:
        raise BadSetting(f"There is no answer “{answer}”.{_perhaps(answer, held.answers)}")
    for place in (council, lives_in):
        if place is not None and place not in held.councils:
            raise BadSetting(f"There is no council “{place}”.{_perhaps(place, held.councils)}")
    audience = Audience(council=council, lives_in=lives_in, age=age)
    _write(preview_lines(held, answer, audience, day_of(on), load_settings().overdue_days))


def day_of(on: dt.datetime | None) -> dt.date:
    """The day given, or today."""
    return on.date() if on else dt.datetime.now(dt.UTC).date()


def _past(on: dt.datetime | None) -> dt.date:
    today, day = day_of(None), day_of(on)
    if day > today:
        raise BadSetting(f"{_written_day(day)} has not come yet. Say the day on which it was read.")
    return day


def _load(folder: Path) -> Content:
    from bot.content.loader import load_content

    if not folder.is_dir():
        raise BadSetting(f"There is no content folder at {folder}.")
    return load_content(folder.resolve())


def _change(path: Path, held: Content, change: Callable[[str], str]) -> None:
    """Puts the changed text in place of a file in one step."""
    from bot.content.edits import CannotEdit
    from bot.content.folder import ContentFolder
    from bot.content.upkeep_edits import BadName

    name = path.relative_to(held.folder).as_posix()
    try:
        text = change(path.read_bytes().decode("utf-8"))
    except BadName as fault:
        raise BadSetting(str(fault)) from None
    except CannotEdit as fault:
        raise BadSetting(f"{name} cannot be changed here: {fault} Change it by hand.") from None
    try:
        ContentFolder(held.folder).write(name, text)
    except OSError as error:
        raise BadSetting(f"{name} cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def _owners(held: Content, day: dt.date) -> list[str]:
    from bot.content.upkeep import due

    return sorted({one.owner for one in due(held, day, (dt.date.max - day).days)})


def _perhaps(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 3, 0.6)
    return f" Did you mean {' or '.join(close)}?" if close else ""


def _due_lines(found: Sequence[Due], held: Content, day: dt.date) -> Iterable[str]:
    from bot.content.lateness import claim_text

    for number, one in enumerate(found):
        if number == 0 or found[number - 1].owner != one.owner:
            count = sum(other.owner == one.owner for other in found)
            yield f"{one.owner}: {count}"
        title = one.title if one.kind != "fact" else textwrap.shorten(claim_text(held.facts[one.id], day), 90)
        late = "  LATE" if one.due < day else ""
        yield f"  {one.due}{late}  {one.id}: {title}"
        yield f"      file: {one.path}:{one.line}"
        yield from _source_lines(one.sources)
        if number + 1 == len(found) or found[number + 1].owner != one.owner:
            yield ""


def _ending_lines(one: Ending) -> Iterable[str]:
    after = f", then {one.next}" if one.next else ", then nothing" if one.what == "ends" else ""
    yield f"  {one.day}  {one.fact}.{one.name}: {one.text}{after}  ({one.owner})"
    yield f"      told by: {', '.join(one.used_by) or 'no answer'}"
    yield f"      file: {one.path}:{one.line}"
    yield from _source_lines(one.sources)


def _source_lines(sources: Iterable[ToRead]) -> Iterable[str]:
    for source in sources:
        yield f"      read: {source.title} ({source.dated}), {source.address or 'no address'}"


def _written_day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _write_json(found: Sequence[Due | Ending]) -> None:
    rows = [dataclasses.asdict(one) for one in found]
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
