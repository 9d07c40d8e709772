"""Callouts, sheets and dialogs over a page: the keys in view; text size, colours and motion; the choice of a file.

Rules:
- A callout takes the tooltip's place (WCAG 2.2, 1.4.13): it comes where the pointer or the keyboard rests and stays
  while either is there, or the pointer on the callout, which touches what it is about. Esc puts it away, and does
  besides what it does on the page. It takes no keyboard, and says nothing that assistive technology is not told.
- Whatever has keys says them itself: a visible widget with `shown_keys`, which returns pairs of a key and what it
  does. A page's main action has its key everywhere.
- A sheet changes nothing beneath, and nothing typed is lost: when it closes, the keyboard is where it was.
- A file dialog changes nothing on the disk. It is Qt's own and read only: the system's own can rename and delete
  whatever its account may, including the vault and the witness file. A saved file gets the extension of its kind,
  whatever was typed, so that it replaces no file of another kind. An open dialog is cancelled when the desk is locked.
- A page has a field for a path where nothing plays, and where nothing is read or written before someone confirms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAction, QCursor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from desktop.ui.kit import style
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.buttons import PrimaryButton, SecondaryButton, fill
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.choices import Adjuster, Segmented
from desktop.ui.kit.forms.fields import Field, Line
from desktop.ui.kit.layouts import FittedScroll, column_in, in_a_row
from desktop.ui.kit.text import Words, sheet_heading
from desktop.words import tr

_PAD, _SIDE, _WIDEST = 8, 4, 480
"""Pixels: around its words, between it and the sides of the window, its greatest width."""
_KEYS = QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress
_MOVED = QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize
_LEFT = QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.MouseMove


class Callout(Words):
    """The callout of `about`. While it is shown it is a child of the window, else of `about`.

    `keyboard`: it is of all of `about`, which can have the keyboard; else of the place under the pointer.
    """

    def __init__(self, about: QWidget, *, keyboard: bool) -> None:
        super().__init__(size=style.Size.SMALL)
        self.setParent(about)
        self.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        self.hide()
        self._about, self._keyboard, self._beside = about, keyboard, QRect()
        about.installEventFilter(self)

    def come(self, words: str, beside: QRect) -> None:
        """Show `words` at the side of that part of `about`: below it, or above it where there is no room."""
        window = self._about.window()
        self._beside = beside
        self.set_parts(words)
        if self.parentWidget() is not window:
            self.setParent(window)
        self._place(window)
        self.show()
        self.raise_()
        style.the_app().installEventFilter(self)

    def put_away(self) -> None:
        """Show nothing."""
        if self.isHidden():
            return
        style.the_app().removeEventFilter(self)
        self.hide()
        self.setParent(self._about)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        escaped = kind in _KEYS and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        moved = watched is self._about and kind in _MOVED
        left = watched in (self._about, self) and kind in _LEFT and not self._stays
        if escaped or moved or left:
            self.put_away()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = style.theme_of(self)
        fill(QPainter(self), self.rect(), theme.page, theme.edge)
        super().paintEvent(event)

    @property
    def _stays(self) -> bool:
        """Whether the pointer or the keyboard is at what it is about, or the pointer is on the callout."""
        at = QCursor.pos()
        on_it = self.isVisible() and self.rect().contains(self.mapFromGlobal(at))
        held = self._keyboard and self._about.hasFocus()
        return on_it or held or self._beside.contains(self._about.mapFromGlobal(at))

    def _place(self, window: QWidget) -> None:
        """Place it in the window, as wide as its words need and the window allows."""
        wide = min(self.sizeHint().width() + 2 * _PAD, style.scaled(_WIDEST), window.width() - 2 * _SIDE)
        high = self.heightForWidth(wide)
        corner = self._about.mapTo(window, self._beside.topLeft())
        below = corner.y() + self._beside.height()
        left = max(_SIDE, min(corner.x(), window.width() - wide - _SIDE))
        self.setGeometry(left, below if below + high <= window.height() else corner.y() - high, wide, high)


Pairs = Sequence[tuple[str, str]]
_WIDE, _SHARE = 620, 0.9


def keys_in_view(top: QWidget) -> tuple[tuple[str, str], ...]:
    """Return the keys that visible widgets within `top` say, each once, in their order."""
    shown = (button for button in top.findChildren(PrimaryButton) if button.isVisible() and button.isEnabled())
    found: dict[tuple[str, str], None] = dict.fromkeys((tr("Ctrl + Enter"), button.text()) for button in shown)
    for widget in (top, *top.findChildren(QWidget)):
        said = getattr(widget, "shown_keys", None)
        if said is not None and widget.isVisible():
            found.update(dict.fromkeys(said()))
    return tuple(found)


class _OverSheet(QDialog):
    """A sheet over the window of `parent`. `open` it; it destroys itself."""

    def __init__(self, parent: QWidget, about: str) -> None:
        super().__init__(parent.window())
        self._window = parent.window()
        set_role(self, QAccessible.Role.Dialog)
        style.dress(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(about)
        self.close_button = SecondaryButton(tr("Close"))
        self.close_button.set_key("Esc")
        self.close_button.clicked.connect(self.close)


class PairSheet(_OverSheet):
    """A sheet of pairs with a heading."""

    def __init__(self, parent: QWidget, about: str, pairs: Pairs) -> None:
        super().__init__(parent, about)
        self.sheet, inside = Sheet(), QWidget()
        self.sheet.show_pairs(pairs)
        column_in(inside, self.sheet).setContentsMargins(4, 4, 16, 4)
        self.box = column_in(self, sheet_heading(about), FittedScroll(inside), self.close_button, gap=14)
        self.box.setContentsMargins(24, 20, 24, 20)
        room = self._window.size()
        wide, high = round(room.width() * _SHARE), round(room.height() * _SHARE)
        self.resize(min(_WIDE, wide), min(self.sizeHint().height(), high))


class KeySheet(PairSheet):
    """The keys, each with what it does. F1 closes the sheet, as it opened it."""

    def __init__(self, parent: QWidget, pairs: Pairs) -> None:
        super().__init__(parent, tr("Keys on this page"), pairs)
        again = QShortcut(QKeySequence("F1"), self)
        again.activated.connect(self.close)


USUAL, LESS = "usual", "less"
_SETTINGS_LEAST, _SETTINGS_BESIDE, _SETTINGS_SHARE = 640, 100, 0.95
"""Pixels: the least width, and that of margins and a scroll bar; the share of the window that it takes at most."""


class SettingsSheet(_OverSheet):
    """A sheet of settings, of which the size of text is the first. A subclass has the others, and lays them out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("Text size and colours"))
        self.text = Adjuster(tr("Text size"), tr("Smaller"), "", tr("Larger"))
        self.text.less.connect(lambda: self.choose_text(style.current().text - style.STEP))
        self.text.more.connect(lambda: self.choose_text(style.current().text + style.STEP))
        self.text.usual.connect(lambda: self.choose_text(style.SMALLEST))

    def choose_text(self, percent: int) -> None:
        """Wear text of that size, and show it."""
        raise NotImplementedError

    def lay_out(self, settings: Iterable[QWidget], note: str) -> None:
        """Place the settings below one another, with a note. They scroll where they do not fit."""
        self._rows, inside = (self.text, *settings), QWidget()
        rows = (in_a_row(each, gap=0) for each in self._rows)
        column_in(inside, *rows, Words(note, size=style.Size.SMALL, tone="muted"), gap=16).setContentsMargins(
            8, 8, 8, 8
        )
        self._box = column_in(self, sheet_heading(self.windowTitle()), FittedScroll(inside), self.close_button, gap=14)
        self._box.setContentsMargins(24, 20, 24, 20)
        self._box.addStretch(1)

    def show_text(self, percent: int) -> None:
        """Show the size of text that is worn."""
        said = tr("{number}%").format(number=percent)
        self.text.set_value(said, can_less=percent > style.SMALLEST, can_more=percent < style.LARGEST)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # once more, when everything is laid out in its new size

    @Slot()
    def _fit(self) -> None:
        """Be as large as the words need, and no larger than the window."""
        room = self._window.size()
        wide = max(_SETTINGS_LEAST, max(row.sizeHint().width() for row in self._rows) + _SETTINGS_BESIDE)
        wide = min(wide, round(room.width() * _SETTINGS_SHARE))
        high = self._box.heightForWidth(wide)
        self.resize(wide, min(max(high, self.sizeHint().height()), round(room.height() * _SETTINGS_SHARE)))


class AppearanceSheet(SettingsSheet):
    """The sheet of how the program looks and moves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = style.own_settings()
        schemes = tr("Like the system"), tr("Light"), tr("Dark")
        times = tr("10 seconds"), tr("30 seconds"), tr("2 minutes")
        self.colours = Segmented(tr("Colours"), list(zip(style.Colours, schemes, strict=True)))
        self.motion = Segmented(tr("Motion"), ((USUAL, tr("Usual")), (LESS, tr("Less"))))
        self.undo = Segmented(tr("Time to take a sign-off back"), list(zip(map(str, style.UNDO), times, strict=True)))
        note = tr(
            "This is kept for your account on this PC, and for nobody else. Where the system asks for high contrast, "
            "you get high contrast."
        )
        self.lay_out((self.colours, self.motion, self.undo), note)
        self.colours.chosen.connect(lambda key: self._choose(colours=style.Colours(key)))
        self.motion.chosen.connect(lambda key: self._choose(still=key == LESS))
        self.undo.chosen.connect(lambda key: self._choose(undo=int(key)))
        self._show(style.current())

    def choose_text(self, percent: int) -> None:
        self._choose(text=percent)

    def _choose(self, **chosen: Any) -> None:
        appearance = style.current()._replace(**chosen)
        style.wear(appearance)
        style.keep(self._settings, appearance)
        self._show(appearance)

    def _show(self, appearance: style.Appearance) -> None:
        self.colours.set_chosen(appearance.colours)
        self.motion.set_chosen(LESS if appearance.still else USUAL)
        self.undo.set_chosen(str(appearance.undo))
        self.show_text(appearance.text)


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
        self.input = Line(60)
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
