"""Any CSV through a column map, for an office that exports its call list from an unknown system; and tables that no map
reads yet.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.application.ports.recordings import ReadCell, TableSample
from desktop.domain.recordings.sources import Column, Names
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony import facts
from desktop.media.telephony.facts import CallFacts, EndedBecause, SideFile
from desktop.media.telephony.folder import MOST_TRIED
from desktop.media.telephony.tables import ColumnMap, Row, preview, read_table, sample
from tests.media.telephony.clocks import LONDON, refusal, utc
from tests.media.telephony.test_folder import FOLDERS, OWN, SOURCE, put
from tests.media.telephony.test_side_files import cdr, cdr_row

COLUMNS = (
    (Column.STARTED, "Call start"),
    (Column.MEDIA, "File"),
    (Column.NUMBER, "Número"),
    (Column.EXTENSION, "Ext"),
    (Column.DIRECTION, "Way"),
    (Column.LENGTH, "Length"),
    (Column.ENDED, "Why ended"),
    (Column.AGENT_CHANNEL, "Agent side"),
    (Column.UNIQUE_ID, "Id"),
)
AT = utc(2026, 7, 15, 13, 30)
MAP = ColumnMap(COLUMNS, "%d/%m/%Y %H:%M", LONDON)
HEADINGS = ["Team", *(name for _, name in COLUMNS)]
ROW = ["A", "15/07/2026 14:30", "D:\\calls\\a.wav", "01632960001", "2001", "In", "02:05", "Transferred", "right", "77"]


def table(*rows: list[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(row) for row in (HEADINGS, *rows)).encode(encoding)


def changed(**cells: str) -> list[str]:
    places = {column.value: 1 + place for place, (column, _) in enumerate(COLUMNS)}
    row = list(ROW)
    for told, text in cells.items():
        row[places[told]] = text
    return row


def rows_of(data: bytes, column_map: ColumnMap = MAP) -> list[Row]:
    return list(read_table(data, column_map))


def call(data: bytes, column_map: ColumnMap = MAP) -> CallFacts:
    (row,) = rows_of(data, column_map)
    assert row.read is not None, row.problem
    return row.read.facts


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_separates_and_encodes_it(separator: str, encoding: str) -> None:
    (row,) = rows_of(table(ROW, separator=separator, encoding=encoding))
    told = CallFacts(AT, "01632960001", False, EndedBecause.TRANSFER, 1, "77")
    assert row == Row(1, SideFile(told, ("a.wav",), "calls/a.wav"))


def test_neither_commas_elsewhere_nor_a_line_that_names_the_separator_is_taken_for_the_headings() -> None:
    commas = [["A, B, C, D", *ROW[1:]], ["E, F, G, H", *ROW[1:]]]
    assert [row.problem for row in rows_of(table(*commas, separator=";"))] == ["", ""]
    two = ColumnMap(((Column.STARTED, "Start (day, hour, minute)"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M", LONDON)
    assert call(b"Start (day, hour, minute);File\n15/07/2026 14:30;a.wav\n", two).started_at == AT
    for line in ("sep=;", "SEP=;", '"sep=;"', "Calls of the contact centre;;\r\nfrom 1 July, to 31 July\r\n"):
        assert call(f"{line}\r\n".encode() + table(ROW, separator=";")).started_at == AT
    assert refusal(lambda: rows_of(b"a line\r\n" * 20 + table(ROW))) == "side_column_missing", "too far down"


def test_a_row_that_is_broken_costs_that_row_only_and_blank_cells_cost_none() -> None:
    blank = [""] * len(HEADINGS)
    rows = rows_of(table(ROW, blank, [*ROW, "", " "], [*ROW, "x"], ["too", "short"], changed(length="x"), ROW))
    problems = ["", "", "side_row_width", "side_row_width", "side_length", ""]
    assert [(row.number, row.problem) for row in rows] == list(enumerate(problems, 1))
    huge = b'\r\n"' + b"x" * 200_000 + b"\r\n"
    assert [row.problem for row in rows_of(table(ROW) + huge)] == ["", "side_not_as_expected"]


def test_directions_lengths_and_what_is_not_told_are_read_as_people_write_them() -> None:
    ways = {"Outbound call": True, "Incoming Calls": False, "Dialled": True, "Internal": None, "internal call": None}
    assert {text: call(table(changed(direction=text))).outbound for text in ways} == ways
    lengths = {"125": 125, "125.9": 125, "2:05": 125, "1:02:05": 3725}
    written = TableSample("calls.csv", tuple(HEADINGS), tuple(tuple(changed(length=text)) for text in lengths))
    read = FOLDERS.read_as(written, MAP.columns, MAP.date_format, LONDON)[Column.LENGTH]
    assert [cell.value for cell in read] == list(lengths.values())
    for text in ("", "-", "n/a", "None", "unknown"):
        cells = {column.value: text for column, _ in COLUMNS if column is not Column.STARTED}
        assert rows_of(table(changed(**cells))) == [Row(1, SideFile(CallFacts(AT)))]


def test_the_start_may_stand_in_two_columns_and_an_offset_of_its_own_wins_over_the_zone() -> None:
    two = ColumnMap(((Column.STARTED, "day"), (Column.STARTED_TIME, "time")), "%d.%m.%y %H:%M:%S", LONDON)
    assert call(b"time;day\n14:30:00;15.07.26\n", two).started_at == AT
    own = ColumnMap(((Column.STARTED, "at"),), "%Y-%m-%dT%H:%M:%S%z", LONDON)
    assert call(b"at,x\n2026-07-15T14:30:00+02:00,1\n", own).started_at == utc(2026, 7, 15, 12, 30)


def test_the_preview_has_the_columns_that_are_read_and_says_what_is_wrong_in_each_row() -> None:
    bad = changed(started="15.07.2026", media="NUL", direction="sideways", length="long", agent_channel="2")
    left_out = changed(started="29/03/2026 01:30")
    shown = preview("calls.csv", table(ROW, bad, left_out, ROW, separator=";"), MAP, most=3)
    assert (shown.path, shown.columns, len(shown.rows)) == ("calls.csv", tuple(HEADINGS[1:]), 3)
    assert [row.cells for row in shown.rows] == [tuple(row[1:]) for row in (ROW, bad, left_out)]
    written = TableSample("calls.csv", tuple(HEADINGS), (tuple(ROW), tuple(bad), tuple(left_out)))
    cells = FOLDERS.read_as(written, MAP.columns, MAP.date_format, LONDON)
    problems = [
        {name: cells[each][row].problem for each, name in COLUMNS if cells[each][row].problem} for row in (0, 1, 2)
    ]
    assert problems == [
        {},
        {
            "Call start": "side_time_not_read",
            "File": "side_media_name",
            "Way": "side_direction",
            "Length": "side_length",
            "Agent side": "side_channel",
        },
        {"Call start": "side_time_left_out"},
    ]
    assert [row.problem for row in shown.rows] == ["", "side_time_not_read", "side_time_left_out"]


def test_columns_are_found_without_regard_to_capitals_and_must_be_there_once() -> None:
    one = ColumnMap(((Column.STARTED, " CALL START "),), "%d/%m/%Y %H:%M", LONDON)
    assert call(table(ROW), one).started_at == AT
    assert refusal(lambda: rows_of(b"other,x\n1,2\n", one)) == "side_column_missing"
    assert refusal(lambda: preview("", b"call start,Call Start\n1,2\n", one)) == "side_column_missing"
    assert sample(table(ROW)) == (tuple(HEADINGS), (tuple(map(str.strip, ROW)),))


def test_a_map_names_the_start_and_each_column_once_and_its_format_tells_the_moment() -> None:
    formats = ["", "%", "%d/%m/%Y", "%H:%M", "%d%d%Y %H:%M", "%Q", "\0", "%d/%m/%Y %I:%M", "\ud800"]
    assert [each for each in formats if refusal(partial(ColumnMap, COLUMNS, each, LONDON)) != "side_date_format"] == []
    for columns in (((Column.MEDIA, "a"),), ((Column.STARTED, "a"), (Column.MEDIA, "A")), ()):
        assert refusal(partial(ColumnMap, columns, "%d/%m/%Y %H:%M", LONDON)) == "side_column_missing"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "side_not_as_expected"),
        (b"a\0b", "side_not_text"),
        (b"\x81\x8d", "side_not_text"),
        (b"x," * 501, "side_not_as_expected"),
        (b"x" * (facts.LARGEST_TABLE + 1), "side_too_large"),
    ],
    ids=["empty", "nul", "no encoding", "wide", "large"],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    assert refusal(lambda: rows_of(data)) == code


@given(st.lists(st.text(max_size=20), min_size=len(HEADINGS), max_size=len(HEADINGS)), st.sampled_from(",;\t"))
def test_rows_of_anything_are_read_or_told(cells: list[str], separator: str) -> None:
    data = table([cell.replace("\r", "") for cell in cells], separator=separator, encoding="utf-8").replace(b"\0", b"")
    rows = rows_of(data)
    assert [row.problem for row in preview("", data, MAP).rows] == [row.problem for row in rows[:10]]
    for row in rows:
        assert (row.read is None) == bool(row.problem)


@given(st.binary(max_size=400))
def test_bytes_of_anything_are_read_or_refused(data: bytes) -> None:
    refusal(lambda: rows_of(data))
    refusal(lambda: preview("", data, MAP))
    refusal(lambda: sample(data))


TABLE = b"Date,Time,Sound,CLI,Way,Secs\n24/11/2026,14:30:05,a.wav,01632 960001,In,125\n25/11/2026,9:00:00,b.wav,x,Up,\n"
FOUND = TableSample(
    "calls.csv",
    ("Date", "Time", "Sound", "CLI", "Way", "Secs"),
    (
        ("24/11/2026", "14:30:05", "a.wav", "01632 960001", "In", "125"),
        ("25/11/2026", "9:00:00", "b.wav", "x", "Up", ""),
    ),
)


def unread(folder: Path, **source: object) -> TableSample | None:
    return FOLDERS.survey(folder, replace(SOURCE, **source)).unread  # type: ignore[arg-type]


def test_a_table_that_the_source_does_not_read_is_found_wherever_it_lies(tmp_path: Path) -> None:
    put(tmp_path, "2026/a.wav", "notes.txt")
    put(tmp_path, "2026/export/calls.csv", content=TABLE)
    assert unread(tmp_path) == replace(FOUND, path="2026/export/calls.csv")
    assert unread(tmp_path / "2026" / "a.wav") is None, "one file is told of by hand"


def test_of_a_text_beside_each_recording_only_the_first_are_looked_at_for_a_table(tmp_path: Path) -> None:
    put(tmp_path, *(f"{number:03}.txt" for number in range(MOST_TRIED - 1)), content=b"words of the call")
    put(tmp_path, "calls.csv", content=TABLE)
    assert unread(tmp_path) == FOUND
    put(tmp_path, "aaa.txt", content=b"words of another call")
    assert unread(tmp_path) is None


def test_a_table_with_other_headings_than_the_source_has_is_found_and_one_that_is_read_is_not(tmp_path: Path) -> None:
    put(tmp_path, "calls.csv", content=TABLE)
    other = OWN.table
    assert other is not None
    assert unread(tmp_path, table=other) == FOUND
    put(tmp_path, "calls.csv", content=b"Start,File,Number\n15/07/2026 14:30,a.wav,01632960001\n")
    assert unread(tmp_path, table=other) is None
    put(tmp_path, "calls.csv", content=b"Start,File,Number\nnever,a.wav,01632960001\n")
    assert unread(tmp_path, table=other) is None, "its columns are known: the row is at fault"
    assert unread(tmp_path, table=replace(other, file="others.csv")) is not None


def test_asterisks_table_has_no_headings_and_nobody_is_asked_about_its_columns(tmp_path: Path) -> None:
    put(tmp_path, "Master.csv", content=cdr(cdr_row(), cdr_row()))
    assert unread(tmp_path) is None
    assert unread(tmp_path, names=Names.VERBA) is None, "its first row would be taken for headings"


def test_headings_are_found_below_a_title_and_whatever_separates_them_and_data_is_not_taken_for_them() -> None:
    tables = [
        (b"Calls in November\n\nA;B\n1;2\n3;4\n", ("A", "B")),
        (b"A\tB, with a comma\n1\t2\n", ("A", "B, with a comma")),
        ("Größe|Número\n1|2\n".encode("cp1252"), ("Größe", "Número")),
        ("A,B\n1,2\n".encode("utf-16"), ("A", "B")),
        (b"A,,B\n1,2,3\n", ("A", "", "B")),
    ]
    assert [(found := sample(data)) and found[0] for data, _ in tables] == [columns for _, columns in tables]
    others = [
        *(b"", b"A,B\n", b"one line\nand another\n", b"A,A\n1,2\n", b"01632960001,2001\n01632960002,2002\n"),
        *(b"a.wav,24/11/2026\nb.wav,25/11/2026\n", b"a,14:30\nb,14:31\n"),
    ]
    assert [data for data in others if sample(data) is not None] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("padding", ["", "x"])
def test_of_a_long_table_the_first_rows_are_read_wherever_the_first_part_ends(
    tmp_path: Path, encoding: str, padding: str
) -> None:
    long = f"Start,Föhn{padding}\n" + "24/11/2026 14:30,ö\n" * 20 + "25/11/2026 14:30," + "ö" * 60_000 + "\n"
    put(tmp_path, "calls.csv", content=long.encode(encoding))
    found = unread(tmp_path)
    assert found is not None and len(found.rows) == 10 and set(found.rows) == {("24/11/2026 14:30", "ö")}


def test_headings_that_are_there_twice_cannot_be_chosen() -> None:
    assert TableSample("x", ("A", "", "b", "B ", "C"), ()).choosable == ("A", "C")
    assert TableSample("a/b/calls.csv", (), ()).name == "calls.csv"


def test_cells_are_read_as_the_columns_chosen_so_far_would_read_them() -> None:
    chosen = (
        *((Column.STARTED, "Date"), (Column.STARTED_TIME, "Time"), (Column.MEDIA, "Sound"), (Column.NUMBER, "CLI")),
        *((Column.DIRECTION, "Way"), (Column.LENGTH, "Secs")),
    )
    assert FOLDERS.read_as(FOUND, chosen, "%d/%m/%Y %H:%M:%S", LONDON) == {
        Column.STARTED: (ReadCell(utc(2026, 11, 24, 14, 30, 5)), ReadCell(utc(2026, 11, 25, 9))),
        Column.MEDIA: (ReadCell("a.wav"), ReadCell("b.wav")),
        Column.NUMBER: (ReadCell("01632 960001"), ReadCell(UNREADABLE)),
        Column.DIRECTION: (ReadCell(False), ReadCell(problem="side_direction")),
        Column.LENGTH: (ReadCell(125), ReadCell()),
    }


def test_cells_that_cannot_be_read_yet_say_why_and_columns_that_are_not_there_say_nothing() -> None:
    read = FOLDERS.read_as(FOUND, ((Column.STARTED, "Date"), (Column.ENDED, "Nowhere")), "%d/%m/%Y %H:%M", LONDON)
    assert read == {Column.STARTED: (ReadCell(problem="side_time_not_read"),) * 2}
    ended = replace(FOUND, rows=(("24/11/2026", "14:30:05", "Transferred", "", "", ""),))
    assert FOLDERS.read_as(ended, ((Column.ENDED, "Sound"),), "", LONDON) == {Column.ENDED: (ReadCell("transfer"),)}
