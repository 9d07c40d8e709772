"""The removal sheet of a request, on paper: where its copy has parts removed, on which channel, and why.

It is for Information Governance, who make the copy that the person gets by their own route: this program writes no
sound out. It names nobody but by the reference, and has the inner reasons: no listener is to read it.
"""

from __future__ import annotations

from desktop.application.requests.views import RequestView
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.paper.lists import TEXT, ListSetter, titled_sheets
from desktop.ui.kit.paper.sheets import MM
from desktop.ui.requests.facts import REMOVED_COLUMNS, removed_rows
from desktop.ui.running.context import Context
from desktop.ui.running.paper_page import Paper
from desktop.words import tr
from desktop.words.formatting import day, moment

WIDTHS = (32 * MM, 20 * MM, 26 * MM, 44 * MM, 0)


def removal_paper(view: RequestView, context: Context) -> Paper:
    """Return the sheet."""
    office, rows = context.desk.office, removed_rows(view)
    title = tr("Removal sheet {reference}").format(reference=view.row.reference)
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    call = tr("The call of {moment}. The answer is due on {day}.") if view.row.due_on else tr("The call of {moment}.")
    due = day(view.row.due_on) if view.row.due_on else ""
    writer.line(call.format(moment=moment(view.request.call.at, office.zone), day=due), TEXT)
    writer.line(tr("For Information Governance: remove these parts from the copy that is sent."))
    ListSetter(writer, [tr(name) for name in REMOVED_COLUMNS], WIDTHS, TEXT).add(
        [[(str(cell),) for cell in row.cells] for row in rows]
    )
    writer.line(tr("The reasons are for our file only. Shred this sheet after use."), above=24)
    return Paper(title, document, tr("Removal sheet on paper"), list=PaperList.REMOVALS, lines=len(rows))
