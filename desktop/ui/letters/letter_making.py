"""Making letters for a place: previews one, then prints it or saves it to a chosen file.

A place puts `page` on its stack and shows it when one is `ready`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.requests.letters import Letter, MakeLetter, look_at_letter, make_letter
from desktop.domain.requests.letters import LetterKind, Way
from desktop.domain.shared.ids import RequestId
from desktop.errors import ListeningRoomError, SurroundingsError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper.printing import choose_printer
from desktop.ui.kit.paper.sheets import print_sheets, save_sheets
from desktop.ui.letters.letter import letter_document
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.running.context import Context
from desktop.words import tr


class LetterMaking(QObject):
    """The making of a letter. Emits `ready` when `page` shows it."""

    ready = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._letter: Letter | None = None
        self._target: QPrinter | Path | None = None
        self.page = LetterPage(context)
        self.page.print_wanted.connect(self._print)
        self.page.save_wanted.connect(self._save)

    def begin(self, request: RequestId, kind: LetterKind) -> None:
        """Preview a letter. Opening the request is logged."""
        self._context.run(look_at_letter, self._context.actor, request, kind).then(self._looked)

    @Slot(object)
    def _looked(self, letter: Letter) -> None:
        self._letter = letter
        self.page.show_letter(letter)
        self.ready.emit()

    def _print(self) -> None:
        try:
            self._make(choose_printer(self.page, "no_printer_for_letter"), Way.PRINTED)
        except SurroundingsError as error:
            self._context.fail(error)

    def _save(self) -> None:
        name, files = f"{self.page.title}.pdf", tr("PDF files (*.pdf)")
        self._make(choose_to_save(self.page, tr("Save the letter"), name, files), Way.SAVED)

    def _make(self, target: QPrinter | Path | None, way: Way) -> None:
        """Log the letter, then print or save it."""
        if target is None:
            return
        assert self._letter is not None
        self._target = target
        command = MakeLetter(self._context.actor, self._letter.request, self._letter.kind, way)
        self.page.set_busy(tr("The letter is ready."))
        self._context.run(make_letter, command).then(self._made).otherwise(self._failed)

    @Slot(object)
    def _made(self, letter: Letter) -> None:
        target, self._target = self._target, None
        self.page.set_busy("")
        document = self._document(letter)
        if isinstance(target, QPrinter):
            print_sheets(document, self.page.title, target)
            self.page.show_made(tr("The letter has gone to the printer."))
            return
        assert target is not None
        try:
            save_sheets(document, self.page.title, target)
        except SurroundingsError as error:
            self._context.fail(error)
        else:
            self.page.show_made(tr("Letter saved as {name}.").format(name=target.name))

    def _document(self, letter: Letter) -> QTextDocument:
        desk = self._context.desk
        return letter_document(self.page.as_typed(letter), desk.office.zone, desk.id_policy, self.page.asked())

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._target = None
        self.page.set_busy("")
        self._context.fail(error)
