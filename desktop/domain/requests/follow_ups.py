"""Follow-ups: corrections requested at the counter, each with a deadline of its own (DOMAIN: the clock).

Rules:
- A correction that the person requests is a rectification: its deadline is that of a request, from the day it was made.
- It is answered on a day that is neither in the future nor before the correction was requested, also after the request
  itself was closed.
- An answer recorded by mistake is taken back, and the correction is due again.
- Complaints are another thing (`complaints`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import Deadline, due_date
from desktop.domain.shared.dates import Holidays
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.errors import FieldsError, WrongStateError


class FollowUpKind(StrEnum):
    """A kind of matter that an appointment leaves, with a due date of its own."""

    CORRECTION = "correction"
    COMPLAINT = "complaint"


class FollowUpAnswer(StrEnum):
    """How it was answered."""

    CORRECTED = "corrected"
    NOT_CORRECTED = "not_corrected"


@dataclass(frozen=True)
class FollowUp:
    """The corrections requested in one session. `on`: the first day.

    `over`: whether the session is closed; until then more can be added. `answer` is None while it is due.
    """

    request: RequestId
    session: SessionId
    on: date
    over: bool
    answer: FollowUpAnswer | None = None
    answered_on: date | None = None

    def deadline(self, holidays: Holidays) -> Deadline:
        """Return the date by which it has to be answered."""
        return due_date(self.on, holidays)

    def answered(self, answer: FollowUpAnswer | None, day: date, today: date) -> FollowUp:
        """Return it with its answer. Raises FieldsError, and WrongStateError if it is answered or can still grow."""
        if self.answer is not None:
            raise WrongStateError("follow_up_answered")
        if not self.over:
            raise WrongStateError("session_open")
        if answer is None:
            raise FieldsError({"follow_up_answer": "follow_up_answer_missing"})
        if day > today:
            raise FieldsError({"follow_up_answered_on": "day_in_future"})
        if day < self.on:
            raise FieldsError({"follow_up_answered_on": "before_it_was_said"})
        return replace(self, answer=answer, answered_on=day)

    def taken_back(self) -> FollowUp:
        """Return it without the recorded answer. Raises WrongStateError where there is none (any more)."""
        if self.answer is None:
            raise WrongStateError("follow_up_not_answered")
        return replace(self, answer=None, answered_on=None)
