"""Reads requests, takes new ones, and carries out their next steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.copies.deciding import WithdrawApproval, withdraw_approval
from desktop.application.office.in_person import InPerson
from desktop.application.ports.reading import RequestRow
from desktop.application.recordings import finding, holding
from desktop.application.recordings.holding import ReviewHold
from desktop.application.requests import clock_keeping, listing
from desktop.application.requests.answer_follow_up import (
    FollowUpCommand,
    TakeAnswerBack,
    answer_follow_up,
    take_answer_back,
)
from desktop.application.requests.clock_correcting import CorrectDay, correct_day
from desktop.application.requests.clock_keeping import DeadlineCommand
from desktop.application.requests.close_request import CloseRequest, close_request
from desktop.application.requests.complaints import (
    ComplaintCommand,
    TakeComplaint,
    TakeComplaintBack,
    TellComplaint,
    take_complaint,
    take_complaint_back,
    tell_complaint,
)
from desktop.application.requests.disclosing import DiscloseFile, disclose_file
from desktop.application.requests.extension_back import TakeExtensionBack, take_extension_back
from desktop.application.requests.intake import TakeRequest, take_request
from desktop.application.requests.listing import RequestCounts, RequestFilter, RequestsPage
from desktop.application.requests.naming import NameRepresentative, name_representative
from desktop.application.sessions.visitors import Visitor, visitor_of
from desktop.application.shared.list_search import search_requests
from desktop.domain.requests.request import Answered, Request
from desktop.domain.shared.ids import HoldId, RequestId
from desktop.errors import AlreadySavedError, FieldsError, ListeningRoomError
from desktop.ui.requests.presenter import RequestsList
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running

NOTES: Mapping[type[DeadlineCommand], Callable[..., Request]] = {
    clock_keeping.AskProof: clock_keeping.ask_proof,
    clock_keeping.ProofArrived: clock_keeping.proof_arrived,
    clock_keeping.AskClarification: clock_keeping.ask_clarification,
    clock_keeping.ClarificationAnswered: clock_keeping.clarification_answered,
    clock_keeping.TellExtension: clock_keeping.tell_extension,
    TakeExtensionBack: take_extension_back,
    CorrectDay: correct_day,
}
COMPLAINTS: Mapping[type[ComplaintCommand], Callable[..., object]] = {
    TakeComplaint: take_complaint,
    TellComplaint: tell_complaint,
    TakeComplaintBack: take_complaint_back,
}


class RequestsPresenter(RequestsList):
    """The presenter that also takes requests, and carries out their next steps."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, search_requests, listing.requests_named, parent)
        self._new: RequestId | None = None

    taken = Signal(tuple)
    not_taken = Signal(FieldsError)
    """The fields of a new request that were refused, wherever the person has gone meanwhile."""
    closed = Signal(Request)
    counted = Signal(RequestCounts)
    """Of the whole list; before its rows."""
    _which = RequestFilter.UNANSWERED

    @property
    def which(self) -> RequestFilter:
        """The list that is shown, apart from what a search found."""
        return self._which

    def load_which(self, which: RequestFilter) -> None:
        """Load another list."""
        self._which, self._new = which, None
        self._begin_again()

    def show_new(self, id: RequestId) -> None:
        """Load the list of what is to be done, with that request in it: on top where its place is on a later page."""
        self._which, self._new = RequestFilter.UNANSWERED, id
        self.searching.drop()
        self._begin_again()

    def _read(self, shown: int) -> None:
        self._context.run(listing.requests, self._context.actor, self._which, shown).then(self._listed)

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

    def ask_release(self, request: RequestId, hold: HoldId, by: InPerson) -> None:
        """Ask to release a hold: the first of two people."""
        self._tend(request, self._context.run(holding.ask_release, by, hold, owner=self))

    def release(self, request: RequestId, hold: HoldId, by: InPerson) -> None:
        """Release a hold: the second person."""
        self._tend(request, self._context.run(holding.release_hold, by, hold, owner=self))

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

    def complain(self, command: ComplaintCommand) -> None:
        """Take a complaint, note what the person was told of it, or take back what was noted."""
        self._tend(command.request, self._context.run(COMPLAINTS[type(command)], command, owner=self))

    def disclose(self, command: DiscloseFile) -> None:
        """Record that a file went to the police."""
        self._tend(command.request, self._context.run(disclose_file, command, owner=self))

    def name_representative(self, command: NameRepresentative) -> None:
        """Name who acts for the person."""
        self._tend(command.request, self._context.run(name_representative, command, owner=self))

    def visitor(self, id: RequestId, then: Callable[[Visitor], object]) -> None:
        """Look whether it can be heard now, by someone who is here without an appointment."""
        self._context.run(visitor_of, self._context.actor, id, owner=self).then(then).otherwise(self._failed)

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
    def _listed(self, page: RequestsPage) -> None:
        self.counted.emit(page.counts)
        if self.searching.on:
            return
        if self._new is None or any(row.id == self._new for row in page.rows):
            self.listed.emit(page.rows, page.more)
        else:
            new = self._context.run(listing.requests_named, self._context.actor, (self._new,), owner=self)
            new.then(lambda rows: self._with_new(rows, page))

    def _with_new(self, rows: tuple[RequestRow, ...], page: RequestsPage) -> None:
        """Show the new request above the rows of the list, where its own place is further down."""
        if not self.searching.on:
            self.listed.emit((*rows, *page.rows), page.more)
