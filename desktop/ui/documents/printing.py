"""Choosing one of the office's printers. No file is made by an adviser (`sheets` prints)."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop.errors import SurroundingsError

NO_PRINTER = "This PC has no printer. Ask a supervisor to save the receipt and print it elsewhere."


def choose_printer(parent: QWidget, otherwise: str = NO_PRINTER) -> QPrinter | None:
    """The printer that is chosen in the system's own dialogue, or None where it is cancelled.

    Raises SurroundingsError (`no_printer`, saying `otherwise`) where the PC has none.
    """
    if not QPrinterInfo.availablePrinters():
        raise SurroundingsError("no_printer", otherwise)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None
