"""Complaints about data protection (DPA 2018 s.164A): taken, acknowledged, told about, ended, and counted for a period.

- A complaint is made in a session, or reaches the office in any other way. It is acknowledged within 30 days, and open
  until its outcome was told. An outcome that is told at once needs no acknowledgement before it: it says that the
  complaint came (the regulator's guidance on complaints, 12 February 2026, "Acknowledge the complaint").
- What the person was told is in order of its days, none in the future. What was noted by mistake is taken back, the
  newest first; a complaint that was taken by mistake too, but not one from a session: that was answered there.
- A complaint about the service is passed on to the council's own procedure, which ends it here.
- An office can have to report how many there were (s.164B): received by the day on which it came, closed by that on
  which its outcome was told. An outcome that was told before any acknowledgement is one, by its day; a complaint that
  was passed on has none; one that was ended by its acknowledgement is closed without an outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import Deadline, acknowledgement_due
from desktop.domain.requests.request import Channel
from desktop.domain.shared.dates import Holidays
from desktop.domain.shared.ids import ComplaintId, NoteId, RequestId, SessionId
from desktop.errors import FieldsError, WrongStateError, problems_where


class ComplaintStep(StrEnum):
    """A statement to the person."""

    ACKNOWLEDGED = "acknowledged"
    PROGRESS = "progress"
    OUTCOME = "outcome"


class ComplaintOutcome(StrEnum):
    """How a complaint ended. `PASSED_ON`: it is about the service, and went to the council's own procedure."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Told:
    """A step in the life of a complaint, and its day. `note`: what was told, in words; none of an acknowledgement."""

    step: ComplaintStep
    on: date
    outcome: ComplaintOutcome | None = None
    note: NoteId | None = None


@dataclass(frozen=True)
class Complaint:
    """A complaint, received `on` that day. `session`: the one that it was made in. `note`: what it is about.

    `told`: what the person was told, in order.
    """

    id: ComplaintId
    request: RequestId
    on: date
    came_by: Channel
    session: SessionId | None = None
    note: NoteId | None = None
    told: tuple[Told, ...] = ()

    @property
    def acknowledged_on(self) -> date | None:
        """The day on which the person was told that it was received; None where they were not."""
        return next((each.on for each in self.told if each.step is ComplaintStep.ACKNOWLEDGED), None)

    @property
    def ended(self) -> Told | None:
        """Its outcome; None while it is open."""
        return next((each for each in self.told if each.step is ComplaintStep.OUTCOME), None)

    @property
    def received_told_on(self) -> date | None:
        """The day on which the person first knew that it came, by an acknowledgement or an outcome; None: on none."""
        if self.ended is None or self.ended.outcome in (None, ComplaintOutcome.PASSED_ON):
            return self.acknowledged_on
        return self.acknowledged_on or self.ended.on

    @property
    def is_open(self) -> bool:
        """Whether its outcome is still to be told."""
        return self.ended is None

    def deadline(self, holidays: Holidays) -> Deadline:
        """Return the date by which it has to be acknowledged."""
        return acknowledgement_due(self.on, holidays)

    @property
    def possible(self) -> tuple[ComplaintStep, ...]:
        """The steps that can be noted now."""
        if not self.is_open:
            return ()
        if self.acknowledged_on is None:
            return (ComplaintStep.ACKNOWLEDGED, ComplaintStep.OUTCOME)
        return (ComplaintStep.PROGRESS, ComplaintStep.OUTCOME)

    @property
    def may_be_taken_back(self) -> bool:
        """Whether anything of it was noted outside of a session."""
        return self.session is None or bool(self.told)

    def tell(self, told: Told, today: date) -> Complaint:
        """Return it with that step. Raises FieldsError, and WrongStateError where it has moved on."""
        if told.step not in self.possible:
            raise WrongStateError("complaint_moved_on")
        ends, acknowledges = told.step is ComplaintStep.OUTCOME, told.step is ComplaintStep.ACKNOWLEDGED
        problems = problems_where(
            ("complaint_outcome", "complaint_outcome_missing", ends and told.outcome is None),
            ("complaint_words", "complaint_words_missing", not acknowledges and told.note is None),
            ("complaint_told_on", "day_in_future", told.on > today),
            ("complaint_told_on", "before_the_complaint", told.on < self.on),
            ("complaint_told_on", "before_told_last", self.told and told.on < self.told[-1].on),
        )
        if problems:
            raise FieldsError(problems)
        return replace(self, told=(*self.told, told))

    def take_back(self) -> Complaint | None:
        """Return it without what was noted last; None where that was the complaint itself. Raises WrongStateError."""
        if not self.may_be_taken_back:
            raise WrongStateError("complaint_moved_on")
        return replace(self, told=self.told[:-1]) if self.told else None


@dataclass(frozen=True)
class OpenComplaint:
    """An open complaint, as a list of requests knows it."""

    request: RequestId
    on: date
    acknowledged: bool

    def due(self, holidays: Holidays) -> date | None:
        """Return by when it is to be acknowledged; None where it was: no legal date is left."""
        return None if self.acknowledged else acknowledgement_due(self.on, holidays).due


def problems_of_taking(
    came_by: Channel | None, on: date, note: NoteId | None, *, received_on: date, today: date
) -> dict[str, str]:
    """Return what is wrong with a complaint to be taken, by field. `received_on`: when the request itself came."""
    return problems_where(
        ("complaint_came_by", "complaint_came_by_missing", came_by is None),
        ("complaint_about", "complaint_about_missing", note is None),
        ("complaint_received_on", "day_in_future", on > today),
        ("complaint_received_on", "before_receipt", on < received_on),
    )


@dataclass(frozen=True)
class Period:
    """A period, its first and last day included. Raises WrongStateError where it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongStateError("period_backwards")

    def has(self, day: date) -> bool:
        """Return whether that day is in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class ComplaintCounts:
    """The figures of a period. Of the received: acknowledged in time or late; passed on without; and those that wait,
    of which some are overdue. Of the closed: by their outcome.
    """

    received: int
    acknowledged_in_time: int
    acknowledged_late: int
    passed_on_without: int
    not_acknowledged: int
    overdue: int
    closed: int
    upheld: int
    partly_upheld: int
    not_upheld: int
    passed_on: int

    def figures(self) -> dict[str, int]:
        """Return them by name."""
        return asdict(self)


def counted_in(period: Period, complaints: Iterable[Complaint], holidays: Holidays, today: date) -> ComplaintCounts:
    """Count those that were received, and those that were closed, in the period."""
    found = list(complaints)
    received = [each for each in found if period.has(each.on)]
    closed = [each.ended for each in found if each.ended is not None and period.has(each.ended.on)]
    due = {each.on: acknowledgement_due(each.on, holidays).due for each in received}
    acknowledged = [(each.received_told_on, due[each.on]) for each in received if each.received_told_on is not None]
    waiting = [each for each in received if each.acknowledged_on is None and each.is_open]
    outcomes = Counter(ended.outcome for ended in closed)
    return ComplaintCounts(
        received=len(received),
        acknowledged_in_time=sum(on <= by for on, by in acknowledged),
        acknowledged_late=sum(on > by for on, by in acknowledged),
        passed_on_without=len(received) - len(acknowledged) - len(waiting),
        not_acknowledged=len(waiting),
        overdue=sum(due[each.on] < today for each in waiting),
        closed=len(closed),
        upheld=outcomes[ComplaintOutcome.UPHELD],
        partly_upheld=outcomes[ComplaintOutcome.PARTLY_UPHELD],
        not_upheld=outcomes[ComplaintOutcome.NOT_UPHELD],
        passed_on=outcomes[ComplaintOutcome.PASSED_ON],
    )
