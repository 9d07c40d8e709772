"""The panel above a supervisor's page, whatever page that is: an adviser asks for a lesser check.

It comes up as one line, takes no focus and covers nothing. Opened, it says everything and asks for the password. What
was typed is dropped with it: a password is never kept for the next.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.application.sessions.answering_lesser_check import WaitingCheck
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.errors import ListeningRoomError
from desktop.ui.kit.style import theme_of
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton, fill
from desktop.ui.kit.widgets.enter import ENTER
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.fitted_scroll import FittedScroll
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.own_password import OwnPasswordField, problems_with_password
from desktop.ui.kit.widgets.press_guard import Guarded
from desktop.ui.kit.widgets.words import Words, announce, filled, strong
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import words_of

KEYS = "F8"
_EDGE, _MARGIN, _ROUND = 6, 34, 12


class AskedPanel(Guarded):
    """The panel. Emits `allowed(id, password)` and `declined(id, password, reason)`."""

    allowed = Signal(str, str)
    declined = Signal(str, str, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._policy: IdPolicy = context.desk.id_policy
        self.check: WaitingCheck | None = None
        self.head = Words(tone="notice")
        self.answer = SecondaryButton(tr("Answer ({keys})").format(keys=KEYS))
        self.close_it = SecondaryButton(tr("Close"))
        self.about, self.others = Words(tone="notice"), Words(tone="notice")
        self.own_password = OwnPasswordField()
        hint = tr("The adviser reads it, and whoever reviews the session.")
        self.reason = LongTextField("reason", tr("Only if you decline: why?"), hint, lines=1)
        self.refusal = Banner("problem")
        self.allow, self.decline = SecondaryButton(tr("Allow the lesser check")), SecondaryButton(tr("Decline"))
        self.later = LinkButton(tr("Not now"))
        self.details = self._make_details()
        self._lay_out()
        self.hide()
        self.answer.clicked.connect(self.unfold)
        self.later.clicked.connect(self.fold)
        self.close_it.clicked.connect(self.put_away)
        self.allow.clicked.connect(self._allow)
        self.decline.clicked.connect(self._decline)
        self.keys = QShortcut(QKeySequence(KEYS), self)
        self.keys.activated.connect(self.unfold)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    @property
    def unfolded(self) -> bool:
        """Whether someone is answering."""
        return self.check is not None and self.details.isVisibleTo(self)

    def show_check(self, check: WaitingCheck, others: int) -> None:
        """Show that one; the same again leaves everything as it is. `others`: how many more wait."""
        self.others.set_parts(counted(others, "1 more is waiting.", "{n} more are waiting.") if others else "")
        self.others.setVisible(bool(others))
        before, self.check = self.check, check
        if before is not None and before.id == check.id:
            return
        self._empty()
        self.check = check
        asks = tr("{adviser} at {desk} asks you to allow a lesser check.")
        self.head.set_parts(filled(asks, adviser=strong(check.adviser), desk=strong(check.desk)))
        self.about.set_parts(*self._about(check))
        self.answer.show()
        self.show()
        self.come_anew()
        announce(self, f"{self.head.words} {tr('Press {keys} to answer.').format(keys=KEYS)}")

    def show_ended(self, said: str) -> None:
        """Say what became of it, to someone who was answering; else go."""
        if not self.unfolded or not said:
            self.put_away()
            return
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._empty()
        self.head.set_parts(said)
        self.answer.hide()
        self.close_it.show()
        announce(self, said)
        if had_focus:
            self.close_it.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: ListeningRoomError) -> None:
        """Show that it was refused: the password is typed again, the reason stays."""
        self._press(enabled=True)
        problems = problems_with_password(error)
        for field in (self.own_password, self.reason):
            field.set_problem(problems.get(field.name, ""))
        said = "" if problems else words_of(error)
        self.refusal.set_parts(said)
        wrong = next((each for each in (self.own_password, self.reason) if each.problem), self.own_password)
        announce(self, wrong.problem)
        wrong.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._follow)

    @Slot()
    def unfold(self) -> None:
        """Show everything, and go to the password."""
        if self.check is not None:
            self.answer.hide()
            self.details.show()
            self.own_password.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._follow)  # once it is laid out
            announce(self, " ".join(self.about.words.split()))

    @Slot()
    def fold(self) -> None:
        """Show one line again."""
        self.details.hide()
        self.answer.setVisible(self.check is not None)
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def put_away(self) -> None:
        """Show nothing."""
        self._empty()
        self.hide()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to what takes the keyboard, where the panel is taller than the window."""
        if new is None or QApplication.mouseButtons() or not self.details.isAncestorOf(new):
            return
        fields = (self.own_password, self.reason)
        part = next((field for field in fields if field.isAncestorOf(new)), new)
        self._scroll.bring_into_sight(part, _ROUND)

    def _follow(self) -> None:
        self._follow_focus(None, QApplication.focusWidget())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in the password allow it, and Ctrl+Enter in the reason decline. It presses nothing on the page
        below, wherever the keyboard is in the panel."""
        focused = self.focusWidget()
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif isinstance(focused, QLineEdit):
            self.allow.click()
        elif focused is not None and self.reason.isAncestorOf(focused):
            self.decline.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.notice, radius=0)
        fill(painter, QRect(0, 0, _EDGE, self.height()), theme.notice_edge, radius=0)
        super().paintEvent(event)

    def _about(self, check: WaitingCheck) -> tuple[str, ...]:
        kinds = [self._policy.for_request(check.kind).named(code) for code in check.documents]
        seen = and_list([kind.name if kind else "?" for kind in kinds]) or tr("no document")
        missing = and_list([words(code) for code in check.missing])
        return (
            filled(tr("Why it is clear who this is: {reason}"), reason=strong(check.reason)),
            filled(tr("\nAccepted so far: {kinds}. Missing: {what}."), kinds=strong(seen), what=strong(missing)),
            tr("\nIf you allow it, you do not review this session."),
        )

    def _make_details(self) -> QWidget:
        details, buttons = QWidget(), QWidget()
        row = FlowLayout(buttons)
        for button in (self.allow, self.decline, self.later):
            row.addWidget(button)
        box = QVBoxLayout(details)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(14)
        for widget in (self.about, self.own_password, self.reason, self.refusal, buttons):
            box.addWidget(widget)
        details.hide()
        return details

    def _lay_out(self) -> None:
        line, content = QWidget(), QWidget()
        row = FlowLayout(line)
        for widget in (self.head, self.answer, self.close_it):
            row.addWidget(widget)
        self.close_it.hide()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        inner.setSpacing(14)
        for part in (line, self.others, self.details):
            inner.addWidget(part)
        self.others.hide()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._scroll = FittedScroll(content)
        outer.addWidget(self._scroll)

    def _empty(self) -> None:
        self.check = None
        self.reason.set_value("")
        for field in (self.own_password, self.reason):
            field.set_problem("")
        self.refusal.set_parts()
        self._press(enabled=True)
        for widget in (self.details, self.close_it, self.others):
            widget.hide()

    def _allow(self) -> None:
        if self.check is not None and self.takes_presses:
            self._press(enabled=False)
            self.allowed.emit(self.check.id, self._typed())

    def _decline(self) -> None:
        if self.check is not None and self.takes_presses:
            self._press(enabled=False)
            self.declined.emit(self.check.id, self._typed(), self.reason.value())

    def _typed(self) -> str:
        typed = self.own_password.value()
        self.own_password.wipe()
        self.refusal.set_parts()
        return typed

    def _press(self, *, enabled: bool) -> None:
        for button in (self.allow, self.decline, self.later):
            button.setEnabled(enabled)
