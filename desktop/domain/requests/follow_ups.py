"""Follow-ups: corrections and complaints made at the counter, each with a deadline of its own (DOMAIN: the clock).

Rules:
- A correction that the person requests is a rectification: its deadline is that of a request, from the day it was made.
- A complaint about data protection is acknowledged within 30 days. One about the service goes the council's own way.
- Somebody answers it, on a day: not in the future, and not before it was made. It outlives the request.
- An answer recorded by mistake is withdrawn; then it is due again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import Deadline, acknowledgement_due, due_date
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.working_days import Holidays
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
    FollowUpKind.COMPLAINT: (FollowUpAnswer.ACKNOWLEDGED, FollowUpAnswer.PASSED_ON),
}


@dataclass(frozen=True)
class FollowUp:
    """The corrections requested, or the complaint made, in one session. `on`: the day, of several the first.

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
        """Return when it is to be answered, or acknowledged."""
        return (due_date if self.kind is FollowUpKind.CORRECTION else acknowledgement_due)(self.on, holidays)

    def answered(self, answer: FollowUpAnswer | None, day: date, today: date) -> FollowUp:
        """Return it with its answer. Raises FieldsError, and WrongStateError if it is answered or can still grow."""
        if self.answer is not None:
            raise WrongStateError("follow_up_answered")
        if not self.over:
            raise WrongStateError("session_open")
        if answer not in ANSWERS[self.kind]:
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
