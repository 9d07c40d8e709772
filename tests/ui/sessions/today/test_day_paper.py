"""The day's sheet: what stands on it as it comes out on paper, and who gets it how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.reading import AppointmentRow
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.paper import PaperList
from desktop.errors import ExternalSystemError
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.running import paper_page
from desktop.ui.sessions.day_paper import day_paper
from desktop.ui.sessions.today import TodayPlace
from tests.support.pdf import sizes_of, words_of
from tests.ui.kit.test_paper import MM, saved
from tests.ui.sessions.counter import words_on
from tests.ui.sessions.test_identification import OF_THE_CALL
from tests.ui.sessions.today.test_today import place_of as today_of
from tests.ui.staff import Staff, settle


def place_of(qtbot: QtBot, staff: Staff, role: Role = Role.ADVISER) -> TodayPlace:
    place = today_of(qtbot, staff, role)
    place.list_page.paper_link.click()
    assert place.stack.currentWidget() is place.paper_page
    return place


def rows(place: TodayPlace) -> list[AppointmentRow]:
    assert place._view is not None
    return [found.row for found in place._view.rows]


def lists_made(staff: Staff) -> list[Event]:
    return [event for event in staff.events() if event.kind is EventKind.LIST_MADE]


def test_it_says_who_comes_when_where_and_what_they_need(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    said = place.paper_page.sheets.accessibleDescription()
    assert "Appointments, Tuesday 24 November 2026" in said and staff.desk.office.name in said
    assert "Demo office: this is not a real list." in said and "Shred this sheet after use." in said
    for row in rows(place):
        assert row.shown_name in said and row.reference in said and row.desk_name in said
        assert all(need in said for need in row.adjustments)
    assert "9:30am to " in said and not OF_THE_CALL.search(said)


def test_needs_that_were_chosen_are_on_it_and_the_end_is_that_of_the_time_they_need(qtbot: QtBot, staff: Staff) -> None:
    row = replace(rows(place_of(qtbot, staff))[0], needs=(Need.EXTRA_TIME, Need.LARGE_TYPE), minutes=60)
    paper = day_paper({date(2026, 11, 24): [row]}, staff.context(Role.ADVISER)).document.toPlainText()
    assert "Extra time" in paper and "Large type" in paper and "9:30am to 10:30am" in paper


def test_who_was_called_off_is_not_on_it(qtbot: QtBot, staff: Staff) -> None:
    first, *others = rows(place_of(qtbot, staff))
    gone = replace(first, status=AppointmentStatus.CANCELLED)
    paper = day_paper({date(2026, 11, 24): [gone, *others]}, staff.context(Role.ADVISER))
    assert first.reference not in paper.document.toPlainText() and paper.lines == len(others)
    none = day_paper({date(2026, 11, 24): [gone]}, staff.context(Role.ADVISER))
    assert "No appointments." in none.document.toPlainText() and none.lines == 0


def test_of_a_week_every_day_has_its_heading_and_nothing_is_cut_on_any_sheet(
    qtbot: QtBot, staff: Staff, tmp_path: Path
) -> None:
    one = replace(rows(place_of(qtbot, staff))[0], adjustments=("Hearing aid", "A very long need " * 12))
    days = {date(2026, 11, 23) + timedelta(days=at): [one] * (at * 7) for at in range(5)}
    paper = day_paper(days, staff.context(Role.ADVISER))
    saved(paper.document, tmp_path / "week.pdf")
    words = words_of(tmp_path / "week.pdf")
    assert paper.title == "Appointments, 23 November 2026 to 27 November 2026" and paper.list is PaperList.DAY
    assert paper.lines == sum(map(len, days.values())) == sum(word.text == one.reference for word in words)
    for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        assert name in {word.text for word in words}
    for number, word in enumerate(words):
        assert word.left >= 15 * MM and word.right <= 195 * MM and word.bottom <= 287 * MM, word
        assert not [other for other in words[number + 1 : number + 300] if word.overlaps(other)], word
    assert min(sizes_of(tmp_path / "week.pdf")) >= 9.9


def test_an_adviser_prints_it_and_makes_no_file_and_the_log_says_so_first(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(qtbot, staff)
    page = place.paper_page
    links = [each.text() for each in page.findChildren(LinkButton) if each.isVisible()]
    assert "Save it as a PDF" not in links and "Back" in links
    went: list[tuple[str, int]] = []
    monkeypatch.setattr(paper_page, "choose_printer", lambda parent, otherwise: None)
    page.primary.click()
    settle(qtbot, staff)
    assert lists_made(staff) == [], "nobody chose a printer"
    monkeypatch.setattr(paper_page, "choose_printer", lambda parent, otherwise: object())
    monkeypatch.setattr(paper_page, "print_sheets", lambda _, title, __: went.append((title, len(lists_made(staff)))))
    page.primary.click()
    settle(qtbot, staff)
    assert went == [("Appointments, Tuesday 24 November 2026", 1)]
    assert "The list has gone to the printer." in words_on(place)
    (event,) = lists_made(staff)
    assert dict(event.facts) == {"list": "day", "way": "printed", "lines": len(rows(place))}
    page.back.emit()
    assert place.list_page.isVisible()


def test_an_officer_saves_it_and_hears_why_it_cannot_be_written(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = place_of(qtbot, staff, Role.INFORMATION_OFFICER)
    page = place.paper_page
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / asked[2])
    page._save()
    settle(qtbot, staff)
    assert (tmp_path / "Appointments, Tuesday 24 November 2026.pdf").read_bytes().startswith(b"%PDF")
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / "nowhere" / asked[2])
    page._save()
    settle(qtbot, staff)
    assert staff.said.pop().code == "paper_not_written" and len(lists_made(staff)) == 2

    def none_here(parent: object, otherwise: str) -> None:
        raise ExternalSystemError(otherwise)

    monkeypatch.setattr(paper_page, "choose_printer", none_here)
    page.primary.click()
    assert staff.said.pop().code == "no_printer_for_list"


def test_a_days_heading_is_on_the_sheet_of_its_first_appointment(qtbot: QtBot, staff: Staff, tmp_path: Path) -> None:
    one, context = rows(place_of(qtbot, staff))[0], staff.context(Role.ADVISER)
    for count in range(11, 17):
        saved(
            day_paper({date(2026, 11, 23): [one] * count, date(2026, 11, 24): [one] * 3}, context).document,
            tmp_path / f"{count}.pdf",
        )
        words = words_of(tmp_path / f"{count}.pdf")
        heading = next(word for word in words if word.text == "Tuesday")
        above = heading.page, heading.top
        below = [word for word in words if word.text == one.reference and (word.page, word.top) > above]
        assert len(below) == 3 and below[0].page == heading.page
