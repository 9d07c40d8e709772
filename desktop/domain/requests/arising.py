"""What has a date of its own once it was said at the counter, and saying that it was answered (DOMAIN: the clock).

Rules:
- A correction that the person wants is a rectification: its clock is that of a request, from the day that it was said.
- A complaint about data protection is acknowledged within 30 days. One about the service goes the council's own way.
- It is answered by somebody, on a day: not in the future, and not before it was said. It outlives the request.
- An answer that was noted wrongly is taken back; then it is due again.
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


class Arising(StrEnum):
    """What was said."""

    CORRECTION = "correction"
    COMPLAINT = "complaint"


class ArisenAnswer(StrEnum):
    """How it was answered."""

    CORRECTED = "corrected"
    NOT_CORRECTED = "not_corrected"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"


ANSWERS: Mapping[Arising, tuple[ArisenAnswer, ...]] = {
    Arising.CORRECTION: (ArisenAnswer.CORRECTED, ArisenAnswer.NOT_CORRECTED),
    Arising.COMPLAINT: (ArisenAnswer.ACKNOWLEDGED, ArisenAnswer.PASSED_ON),
}


@dataclass(frozen=True)
class Arisen:
    """The corrections that are wanted, or the complaint, of one session. `on`: the day, of several the first.

    `over`: whether the session is closed; until then more can be said. `answer` is None while it is due.
    """

    request: RequestId
    session: SessionId
    kind: Arising
    on: date
    over: bool
    answer: ArisenAnswer | None = None
    answered_on: date | None = None

    def deadline(self, holidays: Holidays) -> Deadline:
        """When it is to be answered, or acknowledged."""
        return (due_date if self.kind is Arising.CORRECTION else acknowledgement_due)(self.on, holidays)

    def answered(self, answer: ArisenAnswer | None, day: date, today: date) -> Arisen:
        """With its answer. Raises FieldsError, and WrongStateError where it has one or more can still be said."""
        if self.answer is not None:
            raise WrongStateError("arisen_answered")
        if not self.over:
            raise WrongStateError("session_open")
        if answer not in ANSWERS[self.kind]:
            raise FieldsError({"arisen_answer": "arisen_answer_missing"})
        if day > today:
            raise FieldsError({"arisen_answered_on": "day_in_future"})
        if day < self.on:
            raise FieldsError({"arisen_answered_on": "before_it_was_said"})
        return replace(self, answer=answer, answered_on=day)

    def taken_back(self) -> Arisen:
        """Without the answer that was noted. Raises WrongStateError where there is none (any more)."""
        if self.answer is None:
            raise WrongStateError("arisen_not_answered")
        return replace(self, answer=None, answered_on=None)
