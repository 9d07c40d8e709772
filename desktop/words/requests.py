"""A request in words: who acts next, how near its due date is and why it is that day, and the number of its call.

`domain.requests.deadline` counts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from desktop.application.ports.desk import Desk
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import SOON, answer_is_first
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.requests.deadline import (
    EXTENDED_MONTHS,
    Deadline,
    DeadlineState,
    Explanation,
    ProofOf,
    Rule,
    days_to_cover,
)
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.follow_ups import FollowUpKind
from desktop.domain.requests.request import OPEN, UNANSWERED, WITHHELD, Status
from desktop.words import Texts, counted, text, tr
from desktop.words.codes import and_list, within, words
from desktop.words.formatting import day, days, listed_day, months, near_day, weekday_and_day

RULES: Texts[Rule] = {
    Rule.FROM_RECEIPT: "The request arrived on {day}. The month starts that day.",
    Rule.FROM_PROOF: "Proof arrived on {day}. The month starts that day.",
    Rule.PROOF_AWAITED: "Proof was asked for on {day}. The month starts when it arrives; until then we count from "
    "receipt.",
    Rule.PROOF_ASKED_LATE: "Proof asked for on {day} was not asked for promptly, so the deadline does not move.",
    Rule.PROOF_ASKED_AGAIN: "Asking for the same proof again, on {day}, does not move the deadline.",
    Rule.PROOF_WITHOUT_REASON: "Proof was asked for on {day} without a reason, so the deadline does not move.",
    Rule.SAME_DATE: "The answer is due on the same date next month, {day}.",
    Rule.LAST_DAY_OF_MONTH: "Next month has no such date, so it is the last day of that month, {day}.",
    Rule.PAUSED: "The deadline was paused from {day}, for {days} in all, counting the first day and the last.",
    Rule.PAUSE_OPEN: "A question was asked on {day}. The deadline is paused until it is answered.",
    Rule.PAUSE_TOO_LATE: "The question of {day} was asked after the due date, so the deadline is not paused.",
    Rule.EXTENDED: "On {day} the person was told that it will take two months longer.",
    Rule.EXTENSION_TOLD_LATE: (
        "The person was told on {day} that it will take longer. That was after the "
        "due date, so the deadline does not move."
    ),
    Rule.DAYS_AFTER: "{days}, counted from the day after, end on {day}.",
    Rule.WEEKEND: "{day} is a weekend.",
    Rule.HOLIDAY: "{day} is a public holiday.",
    Rule.NEXT_WORKING_DAY: "So it is the next working day, {day}.",
}
EXTENDED_RULES: Texts[Rule] = {
    Rule.SAME_DATE: "The answer is due on the same date three months later, {day}.",
    Rule.LAST_DAY_OF_MONTH: "Three months later there is no such date, so it is the last day of that month, {day}.",
}
FROM_CORRECTION = text("They asked for the correction on {day}. The month starts that day.")
FROM_COMPLAINT = text("The complaint came on {day}.")
"""The first sentences of the dates beside the answer's own."""
TARGET = text("We aim for {day}, in case the law is read more strictly.")
MOVES_NOTHING = frozenset(
    {
        Rule.PROOF_ASKED_LATE,
        Rule.PROOF_ASKED_AGAIN,
        Rule.PROOF_WITHOUT_REASON,
        Rule.PAUSE_TOO_LATE,
        Rule.EXTENSION_TOLD_LATE,
    }
)


def due_words(due: date | None, status: Status, today: date) -> str:
    """Return "Overdue by 3 days: 21 November 2026", "Due in 4 days: ...", or the date alone where there is time."""
    if due is None:
        return tr("No legal date")
    left = (due - today).days
    if status not in UNANSWERED or left > SOON.days:
        return day(due)
    if left < 0:
        near = counted(-left, "Overdue by 1 day", "Overdue by {n} days")
    elif left == 0:
        near = tr("Due today")
    else:
        near = counted(left, "Due tomorrow", "Due in {n} days")
    return f"{near}: {day(due)}"


def due_headline(due: date | None, status: Status, today: date) -> str:
    """Return "Due in 12 days, Monday 7 December", "3 days late, ..." or the like, for the head of a page."""
    if due is None:
        return tr("No legal date")
    on, left = near_day(due, today), (due - today).days
    if status not in UNANSWERED:
        return tr("It was due on {day}").format(day=on)
    if left < 0:
        return counted(-left, "1 day late, {day}", "{n} days late, {day}", day=on)
    if left == 0:
        return tr("Due today, {day}").format(day=on)
    return counted(left, "Due tomorrow, {day}", "Due in {n} days, {day}", day=on)


def near_due(due: date | None, status: Status, today: date) -> str:
    """Return "In 12 days, Mon 7 December", "3 days late, ..." or the like, for a list; the date alone once answered."""
    if due is None:
        return tr("No legal date")
    on, left = listed_day(due, today), (due - today).days
    if status not in UNANSWERED:
        return day(due)
    if left < 0:
        return counted(-left, "1 day late, {day}", "{n} days late, {day}", day=on)
    if left == 0:
        return tr("Today, {day}").format(day=on)
    return counted(left, "Tomorrow, {day}", "In {n} days, {day}", day=on)


class _Beside(NamedTuple):
    """A due date of its own, beside the answer's: what it is for, and who acts on it."""

    due: date
    said: str
    act: str


FOLLOW_UP_ACTS: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "Information officer: answer the correction",
    FollowUpKind.COMPLAINT: "Information officer: acknowledge the complaint",
}


def _beside(row: RequestRow) -> list[_Beside]:
    """Return, earliest first, the follow-ups from the counter and holds due for review."""
    found = [] if row.follow_up_due is None else [_said_at_the_counter(*row.follow_up_due)]
    hold = _hold_to_review(row)
    return sorted(found if hold is None else [*found, hold], key=lambda each: each.due)


def _only_a_complaint(row: RequestRow) -> bool:
    """Return whether nothing is left of the request but an acknowledged complaint, which has no date."""
    return row.complaint_open and row.status is Status.CLOSED and not _beside(row)


def _said_at_the_counter(due: date, kind: FollowUpKind) -> _Beside:
    return _Beside(due, words(kind), tr(FOLLOW_UP_ACTS[kind]))


def _hold_to_review(row: RequestRow) -> _Beside | None:
    if row.hold_review_on is None:
        return None
    return _Beside(row.hold_review_on, tr("Hold to review"), tr("Information officer: review the hold"))


def _before_the_answer(row: RequestRow) -> _Beside | None:
    """Return the first of these, unless the answer itself is due before it."""
    first = next(iter(_beside(row)), None)
    return None if first is None or answer_is_first(row, first.due) else first


def next_words(row: RequestRow) -> str:
    """Say who acts next, and what they do."""
    first = _before_the_answer(row)
    if first is not None:
        return first.act
    if _only_a_complaint(row):
        return tr("Information officer: tell the outcome of the complaint")
    if row.status is Status.APPROVED and row.booked:
        return tr("Adviser: the appointment")
    if row.status is Status.APPROVED and row.heard:
        return tr("Information officer: answer, and close")
    return words(row.status)


STOPPED: Texts[DeadlineState] = {DeadlineState.AWAITING_PROOF: "Waiting for proof", DeadlineState.PAUSED: "Paused"}
"""For a list; nothing while the deadline runs."""


def listed_due(row: RequestRow, today: date) -> str:
    """Return the due date in a list, after what the deadline waits for; or that of anything else, if nearer.

    A hold due for review is always mentioned, and a complaint that is still open.
    """
    if _only_a_complaint(row):
        return tr("Complaint open. No legal date")
    first, hold = _before_the_answer(row), _hold_to_review(row)
    if first is not None:
        said = f"{first.said}. {near_due(first.due, Status.TAKEN, today)}"
    else:
        said, stopped = near_due(row.due_on, row.status, today), STOPPED.get(row.state)
        said = f"{tr(stopped)}. {said}" if stopped and row.status in OPEN else said
    more = [] if hold is None or hold == first else [hold.said]
    return ". ".join([said, *more, *([tr("Complaint open")] if row.complaint_open else [])])


def state_words(deadline: Deadline) -> str:
    """Say whether the deadline runs, and since when it does not."""
    since = {step.rule: day(step.day) for step in reversed(deadline.explanation)}
    if deadline.state is DeadlineState.AWAITING_PROOF:
        what = and_list([within(proof) for proof in ProofOf if proof in deadline.awaited])
        return tr("Waiting for {what} since {day}.").format(what=what, day=since[Rule.PROOF_AWAITED])
    if deadline.state is DeadlineState.PAUSED:
        said = tr("Paused since {day}: the person has not answered our question yet.")
        return said.format(day=since[Rule.PAUSE_OPEN])
    return tr("The deadline is running.")


def explained(deadline: Deadline, begins: str = "") -> str:
    """Explain the date in one paragraph. `begins`: the first sentence, if not an answer's."""
    return " ".join(steps_of(deadline, begins))


def steps_of(deadline: Deadline, begins: str = "") -> list[str]:
    """Explain the date step by step: a sentence or two for each rule. The office's own target comes last."""
    said = [step_words(step, begins) for step in deadline.explanation]
    if deadline.target < deadline.due:
        said.append(tr(TARGET).format(day=weekday_and_day(deadline.target)))
    return said


def not_announced(deadline: Deadline, known: Callable[[date], bool]) -> str:
    """Say that the date may still change, if it reaches into a year whose public holidays are not announced."""
    years = sorted({each.year for each in days_to_cover(deadline, known)})
    if not years:
        return ""
    said = tr("The public holidays of {year} are not announced yet. Check this date again when they are.")
    return said.format(year=and_list([str(year) for year in years]))


NOTED: Texts[DayOf] = {
    DayOf.RECEIPT: "The request arrived",
    DayOf.PROOF_ASKED: "{proof} was asked for",
    DayOf.PROOF_ARRIVED: "{proof} arrived",
    DayOf.QUESTION_ASKED: "A question was asked",
    DayOf.QUESTION_ANSWERED: "The question was answered",
    DayOf.EXTENSION_TOLD: "They were told that it will take longer",
    DayOf.EXTENSION_TAKEN_BACK: "The extension was taken back",
}


def noted_words(noted: NotedDay) -> str:
    """Say what happened on that day."""
    return tr(NOTED[noted.of]).format(proof=words(noted.proof) if noted.proof else "")


def step_words(step: Explanation, begins: str = "") -> str:
    """Say what one rule makes of one day."""
    said = begins if begins and step.rule is Rule.FROM_RECEIPT else tr(RULES[step.rule])
    if step.count == EXTENDED_MONTHS and step.rule in EXTENDED_RULES:
        said = tr(EXTENDED_RULES[step.rule])
    return said.format(day=weekday_and_day(step.day), days=days(step.count or 0))


def number_words(kept: str, desk: Desk) -> str:
    """Return "01632 960733", "withheld" or "not known"."""
    if kept == WITHHELD:
        return tr("withheld")
    return desk.numbers.shown(kept) or tr("not known")


def period_words(period: RetentionPeriod) -> str:
    """Return "6 months", "30 days" or "6 months and 30 days"."""
    parts = (months(period.months) if period.months else "", days(period.days) if period.days else "")
    return and_list([part for part in parts if part])
