"""Decisions: the waiting requests, and one after another.

The open one follows what other PCs do with its request, until a question of it is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.copies.deciding import Decide
from desktop.application.copies.transcribing import read_copy_transcript
from desktop.application.ports.reading import QueueRow
from desktop.application.requests import listing
from desktop.application.requests.listing import WaitingPage, presses
from desktop.application.requests.views import RequestView
from desktop.application.shared.lists import search_decisions
from desktop.domain.copies.transcript import Captions
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import ListeningRoomError, SignInRefusedError
from desktop.ui.copies.hearing import CopyPlayback
from desktop.ui.decisions.decision_page import DecisionPage, Draft
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.fields import Field
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.requests.presenter import RequestsList, RequestsReader
from desktop.ui.requests.request_actions import opening_words
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import AskedInPerson
from desktop.ui.running.pages_place import ListPage, OpenPage, PagesPlace
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.requests import due_words


class DecisionsPage(ListPage):
    """The list of decisions; the table emits what is opened."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Decisions"), wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("Request"), tr("Person"), tr("Kind"), tr("Received"), tr("Due"))
        empty = Empty(
            tr("Nothing is waiting for a decision."),
            tr("A request comes here when an information officer has prepared it."),
        )
        self.table = Table(tr("Requests to decide on"), columns, weights=(3, 3, 3, 3, 4), empty=empty)
        self.search = SearchBar()
        self.none_found = Empty(
            tr("No request that waits matches."), tr("Under Requests you find those that do not wait for a decision.")
        )
        self.none_found.hide()
        self.pin(self.banner)
        self.add(self.search, self.table, self.none_found)

    def show_waiting(self, rows: Sequence[QueueRow], count: int, *, more: bool = False) -> None:
        """Show the waiting requests fetched so far, in their order, of `count` in all."""
        one, many = text("1 request is waiting for your decision."), text("{n} requests are waiting for your decision.")
        waits = counted(count, one, many)
        self.set_lead(*((strong(waits), tr("The most urgent comes first.")) if rows else ()))
        self._show(rows, more=more, found=False)

    def show_found(self, rows: Sequence[QueueRow], total: int, *, more: bool) -> None:
        """Show what a search found, the newest first."""
        self.set_problems(())
        self._show(rows, more=more, found=True)
        self.set_lead(strong(counted(total, "1 request found.", "{n} requests found.")) if total else "")

    def _show(self, rows: Sequence[QueueRow], *, more: bool, found: bool) -> None:
        today = self._context.desk.today()
        self.search.show_on(found)
        self.table.show_rows([self._row(row, today) for row in rows], more=more)
        self.table.setVisible(bool(rows) or not found)
        self.none_found.setVisible(found and not rows)

    def _row(self, found: QueueRow, today: date) -> Row:
        row = found.request
        due = due_words(row.due_on, row.status, today)
        kind = "\n".join((words(row.kind), *sent_back_words(found.sent_back)))
        cells = (row.reference, row.shown_name, kind, day(row.received_on), due)
        return Row(row.id, cells, attention=presses(row.due_on, row.status, today))


def sent_back_words(times: int) -> tuple[str, ...]:
    """Return "Sent back before", or how often; nothing if it never was."""
    if not times:
        return ()
    return (counted(times, "Sent back before", "Sent back {n} times before"),)


class OpenDecision(OpenPage):
    """The page in the place of the decisions. Its questions stand there; once one is answered, nothing moves."""

    def __init__(
        self,
        stack: StackOfPages,
        page: DecisionPage,
        reader: RequestsReader,
        hearings: CopyPlayback,
        show: Callable[[RequestView, Draft], object],
    ) -> None:
        super().__init__(stack)
        self._page, self._reader, self._hearings, self._show = page, reader, hearings, show
        self.shown = Draft()
        """The answers with which it was shown."""

    def page(self) -> DecisionPage | None:
        """Return the page, unless a copy is heard beside it."""
        page, hears = self._page, self._hearings.window is not None
        shown = self._stack.currentWidget() is page and page.view is not None
        return page if shown and not hears and not page.asked else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._reader.again(page.view.row.id, self._read)

    def overwritable_fields(self, page: Page) -> Collection[Field]:
        untouched = self._page.draft() == self.shown
        return page.fields() if untouched else ()

    def _read(self, view: RequestView) -> None:
        page = self.page()
        if page is None or page.view is None or page.view.row.id != view.row.id:
            return
        is_new = _from_elsewhere(view) != _from_elsewhere(page.view)
        self.take(is_new=is_new, show=lambda: self._show(view, self.shown))


def _from_elsewhere(view: RequestView) -> RequestView:
    """Return the view without what was heard and read here, which the page shows by itself."""
    return replace(view, heard=(), words=replace(view.words, read=False))


SAID: Mapping[Status, tuple[str, str]] = {
    Status.APPROVED: (text("{reference} is approved."), text("It can be heard at an appointment.")),
    Status.LINKED: (text("{reference} is sent back."), text("It comes back here when it has been prepared again.")),
    Status.REFUSED: (
        text("{reference} is refused."),
        text("Nothing can be opened. You can make the letter from the request’s page."),
    ),
}
INTERNALLY_REFUSED = text("Nothing can be opened. Tell whoever asked, with the reason.")
"""Letters go only to people outside the office (`domain.requests.letters`)."""


class DecisionsPresenter(RequestsList):
    """The requests presenter that also saves decisions."""

    decided = Signal(Request)
    counted = Signal(int)
    """How many wait, before the rows."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, search_decisions, listing.decisions_named, parent)

    def _read(self, shown: int) -> None:
        self._context.run(listing.decisions_waiting, self._context.actor, shown).then(self._listed)

    def decide(self, command: Decide) -> None:
        """Save a decision."""
        self._context.run(command, owner=self).then(self.decided.emit).otherwise(self._failed)

    @Slot(object)
    def _listed(self, page: WaitingPage) -> None:
        self.counted.emit(page.waiting)
        if not self.searching.on:
            self.listed.emit(page.rows, page.waiting > len(page.rows))


class DecisionsPlace(PagesPlace):
    """List and page. What was typed for a request is kept until it is decided. Emits `lock_wanted` from a hearing."""

    lock_wanted = Signal()
    list_page: DecisionsPage
    presenter: DecisionsPresenter
    open_page: OpenDecision

    def __init__(self, context: Context) -> None:
        self.page = DecisionPage(context)
        super().__init__(context, DecisionsPage(context), self.page)
        self._open: RequestId | None = None
        self._drafts: dict[RequestId, Draft] = {}
        self.presenter = DecisionsPresenter(context, self)
        self._count = 0
        self.presenter.counted.connect(self._keep_count)
        self.presenter.listed.connect(self._show_list)
        self.list_page.table.more_wanted.connect(self.presenter.load_more)
        self.presenter.searching.serve(self.list_page)
        self.presenter.searching.shown.connect(self._show_found)
        self.presenter.opened.connect(self._show_request)
        self.presenter.decided.connect(self._decided)
        self.presenter.problems.connect(self.page.show_problems)
        self.presenter.failed.connect(self._failed)
        self.list_page.table.opened.connect(self.presenter.open)
        self.page.wanted.connect(self.presenter.decide)
        self.page.back.connect(self._back)
        self.hearings = CopyPlayback(context, self)
        self.open_page = OpenDecision(self.stack, self.page, self.presenter, self.hearings, self.show_request)
        self.hearings.lock_wanted.connect(self.lock_wanted)
        self.hearings.failed.connect(self._not_heard)
        self.in_person = AskedInPerson(context, self.stack)
        self.hearings.begun.connect(self.in_person.make_way)
        self.hearings.busy.connect(self.page.set_busy)
        self.hearings.shut.connect(self._show_heard)
        self.page.hearing.copy_wanted.connect(self._hear_copy)
        self.page.parts.wanted.connect(self._hear_part)
        self.page.transcript.wanted.connect(self._read_transcript)
        self.page.hearing.original_wanted.connect(self._hear_original)

    def load(self) -> None:
        """Reload the list."""
        self.presenter.load()

    @property
    def at_rest(self) -> bool:
        """Whether nothing typed would go with it: also words kept for a request that is not shown."""
        return super().at_rest and not any(draft.words for draft in self._drafts.values())

    @Slot(tuple, bool)
    def _show_list(self, rows: tuple[QueueRow, ...], more: bool) -> None:
        gone_to = self.list_page.reading
        self.list_page.show_waiting(rows, self._count, more=more)
        if gone_to:
            self.list_page.land(self.list_page.search)

    @Slot(int)
    def _keep_count(self, count: int) -> None:
        self._count = count
        self.waiting.emit(count)

    @Slot(object, int, bool)
    def _show_found(self, rows: tuple[QueueRow, ...], total: int, more: bool) -> None:
        self.list_page.show_found(rows, total, more=more)

    @Slot(object)
    def _show_request(self, view: RequestView) -> None:
        self.list_page.banner.set_parts()
        self._open = view.row.id
        self.stack.setCurrentWidget(self.page)
        self.show_request(view, self._drafts.get(view.row.id, Draft()))

    def show_request(self, view: RequestView, draft: Draft) -> None:
        """Show what is decided about, with what was typed for it before."""
        self.page.show_request(view, draft, self.hearings.know(view))
        self.page.set_missing(*_decided_already(view))
        self.open_page.shown = self.page.draft()

    def _hear_copy(self) -> None:
        assert self._open is not None
        self.hearings.open_copy(self._open, plays=True)

    @Slot(int)
    def _hear_part(self, index: int) -> None:
        assert self._open is not None
        self.hearings.open_copy(self._open, plays=True, part=index)

    @Slot()
    def _read_transcript(self) -> None:
        assert self._open is not None
        call = self._context.run(read_copy_transcript, self._context.actor, self._open, owner=self.page)
        call.then(self._show_transcript)

    @Slot(object)
    def _show_transcript(self, captions: Captions) -> None:
        view = self.page.view
        if view is not None and view.call is not None and self.page.isVisible():
            self.page.show_transcript(captions, view.call.rate)

    def _hear_original(self) -> None:
        assert self._open is not None and self.page.view is not None
        asked = opening_words(self.page.view.row.reference)
        self.in_person.ask(asked, partial(self.hearings.open_original, self._open))

    @Slot()
    def _show_heard(self) -> None:
        view = self.page.view
        if view is not None:
            self.page.show_heard(self.hearings.heard(view.copy))

    @Slot(object)
    def _decided(self, request: Request) -> None:
        self._open = None
        self._drafts.pop(request.id, None)
        self._back()
        said, then = SAID[request.status]
        if request.kind is Kind.INTERNAL and request.status is Status.REFUSED:
            then = INTERNALLY_REFUSED
        self.list_page.banner.set_parts(strong(tr(said).format(reference=request.reference)), tr(then))

    def _back(self) -> None:
        self.hearings.close()
        if self._open is not None:
            self._drafts[self._open] = self.page.draft()
        self._open = None
        super()._back()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.show_problems(error)
        if not isinstance(error, SignInRefusedError):
            self._context.fail(error)

    @Slot(object)
    def _not_heard(self, error: ListeningRoomError) -> None:
        if not self.in_person.takes(error):
            self._context.fail(error)


def _decided_already(view: RequestView) -> tuple[str, ...]:
    """Say who was quicker, where it does not wait for a decision any more."""
    if view.row.status is Status.PREPARED:
        return ()
    if view.decision is None:
        return (tr("This request does not wait for a decision any more."),)
    return (tr("{name} has decided on this request already.").format(name=view.decision.by_name),)
