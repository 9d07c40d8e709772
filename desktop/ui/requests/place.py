"""Requests: the list, one of them, and taking a new one if the role may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, assert_never

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

from desktop.application.office.signing_in import InPerson
from desktop.application.ports.reading import RequestRow
from desktop.application.requests import listing
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.listing import RequestFilter
from desktop.application.requests.listing import RequestsPage as Listed
from desktop.application.requests.views import RequestView
from desktop.application.sessions.checking_in import Visitor, visitor_of
from desktop.application.shared.commands import Command
from desktop.application.shared.lists import search_requests
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import RequestId
from desktop.errors import AlreadySavedError, FieldsError, ListeningRoomError
from desktop.ui.appointments.appointment_pages import BookingPage
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.requests.intake import AskerPage, CallPage, FindingPage, IntakeForm
from desktop.ui.requests.request_actions import Begin, InPersonAct, RequestAct, WriteLetter, opening_words
from desktop.ui.requests.request_lists import ListedRequests, RequestsPage
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import InPersonWords
from desktop.ui.running.pages_place import StepPage
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.ui.copies.preparing.preparing import Preparing

Step = TypeVar("Step", bound=StepPage)


class RequestsPlace(ListedRequests):
    """The place. Its pages are built when they are first needed; the form keeps its text while the list is shown."""

    visitor_wanted = Signal(Visitor)
    """The request that someone without an appointment is here to listen to."""
    list_page: RequestsPage

    def __init__(self, context: Context) -> None:
        self.preparing: Preparing | None = None
        self._which = RequestFilter.UNANSWERED
        self._on_top: RequestId | None = None
        self._new: RequestId | None = None
        self._to_find: RequestId | None = None
        self._finds: RequestId | None = None
        self._may_take = context.person.may(Permission.TAKE_REQUEST)
        page = RequestsPage(context, may_take=self._may_take)
        super().__init__(context, page, search_requests, listing.requests_named)
        page.which_wanted.connect(self._read_which)
        page.find_link.clicked.connect(self._find_taken)
        page.paper_link.clicked.connect(self._show_paper)
        page.submitted.connect(self._show_form)

    # The list

    def read_list(self, shown: int) -> None:
        self._context.run(listing.requests, self._context.actor, self._which, shown).then(self._listed)

    @Slot(RequestFilter)
    def _read_which(self, which: RequestFilter) -> None:
        """Read another list."""
        self._which, self._on_top = which, None
        self.read_from_the_top()

    def _listed(self, page: Listed) -> None:
        """Show the list; a request that was just taken is above it, where its own place is on a later page."""
        self.list_page.show_counts(page.counts)
        self.waiting.emit(page.counts.for_officers if self._may_take else 0)
        if self.searching.on:
            return
        if self._on_top is None or any(row.id == self._on_top for row in page.rows):
            self._show_list(page.rows, more=page.more)
        else:
            new = self._context.run(listing.requests_named, self._context.actor, (self._on_top,), owner=self)
            new.then(lambda rows: self._with_new(rows, page))

    def _with_new(self, rows: tuple[RequestRow, ...], page: Listed) -> None:
        if not self.searching.on:
            self._show_list((*rows, *page.rows), more=page.more)

    def _show_list(self, rows: tuple[RequestRow, ...], *, more: bool) -> None:
        """Show the list; focus a request that was just taken, and scroll to it."""
        self.list_page.show_requests(rows, more=more)
        if self._new in [row.id for row in rows]:
            new, self._new = self._new, None
            view = self.list_page.table.view
            view.select_key(new)
            view.setFocus()
            view.show_current()

    @Slot(object, int, bool)
    def show_found(self, rows: Sequence[RequestRow], total: int, more: bool) -> None:
        self.list_page.say()
        super().show_found(rows, total, more)
        if self.list_page.search.take_asked() and rows:
            view = self.list_page.table.view
            view.select_key(rows[0].id)
            view.setFocus()

    def refresh(self) -> None:
        self.list_page.fresh = True
        super().refresh()

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.requests.requests_paper import requests_paper  # at its first use

        page = self.list_page
        self.show_on_paper(requests_paper(page.rows, page.shown, self._context, more=page.more))

    # Taking a request

    @cached_property
    def form(self) -> IntakeForm:
        """The form that takes a request."""
        form = IntakeForm(self._context)
        self.stack.addWidget(form)
        form.back.connect(self._back)
        form.done.connect(self._taken)
        return form

    def _show_form(self) -> None:
        self.list_page.say()
        self.stack.setCurrentWidget(self.form)
        self.form.focus_first()

    @Slot(object)
    def _taken(self, requests: tuple[Request, ...]) -> None:
        new = requests[0].id
        self.form.clear()
        self.list_page.show_all_open()
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.table.view.setFocus()
        self._which, self._on_top, self._new, self._to_find = RequestFilter.UNANSWERED, new, new, new
        self.searching.drop()
        self.read_from_the_top()
        self.list_page.table.view.select_key(None)  # until then Enter must not open another request
        self.list_page.say_taken(requests)

    @Slot()
    def _find_taken(self) -> None:
        """Open the request just taken, and then the search for its recording."""
        if self._to_find is not None:
            self._finds = self._to_find
            self.open(self._to_find)

    # One request

    @cached_property
    def request_page(self) -> RequestPage:
        """The page of one request."""
        page = RequestPage(self._context)
        self.stack.addWidget(page)
        page.back.connect(self._back)
        page.back.connect(self.hearings.close)
        page.acted.connect(self._act)
        page.wanted.connect(self._run)
        page.removed.paper.clicked.connect(self._show_removals)
        page.hearing.copy.clicked.connect(self._hear)
        self.hearings.busy.connect(page.set_busy)
        return page

    @property
    def _view(self) -> RequestView:
        assert self.request_page.view is not None
        return self.request_page.view

    def show_opened(self, view: RequestView) -> None:
        self.stack.setCurrentWidget(self.request_page)
        self.show_again(view)
        finds, self._finds = self._finds, None
        if finds == view.row.id:
            self.finding.begin(finds)

    def show_again(self, view: RequestView) -> None:
        self.request_page.show_request(view, self.hearings.know(view))

    def _reopen(self, _: object = None) -> None:
        """Reload the open request."""
        self.open(self._view.row.id)

    def _hear(self) -> None:
        self.hearings.open_copy(self._view.row.id)

    @Slot()
    def _show_removals(self) -> None:
        from desktop.ui.requests.requests_paper import removal_paper  # at its first use

        self.show_on_paper(removal_paper(self._view, self._context))

    @Slot(object)
    def _act(self, act: RequestAct) -> None:
        request = self._view.row.id
        match act:
            case Begin.FINDING:
                self.finding.begin(request)
            case Begin.PREPARING:
                self._ask(opening_words, partial(self._prepare, request))
            case Begin.BOOKING:
                self.booking.begin(request).otherwise(self._failed)
            case Begin.VISIT:
                found = self._context.run(visitor_of, self._context.actor, request, owner=self)
                found.then(self.visitor_wanted.emit).otherwise(self._failed)
            case Begin.CORRECTING:
                self.correcting_asker.show_request(self._view)
            case Begin.DISCLOSURE:
                self.request_page.open_disclosure()
            case WriteLetter(kind):
                self.letters.begin(request, kind).otherwise(self._failed)
            case InPersonAct(words, command):
                self._ask(words, lambda by: self._run(command(by)))
            case _:
                assert_never(act)

    def _ask(self, words: Callable[[str], InPersonWords], then: Callable[[InPerson], None]) -> None:
        """Ask for the password again. `words` are given the request's reference."""
        self.in_person.ask(words(self._view.row.reference), then)

    @Slot(Command)
    def _run(self, command: Command[object]) -> None:
        """Run a command about the open request; then reload it, or the list once it is closed.

        Whoever has gone on meanwhile stays where they are.
        """
        request = self._view.row.id
        running = self._context.run(command, owner=self)
        running.then(self._closed if isinstance(command, CloseRequest) else lambda _: self._done(request))
        running.otherwise(lambda error: self._not_done(request, error))

    def _is_left(self, request: RequestId) -> bool:
        return self.stack.currentWidget() in (self.list_page, self.__dict__.get("form")) or self._view.row.id != request

    def _done(self, request: RequestId) -> None:
        if self._is_left(request):
            self.load()
        else:
            self.open(request)

    def _not_done(self, request: RequestId, error: ListeningRoomError) -> None:
        """Handle an error; if the same press was saved before its reply was lost, it counts as done.

        What was refused in the fields is said at them, unless another request has been opened meanwhile.
        """
        if isinstance(error, AlreadySavedError):
            self._done(request)
        elif not isinstance(error, FieldsError):
            self._failed(error)
        elif not self.in_person.takes(error) and self._view.row.id == request:
            self.request_page.show_problems(error)

    def _closed(self, request: object) -> None:
        assert isinstance(request, Request)
        if self._is_left(request.id):
            self.load()
        else:
            self._back()
        self.list_page.say(strong(tr("{reference} is closed.").format(reference=request.reference)))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        """Allow another press, and show the error, if it is not about the password."""
        if self.in_person.takes(error):
            return
        if (page := self.__dict__.get("request_page")) is not None:  # not built: nothing was pressed there
            page.allow_press()
        self._context.fail(error)

    # What is done over it

    def _over(self, page: Step) -> Step:
        """Connect a page that comes up over the request, and returns to it."""
        self.stack.addWidget(page)
        page.ready.connect(partial(self.stack.setCurrentWidget, page))
        page.back.connect(self._reopen)
        return page

    def _then_back(self, page: Step) -> Step:
        page.done.connect(self._reopen)
        return self._over(page)

    @cached_property
    def booking(self) -> BookingPage:
        """Booking an appointment for the request."""
        return self._then_back(BookingPage(self._context))

    @cached_property
    def letters(self) -> LetterPage:
        """Writing a letter about the request."""
        return self._over(LetterPage(self._context))

    @cached_property
    def finding(self) -> FindingPage:
        """Finding the recording of the request."""
        finding = self._then_back(FindingPage(self._context))
        finding.change.clicked.connect(self._correct)
        return finding

    @cached_property
    def correcting(self) -> CallPage:
        """Correcting the call that is searched for."""
        correcting = self._over(CallPage(self._context))
        correcting.done.connect(self._find_again)
        return correcting

    @cached_property
    def correcting_asker(self) -> AskerPage:
        """Correcting who asks."""
        return self._then_back(AskerPage(self._context))

    def _correct(self) -> None:
        """Correct the call of the request being searched for."""
        found = self.finding.view
        assert found is not None
        self.correcting.show_call(found.request, found.call)

    @Slot()
    def _find_again(self) -> None:
        request = self.correcting.request
        assert request is not None
        self.finding.begin(request)

    def _prepare(self, request: RequestId, by: InPerson) -> None:
        """Prepare a copy in its own window, whose modules are imported on first use."""
        from desktop.ui.copies.preparing.preparing import Preparing

        strongroom = self._context.desk.strongroom
        if self.preparing is None and strongroom is not None:
            self.preparing = Preparing(self._context, strongroom, self)
            self.preparing.begun.connect(self.in_person.done)
            self.preparing.refused.connect(self._failed)
            self.preparing.left.connect(self.open)
            self.preparing.made.connect(self._prepared)
        if self.preparing is not None:
            self.preparing.open(request, by)

    @Slot(str)
    def _prepared(self, request: RequestId) -> None:
        self.list_page.say(strong(tr("The copy is ready. Someone else decides on it.")))
        self._back()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop all sound: the desk is locked, or another place is shown."""
        super().hideEvent(event)
        if self.preparing is not None and not event.spontaneous():
            self.preparing.shut()
