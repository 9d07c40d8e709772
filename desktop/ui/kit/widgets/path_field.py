"""A folder or a file: typed, pasted, or chosen in a dialog that can do nothing but choose.

A page has one where nothing plays, and where nothing is read or written before someone confirms.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.kit.dialogs import choose_file, choose_folder
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.field import Field, line_edit
from desktop.words import kit as kit_wording


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
        self.choose = SecondaryButton(kit_wording.choose_path())
        self.choose.setAccessibleName(kit_wording.choose_path_for(label))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.input, 1)
        row.addWidget(self.choose)
        row.addStretch(0)
        self.box.addLayout(row)
        self.add_input(self.input)
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
