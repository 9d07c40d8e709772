"""Requests: the list, one of them, and taking a new one where the role may."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.application import requests_reading
from desktop.application.intake import TakeRequest, take_request
from desktop.application.views import RequestRow, RequestView
from desktop.domain.ids import RequestId
from desktop.domain.people import ALLOWED, Permission
from desktop.domain.request import Request, Status
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.context import Context
from desktop.ui.formatting import weekday_and_day
from desktop.ui.requests.due_words import OPEN, urgency
from desktop.ui.requests.intake_form import IntakeForm
from desktop.ui.requests.list_page import RequestsPage
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.widgets.words import strong
from desktop.ui.wording import tr

OFFICERS = frozenset({Status.TAKEN, Status.MATCHED})
"""Where an information officer acts next."""


class RequestsPresenter(QObject):
    """Hands the use cases over, and tells what came of them."""

    listed = Signal(object)
    opened = Signal(object)
    taken = Signal(object)
    problems = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._statuses: tuple[Status, ...] = OPEN

    def load(self) -> None:
        """Read the list afresh."""
        call = partial(requests_reading.requests, self._context.at, uow=self._context.desk.uow())
        self._context.tasks.run(partial(call, statuses=self._statuses), self._listed, self._context.fail)

    def load_all(self, every: bool) -> None:
        """With the refused and the closed, or without."""
        self._statuses = tuple(Status) if every else OPEN
        self.load()

    def open(self, id: RequestId) -> None:
        """Open one. That it was opened is logged."""
        desk = self._context.desk
        call = partial(requests_reading.open_request, self._context.at, id, uow=desk.uow(), clock=desk.clock)
        self._context.tasks.run(call, self._opened, self._context.fail)

    def take(self, command: TakeRequest) -> None:
        """Take a new one."""
        desk = self._context.desk
        call = partial(take_request, command, uow=desk.uow(), clock=desk.clock, zone=desk.office.zone)
        self._context.tasks.run(partial(call, is_holiday=desk.is_holiday), self._taken, self._failed)

    @Slot(object)
    def _listed(self, rows: tuple[RequestRow, ...]) -> None:
        self.listed.emit(sorted(rows, key=urgency))

    @Slot(object)
    def _opened(self, view: RequestView) -> None:
        self.opened.emit(view)

    @Slot(object)
    def _taken(self, request: Request) -> None:
        self.taken.emit(request)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)


class RequestsPlace(QWidget):
    """The three pages. The form keeps what was typed when somebody looks at the list."""

    waiting = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._may_take = Permission.TAKE_REQUEST in ALLOWED[context.person.role]
        self.list_page = RequestsPage(context, may_take=self._may_take)
        self.request_page = RequestPage(context)
        self.form = IntakeForm(context)
        self.stack = QStackedWidget()
        for page in (self.list_page, self.request_page, self.form):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)
        self.presenter = RequestsPresenter(context, self)
        self._connect()

    def refresh(self) -> None:
        """Read the list afresh."""
        self.presenter.load()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.listed.connect(self._show_list)
        presenter.opened.connect(self._show_request)
        presenter.taken.connect(self._taken)
        presenter.problems.connect(self.form.show_problems)
        presenter.failed.connect(self._failed)
        self.list_page.table.opened.connect(presenter.open)
        self.list_page.all_wanted.connect(presenter.load_all)
        self.list_page.submitted.connect(self._show_form)
        self.request_page.back.connect(self._back)
        self.form.back.connect(self._back)
        self.form.wanted.connect(presenter.take)

    @Slot(object)
    def _show_list(self, rows: list[RequestRow]) -> None:
        self.list_page.show_requests(rows)
        self.waiting.emit(sum(row.status in OFFICERS for row in rows) if self._may_take else 0)

    @Slot(object)
    def _show_request(self, view: RequestView) -> None:
        self.stack.setCurrentWidget(self.request_page)
        self.request_page.show_request(view)

    def _show_form(self) -> None:
        self.list_page.banner.set_parts()
        self.stack.setCurrentWidget(self.form)
        self.form.focus_first()

    @Slot(object)
    def _taken(self, request: Request) -> None:
        self.form.clear()
        self._back()
        due = tr(" The answer is due on {day}.").format(day=weekday_and_day(request.due_on)) if request.due_on else ""
        taken = tr("{reference} is taken.").format(reference=request.reference)
        self.list_page.banner.set_parts(strong(taken), due, tr(" Next, find the recording."))

    def _back(self) -> None:
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.table.view.setFocus()
        self.presenter.load()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.form.busy = False
        self._context.fail(error)
