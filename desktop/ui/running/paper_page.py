"""The page that a list is on before it goes to paper: its preview, the printer, and a file for those who save.

Rule: a list with names on it is logged first (`application.shared.lists`), then printed or saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.shared.lists import MakeList
from desktop.domain.shared.paper import PaperList, Way
from desktop.errors import ExternalSystemError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.page import Page
from desktop.ui.kit.paper import Sheets, choose_printer, print_sheets, save_sheets
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context
from desktop.words import tr


@dataclass(frozen=True)
class Paper:
    """A list laid out on sheets. `title` is also its file's name; `heading` and `lead` are its page's.

    `list`: what the log calls it, with its number of lines; None where it names nobody. `saves`: this person may save
    it as a file, too.
    """

    title: str
    document: QTextDocument
    heading: str
    lead: str = ""
    list: PaperList | None = None
    lines: int = 0
    saves: bool = True


class PaperPage(Page):
    """The page. Emits `back`."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Print the list"))
        self._context = context
        self._paper: Paper | None = None
        self._out: Callable[[], str] | None = None
        self.made, self.sheets = Banner("success"), Sheets()
        self.add(self.made, self.sheets)
        self.save_link = self.add_link(tr("Save it as a PDF"), self._save)
        self.back_link = self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._print)

    @property
    def paper(self) -> Paper:
        """The paper on the page."""
        assert self._paper is not None, "a list is shown"
        return self._paper

    def show_paper(self, paper: Paper) -> None:
        """Show it as it will look on paper."""
        self._paper = paper
        self.set_heading(paper.heading)
        self.set_lead(paper.lead)
        self.save_link.setVisible(paper.saves)
        self.made.set_parts()
        self.sheets.show_document(paper.document, tr("The list as it will look on paper"))
        self.reset()
        self.rest_on(self.primary)

    def _print(self) -> None:
        try:
            printer = choose_printer(self, "no_printer_for_list" if self.paper.saves else "no_printer")
        except ExternalSystemError as error:
            self._context.fail(error)
            return
        if printer is not None:
            self._make(Way.PRINTED, partial(self._printed_on, printer))

    def _save(self) -> None:
        path = choose_to_save(self, tr("Save the list"), f"{self.paper.title}.pdf", tr("PDF files (*.pdf)"))
        if path is not None:
            self._make(Way.SAVED, partial(self._saved_as, path))

    def _make(self, way: Way, put_out: Callable[[], str]) -> None:
        """Log the list where it names anybody, then let it go."""
        self._out = put_out
        if self.paper.list is None:
            self._let_go()
            return
        command = MakeList(self._context.actor, self.paper.list, way, self.paper.lines)
        self.set_busy(tr("The list is ready."))
        self._context.run(command).then(self._logged).otherwise(self._failed)

    @Slot(object)
    def _logged(self, _: None) -> None:
        self.set_busy("")
        self._let_go()

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._out = None
        self.set_busy("")
        self._context.fail(error)

    def _let_go(self) -> None:
        assert self._out is not None
        put_out, self._out = self._out, None
        try:
            said = put_out()
        except ExternalSystemError as error:
            self._context.fail(error)
        else:
            self.made.set_parts(strong(said))

    def _printed_on(self, printer: QPrinter) -> str:
        print_sheets(self.paper.document, self.paper.title, printer)
        return tr("The list has gone to the printer.")

    def _saved_as(self, path: Path) -> str:
        save_sheets(self.paper.document, self.paper.title, path)
        return tr("List saved as {name}.").format(name=path.name)
