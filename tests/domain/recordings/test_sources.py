"""Telephone systems' tables: where they are, and what their columns mean as someone chooses it."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.recordings.column_choice import (
    DATE_EXAMPLE,
    DATE_FORMATS,
    ColumnChoice,
    date_form_of,
    fitting,
    pattern_of,
)
from desktop.domain.recordings.retention import RetentionPeriod, Source
from desktop.domain.recordings.sources import MASTER_CSV, Column, Names, SideTable, heading, usable_date_format
from desktop.errors import ContradictionError

LONDON, UTC = ZoneInfo("Europe/London"), ZoneInfo("UTC")
COLUMNS = ((Column.STARTED, "Start"), (Column.MEDIA, "File"), (Column.NUMBER, "CLI"))
WHOLE = ColumnChoice("calls-2026-11.csv", COLUMNS, "%d/%m/%Y %H:%M", UTC, "calls-*.csv", "liberty")
LIKE = Source("telephony", LONDON, RetentionPeriod(months=6), 90, Names.OREKA, 1, None, "9")


def test_a_whole_choice_is_a_source_like_the_other_that_reads_such_tables() -> None:
    assert WHOLE.problems(["telephony"]) == {}
    made = WHOLE.source(LIKE)
    assert made == replace(LIKE, name="liberty", zone=UTC, table=SideTable("calls-*.csv", COLUMNS, "%d/%m/%Y %H:%M"))
    assert made.side_table == made.table


def test_what_is_missing_is_said_at_its_field() -> None:
    for changed, problems in (
        ({"columns": COLUMNS[1:]}, {"column_started": "column_started_missing"}),
        ({"columns": COLUMNS[:1]}, {"column_media": "column_media_missing"}),
        ({"columns": (COLUMNS[0], (Column.UNIQUE_ID, "Id"))}, {}),
        (
            {"columns": (*COLUMNS, (Column.EXTENSION, " cli "))},
            {"column_number": "column_chosen_twice", "column_extension": "column_chosen_twice"},
        ),
        ({"date_format": ""}, {"date_format": "date_form_missing"}),
        ({"date_format": "%d/%m/%Y"}, {"date_format": "date_form_missing"}),
        ({"file": ""}, {"table_file": "table_name_missing"}),
        ({"file": "x/calls-*.csv"}, {"table_file": "table_name_with_folders"}),
        ({"file": "x\\*.csv"}, {"table_file": "table_name_with_folders"}),
        ({"file": "other-*.csv"}, {"table_file": "table_name_of_another"}),
        ({"file": "CALLS-2026-??.CSV"}, {}),
        ({"named": ""}, {"source_name": "source_name_missing"}),
        ({"named": "telephony"}, {"source_name": "source_name_taken"}),
    ):
        choice = replace(WHOLE, **changed)
        assert choice.problems(["telephony"]) == problems


def test_an_unfinished_choice_makes_no_source() -> None:
    with pytest.raises(ContradictionError):
        replace(WHOLE, columns=COLUMNS[1:]).source(LIKE)


def test_every_form_that_can_be_chosen_tells_the_moment() -> None:
    assert [form for form in DATE_FORMATS if not usable_date_format(form)] == []
    assert len(set(DATE_FORMATS)) == len(DATE_FORMATS)


def test_the_forms_that_read_every_row_are_found_with_the_day_first() -> None:
    cases = [
        (["24/11/2026 14:30:05"], ("%d/%m/%Y %H:%M:%S",)),
        (["11/24/2026 14:30"], ("%m/%d/%Y %H:%M",)),
        (["03/11/2026 14:30", ""], ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")),
        (["03/11/2026 14:30", "24/11/2026 09:00"], ("%d/%m/%Y %H:%M",)),
        (["2026-11-24T14:30:05+00:00"], ("%Y-%m-%dT%H:%M:%S%z",)),
        (["24 Nov 2026 14:30"], ("%d %b %Y %H:%M",)),
        (["yesterday"], ()),
        (["24/11/2026 14:30", "never"], ()),
        (["", " "], ()),
        ([], ()),
    ]
    assert [(texts, forms, found) for texts, forms in cases if (found := fitting(texts)) != forms] == []


def test_digits_and_months_in_the_name_of_a_table_change_from_one_to_the_next() -> None:
    for file, pattern in (
        ("calls-2026-11.csv", "calls-*.csv"),
        ("Liberty export 24-11-2026 0915.csv", "Liberty export *.csv"),
        ("20261124_calls.csv", "*_calls.csv"),
        ("liberty-november.csv", "liberty-*.csv"),
        ("Calls 3 Nov 2026.csv", "Calls *.csv"),
        ("march maycalls.csv", "* maycalls.csv"),
        ("calls [main].csv", "calls ?main?.csv"),
        ("calls.csv", "calls.csv"),
        ("calls2", "calls*"),
    ):
        assert pattern_of(file) == pattern
        assert "table_file" not in replace(WHOLE, table=file, file=pattern).problems()


def test_a_map_knows_the_headings_that_it_names() -> None:
    for headings, reads in (
        (["cli", "START", " File ", "Queue"], True),
        (["Start", "File"], False),
        (["Start", "File", "CLI", "cli"], False),
        ([], False),
    ):
        assert SideTable("calls.csv", COLUMNS, "%d/%m/%Y %H:%M").reads(headings) is reads
        assert not SideTable("Master.csv*").reads(headings)


def test_each_form_that_can_be_chosen_is_made_out() -> None:
    assert [
        (form, found)
        for form in DATE_FORMATS
        if (found := date_form_of(DATE_EXAMPLE.strftime(form.replace("%f", "250").replace("%z", "+0000")))) != form
    ] == []


def test_a_form_that_no_list_has_is_made_out() -> None:
    for typed, form in (
        ("24 November 2026 at 14:30", "%d %B %Y at %H:%M"),
        ("Tue, 24 Nov 2026 2:30pm", "%a, %d %b %Y %I:%M%p"),
        (" 24.11.26 14.30 ", "%d.%m.%y %H.%M"),
        ("2026-11-24T14:30:05Z", "%Y-%m-%dT%H:%M:%S%z"),
    ):
        assert date_form_of(typed) == form


def test_another_moment_or_half_of_it_is_none() -> None:
    cases = ["", "24/11/2026", "24/11 14:30", "25/11/2026 14:30", "%d/%m/%Y %H:%M", "%", "24/11/2026 0:30 PM"]
    assert [(typed, found) for typed in cases if (found := date_form_of(typed)) is not None] == []


BOTH = ((Column.STARTED, "Start"), (Column.MEDIA, "File"))


def source(names: Names, table: SideTable | None = None) -> Source:
    return Source("switchboard", LONDON, RetentionPeriod(months=6), names=names, table=table)


def test_asterisks_own_table_is_found_by_itself_where_it_may_be_one() -> None:
    own = SideTable("calls.csv", BOTH, "%d/%m/%Y %H:%M")
    assert source(Names.FREEPBX).side_table == source(Names.ANY).side_table == MASTER_CSV
    assert source(Names.OREKA).side_table is source(Names.VERBA).side_table is None
    assert source(Names.FREEPBX, own).side_table is source(Names.OREKA, own).side_table is own


def test_a_table_that_could_lead_to_no_recording_or_no_time_is_none() -> None:
    for file, columns, date_format in (
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
    ):
        with pytest.raises(ContradictionError, match=r"table|column|date"):
            SideTable(file, columns, date_format)


def test_headings_are_compared_without_capitals_and_blanks() -> None:
    assert heading("  Call START ") == "call start"
    assert usable_date_format("%Y-%m-%d %H:%M:%S") and not usable_date_format("%")
