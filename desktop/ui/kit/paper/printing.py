"""Choosing one of the office's printers (`sheets` prints).

Rules:
- A printer puts out paper. A queue that makes files is no printer, whatever its name: an adviser makes no files, and
  saving, for officers and supervisors, has a button of its own and is logged as such.
- Such queues are known by their drivers. Anyone who may add queues to this PC could hide one
  (docs/administrators/set-up.md).
"""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop.errors import SurroundingsError

MAKES_FILES = ("cups-pdf", "print to pdf", "xps document writer", "onenote", "adobe pdf", "pdfcreator", "shared fax")
"""Parts of the makes and models of queues that put out files or calls, in lower case."""


def choose_printer(parent: QWidget, otherwise: str = "no_printer") -> QPrinter | None:
    """Return the printer chosen in the system's own dialog, or None if cancelled.

    Raises SurroundingsError: the code `otherwise` if the PC has none; `printer_makes_files` if a queue was chosen that
    puts out no paper.
    """
    if not any(puts_out_paper(found.printerName(), found.makeAndModel()) for found in QPrinterInfo.availablePrinters()):
        raise SurroundingsError(otherwise)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if accepted and not _puts_out_paper(printer):
        raise SurroundingsError("printer_makes_files", name=printer.printerName())
    return printer if accepted else None


def puts_out_paper(name: str, make_and_model: str) -> bool:
    """Return whether a queue of that name, with that driver, is a printer."""
    told = f"{name} {make_and_model}".lower()
    return not any(driver in told for driver in MAKES_FILES)


def _puts_out_paper(printer: QPrinter) -> bool:
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat or printer.outputFileName():
        return False
    info = QPrinterInfo.printerInfo(printer.printerName())
    return puts_out_paper(printer.printerName(), info.makeAndModel())
