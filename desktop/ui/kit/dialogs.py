"""Choosing a file or a folder: the dialogs, and the field in which it can also be typed or pasted.

Rules:
- A dialog changes nothing on the disk. It is Qt's own and read only: the system's own can rename and delete whatever
  its account may, including the vault and the witness file.
- A saved file gets the extension of its kind, whatever was typed, so that it replaces no file of another kind.
- A locked desk shows no dialog (`shut_dialogs`). An open one counts as cancelled.
- A page has a field of this kind where nothing plays, and where nothing is read or written before someone confirms.
"""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.fields import Field, line_edit
from desktop.words import tr

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


class PathField(Field):
    """A path field. `value` is the path, or None; quotes are removed, since Windows adds them when it copies a path.

    `files`: the dialog offers a file, not a folder; `file_title` and `folder_title` are its titles.
    """

    def __init__(
        self,
        name: str,
        label: str,
        hint: str = "",
        *,
        file_title: str = "",
        folder_title: str = "",
        files: bool = False,
    ) -> None:
        super().__init__(name, label, hint)
        self.files, self._titles = files, (file_title, folder_title)
        self.input = line_edit(60)
        self.choose = SecondaryButton(tr("Choose"))
        self.choose.setAccessibleName(tr("Choose: {label}").format(label=label))
        self.add_row(self.input, self.choose)
        self.input.textEdited.connect(self.edited)
        self.choose.clicked.connect(self._choose)

    @property
    def empty(self) -> bool:
        """Whether nothing is typed at all."""
        return not self.input.text().strip()

    def value(self) -> Path | None:
        """Return the path. A relative path counts as none: its base is unknown."""
        text = self.input.text().strip()
        typed = Path(text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text)
        return typed if typed.is_absolute() else None

    def set_value(self, path: Path | None) -> None:
        self.input.setText("" if path is None else str(path))

    def _choose(self) -> None:
        begin, (of_file, of_folder) = str(self.value() or ""), self._titles
        chosen = choose_file(self, of_file, begin) if self.files else choose_folder(self, of_folder, begin)
        if chosen is not None:
            self.set_value(chosen)
            self.edited.emit()
