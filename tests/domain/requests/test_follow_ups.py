"""A follow-up from the counter has a date of its own, until it is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.shared.ids import RequestId, SessionId, new_id
from desktop.errors import FieldsError
from tests.support.refusals import error_of, refusal

SAID, TODAY = date(2026, 11, 23), date(2026, 12, 4)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
CORRECTION = FollowUp(RequestId(new_id()), SessionId(new_id()), SAID, True)


def test_a_correction_has_a_month() -> None:
    assert CORRECTION.deadline(CHRISTMAS).due == date(2026, 12, 23)
    assert replace(CORRECTION, on=date(2026, 11, 25)).deadline(CHRISTMAS).due == date(2026, 12, 29)


def test_it_is_answered_in_one_of_its_own_ways_from_the_day_that_it_was_said_on() -> None:
    for answer in FollowUpAnswer:
        for day in (SAID, TODAY):
            answered = CORRECTION.answered(answer, day, TODAY)
            assert (answered.answer, answered.answered_on) == (answer, day)
    refused = error_of(FieldsError, CORRECTION.answered, None, TODAY, TODAY)
    assert refused.problems == {"follow_up_answer": "follow_up_answer_missing"}


def test_the_day_of_the_answer_is_neither_before_it_was_said_nor_to_come() -> None:
    for day, code in ((SAID - timedelta(days=1), "before_it_was_said"), (TODAY + timedelta(days=1), "day_in_future")):
        refused = error_of(FieldsError, CORRECTION.answered, FollowUpAnswer.CORRECTED, day, TODAY)
        assert refused.problems == {"follow_up_answered_on": code}


def test_it_is_answered_once_and_not_while_more_can_be_said() -> None:
    answered = CORRECTION.answered(FollowUpAnswer.CORRECTED, TODAY, TODAY)
    for said, code in ((answered, "follow_up_answered"), (replace(CORRECTION, over=False), "session_open")):
        assert refusal(said.answered, FollowUpAnswer.CORRECTED, TODAY, TODAY) == code


def test_an_answer_that_was_noted_wrongly_is_taken_back_once() -> None:
    assert CORRECTION.answered(FollowUpAnswer.CORRECTED, TODAY, TODAY).taken_back() == CORRECTION
    assert refusal(CORRECTION.taken_back) == "follow_up_not_answered"
