"""A folder or a file: typed, pasted, or chosen in a dialog.

A dialog is safe here: nothing plays in this place, and nothing is read before somebody confirms.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.kit.dialogs import choose_file, choose_folder
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import Field, line_edit
from desktop.words import tr


class PathField(Field):
    """A path field. `value` is the path, or None; quotes are removed, since Windows adds them when it copies a path.

    `files`: the dialog offers a file, not a folder.
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
        """Return the path. A relative path counts as none: its base is unknown."""
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
