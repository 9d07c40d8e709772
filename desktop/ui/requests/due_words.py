"""Due dates in words: how near they are, and how they came about. No rule: `domain.deadline` counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.application.views import RequestRow
from desktop.domain.deadline import Deadline, Explanation, Rule
from desktop.domain.request import Status
from desktop.ui.formatting import day, weekday_and_day
from desktop.ui.wording import tr

SOON_DAYS = 7
OPEN = (Status.TAKEN, Status.MATCHED, Status.PREPARED, Status.APPROVED)

RULES: Mapping[Rule, str] = {
    Rule.FROM_RECEIPT: "It arrived on {day}, and the clock starts that day.",
    Rule.FROM_PROOF: "Proof arrived on {day}, and the clock starts that day.",
    Rule.SAME_DATE: "The answer is due on the same date next month, {day}.",
    Rule.LAST_DAY_OF_MONTH: "Next month has no such date, so it is the last day of that month, {day}.",
    Rule.WEEKEND: "{day} is a weekend.",
    Rule.HOLIDAY: "{day} is a public holiday.",
    Rule.NEXT_WORKING_DAY: "So it is the next working day, {day}.",
}


def due_words(due: date | None, status: Status, today: date) -> str:
    """ "Overdue by 3 days: 21 November 2026", "Due in 4 days: ...", or the date alone where there is time."""
    if due is None:
        return tr("No legal date")
    left = (due - today).days
    if status not in OPEN or left > SOON_DAYS:
        return day(due)
    if left < 0:
        near = tr("Overdue by 1 day") if left == -1 else tr("Overdue by {n} days").format(n=-left)
    elif left == 0:
        near = tr("Due today")
    else:
        near = tr("Due tomorrow") if left == 1 else tr("Due in {n} days").format(n=left)
    return f"{near}: {day(due)}"


def presses(due: date | None, status: Status, today: date) -> bool:
    """Whether the request is overdue or due soon."""
    return due is not None and status in OPEN and (due - today).days <= SOON_DAYS


def urgency(row: RequestRow) -> tuple[bool, date]:
    """For sorting: what has a legal date comes first, the nearest at the top."""
    return row.due_on is None, row.due_on or row.received_on


def explained(deadline: Deadline) -> str:
    """How the date came about, step by step."""
    return " ".join(_step(step) for step in deadline.explanation if step.rule in RULES)


def _step(step: Explanation) -> str:
    return tr(RULES[step.rule]).format(day=weekday_and_day(step.day))
