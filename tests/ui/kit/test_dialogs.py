"""The dialogs for files, worked by keyboard as at the desk: they change nothing on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QListView, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.overlays import choose_file, choose_folder, choose_to_save, shut_dialogs
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
