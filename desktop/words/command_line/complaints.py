"""The output of the verb that counts complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.words import tr
from desktop.words.formatting import day, grouped

if TYPE_CHECKING:
    from desktop.domain.requests.complaint_counts import ComplaintCounts, Period


def lines(period: Period, counts: ComplaintCounts) -> list[str]:
    """Return what is printed: the complaints received in the period, and those closed in it."""
    n = {name: grouped(number) for name, number in counts.figures().items()}
    received = [
        tr("Acknowledged in time: {acknowledged_in_time}"),
        tr("Acknowledged late: {acknowledged_late}"),
        tr("Passed on without an acknowledgement: {passed_on_without}"),
        tr("Not acknowledged yet: {not_acknowledged}, of which overdue: {overdue}"),
    ]
    closed = [
        tr("Upheld: {upheld}"),
        tr("Upheld in part: {partly_upheld}"),
        tr("Not upheld: {not_upheld}"),
        tr("About the service, and passed on: {passed_on}"),
        tr("Acknowledged before outcomes were noted: {without_outcome}"),
    ]
    return [
        tr("Complaints from {first} to {last}").format(first=day(period.first), last=day(period.last)),
        tr("Received: {received}").format(**n),
        *(f"  {line.format(**n)}" for line in received),
        tr("Closed: {closed}").format(**n),
        *(f"  {line.format(**n)}" for line in closed),
    ]
