"""Reads requests, takes new ones, and carries out their next steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot

from desktop.application.copies.deciding import WithdrawApproval, withdraw_approval
from desktop.application.ports.reading import RequestRow
from desktop.application.recordings import finding, holding
from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests import clock_keeping, reading
from desktop.application.requests.answer_follow_up import (
    FollowUpCommand,
    TakeAnswerBack,
    answer_follow_up,
    take_answer_back,
)
from desktop.application.requests.clock_correcting import CorrectDay, correct_day
from desktop.application.requests.clock_keeping import DeadlineCommand
from desktop.application.requests.close_request import CloseRequest, close_request
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.domain.requests.request import UNANSWERED, Answered, Request, Status
from desktop.domain.shared.ids import HoldId, RequestId
from desktop.errors import AlreadySavedError, FieldsError, ListeningRoomError
from desktop.ui.requests.presenter import RequestsReader
from desktop.ui.running.tasks import Running
from desktop.words.requests.due_words import urgency

NOTES: Mapping[type[DeadlineCommand], Callable[..., Request]] = {
    clock_keeping.AskProof: clock_keeping.ask_proof,
    clock_keeping.ProofArrived: clock_keeping.proof_arrived,
    clock_keeping.AskClarification: clock_keeping.ask_clarification,
    clock_keeping.ClarificationAnswered: clock_keeping.clarification_answered,
    clock_keeping.TellExtension: clock_keeping.tell_extension,
    CorrectDay: correct_day,
}


class RequestsPresenter(RequestsReader):
    """The presenter that also takes requests, and carries out their next steps."""

    taken = Signal(tuple)
    not_taken = Signal(FieldsError)
    """The fields of a new request that were refused, wherever the person has gone meanwhile."""
    closed = Signal(Request)
    _statuses: tuple[Status, ...] = UNANSWERED

    def load(self) -> None:
        """Reload the list."""
        self._context.run(reading.requests, self._context.actor, self._statuses).then(self._listed)

    def load_all(self, every: bool) -> None:
        """Load the list with or without closed requests."""
        self._statuses = tuple(Status) if every else UNANSWERED
        self.load()

    def take(self, command: TakeRequest) -> None:
        """Take a new request."""
        self._context.run(take_request, command, owner=self).then(self.taken.emit).otherwise(self._not_taken)

    @Slot(object)
    def _not_taken(self, error: ListeningRoomError) -> None:
        (self.not_taken if isinstance(error, FieldsError) else self.failed).emit(error)

    def stopped(self, request: RequestId, source: str) -> None:
        """Record that deletion is stopped in a telephone system."""
        self._tend(
            request, self._context.run(holding.deletion_stopped, self._context.actor, request, source, owner=self)
        )

    def ask_release(self, request: RequestId, hold: HoldId) -> None:
        """Ask to release a hold: the first of two people."""
        self._tend(request, self._context.run(holding.ask_release, self._context.actor, hold, owner=self))

    def release(self, request: RequestId, hold: HoldId) -> None:
        """Release a hold: the second person."""
        self._tend(request, self._context.run(holding.release_hold, self._context.actor, hold, owner=self))

    def review_hold(self, request: RequestId, command: ReviewHold) -> None:
        """Record that a hold was reviewed, and stays."""
        self._tend(request, self._context.run(holding.review_hold, command, owner=self))

    def close(self, request: RequestId, answered: Answered | None) -> None:
        """Close a request that has been answered."""
        command = CloseRequest(self._context.actor, request, answered)
        self._context.run(close_request, command, owner=self).then(self.closed.emit).otherwise(self._failed)

    def withdraw(self, request: RequestId, words: str) -> None:
        """Withdraw the approval."""
        command = WithdrawApproval(self._context.actor, request, words)
        self._tend(request, self._context.run(withdraw_approval, command, owner=self))

    def note(self, command: DeadlineCommand) -> None:
        """Record an act that changes the deadline."""
        use_case: Callable[..., Request] = NOTES[type(command)]
        self._tend(command.request, self._context.run(use_case, command, owner=self))

    def answer(self, command: FollowUpCommand) -> None:
        """Record the answer to a correction or a complaint, or withdraw it."""
        use_case: Callable[..., object] = take_answer_back if isinstance(command, TakeAnswerBack) else answer_follow_up
        self._tend(command.request, self._context.run(use_case, command, owner=self))

    def unlink_recording(self, request: RequestId) -> None:
        """Unlink a wrongly chosen recording."""
        self._tend(request, self._context.run(finding.unlink_recording, self._context.actor, request, owner=self))

    def _tend(self, request: RequestId, running: Running[Any]) -> None:
        """Reload the request afterwards."""
        running.then(lambda _: self.open(request)).otherwise(lambda error: self._not_tended(request, error))

    def _not_tended(self, request: RequestId, error: ListeningRoomError) -> None:
        """Handle an error; if the same press was saved before its reply was lost, it counts as done."""
        if isinstance(error, AlreadySavedError):
            self.open(request)
        else:
            self._failed(error)

    @Slot(object)
    def _closed(self, request: Request) -> None:
        self.closed.emit(request)

    @Slot(object)
    def _listed(self, rows: tuple[RequestRow, ...]) -> None:
        self.listed.emit(sorted(map(self.as_of_today, rows), key=urgency))

    @Slot(object)
    def _taken(self, requests: tuple[Request, ...]) -> None:
        self.taken.emit(requests)
