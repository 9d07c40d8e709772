"""Joining an office: this PC asks, and opens the answer. Where it has asked before, that goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.first_start import Asked
from desktop.domain.office.join_request import request_file
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start.join_pages import AnswerPage, JoinNamePage, RequestPage
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.dialogs import choose_to_save
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.first_start import FirstStart
    from desktop.ui.kit.widgets.frame import Frame
    from desktop.ui.running.tasks import Tasks


class Joining(QObject):
    """Shows the pages in the frame. Emits `left` before the first page, and `joined` after the last."""

    left = Signal()
    joined = Signal()

    def __init__(self, start: FirstStart, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._start, self._tasks, self._frame = start, tasks, frame
        self.asked: Asked | None = None
        self.running = False
        self.name_page, self.request_page, self.answer_page = JoinNamePage(), RequestPage(), AnswerPage()
        self.pages: tuple[StepPage, ...] = (self.name_page, self.request_page, self.answer_page)
        self.name_page.submitted.connect(partial(self._write, anew=True))
        self.name_page.back.connect(self.left)
        self.request_page.submitted.connect(partial(self._show, self.answer_page))
        self.request_page.again.connect(partial(self._write, anew=False))
        self.request_page.anew.connect(partial(self._show, self.name_page))
        self.request_page.back.connect(self.left)
        self.answer_page.submitted.connect(self._join)
        self.answer_page.back.connect(partial(self._show, self.request_page))

    def begin(self, asked: Asked | None = None) -> None:
        """Ask for the PC's name, or go on where it has asked already."""
        self.asked = asked or self.asked
        if self.asked is None:
            self._show(self.name_page)
        else:
            self._go_on(self.asked, None)

    def end(self) -> None:
        """Destroy the pages that were never shown."""
        for page in self.pages:
            if page.parent() is None:
                page.deleteLater()

    def _show(self, page: StepPage) -> None:
        self._frame.banner.set_parts()
        self._frame.show_page(page)
        page.focus_first()

    def _go_on(self, asked: Asked, file: Path | None) -> None:
        self.asked = asked
        self.request_page.show_asked(asked, file)
        self._show(self.request_page)

    def _write(self, *, anew: bool) -> None:
        """Write the request, which is a new one where another name is typed."""
        page: StepPage = self.name_page if anew else self.request_page
        name = self.name_page.desk.value() if anew or self.asked is None else self.asked.request.name
        self._frame.banner.set_parts()
        if not name:
            self._refused(page, FieldsError({"desk": "desk_name_missing"}))
            return
        kind = tr("Requests to join (*.txt)")
        file = choose_to_save(page, tr("Write the request to a USB stick"), request_file(name), kind)
        if file is None:
            return
        page.set_busy(tr("Writing the request."))
        asking = self._tasks.run(partial(self._start.ask, name, file, anew=anew and self.asked is not None), owner=self)
        asking.then(partial(self._written, page, file)).otherwise(partial(self._refused, page))

    def _written(self, page: StepPage, file: Path, asked: Asked) -> None:
        page.set_busy("")
        page.set_problems(())
        self._go_on(asked, file)

    @Slot()
    def _join(self) -> None:
        page = self.answer_page
        self._frame.banner.set_parts()
        try:
            answer = page.check()
        except FieldsError as error:
            self._refused(page, error)
            return
        self.running = True
        page.set_problems(())
        page.show_joining()
        joining = partial(self._start.join, answer, page.words.value(), page.witness.value(), page.vault.value())
        self._tasks.run(joining, owner=self).then(self._joined).otherwise(partial(self._refused, page))

    @Slot(object)
    def _joined(self, _: None) -> None:
        self.running = False
        self.joined.emit()

    def _refused(self, page: StepPage, error: ListeningRoomError) -> None:
        self.running = False
        self._frame.banner.set_parts(page.show_refusal(error))
