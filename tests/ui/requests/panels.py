"""Steps of the tests of a request's page: open a request, read a part, open its panels, and save them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.listing import RequestFilter, requests
from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Command, bound
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.text import Words
from desktop.ui.requests.panels import Panel, RecordPart
from desktop.ui.requests.place import RequestsPlace
from tests.ui.reviews.conftest import Seat
from tests.ui.staff import Staff


def make(seat: Seat, role: Role = Role.INFORMATION_OFFICER) -> RequestsPlace:
    return seat.open(RequestsPlace(seat.staff.context(role)))


def rows(staff: Staff) -> tuple[RequestRow, ...]:
    desk, actor = staff.desk, staff.actor(Role.INFORMATION_OFFICER)
    more: dict[str, Any] = {"uow": desk.uow(), "clock": staff.clock, "rules": desk.deadline_rules}
    return requests(actor, RequestFilter.ALL, zone=desk.office.zone, **more).rows


def a_row(**more: Any) -> RequestRow:
    """Return the row of a request as the list has it."""
    day = date(2026, 11, 22)
    row = RequestRow(RequestId("1" * 32), "SAR-2026-0004", Kind.SUBJECT_ACCESS, Status.TAKEN, day, day, "Demo Customer")
    return replace(row, **more)


def cells(place: RequestsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def open_request(seat: Seat, place: RequestsPlace, reference: str) -> RequestView:
    place.open(next(row.id for row in rows(seat.staff) if row.reference == reference))
    seat.settle()
    return view_of(place)


def open_one(seat: Seat, reference: str, role: Role = Role.INFORMATION_OFFICER) -> RequestsPlace:
    place = make(seat, role)
    open_request(seat, place, reference)
    return place


def do(staff: Staff, command: Command[Any]) -> None:
    """Carry out a command elsewhere."""
    bound(command.use_case, staff.desk, command)()


def close(staff: Staff, reference: str) -> None:
    """Close a request, as another PC does it."""
    id = next(row.id for row in rows(staff) if row.reference == reference)
    do(staff, CloseRequest(staff.actor(Role.INFORMATION_OFFICER), id, Answered.WITHDRAWN))


def view_of(place: RequestsPlace) -> RequestView:
    assert place.request_page.view is not None
    return place.request_page.view


def listed(seat: Seat, place: RequestsPlace) -> dict[str, tuple[str, str]]:
    """Return the date and who acts next, by reference, from the list."""
    seat.back(place.request_page)
    return {row[0]: (row[3], row[4]) for row in cells(place)}


def says(part: QWidget) -> list[str]:
    said = [words.words for words in part.findChildren(Words) if words.isVisible()]
    return "\n".join(said).splitlines()


def offered(part: RecordPart) -> list[str]:
    return [link.text() for link in part.links if link.isVisible()]


def backs(part: RecordPart) -> list[str]:
    return [link.text() for link in part.back if link.isVisible()]


def press(part: RecordPart, words: str) -> Panel:
    """Open the panel whose link has these words."""
    next(link for link in part.links if link.text() == words).click()
    assert part.panel is not None and part.panel.isVisible() and not offered(part)
    return part.panel


def save(seat: Seat, panel: Panel) -> None:
    seat.press(panel.save)


def problems(place: RequestsPlace) -> dict[str, str]:
    return {field.name: field.problem for field in place.request_page.fields() if field.problem}


def field(panel: Panel | None, name: str) -> Any:
    """Return the panel's field of that name, whatever its kind."""
    assert panel is not None
    return next(found for found in panel.findChildren(Field) if found.name == name)


def day_of(panel: Panel | None) -> DateField:
    """Return the panel's field of a day."""
    assert panel is not None
    return next(found for found in panel.findChildren(Field) if isinstance(found, DateField))


def type_day(panel: Panel, *typed: str) -> None:
    for box, text in zip(day_of(panel).boxes, typed, strict=True):
        box.setText(text)
    day_of(panel).edited.emit()


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Set the focus; the window may not be in front yet."""
    widget.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
