"""Saying what the columns of a table are: read live, saved as the policy says, and gone on with."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.application.office.accounts import ChangeRoles, change_roles
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.recordings.sources import Column, SideTable
from desktop.errors import ExternalSystemError
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.recordings import columns
from desktop.ui.recordings.columns import ANOTHER, ColumnsPage
from desktop.ui.recordings.place import RecordingsPlace
from tests.support.builders import a_call
from tests.support.policies_in_force import with_policies
from tests.ui.recordings.test_recordings import kinds, look, make
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on

TABLE = (
    "Calls of November\n"
    "Date,Time,Sound,CLI,Way,Secs,Queue\n"
    "24/11/2026,14:30:05,one.wav,01632 960733,In,125,Main\n"
    "25/11/2026,09:00:00,two.wav,07700 900461,Sideways,60,Main\n"
)
NOT_READ = "Whether the call came in or went out cannot be read."
CHOSEN = {Column.STARTED: "Date", Column.STARTED_TIME: "Time", Column.MEDIA: "Sound", Column.NUMBER: "CLI"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an export of a telephone system whose table nobody knows."""
    made = tmp_path / "export"
    made.mkdir()
    (made / "calls-2026-11.csv").write_text(TABLE)
    for number, sound in enumerate(("one.wav", "two.wav")):
        (made / sound).write_bytes(a_call(0.3, 500 + number))
    return made


def both_roles(seat: Seat) -> RecordingsPlace:
    """Return the place of someone who imports and administers."""
    officer, desk = seat.staff.person(Role.INFORMATION_OFFICER), seat.staff.desk
    roles = frozenset({Role.INFORMATION_OFFICER, Role.ADMINISTRATOR})
    command = ChangeRoles(seat.staff.in_person(Role.ADMINISTRATOR), officer, roles)
    change_roles(command, uow=desk.uow(), clock=desk.clock, check=desk.check)
    return make(seat)


def asked(seat: Seat, place: RecordingsPlace, folder: Path) -> ColumnsPage:
    look(seat, place, folder)
    place.start_page.columns.click()
    return place.columns.columns_page


def choose(page: ColumnsPage, columns: dict[Column, str]) -> None:
    for column, heading in columns.items():
        pick(page.columns[column].input, heading)


def pick(drop_down: Any, words: str) -> None:
    index = drop_down.findText(words)
    assert index > 0, words
    drop_down.setCurrentIndex(index)
    drop_down.activated.emit(index)


def rows(page: ColumnsPage) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    assert page.read.table is not None
    return page.read.table.rows_model.columns, [row.cells for row in page.read.table.rows_model.rows]


def problems(page: ColumnsPage) -> dict[str, str]:
    return {field.name: field.problem for field in page.fields() if field.problem}


def test_each_choice_shows_at_once_how_the_first_rows_are_read(seat: Seat, folder: Path) -> None:
    place = make(seat)
    page = asked(seat, place, folder)
    assert "Choose a column, and see here how it is read." in words_on(place)
    page.back.emit()
    said = words_on(place)
    assert "calls-2026-11.csv is a table, and nobody has said for telephony what its columns are." in said
    place.start_page.columns.click()
    choose(page, {Column.STARTED: "Date"})
    assert page.columns[Column.STARTED].problem == "This column cannot be read in any known form."
    choose(page, {Column.STARTED_TIME: "Time"})
    assert page.date_format.value() == "%d/%m/%Y %H:%M:%S" and problems(page) == {}
    choose(page, {Column.NUMBER: "CLI", Column.DIRECTION: "Way", Column.LENGTH: "Secs"})
    assert rows(page) == (
        ("Began", "Number", "Who rang", "Length"),
        [
            ("24 November 2026, 14:30:05", "01632 960733", "they rang", "2 min 5 s"),
            ("25 November 2026, 09:00:00", "07700 900461", f"“Sideways”: {NOT_READ}", "1 min"),
        ],
    )
    assert problems(page) == {"column_direction": f"1 of the first rows cannot be read. “Sideways”: {NOT_READ}"}
    assert page.columns[Column.NUMBER]._hint.words == "Read as: 01632 960733; 07700 900461"
    assert "01632 960733" in page.columns[Column.NUMBER].input.accessibleDescription()
    pick(page.zone.input, "UTC")
    assert rows(page)[1][0][0] == "24 November 2026, 14:30:05"
    page.columns[Column.DIRECTION].set_value(None)
    page.columns[Column.DIRECTION].edited.emit()
    assert problems(page) == {} and rows(page)[0] == ("Began", "Number", "Length")


def test_a_day_that_may_be_a_month_is_read_with_the_day_first_and_said(seat: Seat, folder: Path) -> None:
    (folder / "calls-2026-11.csv").write_text("Start,Sound\n03/11/2026 14:30,one.wav\n04/11/2026 9:00,two.wav\n")
    place = make(seat)
    page = asked(seat, place, folder)
    choose(page, {Column.STARTED: "Start"})
    assert page.date_format.value() == "%d/%m/%Y %H:%M"
    assert "do not show which is the day" in page.date_format._hint.words
    pick(page.date_format.input, "11/24/2026 14:30 (month first)")
    assert rows(page)[1][0] == ("11 March 2026, 14:30:00",)


def test_what_is_missing_is_said_at_its_field_and_nothing_goes_on(seat: Seat, folder: Path) -> None:
    place = make(seat)
    page = asked(seat, place, folder)
    choose(page, {Column.DIRECTION: "Way"})
    page.file.set_value("other.csv")
    page.primary.click()
    assert set(problems(page)) == {
        *("column_started", "column_media", "column_direction", "date_format", "table_file"),
    }
    assert "Choose the column that says when the call began." in problems(page)["column_started"]
    choose(page, {Column.STARTED: "Date", Column.NUMBER: "Date"})
    page.whose.options[ANOTHER].click()
    page.named.set_value("telephony")
    page.primary.click()
    assert "chosen twice" in problems(page)["column_number"]
    assert "There is a telephone system of that name." in problems(page)["source_name"]


def test_whoever_may_saves_them_and_goes_on_with_the_import(seat: Seat, folder: Path) -> None:
    place = both_roles(seat)
    page = asked(seat, place, folder)
    choose(page, CHOSEN)
    assert page.file.value() == "calls-*.csv"
    seat.submit(page)
    save = place.columns.save_page
    assert save.isVisible() and not save.notice.isVisible(), "another way of reading weakens nothing"
    [row] = save.changes.rows_model.rows
    assert row.cells == (
        "Recordings of telephony are named or described in another way when they are imported.",
        "No weaker",
    )
    seat.submit(save)
    assert [field.name for field in save.fields() if field.problem] == ["own_password"]
    assert kinds(seat.staff)[-1] is not EventKind.POLICY_CHANGED
    seat.submit(save, DEMO_PASSWORD)
    assert EventKind.POLICY_CHANGED in kinds(seat.staff)
    source = seat.staff.desk.keeping.source("telephony")
    assert source is not None and source.table == SideTable("calls-*.csv", tuple(CHOSEN.items()), "%d/%m/%Y %H:%M:%S")
    assert place.stack.currentWidget() is place.start_page and not place.start_page.columns.isVisible()
    table = place.start_page.preview.table
    assert table is not None and table.rows_model.rows[0].cells[-1] == "Yes"
    seat.submit(place.start_page)
    lines = {line.path: line for line in place.report_page.lines}
    assert set(lines) == {"one.wav", "two.wav"} and not any(line.code for line in lines.values())


def test_a_new_telephone_system_waits_for_somebody_else(seat: Seat, folder: Path) -> None:
    place = both_roles(seat)
    page = asked(seat, place, folder)
    choose(page, CHOSEN)
    page.whose.options[ANOTHER].click()
    page.named.set_value("liberty")
    seat.submit(page)
    save = place.columns.save_page
    assert "Someone else has to adopt it" in save.notice.words and save.primary.text() == "Propose it"
    save.own_password.input.setText(DEMO_PASSWORD)
    seat.submit(save)
    assert [field.name for field in save.fields() if field.problem] == ["reason"]
    save.reason.set_value("Reception has a telephone system of its own now.")
    seat.submit(save, DEMO_PASSWORD)
    assert kinds(seat.staff)[-1] is EventKind.POLICY_PROPOSED and seat.staff.desk.keeping.source("liberty") is None
    with seat.staff.desk.uow().read_only() as uow:
        reasons = [each.reason.words for each in uow.policies.versions() if each.reason is not None]
    assert reasons == ["Reception has a telephone system of its own now."]
    said = words_on(place)
    assert "This is proposed. Once it is adopted under Policies, choose liberty as the telephone system" in said
    assert not save.primary.isVisible() and not save.own_password.isVisible() and save._leave.hasFocus()
    save.left.emit()
    assert place.stack.currentWidget() is place.choose_page


def test_an_officer_saves_a_file_for_an_administrator(
    seat: Seat, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make(seat)
    page = asked(seat, place, folder)
    choose(page, CHOSEN)
    assert page.primary.text() == "Save it for an administrator"
    monkeypatch.setattr(columns, "choose_to_save", lambda *asked: None)
    page.primary.click()
    assert place.stack.currentWidget() is page and not seat.staff.tasks.busy
    chosen = tmp_path / "keeping.toml"
    monkeypatch.setattr(columns, "choose_to_save", lambda *asked: chosen)
    seat.press(page.primary)
    assert "It is saved as keeping.toml. Give it to an administrator" in words_on(place)
    source = tomllib.loads(chosen.read_text("utf-8"))["sources"][0]
    assert source["table"]["columns"] == {column.value: heading for column, heading in CHOSEN.items()}
    assert EventKind.POLICY_CHANGED not in kinds(seat.staff) and EventKind.POLICY_PROPOSED not in kinds(seat.staff)
    page.back.emit()
    place.columns.begin(place._looked)  # type: ignore[arg-type]
    choose(page, CHOSEN)
    seat.press(page.primary)
    [error] = seat.staff.said
    assert isinstance(error, ExternalSystemError) and error.code == "policy_file_exists"
    seat.staff.said.clear()


def test_a_table_that_another_system_has_is_not_asked_about(seat: Seat, folder: Path) -> None:
    keeping = seat.staff.desk.keeping
    known = SideTable("calls.csv", tuple(CHOSEN.items()), "%d/%m/%Y %H:%M:%S")
    own = replace(keeping.sources[0], name="reception", table=known)
    both = with_policies(seat.staff.desk, keeping=replace(keeping, sources=(keeping.sources[0], own)))
    place = make(seat, policies=both.policies)
    place.choose_page.source.set_value("telephony")
    look(seat, place, folder)
    assert "choose reception as the telephone system" in words_on(place)
    assert not place.start_page.columns.isVisible()
    (folder / "calls-2026-11.csv").unlink()
    look(seat, place, folder)
    assert not place.start_page.columns.isVisible() and "is a table" not in words_on(place)
