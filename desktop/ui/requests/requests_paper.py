"""The requests on paper: a list as it is shown, and the removal sheet of one. Imported when the first is printed.

A list that goes on says so: nobody takes its first lines for all of it. The removal sheet is for Information
Governance, who make the copy that the person gets by their own route: this program writes no sound out. It names
nobody but by the reference, and has the inner reasons: no listener is to read it.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.views import RequestView
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.printing.paper import MM
from desktop.ui.kit.printing.typesetting import TEXT_POINTS, ListSetter, titled_sheets
from desktop.ui.requests.request_words import LISTED_COLUMNS, REMOVED_COLUMNS, listed_cells, removed_rows
from desktop.ui.running.context import Context
from desktop.ui.running.paper_page import Paper
from desktop.words import tr
from desktop.words.formatting import day, moment

LIST_WIDTHS = (32 * MM, 36 * MM, 30 * MM, 34 * MM, 0)


def requests_paper(rows: Sequence[RequestRow], which: str, context: Context, *, more: bool) -> Paper:
    """Return the list. `which`: its name; `more`: it goes on."""
    office, today = context.desk.office, context.desk.today()
    title = tr("Requests, {day}").format(day=day(today))
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    writer.line(tr("{which}. The most urgent comes first.").format(which=which), TEXT_POINTS)
    if more:
        writer.line(tr("This is only the beginning of the list. There are more requests."), bold=True)
    if rows:
        ListSetter(writer, [tr(name) for name in LISTED_COLUMNS], LIST_WIDTHS, TEXT_POINTS).add(
            [[(cell,) for cell in listed_cells(row, today)] for row in rows]
        )
    writer.line(tr("Shred this list after use."), above=24)
    return Paper(title, document, tr("Requests on paper"), list=PaperList.REQUESTS, lines=len(rows))


REMOVAL_WIDTHS = (32 * MM, 20 * MM, 26 * MM, 44 * MM, 0)


def removal_paper(view: RequestView, context: Context) -> Paper:
    """Return the sheet."""
    office, rows = context.desk.office, removed_rows(view)
    title = tr("Removal sheet {reference}").format(reference=view.row.reference)
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    call = tr("The call of {moment}. The answer is due on {day}.") if view.row.due_on else tr("The call of {moment}.")
    due = day(view.row.due_on) if view.row.due_on else ""
    writer.line(call.format(moment=moment(view.request.call.at, office.zone), day=due), TEXT_POINTS)
    writer.line(tr("For Information Governance: remove these parts from the copy that is sent."))
    ListSetter(writer, [tr(name) for name in REMOVED_COLUMNS], REMOVAL_WIDTHS, TEXT_POINTS).add(
        [[(str(cell),) for cell in row.cells] for row in rows]
    )
    writer.line(tr("The reasons are for our file only. Shred this sheet after use."), above=24)
    return Paper(title, document, tr("Removal sheet on paper"), list=PaperList.REMOVALS, lines=len(rows))
