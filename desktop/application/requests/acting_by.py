"""The date by which someone acts on a request, and its place in a list.

Rules:
- What is due beside the answer (a follow-up from a session, a hold to review) counts where it is due before the answer,
  and where there is no answer to give any more.
- A complaint that was acknowledged has no date any more. Until its outcome is told the request is listed: one that is
  closed stands among those without a date.
- A request is pressing once that date is near or past.
"""

from __future__ import annotations

from datetime import date

from desktop.application.ports.reading import Part, RequestCounts, RequestKey, RequestRow
from desktop.domain.requests.request import OFFICERS_ACT, UNANSWERED, Status


def beside(row: RequestRow) -> list[date]:
    """Return the dates of what is due beside the answer, the earliest first."""
    found = [] if row.follow_up_due is None else [row.follow_up_due[0]]
    return sorted(found if row.hold_review_on is None else [*found, row.hold_review_on])


def nearest(row: RequestRow) -> date | None:
    """Return the earlier of the answer's date and that of anything beside it."""
    first = next(iter(beside(row)), None)
    return row.due_on if first is None or answer_is_first(row, first) else first


def answer_is_first(row: RequestRow, other: date) -> bool:
    """Return whether there is an answer to give, not later than that other date."""
    return row.status in UNANSWERED and row.due_on is not None and row.due_on <= other


def presses(due: date | None, status: Status, today: date) -> bool:
    """Return whether the answer is overdue or due soon."""
    return due is not None and status in UNANSWERED and due - today <= RequestCounts.SOON


def row_presses(row: RequestRow, today: date) -> bool:
    """Return whether the answer, or anything beside it, is overdue or due soon."""
    return any(due - today <= RequestCounts.SOON for due in beside(row)) or presses(row.due_on, row.status, today)


def is_overdue(row: RequestRow, today: date) -> bool:
    """Return whether one of them is overdue."""
    late = row.status in UNANSWERED and row.due_on is not None and row.due_on < today
    return late or any(due < today for due in beside(row))


def officers_act(row: RequestRow) -> bool:
    """Return whether an information officer acts next on the request, or on anything beside it."""
    return row.status in OFFICERS_ACT or row.complaint_open or bool(beside(row))


def is_listed(row: RequestRow) -> bool:
    """Return whether anything is still to be done about the request: its answer, or anything beside it."""
    return row.status is not Status.CLOSED or row.complaint_open or bool(beside(row))


def key_of(row: RequestRow) -> RequestKey:
    """Return its place in a list."""
    over = row.status is Status.CLOSED and not beside(row)
    if over and not row.complaint_open:
        return RequestKey(Part.CLOSED, row.received_on, row.reference)
    due = None if over else nearest(row)
    if due is None:
        return RequestKey(Part.UNDATED, row.received_on, row.reference)
    return RequestKey(Part.DATED, due, row.reference)


def urgency(row: RequestRow) -> tuple[object, ...]:
    """Return what the rows of a page are sorted by: as `key_of`, with the calls of one number counted up."""
    key, number = key_of(row), row.reference.partition("/")[0]
    if key.part is Part.CLOSED:
        return key.order
    return key.part, key.day.toordinal(), number, len(row.reference), row.reference
