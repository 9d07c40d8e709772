"""An import in words: what the columns of a table mean and what is read in them, what was refused, and its report."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop.application.recordings.import_report import Line, Wording
from desktop.domain.recordings.sources import Column
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.words import Texts, counted, tr
from desktop.words.codes import words
from desktop.words.errors import sentence
from desktop.words.formatting import ALIKE, day, length
from desktop.words.formatting import local as local_time

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.ports.desk import Numbers
    from desktop.application.ports.recordings import ReadCell


COLUMN_MEANINGS: Texts[Column] = {
    Column.STARTED: "When the call began",
    Column.STARTED_TIME: "Its time of day, if that has a column of its own",
    Column.MEDIA: "The recording’s file",
    Column.NUMBER: "The other person’s number",
    Column.EXTENSION: "The extension or the member of staff",
    Column.DIRECTION: "Who rang",
    Column.LENGTH: "How long the call was",
    Column.ENDED: "Why the recording ended",
    Column.AGENT_CHANNEL: "The channel of the member of staff",
    Column.UNIQUE_ID: "The call’s identifier, if files are named by it",
}

COLUMN_HEADINGS: Texts[Column] = {
    Column.STARTED: "Began",
    Column.STARTED_TIME: "Time of day",
    Column.MEDIA: "File",
    Column.NUMBER: "Number",
    Column.EXTENSION: "Extension",
    Column.DIRECTION: "Who rang",
    Column.LENGTH: "Length",
    Column.ENDED: "Ended",
    Column.AGENT_CHANNEL: "Channel",
    Column.UNIQUE_ID: "Identifier",
}
"""The headings of the rows as they would be read."""

COLUMN_HINTS: Texts[Column] = {
    Column.STARTED: "The day and the time, or the day alone.",
    Column.STARTED_TIME: "For example, 14:30:05.",
    Column.MEDIA: "Its name, with or without its ending and its folder.",
    Column.NUMBER: "In any of its written forms.",
    Column.EXTENSION: "For example, 2001.",
    Column.DIRECTION: "For example, In and Out, Inbound and Outbound, or Received and Dialled.",
    Column.LENGTH: "In seconds, or as 2:05.",
    Column.ENDED: "For example, Transfer, Hold or Payment pause.",
    Column.AGENT_CHANNEL: "0 or 1, or Left or Right.",
    Column.UNIQUE_ID: "For example, 7F3A-1.",
}

CELL_ENDED: Texts[str] = {"transfer": "transferred", "payment_pause": "paused for a payment", "hold": "on hold"}


def cell_words(column: Column, cell: ReadCell, zone: ZoneInfo, numbers: Numbers) -> str:
    """Return what is read in a cell that can be read, as a person would say it."""
    value = cell.value
    if value is None:
        return tr("nothing")
    if isinstance(value, datetime):
        at = local_time(value, zone)
        return tr("{day}, {time}").format(day=day(at), time=f"{at:%H:%M:%S}")
    if column is Column.NUMBER:
        if value == UNREADABLE:
            return tr("no number that can be read")
        return numbers.shown(numbers.normal(str(value)) or str(value))
    return _of_a_set(column, value) or str(value)


def _of_a_set(column: Column, value: str | bool | int) -> str:
    if column is Column.DIRECTION:
        return tr("the council rang") if value else tr("they rang")
    if column is Column.LENGTH:
        return length(float(value))
    if column is Column.AGENT_CHANNEL:
        return tr("right") if value else tr("left")
    return tr(CELL_ENDED[str(value)]) if column is Column.ENDED else ""


def report_wording() -> Wording:
    """Return the headings and the cells of a report's file."""
    return Wording((tr("File"), tr("Result"), tr("Held for"), tr("Why")), _cells)


def _cells(line: Line) -> tuple[str, ...]:
    why = sentence(line.code) if line.code else ""
    return line.path, words(line.outcome), ", ".join(line.references), why


def refused_alike(code: str, files: int) -> str:
    """Say how many files one reason refused, and where they are many of one telephone system, what to look at."""

    said = counted(files, "1 file: {why}", "{n} files: {why}", why=sentence(code))
    if files < ALIKE or not code.startswith("side_"):
        return said
    hint = tr(
        "Is it the right telephone system? If so, an administrator looks at how its recordings are read, under "
        "Policies, Keeping recordings."
    )
    return f"{said} {hint}"
