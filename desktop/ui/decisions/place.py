"""Decisions: the waiting requests, and one after another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.copies.deciding import Decide
from desktop.application.copies.transcribing import read_copy_transcript
from desktop.application.ports.reading import QueueRow
from desktop.application.requests import listing
from desktop.application.requests.listing import WaitingPage
from desktop.application.requests.views import RequestView
from desktop.application.shared.list_search import search_decisions
from desktop.domain.copies.captions import Captions
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import ListeningRoomError, SignInRefusedError
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.decisions.decision_page import DecisionPage, Draft
from desktop.ui.decisions.list_page import DecisionsPage
from desktop.ui.decisions.open_decision import OpenDecision
from desktop.ui.kit.widgets.words import strong
from desktop.ui.requests.presenter import RequestsList
from desktop.ui.requests.request_actions import opening_words
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import AskedInPerson
from desktop.ui.running.pages_place import PagesPlace
from desktop.words import text, tr

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
        self.hearings = Hearings(context, self)
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
