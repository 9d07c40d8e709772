"""The dialogs to choose a file, a folder or a printer.

Rules:
- A dialog changes nothing on the disk. It is Qt's own and read only: the system's own can rename and delete whatever
  its account may, including the vault and the witness file.
- A saved file gets the extension of its kind, whatever was typed, so that it replaces no file of another kind.
- A locked desk shows no dialog (`shut_dialogs`). An open one counts as cancelled.
"""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

_LOOKS_ONLY = QFileDialog.Option.ReadOnly | QFileDialog.Option.DontUseNativeDialog


def choose_to_save(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Return where to save a file of that kind, or None if cancelled.

    `name` is proposed, and has the extension; `kind` is as a file dialog takes it, "PDF files (*.pdf)".
    """
    dialog = QFileDialog(parent, title, "", kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    chosen, ending = _chosen(dialog), Path(name).suffix
    if chosen is None or chosen.suffix.lower() == ending:
        return chosen
    return _free(chosen.with_name(chosen.name + ending))


def choose_file(parent: QWidget, title: str, begin: str = "") -> Path | None:
    """Return a file to read, or None if cancelled."""
    dialog = QFileDialog(parent, title, begin)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def choose_folder(parent: QWidget, title: str, begin: str = "") -> Path | None:
    """Return a folder to read, or None if cancelled."""
    dialog = QFileDialog(parent, title, begin)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def shut_dialogs() -> None:
    """Cancel every open dialog."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()


def _free(path: Path) -> Path:
    """Return the path, or the next free one: nobody was asked whether to overwrite."""
    numbered = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2))
    return next(found for found in chain((path,), numbered) if not found.exists())


def _chosen(dialog: QFileDialog) -> Path | None:
    dialog.setOptions(dialog.options() | _LOOKS_ONLY)
    new_folder = dialog.findChild(QAction, "qt_new_folder_action")
    if isinstance(new_folder, QAction):
        new_folder.setEnabled(False)  # "read only" disables its button, but not the action
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles() if accepted else []
    dialog.deleteLater()
    return Path(chosen[0]) if chosen else None
