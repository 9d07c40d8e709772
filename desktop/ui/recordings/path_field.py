"""A folder or a file that somebody names: typed, pasted, or chosen in a dialog.

The dialog is fine here: nothing is played in this place, and nothing is read before somebody says so.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.kit.dialogs import choose_file, choose_folder
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import Field, line_edit
from desktop.words import tr


class PathField(Field):
    """`value` is what was named, or None; within quotes too, as Windows copies a path.

    `files`: ask the dialog for one file, not for a folder.
    """

    def __init__(self, name: str, label: str, hint: str = "") -> None:
        super().__init__(name, label, hint)
        self.files = False
        self.input = line_edit(60)
        self.choose = SecondaryButton(tr("Choose"))
        self.choose.setAccessibleName(tr("Choose: {label}").format(label=label))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.input, 1)
        row.addWidget(self.choose)
        row.addStretch(0)
        self.box.addLayout(row)
        self.add_input(self.input)
        self.input.textEdited.connect(self.edited)
        self.choose.clicked.connect(self._choose)

    def value(self) -> Path | None:
        """Where it is. A path that is not absolute is none: nobody knows where it would begin."""
        text = self.input.text().strip()
        typed = Path(text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text)
        return typed if typed.is_absolute() else None

    def set_value(self, path: Path | None) -> None:
        self.input.setText("" if path is None else str(path))

    def _choose(self) -> None:
        begin = str(self.value() or "")
        if self.files:
            chosen = choose_file(self, tr("Choose a recording"), begin)
        else:
            chosen = choose_folder(self, tr("Choose a folder of recordings"), begin)
        if chosen is not None:
            self.set_value(chosen)
            self.edited.emit()
