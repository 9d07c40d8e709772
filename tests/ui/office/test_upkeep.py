"""Health: what to look at, the figures, the PCs; a back-up is made there, and what is due destroyed once seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.log.health import Health, Trouble, office_health
from desktop.application.ports.lifecycle import BackedUp, NightDone, NightLook
from desktop.application.shared.commands import bound
from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import NightTask
from desktop.domain.shared.ids import PersonId
from desktop.errors import ExternalSystemError
from desktop.lifecycle import status
from desktop.lifecycle.backups import MANIFEST
from desktop.lifecycle.for_windows import UpkeepHere
from desktop.lifecycle.status import Check
from desktop.ui.office import health_place
from desktop.ui.office.health_place import HealthPlace
from desktop.words.codes import words
from desktop.words.formatting import day
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD
from tests.ui.staff import Staff, settle


class Posed:
    """In the place of the PC: a night that waits for an administrator."""

    def __init__(self, staff: Staff) -> None:
        now = staff.desk.clock.now()
        evidence = ClockEvidence(now, (), 9, now, None, None, True, None)
        self.seen = NightLook(12, 480, (ClockDoubt.TOO_MANY,), evidence)
        self.done = NightDone(12)
        self.ran: list[NightLook] = []

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        raise ExternalSystemError("backup_without_vault")

    def save_for_support(self, file: Path) -> None:
        raise ExternalSystemError("bundle_not_written")

    def look(self) -> NightLook:
        return self.seen

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        self.ran.append(seen)
        return self.done


def made(seat: Seat, upkeep: Posed | UpkeepHere | None) -> HealthPlace:
    seat.staff.desk = replace(seat.staff.desk, upkeep=upkeep)
    return seat.open(HealthPlace(seat.staff.context(Role.ADMINISTRATOR)))


@pytest.fixture
def posed(staff: Staff) -> Posed:
    return Posed(staff)


@pytest.fixture
def place(seat: Seat, posed: Posed) -> Iterator[HealthPlace]:
    yield made(seat, posed)


def test_a_back_up_is_made_in_a_new_folder_while_the_office_is_open(seat: Seat, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    place = made(seat, UpkeepHere(tmp_path / "demo"))
    assert "Newest back-up, Never." in place.list_page.facts.words
    place.list_page.backup.click()
    page = place.backup_page
    seat.submit(page)
    assert page.place.problem == "Choose a folder that is there, such as a drive that is kept elsewhere."
    page.place.set_value(drive)
    seat.submit(page)
    [folder] = drive.iterdir()
    assert folder.name.startswith("listening-room-backup-20") and (folder / MANIFEST).exists()
    assert str(folder) in words_on(page) and page.done.kind == "success"
    assert page.place.problem == "" and "There is a problem" not in words_on(page)
    assert "Only a recovery key opens it." in words_on(page) and "Health shows when it was made." in words_on(page)
    page.back.emit()
    seat.settle()
    facts = place.list_page.facts.words
    assert "Newest back-up, " in facts and "Newest back-up, Never." not in facts


def saving(monkeypatch: pytest.MonkeyPatch, file: Path | None) -> None:
    """Answer the dialog that asks where the file goes."""
    monkeypatch.setattr(health_place, "choose_to_save", lambda *asked: file)


def test_a_file_for_it_is_saved_with_nothing_about_a_person(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Check("keyring", True, "not asked for in this test: one that has ended would ask somebody, and wait")
    monkeypatch.setattr(status, "_keyring", lambda *asked: kept)
    place, file = made(seat, UpkeepHere(tmp_path / "demo")), tmp_path / "for it.zip"
    saving(monkeypatch, None)
    seat.press(place.list_page.support)
    assert not place.list_page.saved.isVisible()
    saving(monkeypatch, file)
    seat.press(place.list_page.support)
    assert "for it.zip is saved." in words_on(place.list_page) and not place.list_page.busy
    with ZipFile(file) as found:
        assert {"doctor.txt", "status.json"} <= set(found.namelist())
        assert not any("Demo Customer" in found.read(name).decode(errors="replace") for name in found.namelist())
    place.list_page.backup.click()
    place.backup_page.back.emit()
    seat.settle()
    assert not place.list_page.saved.isVisible()


def test_what_is_due_is_seen_first_and_destroyed_with_another_clocks_date_and_the_password(
    seat: Seat, place: HealthPlace, posed: Posed
) -> None:
    seat.press(place.list_page.due)
    page, said = place.destroy_page, words_on(place.destroy_page)
    assert "12 recordings out of 480 would be destroyed now. This cannot be undone." in said
    assert "The nightly run waits for you." in said and "This PC’s clock says" in said
    seat.submit(page)
    assert page.other_day.problem == "Type today’s date, as another clock shows it." and posed.ran == []
    page.other_day.set_value(seat.staff.desk.today())
    seat.submit(page, "another password")
    assert page.own_password.problem and posed.ran == []
    seat.submit(page, PASSWORD)
    assert posed.ran == [posed.seen] and "12 recordings were destroyed." in words_on(page)
    assert not page.primary.isVisible()
    page.back.emit()
    seat.settle()
    assert place.list_page.isVisible() and place.list_page.backup.hasFocus()


def test_a_run_that_could_not_be_says_so_and_where_nothing_is_due_there_is_nothing_to_press(
    seat: Seat, place: HealthPlace, posed: Posed
) -> None:
    page = place.destroy_page
    for done, said in (
        (NightDone(ours=False), "Another PC is on its nightly run."),
        (NightDone(changed=True), "Nothing was destroyed: the log or the rows were changed."),
        (NightDone(1, anchored=False), "The witness file could not be written."),
    ):
        posed.done = done
        seat.press(place.list_page.due)
        page.other_day.set_value(seat.staff.desk.today())
        seat.submit(page, PASSWORD)
        assert said in words_on(page)
        page.back.emit()
        seat.settle()
    posed.seen = NightLook(0, 480, (), None)
    seat.press(place.list_page.due)
    assert "No recording is due." in words_on(page) and not page.primary.isVisible()


def test_what_cannot_be_made_says_why_and_can_be_tried_again(
    seat: Seat, posed: Posed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a PC that opens no originals, and so destroys nothing."""
    seat.staff.desk = replace(seat.staff.desk, strongroom=None)
    place = made(seat, posed)
    page = place.backup_page
    assert not place.list_page.due.isVisible()
    saving(monkeypatch, tmp_path / "for it.zip")
    seat.press(place.list_page.support)
    assert seat.staff.said.pop().code == "bundle_not_written" and not place.list_page.busy
    place.list_page.backup.click()
    page.place.set_value(tmp_path)
    seat.submit(page)
    assert seat.staff.said.pop().code == "backup_without_vault"
    assert not page.busy and page.place.value() == tmp_path


@pytest.fixture
def quiet(seat: Seat) -> HealthPlace:
    return seat.open(HealthPlace(seat.staff.context(Role.ADMINISTRATOR)))


def the_health(staff: Staff) -> Health:
    found: Health = bound(office_health, staff.desk, staff.context(Role.ADMINISTRATOR).actor)()
    return found


def to_do(quiet: HealthPlace) -> list[str]:
    return [str(row.cells[0]) for row in quiet.list_page.to_do.rows_model.rows]


def pcs(quiet: HealthPlace) -> dict[str, tuple[str, ...]]:
    return {str(row.cells[0]): tuple(map(str, row.cells[1:])) for row in quiet.list_page.pcs.rows_model.rows}


def test_it_shows_the_figures_and_each_pc(quiet: HealthPlace, staff: Staff) -> None:
    listed, page = pcs(quiet), quiet.list_page
    assert set(listed) == {"Desk 2", "Approver's PC"} and listed["Desk 2"][0] == "Back office"
    with staff.desk.uow().read_only() as uow:
        events = uow.reading.log_size()
    for fact in (f"Events in the log, {events}.", "Last nightly run, ", "Recordings, In a folder."):
        assert fact in page.facts.words
    assert "Certificate" not in page.facts.words, "there is no server"
    assert not page.primary.isVisible()
    ends = staff.clock.now() + timedelta(days=400)
    of_server = {
        "certificate_ends": ends,
        "server_certificate_ends": ends,
        "newest_anchor": None,
    }
    page.show_health(replace(the_health(staff), engine="portaudio", **of_server))  # type: ignore[arg-type]
    for name in ("Certificate of the server’s authority", "The server’s own certificate"):
        assert f"{name}, Ends on {day(ends.date())}." in page.facts.words
    for fact in ("Newest anchor outside, Not known.", "Calls are played with, PortAudio."):
        assert fact in page.facts.words


def test_what_somebody_has_to_look_at_is_said_in_words(qtbot: QtBot, quiet: HealthPlace, staff: Staff) -> None:
    assert (words(Trouble.OVERDUE) in to_do(quiet)) == (Trouble.OVERDUE in the_health(staff).troubles)
    counted: list[int] = []
    quiet.waiting.connect(counted.append)
    clock = staff.desk.clock
    clock.pass_by(days=9)  # type: ignore[attr-defined]
    quiet.reload()
    settle(qtbot, staff)
    assert to_do(quiet)[:2] == [words(Trouble.NO_NIGHTLY_RUN), words(Trouble.NO_BACKUP)], "the gravest first"
    assert to_do(quiet)[-1].endswith("has not been seen for a week. If nobody needs it, withdraw it under PCs.")
    for name in ("Desk 2", "Approver's PC"):
        assert f"{name} has not been seen for a week. If nobody needs it, withdraw it under PCs." in to_do(quiet)
    assert counted[-1] == len(to_do(quiet))
    said = words_on(quiet)
    assert "attention" in said and "All is well." not in said


def test_what_the_nightly_run_left_is_a_list_of_things_to_do(quiet: HealthPlace, staff: Staff) -> None:
    page = quiet.list_page
    well = replace(the_health(staff), troubles=frozenset(), left={})
    page.show_health(well)
    assert not page.to_do.isVisible() and "All is well." in words_on(quiet)
    page.show_health(replace(well, left={NightTask.QUARANTINED: 3, NightTask.HOLDS_PAST_REVIEW: 1}))
    rows = to_do(quiet)
    assert page.to_do.isVisible() and "2 things need attention." in words_on(quiet)
    assert rows[0].startswith("3 files of the vault are in quarantine") and rows[1].startswith("1 hold was due")
