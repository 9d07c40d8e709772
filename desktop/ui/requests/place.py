"""Requests: the list, one of them, and taking a new one if the role may.

The open request follows what other PCs do with it, unless something was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar, assert_never

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

from desktop.application.office.signing_in import InPerson
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.intake import correct_asker, correct_call
from desktop.application.requests.listing import RequestCounts
from desktop.application.requests.views import RequestView
from desktop.application.sessions.checking_in import Visitor
from desktop.application.shared.commands import Command
from desktop.domain.office.people import Permission
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.appointments.booking import Booking
from desktop.ui.copies.hearing import CopyPlayback
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.fields import Field
from desktop.ui.kit.page import Page
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter_making import LetterMaking
from desktop.ui.requests.finding import Finding
from desktop.ui.requests.intake import AskerPage, CallPage, Correcting, IntakeForm
from desktop.ui.requests.list_page import RequestsPage
from desktop.ui.requests.presenter import RequestsPresenter, RequestsReader
from desktop.ui.requests.request_actions import Begin, InPersonAct, RequestAct, WriteLetter, opening_words
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import AskedInPerson, InPersonWords
from desktop.ui.running.pages_place import OpenPage, PagesPlace
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.ui.copies.preparing.preparing import Preparing


class OpenRequest(OpenPage):
    """The page in the place of the requests."""

    def __init__(
        self,
        context: Context,
        stack: StackOfPages,
        reader: RequestsReader,
        hearings: CopyPlayback,
        page_of: Callable[[], RequestPage | None],
    ) -> None:
        """`page_of`: returns the page, once something was opened."""
        super().__init__(stack)
        self._context, self._reader, self._hearings, self._page_of = context, reader, hearings, page_of

    def page(self) -> RequestPage | None:
        """Return the page, unless a copy is heard beside it."""
        page = self._page_of()
        shown = page is not None and self._stack.currentWidget() is page and page.view is not None
        return page if shown and self._hearings.window is None else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._reader.again(page.view.row.id, self._read)

    def overwritable_fields(self, page: Page) -> Collection[Field]:
        """Return the question of how it was answered, and the words of a withdrawal."""
        opened = self.page()
        if opened is None:
            return ()
        answered = opened.request_actions.answered
        asked = [opened.withdrawing.words, *([answered] if answered is not None and answered.value() is None else [])]
        return [field for field in asked if not field.problem]

    def _read(self, view: RequestView) -> None:
        page = self.page()
        if page is None or page.view is None or page.view.row.id != view.row.id:
            return
        is_new = view.without(self._context.desk.not_here) != page.view
        self.take(is_new=is_new, show=lambda: page.show_request(view, self._hearings.know(view)))


Flow = TypeVar("Flow", Booking, LetterMaking, Finding, Correcting[CallPage], Correcting[AskerPage])


class RequestsPlace(PagesPlace):
    """The place. Its pages are built when they are first needed; the form keeps its text while the list is shown."""

    lock_wanted = Signal()
    visitor_wanted = Signal(Visitor)
    """The request that someone without an appointment is here to listen to."""
    list_page: RequestsPage
    presenter: RequestsPresenter

    def __init__(self, context: Context) -> None:
        self.preparing: Preparing | None = None
        self._new: RequestId | None = None
        self._to_find: RequestId | None = None
        self._finds: RequestId | None = None
        self._may_take = context.person.may(Permission.TAKE_REQUEST)
        super().__init__(context, RequestsPage(context, may_take=self._may_take))
        self.presenter = RequestsPresenter(context, self)
        self.hearings = CopyPlayback(context, self)
        opened = partial(self.__dict__.get, "request_page")  # None while it is not built
        self.open_page = OpenRequest(context, self.stack, self.presenter, self.hearings, opened)
        self._connect()
        self._connect_hearings()

    def load(self) -> None:
        """Reload the list."""
        self.presenter.load()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.counted.connect(self._show_counts)
        presenter.listed.connect(self._show_list)
        presenter.opened.connect(self._show_request)
        presenter.taken.connect(self._taken)
        presenter.problems.connect(self._problems)
        presenter.not_taken.connect(self._not_taken)
        presenter.failed.connect(self._failed)
        self.list_page.table.opened.connect(presenter.open)
        self.list_page.table.more_wanted.connect(presenter.load_more)
        self.list_page.which_wanted.connect(presenter.load_which)
        presenter.searching.serve(self.list_page)
        presenter.searching.shown.connect(self._show_found)
        self.list_page.find_wanted.connect(self._find_taken)
        self.list_page.paper_wanted.connect(self._show_paper)
        self.list_page.submitted.connect(self._show_form)
        presenter.closed.connect(self._closed)

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.requests.requests_paper import requests_paper  # at its first use

        page = self.list_page
        self.show_on_paper(requests_paper(page.rows, page.shown, self._context, more=page.more))

    @Slot()
    def _show_removals(self) -> None:
        from desktop.ui.requests.requests_paper import removal_paper  # at its first use

        if (view := self.request_page.view) is not None:
            self.show_on_paper(removal_paper(view, self._context))

    @cached_property
    def in_person(self) -> AskedInPerson:
        """Asking for the password again: to open an original, and to release a hold."""
        return AskedInPerson(self._context, self.stack)

    def _connect_hearings(self) -> None:
        self.hearings.lock_wanted.connect(self.lock_wanted)
        self.hearings.failed.connect(self._context.fail)
        self.hearings.shut.connect(self._show_heard)

    @cached_property
    def request_page(self) -> RequestPage:
        """The page of one request."""
        page = RequestPage(self._context)
        self.stack.addWidget(page)
        page.back.connect(self._back)
        page.back.connect(self.hearings.close)
        page.acted.connect(self._act)
        page.wanted.connect(self._run)
        page.paper_wanted.connect(self._show_removals)
        page.hearing.copy_wanted.connect(self._hear)
        self.hearings.busy.connect(page.set_busy)
        return page

    @cached_property
    def form(self) -> IntakeForm:
        """The form that takes a request."""
        form = IntakeForm(self._context)
        self.stack.addWidget(form)
        form.back.connect(self._back)
        form.wanted.connect(self.presenter.take)
        return form

    @cached_property
    def booking(self) -> Booking:
        """Booking an appointment for the request."""
        booking = self._returns(Booking(self._context, self))
        booking.done.connect(self._reopen)
        return booking

    @cached_property
    def letters(self) -> LetterMaking:
        """Writing a letter about the request."""
        return self._returns(LetterMaking(self._context, self))

    @cached_property
    def finding(self) -> Finding:
        """Finding the recording of the request."""
        finding = self._returns(Finding(self._context, self))
        finding.done.connect(self._reopen)
        finding.page.change.connect(self._correct)
        return finding

    @cached_property
    def correcting(self) -> Correcting[CallPage]:
        """Correcting the call that is searched for."""
        correcting = self._returns(Correcting(self._context, CallPage(self._context), correct_call, self))
        correcting.done.connect(self._find_again)
        return correcting

    @cached_property
    def correcting_asker(self) -> Correcting[AskerPage]:
        """Correcting who asks."""
        correcting = self._returns(Correcting(self._context, AskerPage(self._context), correct_asker, self))
        correcting.done.connect(self._reopen)
        return correcting

    def _hear(self) -> None:
        assert self.request_page.view is not None
        self.hearings.open_copy(self.request_page.view.row.id)

    @Slot()
    def _show_heard(self) -> None:
        view = self.request_page.view
        if view is not None:
            self.request_page.show_heard(self.hearings.heard(view.copy))

    def _returns(self, pages: Flow) -> Flow:
        """Connect pages that come up over the request, and return to it."""
        self.stack.addWidget(pages.page)
        pages.ready.connect(partial(self.stack.setCurrentWidget, pages.page))
        pages.page.back.connect(self._reopen)
        return pages

    def _correct(self) -> None:
        """Correct the call of the request being searched for."""
        found = self.finding.page.view
        assert found is not None
        self.correcting.ready.emit()
        self.correcting.page.show_call(found.request, found.call)

    @Slot()
    def _find_again(self) -> None:
        request = self.correcting.page.request
        assert request is not None
        self.finding.begin(request)

    def _correct_asker(self) -> None:
        """Correct who asks in the open request."""
        assert self.request_page.view is not None
        self.correcting_asker.ready.emit()
        self.correcting_asker.page.show_request(self.request_page.view)

    def _reopen(self, _: object = None) -> None:
        """Reload the open request."""
        assert self.request_page.view is not None
        self.presenter.open(self.request_page.view.row.id)

    @Slot(object)
    def _show_counts(self, counts: RequestCounts) -> None:
        self.list_page.show_counts(counts)
        self.waiting.emit(counts.for_officers if self._may_take else 0)

    @Slot(tuple, bool)
    def _show_list(self, rows: tuple[RequestRow, ...], more: bool) -> None:
        self.list_page.show_requests(rows, more=more)
        self._stand_on_new({row.id for row in rows})

    @Slot(object, int, bool)
    def _show_found(self, rows: tuple[RequestRow, ...], total: int, more: bool) -> None:
        self.list_page.say()
        self.list_page.show_found(rows, total, more=more)
        if self.list_page.search.take_asked() and rows:
            view = self.list_page.table.view
            view.select_key(rows[0].id)
            view.setFocus()

    def _stand_on_new(self, shown: set[RequestId]) -> None:
        """Focus the request just taken, and scroll to it."""
        if self._new in shown:
            new, self._new = self._new, None
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
        request = requests[0]
        self.form.clear()
        self.list_page.show_all_open()
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.table.view.setFocus()
        self.presenter.show_new(request.id)
        self._new, self._to_find = request.id, request.id
        self.list_page.table.view.select_key(None)  # until then Enter must not open another request
        self.list_page.say_taken(requests)

    @Slot()
    def _find_taken(self) -> None:
        """Open the request just taken, and then the search for its recording."""
        if self._to_find is not None:
            self._finds = self._to_find
            self.presenter.open(self._to_find)

    @Slot(object)
    def _act(self, act: RequestAct) -> None:
        assert self.request_page.view is not None
        request = self.request_page.view.row.id
        match act:
            case Begin.FINDING:
                self.finding.begin(request)
            case Begin.PREPARING:
                self._ask(opening_words, partial(self._prepare, request))
            case Begin.BOOKING:
                self.booking.begin(request)
            case Begin.VISIT:
                self.presenter.visitor(request, self.visitor_wanted.emit)
            case Begin.CORRECTING:
                self._correct_asker()
            case Begin.DISCLOSURE:
                self.request_page.open_disclosure()
            case WriteLetter(kind):
                self.letters.begin(request, kind)
            case InPersonAct(words, command):
                self._ask(words, lambda by: self._run(command(by)))
            case _:
                assert_never(act)

    @Slot(Command)
    def _run(self, command: Command[object]) -> None:
        """Run a command about the open request."""
        assert self.request_page.view is not None
        self.presenter.run(command, self.request_page.view.row.id)

    def _ask(self, words: Callable[[str], InPersonWords], then: Callable[[InPerson], None]) -> None:
        """Ask for the password again. `words` are given the request's reference."""
        assert self.request_page.view is not None
        self.in_person.ask(words(self.request_page.view.row.reference), then)

    def refresh(self) -> None:
        self.list_page.fresh = True
        super().refresh()

    def _prepare(self, request: RequestId, by: InPerson) -> None:
        """Prepare a copy in its own window, whose modules are imported on first use."""
        from desktop.ui.copies.preparing.preparing import Preparing

        strongroom = self._context.desk.strongroom
        if self.preparing is None and strongroom is not None:
            self.preparing = Preparing(self._context, strongroom, self)
            self.preparing.begun.connect(self.in_person.done)
            self.preparing.refused.connect(self._failed)
            self.preparing.left.connect(self.presenter.open)
            self.preparing.made.connect(self._prepared)
        if self.preparing is not None:
            self.preparing.open(request, by)

    @Slot(str)
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
        if not self._about_password(error):
            self.request_page.show_problems(error)

    @Slot(object)
    def _not_taken(self, error: FieldsError) -> None:
        self.form.show_problems(error)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if self._about_password(error):
            return
        for name in ("form", "request_page"):
            if (page := self.__dict__.get(name)) is not None:  # not built: nothing was pressed there
                page.enable_save()
        self._context.fail(error)

    def _about_password(self, error: ListeningRoomError) -> bool:
        """Show it where the password is asked for, and return whether it is about that."""
        return "in_person" in self.__dict__ and self.in_person.takes(error)
