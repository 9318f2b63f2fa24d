"""The files of a council's case system: read however they were saved, with every fault at once and where it stands."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.handoff.working_time import BadHours, week_from
from bot.people.hours_text import hours_in_words, works_from
from bot.people.records import (
    ADVISER_COLUMNS,
    PERSON_COLUMNS,
    AdviserRecord,
    PersonRecord,
    day_from,
    read_advisers,
    read_people,
)
from bot.people.tables_read import BadTable, read_table

DAY = dt.date(2026, 3, 2)
ADVISERS = """reference,name,role,team,e-mail,phone,works,manager reference,cover reference,left
A1,Robin Vale,Team Manager,North,robin@council.example,0116 496 0001,,,,
A2,Zoë O’Brien,PA,North,Zoe@Council.example,+44 7700 900001,"Mon-Thu 9:00-17:00, Fri 9-12.30",A1,A1,
"""
PEOPLE = """reference,first name,date of birth,status,adviser reference,social worker reference
P1,Sam,05/09/2008,Eligible,A2,A1
P2,Kai,2004-12-31,FR,A2,
"""


def test_both_files_are_read() -> None:
    advisers = read_advisers(ADVISERS.encode())
    works = {d: ["09:00-17:00"] for d in ("mon", "tue", "wed", "thu")} | {"fri": ["09:00-12:30"]}
    assert advisers.faults == []
    assert advisers.records[1] == AdviserRecord(
        "A2", "Zoë O’Brien", "personal adviser", "North", "zoe@council.example", "+44 7700 900001", works, "A1",
        "A1", None,
    )  # fmt: skip
    assert read_people(PEOPLE.encode(), {"A1", "A2"}, DAY).records == [
        PersonRecord("P1", "Sam", dt.date(2008, 9, 5), "eligible", "A2", "A1"),
        PersonRecord("P2", "Kai", dt.date(2004, 12, 31), "former relevant", "A2", None),
    ]


@pytest.mark.parametrize(
    "data",
    [
        ADVISERS.encode("utf-8-sig"), ADVISERS.encode("cp1252"), ADVISERS.encode("utf-16"),
        ADVISERS.replace("\n", "\r\n").encode(),
        ADVISERS.replace("17:00, Fri", "17:00; Fri").replace(",", ";").encode(),
        ADVISERS.replace("17:00, Fri", "17:00 Fri").replace(",", "\t").encode(),
        ("\n\n" + ADVISERS).encode(),
    ],
    ids=["BOM", "Windows-1252", "UTF-16", "Windows line ends", "semicolons", "tabs", "empty rows first"],
)  # fmt: skip
def test_it_does_not_matter_how_excel_saved_it(data: bytes) -> None:
    export = read_advisers(data)
    assert (export.faults, [r.name for r in export.records]) == ([], ["Robin Vale", "Zoë O’Brien"])
    assert export.records[1].works == read_advisers(ADVISERS.encode()).records[1].works


def test_columns_may_have_other_names_any_order_and_company() -> None:
    data = "Job Title,DOB,STAFF ID,Full Name\nPA,x,A1,Robin Vale\n"
    export = read_advisers(data.encode())
    assert export.records == [AdviserRecord("A1", "Robin Vale")]
    assert (export.fields, export.ignored) == ({"reference", "name", "role"}, ("DOB",))


def test_every_fault_is_told_at_once_with_its_row_and_what_to_write() -> None:
    data = """reference,first name,date of birth,status,adviser reference
P1,,31/02/2006,eligible,A1

P1,Kai,05/09/1950,nearly,A9
,Jo,2004,lapsed,
"""
    faults = [str(fault) for fault in read_people(data.encode(), {"A1"}, DAY).faults]
    assert faults == [
        "row 2, date of birth: “31/02/2006” is no day. Write it like 05/09/2004 or 2004-09-05.",
        "row 2, first name: is empty. Fill it in.",
        "row 4, adviser reference: “A9” is no adviser of this council. Import the advisers first. Write a reference, "
        "or leave it empty.",
        "row 4, date of birth: “05/09/1950” gives an age of 75. Is it right?",
        "row 4, reference: “P1” stands in row 2 too. Keep one.",
        "row 4, status: “nearly” is not known. Write one of: eligible, relevant, former relevant, qualifying, lapsed.",
        "row 5, date of birth: “2004” is no day. Write it like 05/09/2004 or 2004-09-05.",
        "row 5, reference: is empty. Fill it in.",
    ]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("phone", "1164960001", "“1164960001” has lost its first 0. Format the column as text, and write 01164960001."),
        ("phone", "ask Jo", "“ask Jo” is no telephone number. Write one number, or leave it empty."),
        ("email", "robin at council", "“robin at council” is no e-mail address. Write one address, or leave it empty."),
        ("works", "Mondays", "“Mondays” cannot be read. Write it like: Mon-Thu 09:00-17:00, Fri 09:00-12:30."),
        ("works", "Mon 17-9", "“Mon 17-9” does not fit: hours overlap, or end before they begin. "
         "Write it like: Mon-Thu 09:00-17:00, Fri 09:00-12:30."),
        ("manager", "A7", "“A7” is nobody in this file or in the table. Write a reference, or leave it empty."),
        ("cover", "A1", "is the same person. Write somebody else's reference, or leave it empty."),
        ("role", "wizard", "“wizard” is not known. Write one of: personal adviser, senior personal adviser, "
         "social worker, duty worker, team manager, safeguarding lead."),
        ("left", "soon", "“soon” is no day. Write it like 05/09/2004 or 2004-09-05."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_adviser_is_told(column: str, value: str, says: str) -> None:
    cells = {"reference": "A1", "name": "Robin Vale", "role": "PA"} | {column: value}
    data = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    assert [fault.says for fault in read_advisers(data.encode()).faults] == [says]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This is no CSV file. In Excel choose “Save as” and “CSV UTF-8”."),
        (b"a,b\n1,2\n", "The first row must name the columns. Missing: “reference”, “name”, “role”. It has: “a”, “b”."),
        (b"id,ref,name,role\n", "Two columns mean “reference”. Keep one of them."),
        (
            b'id,name,role\nA1,"Robin,PA\n',
            "A quotation mark is opened and never closed. Save the file again as “CSV UTF-8”.",
        ),
        (b"\xff\xfea", "The file is damaged. Save it again as “CSV UTF-8”."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(BadTable) as caught:
        read_advisers(data)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    "text",
    ["05/09/2004", "5.9.2004", "05-09-2004", "2004-09-05", "5 Sep 2004", "05-September-2004", "2004-09-05 00:00:00"],
)
def test_a_day_is_read_the_british_way(text: str) -> None:
    assert day_from(text) == dt.date(2004, 9, 5)


@pytest.mark.parametrize("text", ["09/25/2004", "5/9/04", "2004", "5th of September", "38235", "30/02/2004", ""])
def test_what_may_be_another_day_is_no_day(text: str) -> None:
    assert day_from(text) is None


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("", None),
        ("Mon to Fri 9am to 5pm", {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}),
        ("mon, wed & fri: 08.30-16:30", {day: ["08:30-16:30"] for day in ("mon", "wed", "fri")}),
        ("Tue 9-12, Tue 13-17", {"tue": ["09:00-12:00", "13:00-17:00"]}),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, works: object) -> None:
    assert works_from(text) == works


@pytest.mark.parametrize(
    "text", ["full time", "Mon-Fri", "9-5", "Mon 9-5 sometimes", "Fri-Mon 9-17", "Mon 25-26", "mon 13pm-5pm"]
)
def test_hours_are_never_guessed(text: str) -> None:
    with pytest.raises(BadHours):
        works_from(text)


def test_hours_are_said_in_words() -> None:
    works = works_from("Mon-Thu 9-17, Fri 9-12, Fri 13-15")
    assert works is not None
    assert (
        hours_in_words(week_from(works)) == "Monday to Thursday 9:00 to 17:00, Friday 9:00 to 12:00 and 13:00 to 15:00"
    )
    assert hours_in_words(week_from({"always": True})) == "day and night"
    assert (
        hours_in_words(week_from({"mon": ["09:00-10:00"], "tue": ["09:00-10:00"]}))
        == "Monday and Tuesday 9:00 to 10:00"
    )


def test_a_file_that_is_far_too_large_is_not_read() -> None:
    with pytest.raises(BadTable, match="larger than 5 MB"):
        read_table(b"x" * 5_000_001, PERSON_COLUMNS, ())


def test_no_two_columns_share_a_heading() -> None:
    for columns in (ADVISER_COLUMNS, PERSON_COLUMNS):
        names = [name for column, others in columns.items() for name in (column, *others)]
        assert len(names) == len(set(names))
