"""The check of a document's number, folded behind a link: typed, compared, and wiped at once.

The number is wiped, seen or hidden, when the focus goes elsewhere before it was checked, and when the page goes.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.documents import check_card_lines, check_licence, check_passport_line
from desktop.domain.sessions.id_policy import DocumentKind
from desktop.domain.sessions.identity import Check
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.field import PasswordField
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce
from desktop.words import tr

PASSPORTS = frozenset({"passport"})


class NumberCheck(QWidget):
    """The check of one document's number. `typed`: what it found; emits `checked`, and `opened` when it is
    unfolded: it then stands in the place of the kinds (`asks`)."""

    checked = Signal()
    opened = Signal()

    def __init__(self, number: int, slot: str, view: SessionView, today: date) -> None:
        super().__init__()
        self._view, self._today = view, today
        self._kind: DocumentKind | None = None
        self.typed: frozenset[Check] = frozenset()
        self.unfold = LinkButton(tr("Check the number on it"), Size.SMALL)
        self.unfold.setAccessibleName(f"{slot}: {self.unfold.text()}")
        self.field = PasswordField(f"number_{number}", tr("Number on it (optional)"), letters=20)
        self.field.call(f"{slot}: {self.field.label}")
        self.check = self.part_button = LinkButton(tr("Check and clear"))
        self.result = Words(size=Size.SMALL, tone="muted")
        self._open = QWidget()
        row = FlowLayout(self._open, gap=16, row_gap=4, foot=True)
        for widget in (self.field, self.check):
            row.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for part in (self.unfold, self._open, self.result):
            box.addWidget(part)
        self.unfold.clicked.connect(self._unfold)
        self.check.clicked.connect(self._compare)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self.begin(None)

    @property
    def fits(self) -> bool:
        """Whether its kind has a number that can be checked."""
        return self._kind is not None and (self._kind.has_mrz or self._kind.has_licence_number)

    def begin(self, kind: DocumentKind | None) -> None:
        """Fold it, for another kind; None and a kind without a number to check hide it."""
        self._kind, self.typed = kind, frozenset()
        self.field.wipe()
        self.result.set_parts("")
        self.result.hide()
        self._open.hide()
        self.unfold.show()
        self.setVisible(self.fits)

    def wipe(self) -> None:
        """Wipe a number that was typed but not checked, and say so."""
        if self.field.value():
            self.field.wipe()
            self._say(tr("The number was not checked. It has been cleared."))

    @property
    def asks(self) -> bool:
        """Whether a number is asked for: it is unfolded."""
        return not self.isHidden() and not self._open.isHidden()

    def _unfold(self) -> None:
        self.unfold.hide()
        self._open.show()
        self.opened.emit()
        self.field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and self._open.isAncestorOf(old) and not (new is not None and self._open.isAncestorOf(new)):
            self.wipe()

    def _compare(self) -> None:
        """Compare the typed number, report the result, and wipe it at once."""
        typed = self.field.value()
        self.field.wipe()
        if self._kind is None or not typed.strip():
            return
        correct, agrees = self._look(self._kind, typed)
        made = {Check.TYPED_CORRECTLY} if correct else set()
        self.typed = frozenset(made | ({Check.NUMBER_AGREES} if correct and agrees else set()))
        result = {
            (True, True): tr("The check digits are right, and it agrees with the request. Cleared."),
            (True, False): tr(
                "The check digits are right, but the number does not agree with the "
                "request. Look again. It has been cleared."
            ),
        }.get(
            (correct, agrees), tr("That doesn’t match the printed format. It has been cleared. Try again, or skip it.")
        )
        self._say(result)
        if correct:
            self._fold()
        self.checked.emit()

    def _fold(self) -> None:
        """Fold it again: the number was typed as it is printed."""
        self.unfold.show()
        self.unfold.setFocus(Qt.FocusReason.OtherFocusReason)
        self._open.hide()

    def _look(self, kind: DocumentKind, typed: str) -> tuple[bool, bool]:
        who = self._view.compared
        if kind.has_licence_number:
            licence = check_licence(typed, who.surname, who.given_names, who.born)
            return licence.typed_correctly, licence.agrees
        check = check_passport_line if kind.code in PASSPORTS else check_card_lines
        line = check(typed, self._today)
        return line.typed_correctly, who.born is None or line.birth == who.born

    def _say(self, result: str) -> None:
        self.result.set_parts(result)
        self.result.show()
        announce(self.result, result)
