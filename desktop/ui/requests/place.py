"""Requests: the list, one of them, and taking a new one if the role may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

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
from desktop.application.requests.views import RequestView
from desktop.domain.office.people import ALLOWED, Permission
from desktop.domain.requests.request import UNANSWERED, Answered, Request, Status
from desktop.domain.shared.ids import HoldId, RequestId
from desktop.errors import AlreadySavedError, FieldsError, ListeningRoomError
from desktop.ui.appointments.booking import Booking
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.kit.widgets.words import strong
from desktop.ui.letters.letter_making import LetterMaking
from desktop.ui.requests.correcting import Correcting
from desktop.ui.requests.finding import Finding
from desktop.ui.requests.intake_form import IntakeForm
from desktop.ui.requests.list_page import RequestsPage
from desktop.ui.requests.presenter import RequestsReader
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.ui.running.tasks import Running
from desktop.words import tr
from desktop.words.formatting import weekday_and_day
from desktop.words.requests.due_words import urgency

if TYPE_CHECKING:
    from desktop.ui.copies.preparing.preparing import Preparing

OFFICERS = frozenset({Status.TAKEN, Status.MATCHED, Status.REFUSED})
"""The states in which an information officer acts next."""


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
        self._context.run(take_request, command, owner=self).then(self.taken.emit).otherwise(self._failed)

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


class RequestsPlace(PagesPlace):
    """The place with its three pages. The form keeps its text while somebody looks at the list."""

    lock_wanted = Signal()
    list_page: RequestsPage
    presenter: RequestsPresenter

    def __init__(self, context: Context) -> None:
        self.preparing: Preparing | None = None
        self._new: RequestId | None = None
        self._to_find: RequestId | None = None
        self._finds: RequestId | None = None
        self._may_take = Permission.TAKE_REQUEST in ALLOWED[context.person.role]
        self.request_page, self.form = RequestPage(context), IntakeForm(context)
        super().__init__(context, RequestsPage(context, may_take=self._may_take), self.request_page, self.form)
        self.presenter = RequestsPresenter(context, self)
        self.hearings = Hearings(context, self)
        self.booking, self.letters = Booking(context, self), LetterMaking(context, self)
        self.finding, self.correcting = Finding(context, self), Correcting(context, self)
        self._connect()
        self._connect_hearings()
        self._connect_pages()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.listed.connect(self._show_list)
        presenter.opened.connect(self._show_request)
        presenter.taken.connect(self._taken)
        presenter.problems.connect(self._problems)
        presenter.failed.connect(self._failed)
        self.list_page.table.opened.connect(presenter.open)
        self.list_page.all_wanted.connect(presenter.load_all)
        self.list_page.find_wanted.connect(self._find_taken)
        self.list_page.submitted.connect(self._show_form)
        self.request_page.back.connect(self._back)
        self.request_page.acted.connect(self._act)
        self.request_page.noted.connect(presenter.note)
        self.request_page.answered.connect(presenter.answer)
        presenter.closed.connect(self._closed)
        self.form.back.connect(self._back)
        self.form.wanted.connect(presenter.take)

    def _connect_hearings(self) -> None:
        hearings, page = self.hearings, self.request_page
        hearings.lock_wanted.connect(self.lock_wanted)
        hearings.failed.connect(self._context.fail)
        hearings.busy.connect(page.set_busy)
        hearings.shut.connect(self._show_heard)
        page.hearing.copy_wanted.connect(self._hear)
        page.back.connect(hearings.close)

    def _hear(self) -> None:
        assert self.request_page.view is not None
        self.hearings.open_copy(self.request_page.view.row.id)

    @Slot()
    def _show_heard(self) -> None:
        view = self.request_page.view
        if view is not None:
            self.request_page.show_heard(self.hearings.heard(view.copy))

    def _connect_pages(self) -> None:
        """Connect the pages of booking, letters and finding, which return to the request."""
        for pages in (self.booking, self.letters, self.finding, self.correcting):
            self.stack.addWidget(pages.page)
            pages.ready.connect(partial(self.stack.setCurrentWidget, pages.page))
            pages.page.back.connect(self._reopen)
        self.booking.done.connect(self._reopen)
        self.finding.done.connect(self._reopen)
        self.finding.page.change.connect(self._correct)
        self.correcting.done.connect(lambda: self.finding.begin(self.correcting.request))

    def _correct(self) -> None:
        """Correct the call of the request being searched for."""
        found = self.finding.page.view
        assert found is not None
        self.correcting.begin(found.request, found.call)

    def _reopen(self, _: object = None) -> None:
        """Reload the open request."""
        assert self.request_page.view is not None
        self.presenter.open(self.request_page.view.row.id)

    @Slot(object)
    def _show_list(self, rows: list[RequestRow]) -> None:
        self.list_page.show_requests(rows)
        self._stand_on_new()
        self.waiting.emit(sum(map(_waits, rows)) if self._may_take else 0)

    def _stand_on_new(self) -> None:
        """Focus the request just taken, and scroll to it."""
        new, self._new = self._new, None
        if new is not None:
            view = self.list_page.table.view
            view.select_key(new)
            view.setFocus()
            view.show_current()

    @Slot(object)
    def _show_request(self, view: RequestView) -> None:
        self.stack.setCurrentWidget(self.request_page)
        self.request_page.show_request(view, self.hearings.know(view))
        finds, self._finds = self._finds, None
        if finds == view.row.id:
            self.finding.begin(finds)

    def _show_form(self) -> None:
        self.list_page.say()
        self.stack.setCurrentWidget(self.form)
        self.form.focus_first()

    @Slot(object)
    def _taken(self, requests: tuple[Request, ...]) -> None:
        request, count = requests[0], len(requests)
        self.form.clear()
        self._back()
        due = tr("The answer is due on {day}.").format(day=weekday_and_day(request.due_on)) if request.due_on else ""
        one, some = tr("Request {reference} was taken."), tr("Request {reference} was taken, for {n} calls.")
        taken = (one if count == 1 else some).format(reference=request.reference, n=count)
        self._new, self._to_find = request.id, request.id
        self.list_page.table.view.select_key(None)  # until then Enter must not open another request
        first = tr("Find the recording of the first call")
        self.list_page.say(strong(taken), due, find=tr("Find the recording") if count == 1 else first)

    @Slot()
    def _find_taken(self) -> None:
        """Open the request just taken, and then the search for its recording."""
        if self._to_find is not None:
            self._finds = self._to_find
            self.presenter.open(self._to_find)

    @Slot(str, object)
    def _act(self, what: str, about: Any) -> None:
        view = self.request_page.view
        assert view is not None
        acts: dict[str, Callable[[RequestId, Any], None]] = {
            "stopped": self.presenter.stopped,
            "release_asked": self.presenter.ask_release,
            "released": self.presenter.release,
            "reviewed": self.presenter.review_hold,
            "closed": self.presenter.close,
            "found": lambda request, _: self.finding.begin(request),
            "unlinked": lambda request, _: self.presenter.unlink_recording(request),
            "prepared": lambda request, _: self._prepare(request),
            "withdrawn": self.presenter.withdraw,
            "invite": lambda request, _: self.booking.begin(request),
            "letter": self.letters.begin,
        }
        acts[what](view.row.id, about)

    def _prepare(self, request: RequestId) -> None:
        """Prepare a copy in its own window, whose modules are imported on first use."""
        from desktop.ui.copies.preparing.preparing import Preparing

        strongroom = self._context.desk.strongroom
        if self.preparing is None and strongroom is not None:
            self.preparing = Preparing(self._context, strongroom, self)
            self.preparing.left.connect(self.presenter.open)
            self.preparing.made.connect(self._prepared)
        if self.preparing is not None:
            self.preparing.open(request)

    @Slot(object)
    def _prepared(self, request: RequestId) -> None:
        made = tr("The copy is ready. Someone else decides on it.")
        self.list_page.say(strong(made))
        self._back()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop all sound: the desk is locked, or another place is shown."""
        super().hideEvent(event)
        if self.preparing is not None and not event.spontaneous():
            self.preparing.shut()

    @Slot(object)
    def _closed(self, request: Request) -> None:
        self._back()
        self.list_page.say(strong(tr("{reference} is closed.").format(reference=request.reference)))

    @Slot(object)
    def _problems(self, error: FieldsError) -> None:
        page = self.form if self.stack.currentWidget() is self.form else self.request_page
        page.show_problems(error)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.form.asked = False
        self.request_page.tending.may_press_again()
        self.request_page.withdrawing.may_press_again()
        self.request_page.deadline.may_press_again()
        self.request_page.follow_ups.may_press_again()
        self.request_page.unlinking.may_press_again()
        self._context.fail(error)


def _waits(row: RequestRow) -> bool:
    """Return whether an information officer acts next on the request, or on anything beside it."""
    return row.status in OFFICERS or bool(row.follow_ups) or row.hold_review_on is not None
