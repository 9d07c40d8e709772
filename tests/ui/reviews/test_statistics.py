"""The page of the office's figures: a quarter at a time, read aloud as a whole, and saved as a table."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.statistics import Quarter, Took
from desktop.errors import ExternalSystemError
from desktop.ui.kit.style import Size, font
from desktop.ui.reviews import statistics
from desktop.ui.reviews.statistics import StatisticsPlace, save_table
from desktop.ui.running import paper_page
from tests.support.listing import listed
from tests.support.pdf import words_of
from tests.support.refusals import error_of
from tests.ui.reviews.conftest import Seat


@pytest.fixture
def place(seat: Seat) -> StatisticsPlace:
    made = StatisticsPlace(seat.staff.context(Role.SUPERVISOR))
    seat.qtbot.addWidget(made)
    made.resize(1100, 900)
    made.show()
    seat.refresh(made)
    return made


def shown(place: StatisticsPlace, table: int) -> dict[str, str]:
    return {row.cells[0]: row.cells[1] for row in place.list_page.tables[table].rows_model.rows}


def heading(place: StatisticsPlace) -> str:
    place.list_page.reading = False
    return place.list_page.where()


def test_it_opens_on_this_quarter_and_goes_back_and_no_further_than_today(seat: Seat, place: StatisticsPlace) -> None:
    page = place.list_page
    assert heading(place).startswith("Statistics: October to December 2026. This quarter is not over yet.")
    assert not page.later.isVisible()
    seat.press(page.earlier)
    assert heading(place).startswith("Statistics: July to September 2026. Nothing on this page")
    page.later.setFocus()
    seat.qtbot.keyClick(page.later, Qt.Key.Key_Return)
    seat.settle()
    assert "October to December 2026" in heading(place) and not page.later.isVisible()
    assert page.focusWidget() is page.earlier, "the keyboard does not go to another button by itself"


def test_all_of_it_is_said_to_a_screen_reader(place: StatisticsPlace) -> None:
    page = place.list_page
    assert "answered on time" in page.facts.words and "sessions held" in page.facts.words
    assert page.by_quarter.words.startswith("Answered on time, by quarter. Jul–Sep 2025 ")
    assert "Late " in page.took.words


def test_in_a_narrow_window_the_bars_lie_so_that_no_name_is_cut(qtbot: QtBot, place: StatisticsPlace) -> None:
    page, bars = place.list_page, place.list_page.took
    assert page.figures is not None
    page.show_figures(replace(page.figures, took={Took.LATE: 1}), page.figures.quarter)
    qtbot.waitUntil(bars.isVisible)
    room = QFontMetrics(font(Size.SMALL))
    assert not bars.lie(bars.width())
    place.resize(320, 900)
    qtbot.waitUntil(lambda: bars.lie(bars.width()) and bars.height() == bars.heightForWidth(bars.width()))
    assert bars.height() >= len(bars.bars) * room.height() and bars.width() <= 320
    longest = max(room.horizontalAdvance(bar.name) for bar in bars.bars)
    assert longest > bars.width() / len(bars.bars), "upright, it would be cut"
    assert longest < bars.width() / 2, "its half of the line is enough"


def test_the_table_has_every_number_of_the_page_and_opens_in_a_spreadsheet(
    place: StatisticsPlace, tmp_path: Path
) -> None:
    found = place.list_page.figures
    assert found is not None
    path = tmp_path / "statistics.csv"
    assert save_table(found, path) == "statistics.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Quarter", "Part", "What", "Number"] and len({len(row) for row in rows}) == 1
    numbers = {row[2]: row[3] for row in rows if row[1] == "How requests ended"}
    assert numbers == shown(place, 0)
    assert sum(row[2] == "Answered on time" for row in rows) == 6
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    refused = error_of(ExternalSystemError, save_table, found, tmp_path / "there is none" / "x.csv")
    assert refused.code == "report_not_written"


def test_it_is_saved_where_one_says_and_that_it_was_is_said(
    seat: Seat, place: StatisticsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def choose(parent: object, title: str, name: str, kind: str) -> Path:
        proposed.append(name)
        return tmp_path / name

    monkeypatch.setattr(statistics, "choose_to_save", choose)
    place.list_page.submitted.emit()
    seat.settle()
    assert proposed == ["Statistics Oct-Dec 2026.csv"] and (tmp_path / proposed[0]).exists()
    assert place.list_page.banner.words == "Saved as Statistics Oct-Dec 2026.csv."


def test_a_quarter_in_which_nothing_was_answered_has_no_share_of_nothing(place: StatisticsPlace) -> None:
    found = place.list_page.figures
    assert found is not None
    none = replace(found, on_time=tuple(replace(each, answered=0, on_time=0) for each in found.on_time))
    place.list_page.show_figures(replace(none, median_days=None, exceptions={}), Quarter(2027, 1))
    assert place.list_page.facts.words.startswith("– answered on time")
    assert shown(place, 2) == {"None": "0"}
    page = place.list_page
    assert not page.by_quarter.isVisible()
    assert page.none_by_quarter.words == "Nothing yet: no request was answered in these quarters."
    page.show_figures(replace(none, took={}), Quarter(2027, 1))
    assert not page.took.isVisible()
    assert page.none_took.words == "Nothing yet: no request was answered in this quarter."
    page.show_figures(
        replace(found, on_time=(*none.on_time[:-1], replace(none.on_time[-1], answered=1))), Quarter(2027, 1)
    )
    assert page.by_quarter.isVisible() and not page.none_by_quarter.isVisible(), "none of one is no nothing"


def test_they_go_to_paper_with_every_figure_of_the_page_and_name_nobody(
    seat: Seat, place: StatisticsPlace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seat.press(place.list_page.earlier)
    place.list_page.paper_link.click()
    said = place.paper_page.sheets.accessibleDescription()
    assert "Statistics, July to September 2026" in said and seat.staff.desk.office.name in said
    for table in range(len(place.list_page.tables)):
        for what, number in shown(place, table).items():
            assert what in said and number in said
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / asked[2])
    place.paper_page._save()
    text = [word.text for word in words_of(tmp_path / "Statistics, July to September 2026.pdf")]
    assert "Withdrawn" in text and "Answered" in text
    seat.back(place.paper_page)
    assert place.list_page.isVisible() and place.list_page.paper_link.hasFocus()
    with seat.staff.desk.uow().read_only() as uow:
        assert not [row for row in listed(uow) if row.shown_name in said]
    assert not [event for event in seat.staff.events() if event.kind is EventKind.LIST_MADE], "it names nobody"
