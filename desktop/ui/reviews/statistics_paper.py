"""The figures of a quarter on paper: the five that matter, then each table. Nobody is named."""

from __future__ import annotations

from desktop.application.ports.office import OfficeFacts
from desktop.domain.reviews.statistics import Figures
from desktop.ui.kit.printing.paper import MM
from desktop.ui.kit.printing.typesetting import TEXT_POINTS, ListRow, ListSetter, titled_sheets
from desktop.ui.running.paper_page import Paper
from desktop.words import reviews as messages
from desktop.words import tr
from desktop.words.formatting import grouped

WIDTHS = (110 * MM, 60 * MM)


def statistics_paper(found: Figures, office: OfficeFacts) -> Paper:
    """Return them laid out on sheets."""
    title = tr("Statistics, {quarter}").format(quarter=messages.quarter_words(found.quarter))
    document, writer = titled_sheets(title, office.name, demo=office.demo)
    for name, rows in _tables(found):
        ListSetter(writer, (name, tr("Number")), WIDTHS, TEXT_POINTS).add(rows)
    return Paper(title, document, tr("Statistics on paper"))


def _tables(found: Figures) -> list[tuple[str, list[ListRow]]]:
    """Return each table with its name; one without rows says "None"."""
    now = found.on_time[-1]
    first: list[ListRow] = [
        ((tr("Answered on time"),), (messages.percent_words(now),)),
        ((tr("Days to answer, median"),), (messages.median_words(found.median_days),)),
        ((tr("Requests answered"),), (grouped(now.answered),)),
        ((tr("Sessions held"),), (grouped(found.held),)),
        ((tr("Sessions looked at first"),), (grouped(found.exceptional),)),
    ]
    quarters: list[ListRow] = [
        ((messages.quarter_short(each.quarter),), (_of_all(each.on_time, each.answered, messages.percent_words(each)),))
        for each in found.on_time
    ]
    counted = (
        (tr("Time from request to answer"), messages.took_rows(found)),
        (tr("How requests ended"), messages.outcome_rows(found)),
        (tr("How sessions ended"), messages.session_rows(found)),
        (tr("Exceptions"), messages.exception_rows(found)),
        (tr("Other figures"), messages.said_rows(found)),
    )
    tables = [(tr("The quarter"), first), (tr("Answered on time, by quarter"), quarters)]
    for name, rows in counted:
        tables.append((name, [((what,), (grouped(number),)) for what, number in rows or ((tr("None"), 0),)]))
    return tables


def _of_all(on_time: int, answered: int, percent: str) -> str:
    return tr("{percent}: {on_time} of {all}").format(percent=percent, on_time=grouped(on_time), all=grouped(answered))
