"""A complaint is open from the day that it came until its outcome was told; and complaints counted in a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from desktop.domain.requests.complaints import (
    Complaint,
    ComplaintOutcome,
    ComplaintStep,
    OpenComplaint,
    Period,
    Told,
    counted_in,
    problems_of_taking,
)
from desktop.domain.requests.request import Channel
from desktop.domain.shared.ids import ComplaintId, NoteId, RequestId, SessionId, new_id
from desktop.errors import FieldsError, WrongStateError
from tests.support.refusals import error_of, refusal

CAME, TODAY = date(2026, 11, 23), date(2026, 12, 4)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
NOTE = NoteId(new_id())
TAKEN = Complaint(ComplaintId(new_id()), RequestId(new_id()), CAME, Channel.LETTER, note=NOTE)
ACKNOWLEDGED = Told(ComplaintStep.ACKNOWLEDGED, CAME + timedelta(days=2))
PROGRESS = Told(ComplaintStep.PROGRESS, CAME + timedelta(days=4), note=NOTE)
UPHELD = Told(ComplaintStep.OUTCOME, CAME + timedelta(days=6), ComplaintOutcome.UPHELD, NOTE)
PASSED_ON = replace(UPHELD, outcome=ComplaintOutcome.PASSED_ON)


def told(*steps: Told) -> Complaint:
    complaint = TAKEN
    for step in steps:
        complaint = complaint.tell(step, TODAY)
    return complaint


LIVES = {
    "taken": (),
    "acknowledged": (ACKNOWLEDGED,),
    "told": (ACKNOWLEDGED, PROGRESS),
    "told twice": (ACKNOWLEDGED, PROGRESS, PROGRESS),
    "upheld": (ACKNOWLEDGED, PROGRESS, UPHELD),
    "upheld at once": (UPHELD,),
    "passed on": (PASSED_ON,),
}
FOLLOWS = {
    ("taken", ComplaintStep.ACKNOWLEDGED),
    ("taken", ComplaintStep.OUTCOME),
    *product(("acknowledged", "told", "told twice"), (ComplaintStep.PROGRESS, ComplaintStep.OUTCOME)),
}


def test_every_order_but_that_of_its_life_is_refused() -> None:
    def done(life: str, step: Told) -> object:
        complaint, step = told(*LIVES[life]), replace(step, on=TODAY)
        try:
            return complaint.tell(step, TODAY).told == (*complaint.told, step)
        except WrongStateError as refused:
            return refused.code

    orders = {(life, step.step): done(life, step) for life in LIVES for step in (ACKNOWLEDGED, PROGRESS, PASSED_ON)}
    assert orders == {order: True if order in FOLLOWS else "complaint_moved_on" for order in orders}


def test_acknowledging_does_not_end_it_and_its_outcome_does() -> None:
    assert TAKEN.is_open and TAKEN.acknowledged_on is None
    going = told(ACKNOWLEDGED, PROGRESS)
    assert going.is_open and going.acknowledged_on == ACKNOWLEDGED.on
    ended = told(ACKNOWLEDGED, UPHELD)
    assert not ended.is_open and ended.ended == UPHELD and ended.possible == ()


def test_an_outcome_that_is_told_at_once_needs_no_acknowledgement_before_it() -> None:
    for outcome in ComplaintOutcome:
        ended = TAKEN.tell(replace(UPHELD, outcome=outcome), TODAY)
        assert ended.ended is not None and ended.ended.outcome is outcome and ended.possible == ()


def test_it_is_acknowledged_within_thirty_days_counted_from_the_day_after() -> None:
    deadline = replace(TAKEN, on=date(2026, 11, 25)).deadline(CHRISTMAS)
    assert (deadline.due, deadline.target) == (date(2026, 12, 29), date(2026, 12, 24))
    listed = OpenComplaint(TAKEN.request, date(2026, 11, 25), acknowledged=False)
    assert listed.due(CHRISTMAS) == date(2026, 12, 29)
    assert replace(listed, acknowledged=True).due(CHRISTMAS) is None


def test_what_was_told_has_words_and_a_day_in_its_order() -> None:
    for step, problems in (
        (replace(UPHELD, outcome=None), {"complaint_outcome": "complaint_outcome_missing"}),
        (replace(UPHELD, note=None), {"complaint_words": "complaint_words_missing"}),
        (replace(PROGRESS, note=None), {"complaint_words": "complaint_words_missing"}),
        (replace(PROGRESS, on=TODAY + timedelta(days=1)), {"complaint_told_on": "day_in_future"}),
        (replace(PROGRESS, on=CAME - timedelta(days=1)), {"complaint_told_on": "before_the_complaint"}),
        (replace(PROGRESS, on=CAME + timedelta(days=1)), {"complaint_told_on": "before_told_last"}),
    ):
        assert error_of(FieldsError, told(ACKNOWLEDGED).tell, step, TODAY).problems == problems


def test_what_was_noted_last_is_taken_back_down_to_the_complaint_itself() -> None:
    complaint: Complaint | None = told(ACKNOWLEDGED, PROGRESS, UPHELD)
    for steps in ((ACKNOWLEDGED, PROGRESS), (ACKNOWLEDGED,), ()):
        assert complaint is not None
        complaint = complaint.take_back()
        assert complaint == told(*steps)
    assert TAKEN.take_back() is None


def test_one_from_a_session_is_not_taken_back_itself() -> None:
    made = replace(TAKEN, session=SessionId(TAKEN.id), note=None)
    assert made.tell(ACKNOWLEDGED, TODAY).take_back() == made
    with pytest.raises(WrongStateError):
        made.take_back()


def test_how_it_came_what_it_is_about_and_a_day_since_the_request_are_needed() -> None:
    for came_by, on, note, problems in (
        (Channel.LETTER, CAME, NOTE, {}),
        (Channel.TELEPHONE, TODAY, NOTE, {}),
        (
            None,
            CAME,
            None,
            {"complaint_came_by": "complaint_came_by_missing", "complaint_about": "complaint_about_missing"},
        ),
        (Channel.LETTER, TODAY + timedelta(days=1), NOTE, {"complaint_received_on": "day_in_future"}),
        (Channel.LETTER, CAME - timedelta(days=1), NOTE, {"complaint_received_on": "before_receipt"}),
    ):
        assert problems_of_taking(came_by, on, note, received_on=CAME, today=TODAY) == problems


YEAR = Period(date(2026, 6, 19), date(2026, 12, 31))
COUNTED_ON = date(2027, 1, 4)


def day(month: int, day_of_month: int) -> date:
    return date(2026, month, day_of_month)


def counted(
    on: date,
    acknowledged: date | None = None,
    ended: date | None = None,
    outcome: ComplaintOutcome | None = None,
) -> Complaint:
    told = [] if acknowledged is None else [Told(ComplaintStep.ACKNOWLEDGED, acknowledged)]
    told += [] if ended is None else [Told(ComplaintStep.OUTCOME, ended, outcome, NOTE)]
    return replace(TAKEN, on=on, told=tuple(told))


def figures(*complaints: Complaint, period: Period = YEAR) -> dict[str, int]:
    """Return the figures that are not zero."""
    return {name: n for name, n in counted_in(period, complaints, CHRISTMAS, COUNTED_ON).figures().items() if n}


def test_nothing_is_nothing() -> None:
    assert figures() == {}


def test_the_last_day_to_acknowledge_is_in_time_and_rolls_forward() -> None:
    for acknowledged, name in (
        (day(11, 25), "acknowledged_in_time"),
        (day(12, 29), "acknowledged_in_time"),  # the 25th is a holiday, and the 26th to the 28th are no working days
        (day(12, 30), "acknowledged_late"),
    ):
        assert figures(counted(day(11, 25), acknowledged)) == {"received": 1, name: 1}


def test_what_waits_is_overdue_once_its_last_day_is_over() -> None:
    assert figures(counted(day(12, 31))) == {"received": 1, "not_acknowledged": 1}
    assert figures(counted(day(11, 25))) == {"received": 1, "not_acknowledged": 1, "overdue": 1}


def test_what_ended_counts_by_its_outcome() -> None:
    for outcome in ComplaintOutcome:
        found = figures(counted(day(11, 2), day(11, 3), day(12, 1), outcome))
        assert found == {"received": 1, "acknowledged_in_time": 1, "closed": 1, outcome.value: 1}


@pytest.mark.parametrize(("told", "name"), [(day(12, 29), "acknowledged_in_time"), (day(12, 30), "acknowledged_late")])
@pytest.mark.parametrize("outcome", set(ComplaintOutcome) - {ComplaintOutcome.PASSED_ON})
def test_an_outcome_that_is_told_at_once_acknowledges_it(outcome: ComplaintOutcome, told: date, name: str) -> None:
    found = figures(counted(day(11, 25), None, told, outcome))
    assert found == {"received": 1, name: 1, "closed": 1, outcome.value: 1}


def test_one_that_is_about_the_service_needs_no_acknowledgement() -> None:
    found = figures(counted(day(11, 2), None, day(11, 3), ComplaintOutcome.PASSED_ON))
    assert found == {"received": 1, "passed_on_without": 1, "closed": 1, "passed_on": 1}


def test_it_came_in_one_period_and_ended_in_another() -> None:
    complaint = counted(day(10, 30), day(11, 2), day(11, 2), ComplaintOutcome.UPHELD)
    october, november = Period(day(10, 1), day(10, 30)), Period(day(11, 2), day(11, 30))
    assert figures(complaint, period=october) == {"received": 1, "acknowledged_in_time": 1}
    assert figures(complaint, period=november) == {"closed": 1, "upheld": 1}


def test_a_period_does_not_end_before_it_begins() -> None:
    assert Period(COUNTED_ON, COUNTED_ON).has(COUNTED_ON)
    assert refusal(Period, COUNTED_ON, day(12, 31)) == "period_backwards"
