"""A list of requests as it goes to paper: what is shown of it on the page, in its order.

A list that goes on says so: nobody takes its first lines for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.application.ports.reading import RequestRow
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.paper.lists import TEXT, ListSetter, Row, titled_sheets
from desktop.ui.kit.paper.sheets import MM
from desktop.ui.running.context import Context
from desktop.ui.running.paper_page import Paper
from desktop.words import Lines, tr
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.requests.due_words import listed_due, next_words

COLUMNS: Lines = ("Request", "Person", "Kind", "Due", "Who acts next")
WIDTHS = (32 * MM, 36 * MM, 30 * MM, 34 * MM, 0)


def requests_paper(rows: Sequence[RequestRow], which: str, context: Context, *, more: bool) -> Paper:
    """Return the list. `which`: its name; `more`: it goes on."""
    office, today = context.desk.office, context.desk.today()
    title = tr("Requests, {day}").format(day=day(today))
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    writer.line(tr("{which}. The most urgent comes first.").format(which=which), TEXT)
    if more:
        writer.line(tr("This is only the beginning of the list. There are more requests."), bold=True)
    if rows:
        ListSetter(writer, [tr(name) for name in COLUMNS], WIDTHS, TEXT).add([_row(row, today) for row in rows])
    writer.line(tr("Shred this list after use."), above=24)
    return Paper(title, document, tr("Requests on paper"), list=PaperList.REQUESTS, lines=len(rows))


def _row(row: RequestRow, today: date) -> Row:
    cells = (row.reference, row.shown_name, words(row.kind), listed_due(row, today), next_words(row))
    return [(cell,) for cell in cells]
