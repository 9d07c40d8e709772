"""The panels under the waveform: the reasons to remove a part, the marks, the proposals, and the less used controls.

Reasons are buttons and no radio buttons: each acts at once, which an arrow key that passes by must not do. Beside
each other, the lists scroll by themselves, so that all is in sight together; one below the other they have their
full height, and the page scrolls.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.domain.copies.marking import Removal, RemovalReason
from desktop.ui.copies.preparing.editing import Proposal, lasting, span_of, voice_of
from desktop.ui.kit.buttons import WordsButton, fill, small_button
from desktop.ui.kit.forms.choices import Adjuster, Segmented
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.layouts import FittedScroll, FlowLayout, column, column_in, in_a_row
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.style import Size, Tokens
from desktop.ui.kit.text import Words, subtitle
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.codes import words

_ACROSS, _GAP = 2, 6


class ReasonButton(WordsButton):
    """A reason. The chosen one is filled and bold."""

    padding = QSize(10, 4)
    align = Qt.AlignmentFlag.AlignLeft
    least = 30

    def __init__(self, words: str) -> None:
        super().__init__(words, Size.SMALL)
        self.chosen, self.hint = False, ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_chosen(self, chosen: bool) -> None:
        """Fill it, or not."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.hint = tr("This is the reason now.") if chosen else ""
            self.setAccessibleDescription(self.hint)
            self.update()

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if self.chosen:
            fill(painter, self.rect(), theme.chosen, theme.chosen)
            return theme.on_chosen
        fill(painter, self.rect(), theme.soft if self.hovered() or self.isDown() else theme.panel, theme.edge)
        return theme.text


class Reasons(Field):
    """The reasons of the workbench. Emits `edited` when one is pressed: `value` is the one that was."""

    def __init__(self) -> None:
        super().__init__("reason", tr("Why it must not be heard"))
        self._value: str | None = None
        self.options = {reason.value: ReasonButton(words(reason)) for reason in RemovalReason}
        self._grid = grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_GAP)
        self.box.addLayout(grid)
        for at, (key, button) in enumerate(self.options.items()):
            grid.addWidget(button, at // _ACROSS, at % _ACROSS)
            self.add_input(button, button.text())
            button.clicked.connect(partial(self._pressed, key))
        for across in range(_ACROSS):
            grid.setColumnStretch(across, 1)

    def put_last(self, widget: QWidget) -> None:
        """Place a widget behind the last reason."""
        at = len(self.options)
        self._grid.addWidget(widget, at // _ACROSS, at % _ACROSS)

    def value(self) -> str | None:
        """Return the reason that was pressed or set last."""
        return self._value

    def set_value(self, key: str | None) -> None:
        """Show a reason as the chosen one, or none."""
        self._value = key
        for name, button in self.options.items():
            button.set_chosen(name == key)

    def show_keys(self, on: bool) -> None:
        """Show the number of each, where letters and numbers act."""
        for number, button in enumerate(self.options.values(), start=1):
            button.set_key(str(number) if on else "")

    def _pressed(self, key: str) -> None:
        self.set_value(key)
        self.edited.emit()


_LEAST = 84
"""The least height of a list that scrolls by itself, in pixels: its heading and a row."""


_ALL = 1000
"""A stretch that leaves nothing to the spacer below, until the list has its full height."""


class _Area(FittedScroll):
    """The scroll area of a list: as tall as there is room, and no taller than the list. `whole`: it has its full
    height, and nothing scrolls here."""

    whole = False

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_whole(self, whole: bool) -> None:
        if whole != self.whole:
            self.whole = whole
            # A bar that comes and goes would change the rows' width, by that their height, and by that itself.
            policies = Qt.ScrollBarPolicy
            self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff if whole else policies.ScrollBarAsNeeded)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.whole else QSize(hint.width(), min(_LEAST, hint.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.setMaximumHeight(super().sizeHint().height())
        return super().eventFilter(watched, event)


class _List(QWidget):
    """A title, and the rows, or words where there are none. Emits `chosen(key)` when the user goes to a row.

    The keyboard that comes to the list chooses nothing: it may be on its way to a reason for what is selected (WCAG
    2.2, 3.2.1).
    """

    chosen = Signal(object)
    """With the key of a row: of a mark, or of a proposal."""

    def __init__(self, name: str, columns: Sequence[str], weights: Sequence[int], empty: str) -> None:
        super().__init__()
        self.name = subtitle(name)
        self.rows = RowsView(name, columns, weights, header=True, links=False)
        holder = column(self.rows)  # as tall as the rows, which a table of Qt's does not say by itself
        self.area = _Area(holder)
        self.empty = Words(empty, tone="muted")
        self._showing = False
        self.box = column_in(self, self.name, self.area, self.empty, gap=8)
        self.box.setStretchFactor(self.area, _ALL)
        self.rows.moved.connect(self._moved)
        self.rows.opened.connect(self._moved)

    def _show(self, rows: Sequence[Row], current: object) -> None:
        """Show the rows; `current` is the key of the current one, if any."""
        self._showing = True
        if tuple(rows) != self.rows.rows_model.rows:
            self.rows.show_rows(rows)
        if self.rows.current_key() != current:
            self.rows.select_key(current)
            QTimer.singleShot(0, self, self._follow)
        self.area.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._showing = False

    @Slot()
    def _follow(self) -> None:
        """Scroll the list, and nothing else, to the current row: the keyboard may be elsewhere."""
        row = self.rows.visualRect(self.rows.currentIndex())
        if row.isValid():
            place = self.rows.viewport().mapTo(self.rows, row.center())
            self.area.ensureVisible(0, place.y(), 0, row.height())

    def _moved(self, key: object) -> None:
        if not self._showing and not self.rows.comes:
            self.chosen.emit(key)


class MarkList(_List):
    """The list of marks."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        columns = [tr("Where"), tr("Length"), tr("Reason")]
        super().__init__(tr("Marked for removal"), columns, (0, 0, 1), tr("Nothing is marked yet."))
        self._voices = voices
        self.undo, self.redo = small_button(tr("Undo")), small_button(tr("Redo"))
        self.box.addWidget(in_a_row(self.undo, self.redo))
        self.box.addStretch(1)

    def show_marks(self, marks: Sequence[Removal], current: Removal | None) -> None:
        """Show the marks, and make one the current row."""
        length = lasting(sum(mark.end_ms - mark.start_ms for mark in marks))
        said = counted(len(marks), "Marked: 1 part, {length}", "Marked: {n} parts, {length}", length=length)
        self.name.set_parts(said if marks else tr("Marked for removal"))
        self._show([self._row(mark) for mark in marks], current)

    def _row(self, mark: Removal) -> Row:
        why = words(mark.reason)
        if len(self._voices) > 1:
            why = tr("{what} ({voice})").format(what=why, voice=voice_of(mark.channel, self._voices))
        where, lasts = span_of(mark.start_ms, mark.end_ms), lasting(mark.end_ms - mark.start_ms)
        return Row(mark, (where, lasts, why))


class ProposalList(_List):
    """The list of proposals. Nothing in it is removed until someone accepts it."""

    def __init__(self, voices: tuple[str, ...]) -> None:
        columns = [tr("What it may be"), tr("Where"), tr("Length")]
        super().__init__(tr("Proposals"), columns, (1, 0, 0), tr("Looking for parts you may want to remove."))
        self._voices = voices
        self.lead = Words(tr("Nothing is removed until you say so."), size=Size.SMALL, tone="muted")
        self.next = small_button(tr("Next"))
        self.accept = small_button(tr("Remove it"))
        self.dismiss = small_button(tr("Dismiss"))
        self.tell = small_button(tr("Tell the listener"))
        self.ways = in_a_row(self.accept, self.dismiss, self.tell, self.next)
        self.box.addWidget(self.ways)
        self.box.addWidget(self.lead)
        self.box.addStretch(1)
        self.show_proposals((), None)

    def show_proposals(
        self, proposals: Sequence[Proposal], current: Proposal | None, told: Collection[str] = ()
    ) -> None:
        """Show the proposals; `current` is the one to accept or dismiss. `told`: those the listener is told of."""
        count = sum(one.key not in told for one in proposals)
        said = counted(count, "Proposals: 1 to look at", "Proposals: {n} to look at")
        self.name.set_parts(said if count else tr("Proposals: all looked at") if proposals else tr("Proposals"))
        self._show([self._row(one, one.key in told) for one in proposals], current)
        for part in (self.lead, self.ways):
            part.setVisible(bool(proposals))
        for button in (self.accept, self.dismiss):
            button.setEnabled(current is not None)
        self.tell.setEnabled(current is not None and current.may_be_told and current.key not in told)

    def say(self, said: str) -> None:
        """Say why the list is empty."""
        self.empty.set_parts(said)
        self.empty.setVisible(not self.rows.rows_model.rows)

    def _row(self, one: Proposal, told: bool) -> Row:
        what = one.words
        if one.channel is not None:
            what = tr("{what} ({voice})").format(what=what, voice=voice_of(one.channel, self._voices))
        if told:
            what = tr("{what}: the listener is told").format(what=what)
        return Row(one, (what, span_of(one.start, one.end), lasting(one.end - one.start)))


OFF, ON = "off", "on"


class MoreFold(QWidget):
    """The less used controls; `fold` shows and hides them, `transcript` opens a page. `code` tells of an incident.
    Emits `letters_changed`.

    The others emit for themselves.
    """

    letters_changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._habits = context.habits
        self.fold = small_button("")
        self.transcript = small_button(tr("Transcript"))
        self.level = Adjuster(tr("Volume"), tr("Quieter"), "", tr("Louder"))
        self.loop = Segmented(tr("Repeat"), [(OFF, tr("Off")), (ON, tr("On"))], OFF)
        self.letters = Segmented(tr("Letter and number keys"), [(OFF, tr("Off")), (ON, tr("On"))], ON)
        row = FlowLayout(gap=24)
        self.setLayout(row)
        self.code = small_button(tr("There is a card’s security code in it"))
        for control in (self.level, self.loop, self.letters, self.code):
            row.addWidget(control)
        self.fold.clicked.connect(self._fold)
        self.letters.chosen.connect(self._choose)
        self.letters.set_chosen(ON if self._habits.letter_keys else OFF)
        self._show(False)

    def show_volume(self, volume: int, loudest: int) -> None:
        """Show the volume in words."""
        said = tr("{n} of 10").format(n=round(volume / 10))
        self.level.set_value(said, can_less=volume > 0, can_more=volume < loudest, aloud=False)

    def _fold(self) -> None:
        self._show(self.isHidden())

    def _show(self, shown: bool) -> None:
        self.setVisible(shown)
        self.fold.set_words(tr("Less") if shown else tr("Volume, repeat, letter keys"))

    def _choose(self, key: str) -> None:
        self._habits.letter_keys = key == ON
        self.letters.set_chosen(key)
        self.letters_changed.emit()
