"""Complaints about data protection (DPA 2018 s.164A), each with its life: taken, acknowledged, told about, ended.

Rules:
- A complaint is made in a session, where it has the session's identifier, or reaches the office in any other way. It is
  acknowledged within 30 days. Acknowledging does not end it: it is open until its outcome was told. An outcome that is
  told at once needs no acknowledgement before it: it says that the complaint came (the regulator's guidance on
  complaints, 12 February 2026, "Acknowledge the complaint").
- The person is told how it is going any number of times, and then the outcome. What was told is in order of its days:
  none is in the future, and none before the one that came before it.
- A complaint about the service is no complaint about data protection: it is passed on to the council's own procedure,
  which ends it here, acknowledged or not.
- What was noted by mistake is taken back, the newest first; a complaint that was taken by mistake too, but not one from
  a session: that was answered there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import Deadline, acknowledgement_due
from desktop.domain.requests.request import Channel
from desktop.domain.shared.ids import ComplaintId, NoteId, RequestId, SessionId
from desktop.domain.shared.working_days import Holidays
from desktop.errors import FieldsError, WrongStateError


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
    def is_open(self) -> bool:
        """Whether its outcome is still to be told."""
        return self.ended is None

    def deadline(self, holidays: Holidays) -> Deadline:
        """Return when it is to be acknowledged."""
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
        problems = {}
        if told.step is ComplaintStep.OUTCOME and told.outcome is None:
            problems["complaint_outcome"] = "complaint_outcome_missing"
        if told.step is not ComplaintStep.ACKNOWLEDGED and told.note is None:
            problems["complaint_words"] = "complaint_words_missing"
        if told.on > today:
            problems["complaint_told_on"] = "day_in_future"
        elif told.on < self.on:
            problems["complaint_told_on"] = "before_the_complaint"
        elif self.told and told.on < self.told[-1].on:
            problems["complaint_told_on"] = "before_told_last"
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
    problems = {}
    if came_by is None:
        problems["complaint_came_by"] = "complaint_came_by_missing"
    if note is None:
        problems["complaint_about"] = "complaint_about_missing"
    if on > today:
        problems["complaint_received_on"] = "day_in_future"
    elif on < received_on:
        problems["complaint_received_on"] = "before_receipt"
    return problems
