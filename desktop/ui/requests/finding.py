"""Finding the recording of a request for a place: searches, chooses, or records that nothing is left.

The place puts `page` on its stack and shows it when it is `ready`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.recordings.finding import FindView, LinkRecording, find_recordings
from desktop.application.recordings.no_longer_available import SayNotLeft
from desktop.domain.recordings.finding import STEPS, Step
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.requests.finding_page import FindingPage
from desktop.ui.running.context import Context


class Finding(QObject):
    """The search for a recording. Emits `ready` when `page` has results, `done` when the request has moved on."""

    ready = Signal()
    done = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._request: RequestId | None = None
        self.page = FindingPage(context)
        self.page.look.connect(self._look)
        self.page.chosen.connect(self._choose)
        self.page.nothing_left.connect(self._say_not_left)

    def begin(self, request: RequestId) -> None:
        """Search for a request's call, as narrowly as possible."""
        self._request = request
        self._look(STEPS[0])

    @Slot(Step)
    def _look(self, step: Step) -> None:
        assert self._request is not None
        self._context.run(find_recordings, self._context.actor, self._request, step).then(self._show).otherwise(
            self._failed
        )

    @Slot(str)
    def _choose(self, recording: RecordingId) -> None:
        assert self._request is not None and self.page.view is not None
        command = LinkRecording(self._context.actor, self._request, recording, self.page.view.step)
        self._context.run(command).then(self._moved_on).otherwise(self._failed)

    @Slot(object)
    def _say_not_left(self, looked_in: frozenset[str]) -> None:
        assert self._request is not None
        command = SayNotLeft(self._context.actor, self._request, looked_in)
        self._context.run(command).then(self._moved_on).otherwise(self._failed)

    @Slot(object)
    def _show(self, view: FindView) -> None:
        self.ready.emit()
        self.page.show_found(view)

    @Slot(object)
    def _moved_on(self, _: object) -> None:
        self.done.emit()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.may_press_again()
        if isinstance(error, FieldsError):
            self.page.show_problems(error)
        else:
            self._context.fail(error)
