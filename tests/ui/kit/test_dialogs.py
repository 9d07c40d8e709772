"""The dialogs for files, worked by keyboard as at the desk: they change nothing on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLineEdit, QListView, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import ExternalSystemError
from desktop.ui.kit.overlays import choose_file, choose_folder, choose_to_save, shut_dialogs
from desktop.ui.kit.printing.paper import choose_printer, puts_out_paper
from desktop.words.errors import message_for
from tests.support.refusals import error_of
from tests.ui.presses import put_up

KIND = "PDF files (*.pdf)"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    put_up(qtbot, widget, 800, 600)
    return widget


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "0123abcd").write_bytes(b"sealed")
    (tmp_path / "witness.txt").write_text("checkpoints")
    return folder


def in_dialog(act: Callable[[QFileDialog], object]) -> None:
    """Do that as soon as the dialog is there."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            try:
                act(dialog)
            except BaseException:
                dialog.reject()  # else the test waits for it for ever
                raise
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def typed(text: str) -> Callable[[QFileDialog], None]:
    def act(dialog: QFileDialog) -> None:
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setText(text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    return act


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


CHOOSING: dict[str, Callable[[QWidget, Path], Path | None]] = {
    "save": lambda parent, at: choose_to_save(parent, "Save", str(at / "x.pdf"), KIND),
    "file": lambda parent, at: choose_file(parent, "Choose", str(at)),
    "folder": lambda parent, at: choose_folder(parent, "Choose", str(at)),
}


@pytest.mark.against("officer")
@pytest.mark.parametrize("way", CHOOSING)
def test_nothing_can_be_deleted_renamed_or_made_in_a_dialog(
    qtbot: QtBot, parent: QWidget, vault: Path, tmp_path: Path, way: str
) -> None:
    before, seen = files(tmp_path), list[str]()

    def try_everything(dialog: QFileDialog) -> None:
        view = dialog.findChild(QListView, "listView")
        assert isinstance(view, QListView)
        qtbot.waitUntil(lambda: view.model().rowCount(view.rootIndex()) > 0)
        for row in range(view.model().rowCount(view.rootIndex())):
            view.setCurrentIndex(view.model().index(row, 0, view.rootIndex()))
            seen.append(str(view.currentIndex().data()))
            view.setFocus()
            for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2):
                QTest.keyClick(view, key)
            for name in ("qt_delete_action", "qt_rename_action", "qt_new_folder_action"):
                action = dialog.findChild(QAction, name)
                assert isinstance(action, QAction) and not action.isEnabled(), name
                action.trigger()
        dialog.reject()

    in_dialog(try_everything)
    assert CHOOSING[way](parent, tmp_path) is None
    assert "vault" in seen and files(tmp_path) == before
    assert (vault / "0123abcd").read_bytes() == b"sealed"


@pytest.mark.against("officer")
def test_what_is_saved_takes_the_place_of_no_file_of_another_kind(parent: QWidget, vault: Path, tmp_path: Path) -> None:
    proposed = str(tmp_path / "Receipt SAR-2026-0001.pdf")
    in_dialog(lambda dialog: _save_over(dialog, str(tmp_path / "witness.txt")))
    assert choose_to_save(parent, "Save", proposed, KIND) == tmp_path / "witness.txt.pdf"
    (tmp_path / "witness.txt.pdf").write_bytes(b"an earlier one")
    in_dialog(lambda dialog: _save_over(dialog, str(tmp_path / "witness.txt")))
    assert choose_to_save(parent, "Save", proposed, KIND) == tmp_path / "witness.txt (2).pdf"


def _save_over(dialog: QFileDialog, path: str) -> None:
    """Type it, and confirm replacing the existing file."""

    def yes() -> None:
        asked = QApplication.activeModalWidget()
        if isinstance(asked, QMessageBox):
            asked.button(QMessageBox.StandardButton.Yes).click()
        else:
            QTimer.singleShot(10, yes)

    QTimer.singleShot(0, yes)
    typed(path)(dialog)


def test_what_is_typed_is_where_it_is_saved_with_the_ending_of_its_kind(parent: QWidget, tmp_path: Path) -> None:
    for name, saved in (("mine.pdf", "mine.pdf"), ("mine", "mine.pdf"), ("MINE.PDF", "MINE.PDF")):
        in_dialog(typed(str(tmp_path / name)))
        assert choose_to_save(parent, "Save", str(tmp_path / "x.pdf"), KIND) == tmp_path / saved


def test_a_dialog_that_is_shut_by_the_lock_has_chosen_nothing(parent: QWidget, tmp_path: Path) -> None:
    in_dialog(lambda _: shut_dialogs())
    assert choose_to_save(parent, "Save", str(tmp_path / "x.pdf"), KIND) is None


# Which queues are printers, and the message for the others


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
    assert error_of(ExternalSystemError, choose_printer, QWidget()).code == "no_printer"


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
        refused = error_of(ExternalSystemError, choose_printer, parent)
        assert refused.code == code and "Choose another printer." in message_for(refused)
    else:
        assert choose_printer(parent) is not None
    assert not [name for name in offered if "file" in name.lower()]


def test_a_dialog_that_is_cancelled_gives_no_printer(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", lambda: [LASER])
    monkeypatch.setattr(QPrintDialog, "exec", lambda _: int(QDialog.DialogCode.Rejected))
    assert choose_printer(parent) is None
