"""The days that a request's deadline is counted from, one by one, and correcting one that was mistyped.

- A corrected day obeys the rules for a recorded one: not in the future, not before receipt, and not before the day it
  follows (`intake`, `deadline`). Nor does it pass the days that follow it: receipt is not after the first day that was
  recorded, asking not after the arrival or the answer.
- Only the day is corrected: what was asked for, and why it takes longer, stays as recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.requests.deadline import DeadlineFacts, ProofOf
from desktop.domain.requests.intake import LAW_IN_FORCE
from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, WrongStateError


class DayOf(StrEnum):
    """The event of a day that the deadline is counted from."""

    RECEIPT = "receipt"
    PROOF_ASKED = "proof_asked"
    PROOF_ARRIVED = "proof_arrived"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    EXTENSION_TOLD = "extension_told"
    EXTENSION_TAKEN_BACK = "extension_taken_back"
    """Never in force: of a correction that took the extension away (`DayCorrected`)."""


@dataclass(frozen=True)
class NotedDay:
    """A day as recorded. `position`: which proof or question, from 0 in the order of recording; `proof`: of what."""

    of: DayOf
    day: date
    position: int = 0
    proof: ProofOf | None = None


@dataclass(frozen=True)
class DeadlineDays:
    """All days of one deadline: receipt, and whatever else moves it."""

    received: date
    deadline_facts: DeadlineFacts

    def noted(self) -> tuple[NotedDay, ...]:
        """Return each day in force, receipt first."""
        days = [NotedDay(DayOf.RECEIPT, self.received)]
        for at, proof in enumerate(self.deadline_facts.proofs):
            days.append(NotedDay(DayOf.PROOF_ASKED, proof.asked, at, proof.proof))
            if proof.arrived is not None:
                days.append(NotedDay(DayOf.PROOF_ARRIVED, proof.arrived, at, proof.proof))
        for at, question in enumerate(self.deadline_facts.clarifications):
            days.append(NotedDay(DayOf.QUESTION_ASKED, question.asked, at))
            if question.answered is not None:
                days.append(NotedDay(DayOf.QUESTION_ANSWERED, question.answered, at))
        if self.deadline_facts.extension is not None:
            days.append(NotedDay(DayOf.EXTENSION_TOLD, self.deadline_facts.extension.told_on))
        return tuple(days)

    def corrected(self, noted: NotedDay, day: date, today: date) -> DeadlineDays:
        """Return the days with `day` in place of the recorded one.

        Raises FieldsError for an impossible day, WrongStateError where the recorded one is not in force (any more).
        """
        if noted not in self.noted():
            raise WrongStateError("day_moved_on")
        if problem := self._problem(noted, day, today):
            raise FieldsError({"day": problem})
        return self._with(noted, day)

    def _problem(self, noted: NotedDay, day: date, today: date) -> str | None:
        if day == noted.day:
            return "day_as_before"
        if day > today:
            return "day_in_future"
        if noted.of is DayOf.RECEIPT and day < LAW_IN_FORCE:
            return "received_too_long_ago"
        if noted.of is not DayOf.RECEIPT and day < self.received:
            return "before_receipt"
        if any(day < asked for asked in self._followed(noted)):
            return "before_asking"
        return "after_what_followed" if any(day > later for later in self._following(noted)) else None

    def _followed(self, noted: NotedDay) -> list[date]:
        """Return the day of asking, for an arrival or an answer."""
        return [each.day for each in self.noted() if each.of is _FOLLOWS.get(noted.of) and _together(each, noted)]

    def _following(self, noted: NotedDay) -> list[date]:
        """Return the days that followed it: all days after receipt, or the arrival or answer after asking."""
        if noted.of is DayOf.RECEIPT:
            return [each.day for each in self.noted()[1:]]
        return [each.day for each in self.noted() if _FOLLOWS.get(each.of) is noted.of and _together(each, noted)]

    def _with(self, noted: NotedDay, day: date) -> DeadlineDays:
        deadline_facts, at = self.deadline_facts, noted.position
        if noted.of is DayOf.RECEIPT:
            return replace(self, received=day)
        if noted.of in (DayOf.PROOF_ASKED, DayOf.PROOF_ARRIVED):
            proof = deadline_facts.proofs[at]
            proof = replace(proof, asked=day) if noted.of is DayOf.PROOF_ASKED else replace(proof, arrived=day)
            deadline_facts = replace(
                deadline_facts, proofs=(*deadline_facts.proofs[:at], proof, *deadline_facts.proofs[at + 1 :])
            )
        elif noted.of in (DayOf.QUESTION_ASKED, DayOf.QUESTION_ANSWERED):
            asked = deadline_facts.clarifications[at]
            asked = replace(asked, asked=day) if noted.of is DayOf.QUESTION_ASKED else replace(asked, answered=day)
            asked_all = (*deadline_facts.clarifications[:at], asked, *deadline_facts.clarifications[at + 1 :])
            deadline_facts = replace(deadline_facts, clarifications=asked_all)
        else:
            deadline_facts = replace(
                deadline_facts, extension=deadline_facts.extension and replace(deadline_facts.extension, told_on=day)
            )
        return replace(self, deadline_facts=deadline_facts)


@dataclass(frozen=True)
class DayCorrected:
    """A correction as stored: the old day, the new day, who corrected it, and why in words.

    Where an extension was taken back, the old day is the one on which it was told, the new one that of taking it back.
    `note` is None where its words are destroyed.
    """

    noted: NotedDay
    became: date
    by: PersonId
    at: datetime
    note: Note | None


_FOLLOWS = {DayOf.PROOF_ARRIVED: DayOf.PROOF_ASKED, DayOf.QUESTION_ANSWERED: DayOf.QUESTION_ASKED}


def _together(one: NotedDay, other: NotedDay) -> bool:
    """Return whether both are of the same proof, or the same question: what each follows tells the two apart."""
    return one.position == other.position
