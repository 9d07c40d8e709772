"""Decisions: the waiting requests, and one after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot

from desktop.application.copies.deciding import Decide, decide
from desktop.application.ports.reading import QueueRow
from desktop.application.requests import reading
from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import ListeningRoomError
from desktop.ui.copies.hearing.hearings import Hearings
from desktop.ui.decisions.decision_page import DecisionPage, Draft
from desktop.ui.decisions.list_page import DecisionsPage
from desktop.ui.kit.widgets.words import strong
from desktop.ui.requests.presenter import RequestsReader
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.words import text, tr
from desktop.words.requests.due_words import urgency

SAID: Mapping[Status, tuple[str, str]] = {
    Status.APPROVED: (text("{reference} is approved."), text("It can be heard at an appointment.")),
    Status.MATCHED: (text("{reference} is sent back."), text("It comes back here when it has been prepared again.")),
    Status.REFUSED: (
        text("{reference} is refused."),
        text("Nothing can be opened. You can make the letter from the request’s page."),
    ),
}
INTERNALLY_REFUSED = text("Nothing can be opened. Tell whoever asked, with the reason.")
"""Letters go only to people outside the office (`domain.requests.letters`)."""


class DecisionsPresenter(RequestsReader):
    """The requests presenter that also saves decisions."""

    decided = Signal(Request)

    def load(self) -> None:
        """Reload the waiting requests."""
        self._context.run(reading.decisions_waiting, self._context.actor).then(self._listed)

    def decide(self, command: Decide) -> None:
        """Save a decision."""
        self._context.run(decide, command).then(self._decided).otherwise(self._failed)

    @Slot(object)
    def _listed(self, rows: tuple[QueueRow, ...]) -> None:
        found = [replace(row, request=self.as_of_today(row.request)) for row in rows]
        self.listed.emit(sorted(found, key=lambda row: urgency(row.request)))

    @Slot(object)
    def _decided(self, request: Request) -> None:
        self.decided.emit(request)


class DecisionsPlace(PagesPlace):
    """List and page. What was typed for a request is kept until it is decided. Emits `lock_wanted` from a hearing."""

    lock_wanted = Signal()
    list_page: DecisionsPage
    presenter: DecisionsPresenter

    def __init__(self, context: Context) -> None:
        self.page = DecisionPage(context)
        super().__init__(context, DecisionsPage(context), self.page)
        self._open: RequestId | None = None
        self._drafts: dict[RequestId, Draft] = {}
        self.presenter = DecisionsPresenter(context, self)
        self.presenter.listed.connect(self._show_list)
        self.presenter.opened.connect(self._show_request)
        self.presenter.decided.connect(self._decided)
        self.presenter.problems.connect(self.page.show_problems)
        self.presenter.failed.connect(self._failed)
        self.list_page.table.opened.connect(self.presenter.open)
        self.page.wanted.connect(self.presenter.decide)
        self.page.back.connect(self._back)
        self.hearings = Hearings(context, self)
        self.hearings.lock_wanted.connect(self.lock_wanted)
        self.hearings.failed.connect(context.fail)
        self.hearings.busy.connect(self.page.set_busy)
        self.hearings.shut.connect(self._show_heard)
        self.page.hearing.copy_wanted.connect(self._hear_copy)
        self.page.hearing.original_wanted.connect(self._hear_original)

    @Slot(object)
    def _show_list(self, rows: list[QueueRow]) -> None:
        self.list_page.show_waiting(rows)
        self.waiting.emit(len(rows))

    @Slot(object)
    def _show_request(self, view: RequestView) -> None:
        self.list_page.banner.set_parts()
        self._open = view.row.id
        self.stack.setCurrentWidget(self.page)
        draft = self._drafts.get(view.row.id, Draft())
        self.page.show_request(view, draft, self.hearings.know(view))

    def _hear_copy(self) -> None:
        assert self._open is not None
        self.hearings.open_copy(self._open)

    def _hear_original(self) -> None:
        assert self._open is not None
        self.hearings.open_original(self._open)

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
        self.page.asked = False
        self._context.fail(error)
