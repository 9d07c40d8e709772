"""The list for the yearly review of access, before it goes to paper: its preview, the printer, a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.application.office.accounts import Account
from desktop.errors import SurroundingsError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper.printing import choose_printer
from desktop.ui.kit.paper.sheets import Sheets, print_sheets, save_sheets
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import strong
from desktop.ui.office.roles_paper import roles_document, roles_title
from desktop.ui.running.context import Context
from desktop.words import tr


class RolesPage(Page):
    """The page with the preview. Emits `back`."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Who has which role"), primary=tr("Print the list"))
        self._context = context
        self._at: datetime | None = None
        self.made, self.sheets = Banner("success"), Sheets()
        self.add(self.made, self.sheets)
        self.add_link(tr("Save it as a PDF"), self._save)
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._print)
        self.set_lead(tr("For the yearly review of access. Go through it with whoever leads each team, and sign it."))

    @property
    def title(self) -> str:
        """The title of the list."""
        assert self._at is not None, "a list is shown"
        return roles_title(self._at, self._context.desk.office)

    def show_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Show everybody's roles as they are now."""
        self._at = self._context.desk.clock.now()
        self.made.set_parts()
        document = roles_document(accounts, self._at, self._context.desk.office)
        self.sheets.show_document(document, tr("The list as it will look on paper"))
        self.come_anew()
        self.rest_on(self.primary)

    def _print(self) -> None:
        try:
            printer = choose_printer(self, "no_printer_for_list")
        except SurroundingsError as error:
            self._context.fail(error)
            return
        document = self.sheets.document
        if printer is not None and document is not None:
            print_sheets(document, self.title, printer)
            self.made.set_parts(strong(tr("The list has gone to the printer.")))

    def _save(self) -> None:
        path = choose_to_save(self, tr("Save the list"), f"{self.title}.pdf", tr("PDF files (*.pdf)"))
        if path is not None:
            self._save_as(path)

    def _save_as(self, path: Path) -> None:
        assert self.sheets.document is not None, "a list is shown"
        try:
            save_sheets(self.sheets.document, self.title, path)
        except SurroundingsError as error:
            self._context.fail(error)
        else:
            self.made.set_parts(strong(tr("List saved as {name}.").format(name=path.name)))
