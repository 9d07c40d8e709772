"""Tables that no column map reads: found in a folder, and read as a map in the making would read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.ports.importing import ReadCell, TableSample
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.folder import MOST_TRIED
from desktop.media.telephony.tables import sample
from tests.media.telephony.clocks import LONDON, utc
from tests.media.telephony.test_folder import COLUMNS, FOLDERS, OWN, SOURCE, put
from tests.media.telephony.test_side_files import cdr, cdr_row

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
    assert unread(tmp_path, table=other) == FOUND
    put(tmp_path, "calls.csv", content=b"Start,File,Number\n15/07/2026 14:30,a.wav,01632960001\n")
    assert unread(tmp_path, table=other) is None
    put(tmp_path, "calls.csv", content=b"Start,File,Number\nnever,a.wav,01632960001\n")
    assert unread(tmp_path, table=other) is None, "its columns are known: the row is at fault"
    assert unread(tmp_path, table=SideTable("others.csv", COLUMNS, "%d/%m/%Y %H:%M")) is not None


def test_asterisks_table_has_no_headings_and_nobody_is_asked_about_its_columns(tmp_path: Path) -> None:
    put(tmp_path, "Master.csv", content=cdr(cdr_row(), cdr_row()))
    assert unread(tmp_path) is None
    assert unread(tmp_path, names=Names.VERBA) is None, "its first row would be taken for headings"


@pytest.mark.parametrize(
    ("data", "columns"),
    [
        (b"Calls in November\n\nA;B\n1;2\n3;4\n", ("A", "B")),
        (b"A\tB, with a comma\n1\t2\n", ("A", "B, with a comma")),
        ("Größe|Número\n1|2\n".encode("cp1252"), ("Größe", "Número")),
        ("A,B\n1,2\n".encode("utf-16"), ("A", "B")),
        (b"A,,B\n1,2,3\n", ("A", "", "B")),
    ],
)
def test_headings_are_found_below_a_title_and_whatever_separates_them(data: bytes, columns: tuple[str, ...]) -> None:
    found = sample(data)
    assert found is not None and found[0] == columns


def test_what_has_no_headings_is_no_table_to_ask_about() -> None:
    cases = [
        b"",
        b"A,B\n",
        b"one line\nand another\n",
        b"A,A\n1,2\n",
        b"01632960001,2001\n01632960002,2002\n",
        b"a.wav,24/11/2026\nb.wav,25/11/2026\n",
        b"a,14:30\nb,14:31\n",
    ]
    assert [(data, found) for data in cases if (found := sample(data)) is not None] == []


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
