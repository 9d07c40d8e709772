"""Decisions: the waiting requests, and one after another.

The open one follows what other PCs do with its request, until a question of it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Slot

from desktop.application.copies.deciding import Decide
from desktop.application.copies.staff_listening import read_copy_transcript
from desktop.application.ports.reading import QueueRow
from desktop.application.requests import listing
from desktop.application.requests.listing import WaitingPage, presses
from desktop.application.requests.views import RequestView
from desktop.application.shared.lists import search_decisions
from desktop.domain.copies.transcript import Captions
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.decisions.decision_page import DecisionPage, Draft
from desktop.ui.kit.lists import Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.requests.request_actions import opening_words
from desktop.ui.requests.request_lists import ListedRequests, RequestListPage
from desktop.ui.running.context import Context
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.requests import due_words


class DecisionsPage(RequestListPage):
    """The list of decisions; the table emits what is opened."""

    def __init__(self, context: Context) -> None:
        columns = (tr("Request"), tr("Person"), tr("Kind"), tr("Received"), tr("Due"))
        empty = Empty(
            tr("Nothing is waiting for a decision."),
            tr("A request comes here when an information officer has prepared it."),
        )
        table = Table(tr("Requests to decide on"), columns, weights=(3, 3, 3, 3, 4), empty=empty)
        none_found = Empty(
            tr("No request that waits matches."), tr("Under Requests you find those that do not wait for a decision.")
        )
        super().__init__(context, tr("Decisions"), table, none_found)
        self.pin(self.banner)

    def show_waiting(self, rows: Sequence[QueueRow], count: int, *, more: bool = False) -> None:
        """Show the waiting requests fetched so far, in their order, of `count` in all."""
        one, many = text("1 request is waiting for your decision."), text("{n} requests are waiting for your decision.")
        waits = counted(count, one, many)
        self.set_lead(*((strong(waits), tr("The most urgent comes first.")) if rows else ()))
        self.show_list(rows, more=more, found=False)

    def row_of(self, found: QueueRow) -> Row:
        row, today = found.request, self._context.desk.today()
        due = due_words(row.due_on, row.status, today)
        kind = "\n".join((words(row.kind), *sent_back_words(found.sent_back)))
        cells = (row.reference, row.shown_name, kind, day(row.received_on), due)
        return Row(row.id, cells, attention=presses(row.due_on, row.status, today))


def sent_back_words(times: int) -> tuple[str, ...]:
    """Return "Sent back before", or how often; nothing if it never was."""
    if not times:
        return ()
    return (counted(times, "Sent back before", "Sent back {n} times before"),)


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


class DecisionsPlace(ListedRequests):
    """List and page. What was typed for a request is kept until it is decided. Emits `lock_wanted` from a hearing."""

    list_page: DecisionsPage

    def __init__(self, context: Context) -> None:
        self.page = DecisionPage(context)
        pages = DecisionsPage(context), search_decisions, listing.decisions_named, self.page
        super().__init__(context, *pages)
        self._drafts: dict[RequestId, Draft] = {}
        self.hearings.begun.connect(self.in_person.make_way)
        self.hearings.busy.connect(self.page.set_busy)
        page = self.page
        page.wanted.connect(self._decide)
        page.back.connect(self._back)
        page.hearing.copy.clicked.connect(lambda: self._hear_copy())
        page.hearing.original.clicked.connect(self._hear_original)
        page.parts.wanted.connect(self._hear_copy)
        page.transcript.read.clicked.connect(self._read_transcript)

    @property
    def at_rest(self) -> bool:
        """Whether nothing typed would go with it: also words kept for a request that is not shown."""
        return super().at_rest and not any(draft.words for draft in self._drafts.values())

    def read_list(self, shown: int) -> None:
        self._context.run(listing.decisions_waiting, self._context.actor, shown).then(self._listed)

    def _listed(self, page: WaitingPage) -> None:
        self.waiting.emit(page.waiting)
        if self.searching.on:
            return
        gone_to = self.list_page.reading
        self.list_page.show_waiting(page.rows, page.waiting, more=page.waiting > len(page.rows))
        if gone_to:
            self.list_page.land(self.list_page.search)

    def show_opened(self, view: RequestView) -> None:
        self.list_page.banner.set_parts()
        self.stack.setCurrentWidget(self.page)
        self._show(view, self._drafts.get(view.row.id, Draft()))

    def show_again(self, view: RequestView) -> None:
        self._show(view, self.page.shown)

    def _show(self, view: RequestView, draft: Draft) -> None:
        """Show what is decided about, with what was typed for it before."""
        self.page.show_request(view, draft, self.hearings.know(view))
        self.page.set_missing(*_decided_already(view))

    @property
    def _open(self) -> RequestId:
        assert self.page.view is not None
        return self.page.view.row.id

    @Slot()
    @Slot(int)
    def _hear_copy(self, part: int | None = None) -> None:
        self.hearings.open_copy(self._open, plays=True, part=part)

    @Slot()
    def _hear_original(self) -> None:
        assert self.page.view is not None
        asked = opening_words(self.page.view.row.reference)
        self.in_person.ask(asked, partial(self.hearings.open_original, self._open))

    @Slot()
    def _read_transcript(self) -> None:
        call = self._context.run(read_copy_transcript, self._context.actor, self._open, owner=self.page)
        call.then(self._show_transcript)

    def _show_transcript(self, captions: Captions) -> None:
        view = self.page.view
        if view is not None and view.call is not None and self.page.isVisible():
            self.page.show_transcript(captions, view.call.rate)

    @Slot(Decide)
    def _decide(self, command: Decide) -> None:
        running = self._context.run(command, owner=self)
        running.then(self._decided).otherwise(partial(self._not_decided, command.request))

    def _decided(self, request: Request) -> None:
        """Return to the list, unless another request has been opened meanwhile."""
        if self._open == request.id:
            self._back()
        else:
            self.load()
        self._drafts.pop(request.id, None)
        said, then = SAID[request.status]
        if request.kind is Kind.INTERNAL and request.status is Status.REFUSED:
            then = INTERNALLY_REFUSED
        self.list_page.banner.set_parts(strong(tr(said).format(reference=request.reference)), tr(then))

    def _not_decided(self, request: RequestId, error: ListeningRoomError) -> None:
        """Show the refusal at its fields, unless another request has been opened meanwhile."""
        if self._open == request:
            self.page.show_problems(error)
        if not isinstance(error, FieldsError | SignInRefusedError):
            self._context.fail(error)

    def _back(self) -> None:
        self.hearings.close()
        if self.stack.currentWidget() is not self.list_page and self.page.view is not None:
            self._drafts[self._open] = self.page.draft()
        super()._back()


def _decided_already(view: RequestView) -> tuple[str, ...]:
    """Say who was quicker, where it does not wait for a decision any more."""
    if view.row.status is Status.PREPARED:
        return ()
    if view.decision is None:
        return (tr("This request does not wait for a decision any more."),)
    return (tr("{name} has decided on this request already.").format(name=view.decision.by_name),)
