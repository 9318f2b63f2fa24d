"""Fields of a YAML text are changed by their lines, and everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.content.edits import CannotEdit, Span, field_lines, one_line, parse, scalar, set_field, set_items, span_of

TEXT = """\
# The top.
F01:
  claim: >-
    Since {start} a text
    goes on. # this is text
  who: a person  # for whom
  # between
  sources: [A, B]
  values:
    amount: {kind: money, value: 3000}  # the sum

# The next one.
F02:
  claim: x
questions:
  - one
  # about two
  - "two: too"
  - a long one
    goes on
tail: x"""


def changed(key: str, new: list[str] | None, **more: object) -> list[str]:
    lines = TEXT.split("\n")
    return set_field(lines, key, new, indent=2, within=Span(2, span_of(lines, "F01").end), **more)  # type: ignore


def difference(new: list[str]) -> tuple[list[str], list[str]]:
    old = TEXT.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_entry_ends_before_what_belongs_to_the_next() -> None:
    lines = TEXT.split("\n")
    span = span_of(lines, "F01")
    assert span == Span(1, 10)
    assert span_of(lines, "F03") is None


def test_changed_field_keeps_the_comment_at_its_end() -> None:
    out, put = difference(changed("who", field_lines("who", "it's: new", 2)))
    assert out == ["  who: a person  # for whom"]
    assert put == ["""  who: "it's: new"  # for whom"""]


def test_text_over_many_lines_is_replaced_whole() -> None:
    out, put = difference(changed("claim", field_lines("claim", "word " * 40, 2)))
    assert out == ["    Since {start} a text", "    goes on. # this is text"]
    assert all(len(line) < 115 for line in put)
    assert parse("\n".join(["x:", *put]))  # it is still YAML


def test_new_field_comes_after_those_that_stand_before_it() -> None:
    new = changed("dated", ["  dated: x"], order=("claim", "who", "sources", "dated", "values"))
    assert new.index("  dated: x") == new.index("  sources: [A, B]") + 1


def test_field_can_be_taken_out() -> None:
    assert difference(changed("sources", None)) == (["  sources: [A, B]"], [])
    assert changed("nothing", None) == TEXT.split("\n")


def test_items_that_stay_keep_their_lines_and_comments() -> None:
    new = set_items(TEXT.split("\n"), "questions", ["two: too", "- new", "a long one goes on"])
    text = "\n".join(new)
    assert "  # about two\n  - \"two: too\"\n  - '- new'\n  - a long one\n    goes on\ntail: x" in text
    assert "  - one" not in new


def test_empty_list_becomes_a_list() -> None:
    assert set_items(["questions: []", "tail: x"], "questions", ["a", "b"]) == [
        "questions:",
        "  - a",
        "  - b",
        "tail: x",
    ]


def test_list_on_one_line_is_quoted_where_a_comma_would_break_it() -> None:
    assert field_lines("k", ["A", "B, C", "[x"]) == ["k: [A, \"B, C\", '[x']"]


def test_what_is_no_yaml_is_told() -> None:
    with pytest.raises(CannotEdit, match="not valid YAML"):
        parse("a: [")


@given(st.text(max_size=200))
def test_any_text_is_read_back_as_it_was_written(text: str) -> None:
    clean = one_line(text)
    assert YAML(typ="safe").load(f"k: {scalar(clean)}")["k"] == clean
    assert YAML(typ="safe").load("\n".join(field_lines("k", clean)))["k"] == clean
    assert YAML(typ="safe").load("\n".join(field_lines("k", [clean, "x"])))["k"] == [clean, "x"]


@given(st.lists(st.text(min_size=1, max_size=60).map(one_line).filter(bool), min_size=1, max_size=8, unique=True))
def test_any_items_are_read_back_as_they_were_written(items: list[str]) -> None:
    text = "\n".join(set_items(TEXT.split("\n"), "questions", items))
    read = YAML(typ="safe").load(text)
    assert [str(item) for item in read["questions"]] == items
    assert read["tail"] == "x"
    assert read["F01"]["who"] == "a person"
