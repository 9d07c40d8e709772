"""The date by which someone acts on a request, and its place in a list.

Rules:
- What is due beside the answer (a follow-up from a session, a hold to review) counts where it is due before the answer,
  and where there is no answer to give any more.
- A complaint that was acknowledged has no date any more. Until its outcome is told the request is listed: one that is
  closed stands among those without a date.
- A request is pressing once that date is near or past.
"""

from __future__ import annotations

from datetime import date, timedelta

from desktop.application.ports.reading import RequestRow
from desktop.domain.requests.request import OFFICERS_ACT, UNANSWERED, Status

SOON = timedelta(days=7)
"""How near a date is that is due soon."""


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
    return due is not None and status in UNANSWERED and due - today <= SOON


def row_presses(row: RequestRow, today: date) -> bool:
    """Return whether the answer, or anything beside it, is overdue or due soon."""
    return any(due - today <= SOON for due in beside(row)) or presses(row.due_on, row.status, today)


def is_overdue(row: RequestRow, today: date) -> bool:
    """Return whether one of them is overdue."""
    late = row.status in UNANSWERED and row.due_on is not None and row.due_on < today
    return late or any(due < today for due in beside(row))


def officers_act(row: RequestRow) -> bool:
    """Return whether an information officer acts next on the request, or on anything beside it."""
    return row.status in OFFICERS_ACT or row.complaint_open or bool(beside(row))


def urgency(row: RequestRow) -> tuple[object, ...]:
    """Return what open requests are sorted by: the date to act by, then those without one by their receipt.

    The calls of one number are counted up.
    """
    over = row.status is Status.CLOSED and not beside(row)
    due = None if over else nearest(row)
    number = row.reference.partition("/")[0]
    return due is None, due or row.received_on, number, len(row.reference), row.reference
