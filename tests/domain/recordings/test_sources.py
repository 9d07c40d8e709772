"""The names and the metadata of a source's recordings."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from desktop.domain.recordings.retention import RetentionPeriod, Source
from desktop.domain.recordings.sources import MASTER_CSV, Column, Names, SideTable, heading, usable_date_format
from desktop.errors import ContradictionError

LONDON = ZoneInfo("Europe/London")
BOTH = ((Column.STARTED, "Start"), (Column.MEDIA, "File"))


def source(names: Names, table: SideTable | None = None) -> Source:
    return Source("switchboard", LONDON, RetentionPeriod(months=6), names=names, table=table)


def test_asterisks_own_table_is_found_by_itself_where_it_may_be_one() -> None:
    own = SideTable("calls.csv", BOTH, "%d/%m/%Y %H:%M")
    assert source(Names.FREEPBX).side_table == source(Names.ANY).side_table == MASTER_CSV
    assert source(Names.OREKA).side_table is source(Names.VERBA).side_table is None
    assert source(Names.FREEPBX, own).side_table is source(Names.OREKA, own).side_table is own


@pytest.mark.parametrize(
    ("file", "columns", "date_format"),
    [
        ("calls/a.csv", BOTH, "%d/%m/%Y %H:%M"),
        ("calls\\a.csv", (), ""),
        ("a.csv", BOTH[:1], "%d/%m/%Y %H:%M"),
        ("a.csv", BOTH[1:], "%d/%m/%Y %H:%M"),
        ("a.csv", (*BOTH, (Column.MEDIA, "Other")), "%d/%m/%Y %H:%M"),
        ("a.csv", (*BOTH, (Column.NUMBER, " START ")), "%d/%m/%Y %H:%M"),
        ("a.csv", BOTH, ""),
        ("a.csv", BOTH, "%d/%m %H:%M"),
        ("a.csv", BOTH, "%d/%m/%Y %H:%M%"),
        ("a.csv", BOTH, "%d/%m/%Y %H:%M" + " " * 60),
    ],
)
def test_a_table_that_could_lead_to_no_recording_or_no_time_is_none(
    file: str, columns: tuple[tuple[Column, str], ...], date_format: str
) -> None:
    with pytest.raises(ContradictionError, match=r"table|column|date"):
        SideTable(file, columns, date_format)


def test_headings_are_compared_without_capitals_and_blanks() -> None:
    assert heading("  Call START ") == "call start"
    assert usable_date_format("%Y-%m-%d %H:%M:%S") and not usable_date_format("%")
