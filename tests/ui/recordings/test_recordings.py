"""An officer imports a folder, or one file, says what the columns of its table are, and reads the report."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.office.accounts import ChangeRoles, change_roles
from desktop.application.recordings.folder_import import ImportDone
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.domain.log.events import EventKind, from_canonical
from desktop.domain.office.people import Role
from desktop.domain.recordings.sources import Column, SideTable
from desktop.errors import ExternalSystemError, FieldsError
from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.showcase.from_intake import write_export
from desktop.ui.kit.buttons import PrimaryButton
from desktop.ui.recordings import columns
from desktop.ui.recordings import place as recordings_place
from desktop.ui.recordings.columns import ANOTHER, ColumnsPage
from desktop.ui.recordings.place import RecordingsPlace, ReportPage
from tests.support.machine.patience import PATIENCE
from tests.support.offices.builders import a_call
from tests.support.offices.policies_in_force import with_policies
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, shown

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)


def hidden(staff: Staff, **desk: Any) -> RecordingsPlace:
    context = staff.context(Role.INFORMATION_OFFICER)
    return RecordingsPlace(replace(context, desk=replace(context.desk, **desk)))


def make(seat: Seat, **desk: Any) -> RecordingsPlace:
    made = hidden(seat.staff, **desk)
    shown(seat.qtbot, made)
    made.refresh()
    return made


@pytest.fixture
def place(seat: Seat) -> RecordingsPlace:
    return make(seat)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export", demo_calls(), TODAY, LONDON)


def look(seat: Seat, place: RecordingsPlace, path: Path) -> None:
    place.choose_page.path.set_value(path)
    seat.press(place.choose_page.primary)


def import_one(seat: Seat, place: RecordingsPlace, path: Path) -> None:
    look(seat, place, path)
    seat.press(place.start_page.primary)


def rows(place: RecordingsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.report_page.table.rows_model.rows]


def kinds(staff: Staff) -> list[EventKind]:
    return [event.kind for event in events(staff)]


def events(staff: Staff) -> list[Any]:
    with staff.desk.uow().read_only() as uow:
        connection = uow._connection  # type: ignore[attr-defined]
        found = connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq").all()
        return [from_canonical(bytes(row[0]))[1] for row in found]


def test_a_folder_is_looked_through_first_and_brought_in_when_one_says_so(
    seat: Seat, place: RecordingsPlace, export: Path
) -> None:
    look(seat, place, export)
    assert "6 files in export, from telephony." in words_on(place)
    assert "Only recordings that an open request could ask for are kept" in words_on(place)
    assert EventKind.IMPORT_STARTED not in kinds(seat.staff)
    seat.press(place.start_page.primary)
    counts = Counter(line.outcome for line in place.report_page.lines)
    assert counts == {Outcome.WAS_THERE: 4, Outcome.REFUSED: 2}
    first, second, *others = rows(place)
    assert first[1] == "Refused. This recording is cut short or damaged: it holds less than it says. Ask for it again."
    assert second[1] == "Refused. This file is not a recording."
    assert all(became.startswith("Already here, held for ") for _, became in others)
    assert "Some files were refused. The reasons are below." in words_on(place)
    assert kinds(seat.staff)[-1] is EventKind.IMPORT_FINISHED


def test_what_is_missing_or_not_there_is_said_at_its_field(seat: Seat, place: RecordingsPlace, tmp_path: Path) -> None:
    page = place.choose_page
    page.source.set_value(None)
    page.path.input.setText("a/relative/path")
    page.primary.click()
    assert page.source.problem == "Choose the telephone system." and "type its whole path" in page.path.problem
    assert not seat.staff.tasks.busy
    page.source.set_value("telephony")
    look(seat, place, tmp_path / "nothing")
    assert "There is no folder or ordinary file with that name" in page.path.problem
    assert place.stack.currentWidget() is page and page.primary.isEnabled()
    (tmp_path / "empty").mkdir()
    look(seat, place, tmp_path / "empty")
    assert "There is nothing in it to import." in words_on(place)
    assert not place.start_page.primary.isEnabled()


def test_one_file_that_nothing_tells_about_is_told_about_by_hand(
    seat: Seat, place: RecordingsPlace, tmp_path: Path
) -> None:
    call = demo_calls()[1]
    at = call.call_at(TODAY, LONDON)
    path = tmp_path / "reception.wav"
    path.write_bytes(a_call(0.5, 700))
    look(seat, place, path)
    page = place.start_page
    page.by_hand.number.set_value("not one")
    page.primary.click()
    assert {field.name for field in page.fields() if field.problem} == {"call_on", "call_time", "call_number"}
    page.by_hand.number.set_value("")
    page.by_hand.call_on.set_value(TODAY + timedelta(days=1))
    page.by_hand.call_time.set_value("9:00")
    page.primary.click()
    assert {field.name: field.problem for field in page.fields() if field.problem} == {
        "call_on": "The call must be in the past. Type the day and the time again."
    }
    page.by_hand.call_on.set_value(at.date())
    page.by_hand.call_time.set_value(f"{at:%H:%M}")
    page.by_hand.number.set_value(call.number)
    page.by_hand.direction.options["unknown"].click()
    seat.press(page.primary)
    [(file, became)] = rows(place)
    assert file == "reception.wav" and became.startswith("Imported, held for ")
    assert "1 recording was imported." in words_on(place)
    [event] = [event for event in events(seat.staff) if event.kind is EventKind.RECORDING_IMPORTED][-1:]
    with seat.staff.desk.uow().read_only() as uow:
        found = uow.recordings.get(event.subjects["recording"])
    assert (found.call_at, found.outbound) == (at, call.outbound) and found.number is not None


def test_what_a_files_name_tells_is_filled_in_to_the_second(seat: Seat, place: RecordingsPlace, export: Path) -> None:
    path = next(path for path in sorted(export.rglob("in-*.wav")) if path.stat().st_size > 10_000)
    look(seat, place, path)
    by_hand, looked = place.start_page.by_hand, place._looked
    assert looked is not None and looked.metadata is not None
    metadata = by_hand.metadata(seat.staff.desk.numbers, seat.staff.clock.now())
    assert metadata == looked.metadata and by_hand.direction.value() == "in"
    by_hand.call_time.set_value("00:01")
    assert (
        by_hand.metadata(seat.staff.desk.numbers, seat.staff.clock.now())
        .call_at.astimezone(LONDON)
        .strftime("%H:%M:%S")
        == "00:01:00"
    )


@pytest.mark.parametrize(
    ("told", "shown", "problems"),
    [("sip-agent@example.org", "sip-agent@example.org", {"call_number"}), ("Mrs Example", "", set())],
)
def test_what_is_no_number_is_shown_where_it_can_be_and_has_to_be_put_right(
    seat: Seat, place: RecordingsPlace, tmp_path: Path, told: str, shown: str, problems: set[str]
) -> None:
    path = tmp_path / f"in-01632960999-{told}-20261025-014000-1792892400.1.wav"
    path.write_bytes(a_call(0.2))
    look(seat, place, path)
    by_hand = place.start_page.by_hand
    assert by_hand.number.value() == shown
    try:
        by_hand.metadata(seat.staff.desk.numbers, seat.staff.clock.now())
        found: set[str] = set()
    except FieldsError as error:
        found = set(error.problems)
    assert found == problems


def test_of_an_hour_that_comes_twice_the_one_that_was_told_stays(
    seat: Seat, place: RecordingsPlace, tmp_path: Path
) -> None:
    second = "b0a5a0a6-5b1c-4e0e-9d3c-000000000001_20261025T01:40_UTC.wav"  # the clocks have gone back: 1:40 again
    (tmp_path / second).write_bytes(a_call(0.2))
    look(seat, place, tmp_path / second)
    metadata = place.start_page.by_hand.metadata(seat.staff.desk.numbers, seat.staff.clock.now())
    assert metadata.call_at.astimezone(UTC) == datetime(2026, 10, 25, 1, 40, tzinfo=UTC)


def test_a_table_is_shown_as_it_would_be_read_before_anything_comes_in(seat: Seat, tmp_path: Path) -> None:
    """In an office that keeps its estate, which says on whose word."""
    keeping = replace(seat.staff.desk.keeping, estate_assessment="DPIA 2026/07")
    columns = SideTable("calls.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")
    source = replace(keeping.sources[0], table=columns)
    own = with_policies(seat.staff.desk, keeping=replace(keeping, sources=(source,)))
    place = make(seat, policies=own.policies)
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "calls.csv").write_text("Start,File,Queue\n24/11/2026 14:30,a.wav,Main\nnever,b.wav,Main\n")
    look(seat, place, folder)
    table = place.start_page.preview.table
    assert table is not None and table.rows_model.columns == ("Start", "File", "Read")
    assert [row.cells for row in table.rows_model.rows] == [
        ("24/11/2026 14:30", "a.wav", "Yes"),
        ("never", "b.wav", "The date and time of the call cannot be read."),
    ]
    assert "This office keeps every recording for its retention period (DPIA 2026/07)." in words_on(place)
    (folder / "calls.csv").write_text("When,File\n")
    look(seat, place, folder)
    assert place.start_page.preview.table is None and "It cannot be read." in words_on(place)


def test_the_report_is_saved_where_one_says_and_the_page_says_what_is_in_it(
    seat: Seat, place: RecordingsPlace, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_one(seat, place, export)
    monkeypatch.setattr(recordings_place, "choose_to_save", lambda *asked: None)
    place.report_page.primary.click()
    path = tmp_path / "report.csv"
    monkeypatch.setattr(recordings_place, "choose_to_save", lambda *asked: path)
    seat.press(place.report_page.primary)
    assert "The report is saved as report.csv." in words_on(place) and "telephone numbers" in words_on(place)
    monkeypatch.setattr(recordings_place, "choose_to_save", lambda *asked: tmp_path / "no" / "x.csv")
    seat.press(place.report_page.primary)
    assert seat.staff.said.pop().code == "report_not_written"
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 7


class SlowFolders:
    """The desk's own folders, except for a candidate that waits until the import has been stopped."""

    def __init__(self, real: Any, place: list[RecordingsPlace]) -> None:
        self._real, self._place = real, place

    def survey(self, *asked: Any) -> Any:
        return self._real.survey(*asked)

    def candidates(self, *asked: Any) -> Any:
        for candidate in self._real.candidates(*asked):
            yield candidate
            progress = self._place[0]._progress
            assert progress._stop.wait(PATIENCE)


def test_an_import_shows_how_far_it_is_and_can_be_stopped_and_gone_on_with(seat: Seat, export: Path) -> None:
    places: list[RecordingsPlace] = []
    place = make(seat, folders=SlowFolders(seat.staff.desk.folders, places))
    places.append(place)
    look(seat, place, export)
    page = place.start_page
    page.primary.click()
    seat.qtbot.waitUntil(lambda: page.working.cancel.isVisible() and page.focusWidget() is page.working.cancel)
    assert page.running and not [b for b in place.findChildren(PrimaryButton) if b.isVisible()]
    seat.qtbot.keyClick(page.working.cancel, Qt.Key.Key_Return)
    seat.settle()
    assert "You stopped it before the end." in words_on(place) and not page.running
    assert len(place.report_page.lines) < 6
    place.report_page.back.emit()
    assert place.stack.currentWidget() is place.choose_page and place.choose_page.path.value() == export


def test_whoever_signs_out_ends_the_import(seat: Seat, export: Path) -> None:
    places: list[RecordingsPlace] = []
    place = hidden(seat.staff, folders=SlowFolders(seat.staff.desk.folders, places))
    place.show()
    places.append(place)
    look(seat, place, export)
    place.start_page.primary.click()
    progress = place._progress
    assert not progress.cancelled
    place.deleteLater()
    seat.qtbot.waitUntil(lambda: progress.cancelled)
    seat.settle()


def test_a_pc_that_opens_no_originals_says_why_and_where(qtbot: QtBot, front: Staff) -> None:
    front.desk = replace(front.desk, strongroom=None, folders=None)
    place = make(Seat(qtbot, front))
    assert "This desk cannot open originals" in words_on(place) and "a back-office desk" in words_on(place)
    assert not [button for button in place.findChildren(PrimaryButton) if button.isVisible()]


@pytest.fixture
def page(qtbot: QtBot) -> ReportPage:
    made = ReportPage()
    qtbot.addWidget(made)
    made.show()
    return made


def report(*lines: Line) -> ImportDone:
    return ImportDone(ImportReport("telephony", Counter(line.outcome for line in lines)), lines)


def became(page: ReportPage) -> list[tuple[str, ...]]:
    return [row.cells for row in page.table.rows_model.rows]


def test_many_that_one_reason_refused_are_one_row_with_what_to_look_at(page: ReportPage) -> None:
    lines = [Line(f"call-{n:02}.wav", Outcome.REFUSED, code="side_name_not_known") for n in range(61)]
    page.show_report(report(*lines, Line("empty.wav", Outcome.REFUSED, code="media_empty")))
    [many, one] = became(page)
    assert many[0] == "call-00.wav and others" and many[1].startswith("Refused. 61 files: The name of this file")
    assert "Is it the right telephone system?" in many[1]
    assert one == ("empty.wav", "Refused. This file is empty.")


def test_what_came_of_an_import_is_said_first_and_files_that_are_back_are_told_and_counted(page: ReportPage) -> None:
    back, came, there = Outcome.CAME_BACK, Outcome.CAME_IN, Outcome.WAS_THERE
    for outcomes, said in (
        ((back,), "1 recording whose file was missing is back."),
        ((back, back, there), "2 recordings whose files were missing are back."),
        ((back, back, came), "1 recording was imported."),
    ):
        done = report(*(Line(f"{at}.wav", outcome) for at, outcome in enumerate(outcomes)))
        page.show_report(done)
        assert said in words_on(page) and "To choose the recording" in words_on(page)
        assert "File was missing, and is back" in page.facts.words
    page.show_report(replace(done, report=replace(done.report, stopped=ExternalSystemError("vault_not_written"))))
    assert page.result.words.startswith("It stopped before the end. The recording could not be stored.")


def test_of_very_many_the_first_are_shown_and_the_report_has_all(page: ReportPage) -> None:
    lines = [Line(f"{number}.wav", Outcome.NOT_ASKED_FOR) for number in range(20_000)]
    page.show_report(report(*lines, Line("bad.wav", Outcome.REFUSED, code="media_cut")))
    for _ in range(4):
        assert page.more.isVisible() and not page.rest.isVisible()
        page.more.click()
    assert not page.more.isVisible() and len(became(page)) == 500 and became(page)[0][0] == "bad.wav"
    assert "These are the first 500 of 20,001. The saved report has all of them." in words_on(page)
    assert len(page.lines) == 20_001


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


def as_read(page: ColumnsPage) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
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
    assert as_read(page) == (
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
    assert as_read(page)[1][0][0] == "24 November 2026, 14:30:05"
    page.columns[Column.DIRECTION].set_value(None)
    page.columns[Column.DIRECTION].edited.emit()
    assert problems(page) == {} and as_read(page)[0] == ("Began", "Number", "Length")


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
    said = words_on(place)
    assert "It is saved as keeping.toml. Give it to an administrator" in said and "destroyed" not in said
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
