"""Follow-ups: corrections requested at the counter, each with a deadline of its own (DOMAIN: the clock).

Rules:
- A correction that the person requests is a rectification: its deadline is that of a request, from the day it was made.
- Someone answers it, on a day: not in the future, and not before it was made. It outlives the request.
- An answer recorded by mistake is withdrawn; then it is due again.
- A complaint was one too, and ended with its answer, before it had a life of its own. Such an answer
  stands, and can be withdrawn: then the complaint is open (`complaints`). None is recorded any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import Deadline, due_date
from desktop.domain.shared.dates import Holidays
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.errors import FieldsError, WrongStateError


class FollowUpKind(StrEnum):
    """The kind of a follow-up."""

    CORRECTION = "correction"
    COMPLAINT = "complaint"


class FollowUpAnswer(StrEnum):
    """How it was answered."""

    CORRECTED = "corrected"
    NOT_CORRECTED = "not_corrected"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"


ANSWERS: Mapping[FollowUpKind, tuple[FollowUpAnswer, ...]] = {
    FollowUpKind.CORRECTION: (FollowUpAnswer.CORRECTED, FollowUpAnswer.NOT_CORRECTED),
}
"""The answers that can be recorded."""


@dataclass(frozen=True)
class FollowUp:
    """The corrections requested in one session, or a complaint answered before it had a life. `on`: the first day.

    `over`: whether the session is closed; until then more can be added. `answer` is None while it is due.
    """

    request: RequestId
    session: SessionId
    kind: FollowUpKind
    on: date
    over: bool
    answer: FollowUpAnswer | None = None
    answered_on: date | None = None

    def deadline(self, holidays: Holidays) -> Deadline:
        """Return when it is to be answered."""
        return due_date(self.on, holidays)

    def answered(self, answer: FollowUpAnswer | None, day: date, today: date) -> FollowUp:
        """Return it with its answer. Raises FieldsError, and WrongStateError if it is answered or can still grow."""
        if self.answer is not None:
            raise WrongStateError("follow_up_answered")
        if not self.over:
            raise WrongStateError("session_open")
        if answer not in ANSWERS.get(self.kind, ()):
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
