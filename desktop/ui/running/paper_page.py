"""The page that a paper is on before it goes out: its preview, the printer, and a file for those who save.

Rule: a paper with names on it is logged first, then printed or saved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.shared.commands import Command
from desktop.application.shared.lists import MakeList
from desktop.domain.shared.paper import PaperList, Way
from desktop.errors import ExternalSystemError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.printing.paper import Sheets, choose_printer, print_sheets, save_sheets
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


PutOut = Callable[[Any], tuple[str, ...]]
"""Puts a paper out, given what came of logging it, and returns what is said then."""


class Outgoing(QObject):
    """The way out of a page's paper: it is logged first, then printed or saved, and `gone` shows what is said then."""

    def __init__(self, page: Page, context: Context, gone: Callable[..., None]) -> None:
        super().__init__(page)
        self._page, self._context, self._gone = page, context, gone

    def printer(self, otherwise: str) -> QPrinter | None:
        """Return the printer that is chosen now; None where there is none, with `otherwise` as the error."""
        try:
            return choose_printer(self._page, otherwise)
        except ExternalSystemError as error:
            self._context.fail(error)
            return None

    def log_first(self, command: Command[Any], ready: str, put_out: PutOut) -> None:
        """Log the paper, then put it out. `ready`: what is said meanwhile."""
        self._page.set_busy(ready)
        self._context.run(command, owner=self).then(partial(self._logged, put_out)).otherwise(self._failed)

    def let_go(self, put_out: PutOut, logged: object = None) -> None:
        """Put it out, and show that."""
        try:
            said = put_out(logged)
        except ExternalSystemError as error:
            self._context.fail(error)
        else:
            self._gone(*said)

    def _logged(self, put_out: PutOut, logged: object) -> None:
        self._page.set_busy("")
        self.let_go(put_out, logged)

    def _failed(self, error: ListeningRoomError) -> None:
        self._page.set_busy("")
        self._context.fail(error)


class PaperPage(Page):
    """The page of a list. Emits `back`."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Print the list"))
        self._context = context
        self._paper: Paper | None = None
        self.made, self.sheets = Banner("success"), Sheets()
        self._out = Outgoing(self, context, lambda said: self.made.set_parts(strong(said)))
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
        printer = self._out.printer("no_printer_for_list" if self.paper.saves else "no_printer")
        if printer is not None:
            self._make(Way.PRINTED, partial(self._printed_on, printer))

    def _save(self) -> None:
        path = choose_to_save(self, tr("Save the list"), f"{self.paper.title}.pdf", tr("PDF files (*.pdf)"))
        if path is not None:
            self._make(Way.SAVED, partial(self._saved_as, path))

    def _make(self, way: Way, put_out: PutOut) -> None:
        """Log the list where it names anybody, then let it go."""
        if self.paper.list is None:
            self._out.let_go(put_out)
        else:
            command = MakeList(self._context.actor, self.paper.list, way, self.paper.lines)
            self._out.log_first(command, tr("The list is ready."), put_out)

    def _printed_on(self, printer: QPrinter, _logged: object) -> tuple[str, ...]:
        print_sheets(self.paper.document, self.paper.title, printer)
        return (tr("The list has gone to the printer."),)

    def _saved_as(self, path: Path, _logged: object) -> tuple[str, ...]:
        save_sheets(self.paper.document, self.paper.title, path)
        return (tr("List saved as {name}.").format(name=path.name),)
