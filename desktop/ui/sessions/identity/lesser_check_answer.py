"""The lesser checks that are asked for at other PCs, answered above whatever page a supervisor has.

Rules:
- It is looked at when someone signs in, when another PC did something, and when the desk is unlocked.
- Nothing is shown while the desk is locked, or while a session is open here: a customer sits beside this screen.
- Nothing comes up while a mouse button is held: press and release hit the same widget.
- The panel comes up as one line, takes no focus and covers nothing. Opened, it says everything and asks for the
  password. What was typed is dropped with it: a password is never kept for the next.
- What cannot be read is not shown; it is said where someone wants something of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.application.office.signing_in import InPerson
from desktop.application.sessions.lesser_check import (
    AllowAsked,
    DeclineAsked,
    NotAnswered,
    WaitingCheck,
    waiting_checks,
    what_became,
)
from desktop.application.shared.commands import Command
from desktop.domain.office.people import Permission
from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton, fill
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.forms.page import OwnPasswordField, problems_with_password
from desktop.ui.kit.frame import Frame
from desktop.ui.kit.keyboard import ENTER, Guarded
from desktop.ui.kit.layouts import FittedScroll, column_in, in_a_row
from desktop.ui.kit.style import the_app, theme_of
from desktop.ui.kit.text import Words, announce, filled, in_sentences, strong
from desktop.ui.running.context import Context, ask_who
from desktop.words import counted, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, sentence
from desktop.words.events import quicker_words

ANSWER_KEYS = "F8"
_EDGE, _MARGIN, _ROUND = 6, 34, 12
HELD_MS = 200


class AskedPanel(Guarded):
    """The panel, which shows those that wait until `end`. `busy` says whether a session is open here."""

    def __init__(self, context: Context, frame: Frame, busy: Callable[[], bool]) -> None:
        super().__init__()
        self._context, self._busy = context, busy
        self.check: WaitingCheck | None = None
        """The one that is shown."""
        self._waiting: tuple[WaitingCheck, ...] = ()
        self.head = Words(tone="notice")
        self.answer = SecondaryButton(tr("Answer ({keys})").format(keys=ANSWER_KEYS))
        self.close_it = SecondaryButton(tr("Close"))
        self.about, self.others = Words(tone="notice"), Words(tone="notice")
        self.own_password = OwnPasswordField()
        hint = tr("The adviser reads it, and whoever reviews the session.")
        self.reason = LongTextField("reason", tr("Only if you decline: why?"), hint, lines=1)
        self.refusal = Banner("problem")
        self.allow, self.decline = SecondaryButton(tr("Allow the lesser check")), SecondaryButton(tr("Decline"))
        self.later = LinkButton(tr("Not now"))
        self.details = self._make_details()
        self._held = QTimer(self, singleShot=True, interval=HELD_MS)
        self._lay_out()
        self.hide()
        frame.put_above(self)
        self.answer.clicked.connect(self.unfold)
        self.later.clicked.connect(self.fold)
        self.close_it.clicked.connect(self.put_away)
        self.allow.clicked.connect(lambda: self._answer(allowed=True))
        self.decline.clicked.connect(lambda: self._answer(allowed=False))
        self.keys = QShortcut(QKeySequence(ANSWER_KEYS), self)
        self.keys.activated.connect(self.unfold)
        the_app().focusChanged.connect(self._follow_focus)
        self._held.timeout.connect(self._show)
        context.news.changed.connect(self.look)
        context.front.changed.connect(self._front_changed)
        self.look()

    def know(self, context: Context) -> Self:
        """Take their roles of now from that context."""
        self._context = context
        self.look()
        return self

    def end(self) -> None:
        """Look no more: they have signed out."""
        self._held.stop()
        self._context.news.changed.disconnect(self.look)
        self._context.front.changed.disconnect(self._front_changed)
        self.put_away()
        self.deleteLater()

    # What waits

    @Slot()
    def look(self) -> None:
        """Ask the database what waits."""
        context = self._context
        if context.desk.changes is None or not context.person.may(Permission.ALLOW_LESSER_CHECK):
            self.show_waiting(())
        elif not self._kept_back:
            context.run(waiting_checks, context.actor, owner=self).then(self.show_waiting).otherwise(self._not_read)

    def show_waiting(self, waiting: tuple[WaitingCheck, ...]) -> None:
        """Show what waits, the earliest first; or what became of the one that was shown."""
        self._waiting = waiting
        if self.check is not None and self.check.id not in [each.id for each in waiting]:
            asking = self._context.run(what_became, self._context.actor, self.check.id, owner=self)
            asking.then(self._ended).otherwise(self._not_read)
        else:
            self._show()

    @property
    def _kept_back(self) -> bool:
        """Whether nothing is shown now: the desk is locked, or a session is open here."""
        return self._context.front.locked or self._busy()

    @Slot()
    def _front_changed(self) -> None:
        if self._kept_back:
            self.put_away()
        else:
            self.look()

    @Slot()
    def _show(self) -> None:
        if not self._waiting or self._kept_back:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._held.start()
            return
        shown = next((each for each in self._waiting if self.check is not None and each.id == self.check.id), None)
        self.show_check(shown or self._waiting[0], len(self._waiting) - 1)

    def _ended(self, ended: NotAnswered | None) -> None:
        if ended is not None:
            desk = self._context.desk
            quicker = quicker_words(ended.quicker, desk.clock.now(), desk.office.zone)
            self.show_ended(sentence(ended.code), quicker)
            if not self.isVisible():
                self._show()

    def _not_read(self, error: ListeningRoomError) -> None:
        self.put_away()

    # The panel

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
        self.reset()
        announce(self, f"{self.head.words} {tr('Press {keys} to answer.').format(keys=ANSWER_KEYS)}")

    def show_ended(self, *parts: str) -> None:
        """Say what became of it, to someone who was answering; else go."""
        said = in_sentences(*parts)
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
        said = "" if problems else message_for(error)
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
        self._scroll.scroll_to(part, _ROUND)

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
        policy = self._context.desk.id_policy.for_request(check.kind)
        kinds = [policy.named(code) for code in check.documents]
        seen = and_list([kind.name if kind else "?" for kind in kinds]) or tr("no document")
        missing = and_list([words(code) for code in check.missing])
        return (
            filled(tr("Why it is clear who this is: {reason}"), reason=strong(check.reason)),
            filled(tr("\nAccepted so far: {kinds}. Missing: {what}."), kinds=strong(seen), what=strong(missing)),
            tr("\nIf you allow it, you do not review this session."),
        )

    def _make_details(self) -> QWidget:
        details = QWidget()
        buttons = in_a_row(self.allow, self.decline, self.later, gap=16, row_gap=12)
        column_in(details, self.about, self.own_password, self.reason, self.refusal, buttons, gap=14)
        details.hide()
        return details

    def _lay_out(self) -> None:
        line, content = in_a_row(self.head, self.answer, self.close_it, gap=16, row_gap=12), QWidget()
        inner = column_in(content, line, self.others, self.details, gap=14)
        inner.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        self.close_it.hide()
        self.others.hide()
        self._scroll = FittedScroll(content)
        column_in(self, self._scroll)

    def _empty(self) -> None:
        self.check = None
        self.reason.set_value("")
        for field in (self.own_password, self.reason):
            field.set_problem("")
        self.refusal.set_parts()
        self._press(enabled=True)
        for widget in (self.details, self.close_it, self.others):
            widget.hide()

    def _answer(self, *, allowed: bool) -> None:
        if self.check is None:
            return
        self._press(enabled=False)
        typed, id = InPerson(self._context.actor, self.own_password.value()), self.check.id
        self.own_password.wipe()
        self.refusal.set_parts()
        command: Command[Any] = AllowAsked(typed, id) if allowed else DeclineAsked(typed, id, self.reason.value())
        goes_on, declined = tr("Allowed. The adviser goes on with the session."), tr("Declined. The adviser reads why.")
        said = goes_on if allowed else declined
        self._context.run(command, owner=self).then(lambda _: self.show_ended(said)).otherwise(self._refused)

    def _refused(self, error: ListeningRoomError) -> None:
        if self.check is None:
            return
        if isinstance(error, FieldsError | SignInRefusedError):
            self.show_error(error)
        elif not ask_who(self._context, error, lambda quicker: self.show_ended(message_for(error), quicker), self):
            self.show_ended(message_for(error))

    def _press(self, *, enabled: bool) -> None:
        for button in (self.allow, self.decline, self.later):
            button.setEnabled(enabled)
