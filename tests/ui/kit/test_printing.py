"""Which queues are printers, and the message for the others."""

from __future__ import annotations

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import ExternalSystemError
from desktop.ui.kit.paper import choose_printer, puts_out_paper
from desktop.words.errors import message_for


class Queue:
    """A queue of the system, as Qt describes it."""

    def __init__(self, name: str, model: str) -> None:
        self._name, self._model = name, model

    def printerName(self) -> str:  # noqa: N802
        return self._name

    def makeAndModel(self) -> str:  # noqa: N802
        return self._model


LASER, FILES = Queue("Counter", "Generic PostScript Printer"), Queue("Save", "Generic CUPS-PDF Printer (w/ options)")


def test_a_queue_that_makes_files_is_no_printer() -> None:
    cases = [
        ("Counter", "Generic PostScript Printer", True),
        ("Counter", "Generic PDF Printer", True),  # a printer that takes PDF
        ("Counter", "Brother DCP-7010", True),
        ("Counter", "Brother FAX-2840", True),  # a fax machine that prints
        ("Save", "Generic CUPS-PDF Printer (no options)", False),
        ("Microsoft Print to PDF", "Microsoft Print To PDF", False),
        ("Microsoft XPS Document Writer", "Microsoft XPS Document Writer v4", False),
        ("OneNote (Desktop)", "Send to Microsoft OneNote 16 Driver", False),
        ("Fax", "Microsoft Shared Fax Driver", False),
    ]
    assert [
        (name, model, paper, found)
        for name, model, paper in cases
        if (found := puts_out_paper(name, model)) is not paper
    ] == []


def test_a_pc_whose_only_queue_makes_files_has_no_printer(monkeypatch: pytest.MonkeyPatch, qapp: object) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: [FILES])
    with pytest.raises(ExternalSystemError) as refused:
        choose_printer(QWidget())
    assert refused.value.code == "no_printer"


@pytest.mark.parametrize(("chosen", "code"), [(LASER, ""), (FILES, "printer_makes_files")])
def test_what_is_chosen_is_a_printer_or_refused(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, chosen: Queue, code: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    offered = list[str]()

    def choose(dialog: QPrintDialog) -> int:
        boxes = dialog.findChildren(QComboBox)
        offered.extend(box.itemText(row) for box in boxes for row in range(box.count()))
        monkeypatch.setattr(QPrinter, "printerName", lambda _: chosen.printerName())
        monkeypatch.setattr(QPrinter, "outputFormat", lambda _: QPrinter.OutputFormat.NativeFormat)
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: [LASER, FILES])
    monkeypatch.setattr(QPrinterInfo, "printerInfo", lambda name: chosen)
    monkeypatch.setattr(QPrintDialog, "exec", choose)
    if code:
        with pytest.raises(ExternalSystemError) as refused:
            choose_printer(parent)
        assert refused.value.code == code and "Choose another printer." in message_for(refused.value)
    else:
        assert choose_printer(parent) is not None
    assert not [name for name in offered if "file" in name.lower()]


def test_a_dialog_that_is_cancelled_gives_no_printer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: [LASER])
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: int(QDialog.DialogCode.Rejected))
    assert choose_printer(parent) is None
