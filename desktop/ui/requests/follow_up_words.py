"""The words for follow-ups from the counter: their own due date, and their outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.domain.requests.follow_ups import FollowUp, FollowUpKind
from desktop.domain.shared.working_days import Holidays
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import day, weekday_and_day
from desktop.words.requests.due_words import FROM_CORRECTION, explained, not_announced

DONE: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "On {day} they asked for a correction. {answer}: {on}.",
    FollowUpKind.COMPLAINT: "On {day} they complained. {answer}: {on}.",
}
BACK: Texts[FollowUpKind] = {
    FollowUpKind.CORRECTION: "Take back the answer to the correction of {day}",
    FollowUpKind.COMPLAINT: "Take back the answer to the complaint of {day}",
}


def follow_up_words(said: FollowUp, holidays: Holidays) -> str:
    """Say what was said, and when an answer is due."""
    due = weekday_and_day(said.deadline(holidays).due)
    return tr("On {day} they asked for a correction: answer by {due}.").format(day=day(said.on), due=due)


def counted_words(said: FollowUp, holidays: Holidays, known: Callable[[date], bool]) -> str:
    """Say how the day by which the correction is to be answered was counted."""
    deadline = said.deadline(holidays)
    return " ".join([explained(deadline, tr(FROM_CORRECTION)), not_announced(deadline, known)]).strip()


def answered_words(said: FollowUp) -> str:
    """Say what was said, and its outcome."""
    assert said.answer is not None and said.answered_on is not None
    return tr(DONE[said.kind]).format(day=day(said.on), answer=words(said.answer), on=day(said.answered_on))


def follow_up_link(said: FollowUp) -> str:
    """Return the text of the link that records an answer, or withdraws the recorded one."""
    words = tr("The correction of {day} was answered") if said.answer is None else tr(BACK[said.kind])
    return words.format(day=day(said.on))
