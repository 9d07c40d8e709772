"""The facts, besides receipt, that move a request's deadline. For how they move it, see `deadline`.

Rules:
- A recorded day is not in the future, and not before the day that it follows: receipt, or the asking.
- At most one request for each proof is outstanding at a time, and at most one question.
- The person is told of an extension once. Told too late, it is recorded all the same, and moves nothing. It can be
  taken back: then the answer is due as if it had never been told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desktop.domain.requests.deadline import (
    Clarification,
    Deadline,
    DeadlineRules,
    ProofAsked,
    ProofOf,
    QuestionAbout,
    due_date,
)
from desktop.errors import FieldsError, WrongStateError


class ExtensionReason(StrEnum):
    """Why an answer may take two months longer (UK GDPR article 12(3))."""

    COMPLEX = "complex"
    MANY_REQUESTS = "many_requests"


@dataclass(frozen=True)
class Extension:
    """An extension. `told_on`: the day on which the person was informed of it, with reasons."""

    told_on: date
    reason: ExtensionReason


@dataclass(frozen=True)
class DeadlineFacts:
    """Proofs and questions in the order in which they were recorded. Each method returns the facts with one more.

    `received`: the day of receipt. An impossible day raises FieldsError, an answer nobody awaits WrongStateError.
    """

    proofs: tuple[ProofAsked, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    extension: Extension | None = None

    @property
    def awaited(self) -> tuple[ProofOf, ...]:
        """The proofs that have not arrived."""
        return tuple(asked.proof for asked in self.proofs if asked.arrived is None)

    @property
    def question(self) -> QuestionAbout | None:
        """The subject of the open question; None where none is open, or it was recorded before that was said."""
        return next((asked.about for asked in self.clarifications if asked.answered is None), None)

    @property
    def awaited_since(self) -> date | None:
        """The first day on which something was asked for that has not come; None where nothing is awaited."""
        proofs = [asked.asked for asked in self.proofs if asked.arrived is None]
        questions = [asked.asked for asked in self.clarifications if asked.answered is None]
        return min([*proofs, *questions], default=None)

    def unanswered(self, today: date, days: int) -> bool:
        """Return whether the person has had so many days to answer or to prove something, and has not."""
        since = self.awaited_since
        return since is not None and (today - since).days > days

    def seen_on(self, day: date) -> DeadlineFacts:
        """Return the facts with each awaited proof that was asked for by that day as arrived on it."""
        proofs = (replace(p, arrived=day) if p.arrived is None and p.asked <= day else p for p in self.proofs)
        return replace(self, proofs=tuple(proofs))

    @property
    def question_open(self) -> bool:
        """Whether an answer is outstanding."""
        return any(asked.answered is None for asked in self.clarifications)

    def starts_with_proof(self, received: date, prompt_days: int) -> bool:
        """Return whether the deadline starts when the awaited proof arrives. Where several are awaited, each must
        have been asked for promptly, with a reason, for the first time.
        """
        counted = due_date(received, frozenset(), proofs=self.proofs, prompt_days=prompt_days).awaited
        return bool(counted) and set(counted) == set(self.awaited)

    def is_paused(self, due_on: date | None) -> bool:
        """Return whether the open question pauses the deadline: it was asked by the due date."""
        asked = next((each.asked for each in self.clarifications if each.answered is None), None)
        return asked is not None and due_on is not None and asked <= due_on

    def deadline(self, received: date, rules: DeadlineRules, today: date) -> Deadline:
        """Return the due date of a request received on that day, as it is today."""
        return due_date(
            received,
            rules.holidays,
            proofs=self.proofs,
            clarifications=self.clarifications,
            extension_told=self.extension.told_on if self.extension else None,
            today=today,
            prompt_days=rules.prompt_days,
        )

    def ask_proof(self, asked: ProofAsked, received: date, today: date) -> DeadlineFacts:
        """Record that proof was asked for."""
        _must_be_a_day("asked_on", asked.asked, received, today)
        if asked.proof in self.awaited:
            raise FieldsError({"proof": "proof_awaited"})
        return replace(self, proofs=(*self.proofs, asked))

    def proof_arrived(self, proof: ProofOf, arrived: date, today: date) -> DeadlineFacts:
        """Record that an awaited proof arrived."""
        if proof not in self.awaited:
            raise WrongStateError("proof_not_awaited")
        asked = next(each for each in self.proofs if each.proof is proof and each.arrived is None)
        _must_follow("arrived_on", arrived, asked.asked, today)
        return replace(self, proofs=tuple(replace(p, arrived=arrived) if p is asked else p for p in self.proofs))

    def ask_clarification(
        self, asked: date, received: date, today: date, about: QuestionAbout | None = None
    ) -> DeadlineFacts:
        """Record a question that the request cannot be answered without."""
        if self.question_open:
            raise WrongStateError("question_open")
        _must_be_a_day("asked_on", asked, received, today)
        return replace(self, clarifications=(*self.clarifications, Clarification(asked, None, about)))

    def clarification_answered(self, answered: date, today: date) -> DeadlineFacts:
        """Record the answer to the open question."""
        if not self.question_open:
            raise WrongStateError("no_question_open")
        asked = next(each for each in self.clarifications if each.answered is None)
        _must_follow("answered_on", answered, asked.asked, today)
        noted = tuple(replace(c, answered=answered) if c is asked else c for c in self.clarifications)
        return replace(self, clarifications=noted)

    def tell_extension(self, extension: Extension, received: date, today: date) -> DeadlineFacts:
        """Record that the person was told that the answer takes longer, and why."""
        if self.extension is not None:
            raise WrongStateError("extended_once")
        _must_be_a_day("told_on", extension.told_on, received, today)
        return replace(self, extension=extension)

    def take_extension_back(self) -> DeadlineFacts:
        """Return the facts without the extension. Raises WrongStateError where there is none (any more)."""
        if self.extension is None:
            raise WrongStateError("not_extended")
        return replace(self, extension=None)


def _must_be_a_day(field: str, day: date, received: date, today: date) -> None:
    if day > today:
        raise FieldsError({field: "day_in_future"})
    if day < received:
        raise FieldsError({field: "before_receipt"})


def _must_follow(field: str, day: date, asked: date, today: date) -> None:
    if day > today:
        raise FieldsError({field: "day_in_future"})
    if day < asked:
        raise FieldsError({field: "before_asking"})
