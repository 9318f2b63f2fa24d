"""A third council's layer: started with one command, shown only when filled in."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from tiny_offer import CAMBS_HOME, REAL, TODAY, Offer

from bot.content.choose import write_answer
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.new_council import NotPossible, lines_of, shared_answers, start_council, status_of, with_layer

LEICS_HOME = "councils/leicestershire/finances/first-home.md"
RUTLAND_HOME = "councils/rutland/finances/first-home.md"
RUTLAND_PROMISE = "councils/rutland/participation/rutland-promise.md"


@pytest.fixture
def two(offer: Offer) -> Offer:
    """Two councils with layers that both add to `first-home`, with a remark in places.yml."""
    offer.write(LEICS_HOME, offer.read(CAMBS_HOME).replace("Cambridgeshire", "Leicestershire"))
    for name in ("Leicestershire", "Cambridgeshire"):
        offer.edit("places.yml", f"name: {name}\n", f"name: {name}\n  layer: true\n")
    offer.edit("places.yml", "rutland:\n", "# A council of its own.\nrutland:\n")
    return offer


def start(offer: Offer, council: str = "rutland", today: dt.date = TODAY) -> list[str]:
    made = start_council(offer.content(), council, today)
    return sorted(path.relative_to(offer.folder).as_posix() for path in made)


def problems(offer: Offer) -> list[str]:
    return [problem for path, _, problem in offer.faults() if path.startswith("councils/rutland")]


def test_one_file_is_made_for_each_answer_that_both_councils_have(two: Offer) -> None:
    assert [answer.id for answer in shared_answers(two.content())] == ["first-home"]
    assert start(two) == [RUTLAND_HOME, RUTLAND_PROMISE]
    assert "draft: true\nowner: Rutland editor\nreview_by: 2027-05-26" in two.read(RUTLAND_HOME)


def test_nothing_of_a_draft_is_shown(two: Offer) -> None:
    before = write_answer(two.content(), "first-home", Audience(council="rutland"), TODAY)
    start(two)
    content = two.content()
    after = write_answer(content, "first-home", Audience(council="rutland"), TODAY)
    assert before
    assert after
    assert "nothing written by Rutland" in before.markdown
    assert after.markdown.endswith("I couldn't find this for Rutland. Your personal adviser can tell you.")
    assert "rutland-promise" not in content.answers
    assert not [asked for asked in content.questions().values() if "what did rutland promise us" in asked]


def test_check_lists_drafts_as_still_to_fill_in_and_not_as_faults(two: Offer) -> None:
    start(two)
    told = [f"Still to fill in: {answer}, for rutland." for answer in ("first-home", "rutland-promise")]
    assert problems(two) == told
    assert "(worth a look) Still to fill in" in two.report()


def test_filled_in_it_is_shown(two: Offer) -> None:
    start(two)
    fields, _, _ = two.read(RUTLAND_HOME).rpartition("---\n")
    filled = fields.replace("draft: true\n", "").replace("facts: []", "facts: [F01]")
    two.write(RUTLAND_HOME, f"{filled}---\nRutland adds a lamp. [F01]\n")
    written = write_answer(two.content(), "first-home", Audience(council="rutland"), TODAY)
    assert written
    assert written.markdown.endswith("Rutland adds a lamp.")
    assert problems(two) == ["Still to fill in: rutland-promise, for rutland."]


def test_draft_line_taken_out_too_early_shows_nothing(two: Offer) -> None:
    start(two)
    two.edit(RUTLAND_HOME, "draft: true\n", "")
    assert [draft.answer for draft in two.content().drafts] == ["first-home", "rutland-promise"]
    assert ("rutland", "first-home") not in two.content().layers


@pytest.mark.parametrize(("line", "is_draft"), [
    ("draft: true", True), ("draft: yes", True), ('draft: "true"', True), ("draft: 1", True),
    ("draft: false", False), ("draft: no", False),
])  # fmt: skip
def test_only_a_plain_no_makes_it_no_draft(two: Offer, line: str, is_draft: bool) -> None:
    two.edit(CAMBS_HOME, "owner:", f"{line}\nowner:")
    assert bool(two.content().drafts) is is_draft


def test_places_keep_every_other_line(two: Offer) -> None:
    before = two.read("places.yml")
    start(two)
    assert two.read("places.yml") == before + "  layer: true\n"


def test_real_places_keep_every_other_line() -> None:
    text = (REAL / "places.yml").read_text(encoding="utf-8")
    before, after = text.splitlines(), with_layer(text, "kent").splitlines()
    place = after.index("kent:") + 4
    assert after[place] == "  layer: true"
    assert after[:place] + after[place + 1 :] == before


def test_file_that_is_there_already_is_never_written_over(two: Offer) -> None:
    two.write(RUTLAND_HOME, two.read(CAMBS_HOME).replace("Cambridgeshire", "Rutland"))
    assert start(two) == [RUTLAND_PROMISE]
    assert "Rutland adds a welcome pack." in two.read(RUTLAND_HOME)


@pytest.mark.parametrize(("council", "told"), [
    ("rutlnad", r"places\.yml has no council “rutlnad”\. Did you mean: rutland\?"),
    ("Rutland County Council", r"Did you mean: rutland"),
    ("zzz", r"places\.yml has no council “zzz”\. Add it there first\."),
    ("leicestershire", r"Leicestershire has a layer already\. What is left: offer council status leicestershire"),
    ("wales", r"Wales is not in England, and this bot knows the law of England only\."),
    ("oldshire", r"Oldshire ended on 2026-03-31\. Start “rutland” instead\."),
])  # fmt: skip
def test_council_that_cannot_be_started_changes_nothing(two: Offer, council: str, told: str) -> None:
    more = """\
wales: {name: Wales, full_name: a council in Wales, kind: other, nation: wales}
oldshire: {name: Oldshire, full_name: Oldshire Council, kind: county, end: 2026-03-31, successor: rutland}
"""
    two.write("places.yml", two.read("places.yml") + more)
    before = sorted(two.folder.rglob("*")), two.read("places.yml")
    with pytest.raises(NotPossible, match=told):
        start(two, council)
    assert (sorted(two.folder.rglob("*")), two.read("places.yml")) == before


def test_status_tells_what_is_left(two: Offer) -> None:
    start(two)
    assert list(lines_of(status_of(two.content(), "rutland"))) == [
        "Rutland: 0 written, 2 still to fill in.",
        "  councils/rutland/finances/first-home.md: Money for your first home",
        "  councils/rutland/participation/rutland-promise.md: Rutland promise",
        "Write what Rutland says in each file, then take out its line `draft: true`. Then run: offer check",
    ]
    (two.folder / RUTLAND_HOME).unlink()
    assert list(lines_of(status_of(two.content(), "rutland")))[-1] == (
        "The other councils also tell, and Rutland does not yet: Money for your first home."
    )
    assert list(lines_of(status_of(two.content(), "cambridgeshire"))) == [
        "Cambridgeshire: 1 written, 0 still to fill in.",
        "The other councils also tell, and Cambridgeshire does not yet: Council tax.",
    ]


def test_kent_can_be_started_in_the_real_folder(tmp_path: Path, real: Content) -> None:
    wanted = {answer.id for answer in shared_answers(real)}
    assert wanted >= {"out-of-hours", "contact-leaving-care-team", "council-tax", "care-council"}
    folder = tmp_path / "offer_content"
    shutil.copytree(REAL, folder)
    offer = Offer(folder)
    assert len(start(offer, "kent")) == len(wanted) + 1
    content = offer.content()
    assert {draft.answer for draft in content.drafts} == wanted | {"kent-promise"}
    assert len(content.answers) == len(real.answers)
