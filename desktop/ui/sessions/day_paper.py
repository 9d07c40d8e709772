"""The day's sheet: who comes when, to which desk, and what they need, as it goes to paper; of one day or of several.

An appointment that was called off or missed is not on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from desktop.application.ports.office import OfficeFacts
from desktop.application.ports.reading import AppointmentRow
from desktop.application.shared.lists import SAVES
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.printing.paper import MM
from desktop.ui.kit.printing.typesetting import SECTION_POINTS, TEXT_POINTS, ListRow, ListSetter, titled_sheets
from desktop.ui.running.context import Context
from desktop.ui.running.paper_page import Paper
from desktop.words import Lines, tr
from desktop.words.formatting import day, time_of_day, weekday_and_day
from desktop.words.sessions import adjustment_lines

COLUMNS: Lines = ("Time", "Person", "Desk", "Adjustments")
WIDTHS = (38 * MM, 52 * MM, 34 * MM, 0)
COMES = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.ATTENDED})


def day_paper(days: Mapping[date, Sequence[AppointmentRow]], context: Context) -> Paper:
    """Return the sheet of these days, in their order."""
    office = context.desk.office
    first, *more = days
    title = tr("Appointments, {day}").format(day=weekday_and_day(first))
    if more:
        title = tr("Appointments, {first} to {last}").format(first=day(first), last=day(more[-1]))
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    table = ListSetter(writer, [tr(name) for name in COLUMNS], WIDTHS, TEXT_POINTS)
    lines = 0
    for at, rows in days.items():
        heading = weekday_and_day(at) if more else ""
        coming = [_row(row, office) for row in rows if row.status in COMES]
        lines += len(coming)
        if coming:
            table.add(coming, under=heading)
            continue
        if heading:
            writer.line(heading, SECTION_POINTS, bold=True, above=14)
        writer.line(tr("No appointments."), above=6)
    writer.line(tr("Shred this sheet after use."), above=24)
    saves = context.person.may(SAVES[PaperList.DAY])
    return Paper(title, document, tr("Appointments on paper"), list=PaperList.DAY, lines=lines, saves=saves)


def _row(row: AppointmentRow, office: OfficeFacts) -> ListRow:
    ends = row.starts_at + timedelta(minutes=row.minutes)
    times = tr("{start} to {end}").format(
        start=time_of_day(row.starts_at, office.zone), end=time_of_day(ends, office.zone)
    )
    needs = adjustment_lines(row.needs, row.adjustments)
    return (times,), (row.shown_name, row.reference), (row.desk_name,), needs or ("",)
