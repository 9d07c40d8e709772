"""The log's place: verifying is long work, and is itself logged."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.log import anchoring, verifying
from desktop.application.log.anchoring import LagReason, LogView
from desktop.application.ports.desk import Proof
from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress
from desktop.ui.log.log_page import LogPage
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running


class LogPresenter(QObject):
    """The log's presenter: asks for permission, verifies on the long lane, then logs the result."""

    sized = Signal(LogView)
    proved = Signal(Proof)
    failed = Signal(ListeningRoomError)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._handle: Running[None] | Running[Proof] | None = None
        self._progress: Progress | None = None

    def load(self) -> None:
        """Load the number of events."""
        self._context.run(anchoring.log_state, self._context.actor, owner=self).then(self.sized.emit)

    def accept(self, reason: LagReason) -> None:
        """Let sessions begin today though the log is not anchored."""
        run = self._context.run(anchoring.accept_lag, self._context.actor, reason)
        run.then(self._noted).otherwise(self.failed.emit)

    def verify(self, progress: Progress) -> None:
        """Start verifying. `progress` reports and stops it."""
        self._progress = progress
        self.destroyed.connect(progress.cancel)
        allowed = self._context.run(verifying.may_verify, self._context.actor)
        self._handle = allowed.then(self._verify).otherwise(self.failed.emit)

    def cancel(self) -> None:
        """Stop verifying, at any step."""
        if self._progress is not None:
            self._progress.cancel()
        if self._handle is not None:
            self._handle.cancel()

    @Slot(object)
    def _verify(self, _: None) -> None:
        progress = self._progress
        proof = self._context.work(verifying.verify_log, self._context.actor, progress, progress=progress)
        self._handle = proof.then(self._proved).otherwise(self.failed.emit)

    @Slot(object)
    def _proved(self, proof: Proof) -> None:
        self.proved.emit(proof)
        self._context.run(verifying.verified, self._context.actor, proof).then(self._noted)

    @Slot(object)
    def _noted(self, _: None) -> None:
        self.load()


class LogPlace(QWidget):
    """The log's place: one page. Nothing waits here."""

    waiting = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._events = 0
        self.page = LogPage(context)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.page)
        self.presenter = LogPresenter(context, self)
        self.presenter.sized.connect(self._show_size)
        self.presenter.proved.connect(self.page.show_proof)
        self.presenter.failed.connect(self._failed)
        self.page.submitted.connect(self._verify)
        self.page.accepted.connect(self.presenter.accept)
        self.page.working.cancelled.connect(self._cancel)

    @property
    def at_rest(self) -> bool:
        """Whether the place can go without a loss: nothing is typed here."""
        return True

    def refresh(self) -> None:
        """Reload the log's size; a proof stays, with its time."""
        self.presenter.load()

    @Slot(object)
    def _show_size(self, view: LogView) -> None:
        self._events = view.events
        self.page.show_size(view)

    def _verify(self) -> None:
        if not self.page.verifying:
            progress = Progress()  # without a parent: the worker may still report when this page is gone
            self.page.show_working(self._events, progress)
            self.presenter.verify(progress)

    def _cancel(self) -> None:
        self.presenter.cancel()
        self.page.show_stopped()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.show_ended()
        self._context.fail(error)
