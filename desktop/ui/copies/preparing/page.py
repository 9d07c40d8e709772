"""The page to prepare a copy: the waveform across the width, and its controls below.

For an information officer at a desk: select, give a reason, remove; go through the proposals; make the copy. The page
only shows and emits; `Workbench` acts.
"""

from __future__ import annotations

from contextlib import nullcontext

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.application.copies.drafting import Preparation
from desktop.domain.copies.removal import RemovalReason
from desktop.ui.copies.preparing.lanes import Lanes
from desktop.ui.copies.preparing.lists import MarkList, ProposalList
from desktop.ui.copies.preparing.more_fold import MoreFold
from desktop.ui.copies.preparing.times import place
from desktop.ui.copies.preparing.words import voice_of
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, ListField
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.focus_order import set_reading_order
from desktop.ui.kit.widgets.frame import PAGE_MARGIN
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.segmented import Adjuster, Segmented
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, moment

ALL, OFF, ON = "all", "off", "on"
SILENCE, BLEEP = "silence", "bleep"
_LEAST, _MOST, _SHARE = 170, 460, 0.3
_LOW = 600


class EditorPage(QWidget):
    """The editor of a copy. Its parts are public: the workbench listens to them and fills them.

    The waveform and the primary button stay in view while the rest (`body`) scrolls; in a very low window they scroll
    along.
    """

    copy_wanted = Signal()

    theirs_wanted = Signal()
    mine_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, preparation: Preparation, voices: tuple[str, ...], context: Context) -> None:
        super().__init__()
        self.voices, self._total = voices, preparation.recording.frames / preparation.recording.rate
        self.saved = Words(tone="muted", wraps=False)
        self.problem, self.unsaved = Banner("problem"), Banner("problem")
        self.conflict = self._make_conflict()
        self.lanes = Lanes(tr("The call"))
        self._make_transport()
        self._make_marking()
        self.marks, self.proposals = MarkList(voices), ProposalList(voices)
        self.instead = Segmented(
            tr("Replace removed parts with"), [(SILENCE, tr("Silence")), (BLEEP, tr("Bleep"))], SILENCE
        )
        self.more = MoreFold(context)
        self.body = Page("", wide=True)
        self._top, self._foot = self._make_top(preparation, context), self._make_foot()
        self._above, self._below = _column(), _column()
        self._first, self._last = _column(), _column()
        self._lay_out()
        for pointed_out in (self.lanes.selected, self.lanes.reshaped, self.lanes.chosen):
            pointed_out.connect(self._bring_marking_into_sight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lanes.setFixedHeight(min(max(round(self.height() * _SHARE), _LEAST), _MOST))
        self._place(low=self.height() < _LOW)

    def minimumSizeHint(self) -> QSize:
        """Return a small size: the page scrolls, and must not force a low window to grow."""
        return QSize(320, 240)

    def _place(self, *, low: bool) -> None:
        """Place the waveform and the primary button inside the scroll area, or around it."""
        for part, within, around in ((self._top, self._first, self._above), (self._foot, self._last, self._below)):
            place, other = (within, around) if low else (around, within)
            if part.parentWidget() is not place:
                _box(place).addWidget(part)
            place.show()
            other.hide()

    def focusNextPrevChild(self, forward: bool) -> bool:
        set_reading_order(self)
        return super().focusNextPrevChild(forward)

    @Slot()
    def _bring_marking_into_sight(self) -> None:
        """Scroll the marking controls into view, unless the waveform would scroll out of sight with them."""
        if self._top.parentWidget() is self._above:
            self.body.bring_into_sight(self._ends)

    # Display

    def where(self) -> str:
        """Return the text for a screen reader about the page as a whole."""
        return in_sentences(self._about.words, self._lead.words, tr("Space plays and pauses."))

    def show_time(self, ms: int) -> None:
        """Show the playhead's time."""
        shown = tr("{place} of {total}").format(place=place(ms), total=clock(self._total))
        if shown != self.time.words:
            with unspoken():
                self.time.set_parts(shown)

    def show_playing(self, playing: bool) -> None:
        """Show whether it plays. A screen reader says the new name only where it does not talk over sound."""
        with unspoken() if playing else nullcontext():
            self.play.set_words(tr("Pause") if playing else tr("Play"))

    def show_problem(self, said: str) -> None:
        """Show a problem above the waveform; nothing clears it."""
        self.problem.set_parts(said)

    def show_saved(self, said: str, *, fine: bool, conflict: bool) -> None:
        """Show the state of saving; a problem appears above the waveform. `conflict`: offer both ways on."""
        self.saved.set_parts(said if fine else tr("Not saved yet."))
        self.unsaved.set_parts("" if fine else said)
        self.conflict.setVisible(conflict)

    def show_marking(self, *, marked: bool, selected: bool) -> None:
        """Show the actions for the active mark or selection, or for neither."""
        shown, hidden = (self.restore, self.remove) if marked else (self.remove, self.restore)
        if hidden.hasFocus():
            self.lanes.setFocus(Qt.FocusReason.OtherFocusReason)
        shown.show()
        hidden.hide()
        self.remove.setEnabled(selected)
        self.play_part.setEnabled(selected)

    def show_ends(self, ends: tuple[int, int] | None) -> None:
        """Show the start and end of the selection; without one, the buttons that set them during playback."""
        setting, moving = (self.start_here, self.end_here), (self.start, self.end)
        if ends is not None and any(button.hasFocus() for button in setting):
            self.lanes.setFocus(Qt.FocusReason.OtherFocusReason)
        for part in (*setting, *moving):
            part.setVisible((part in moving) is (ends is not None))
        for adjuster, ms in zip(moving, ends or (), strict=False):
            adjuster.set_value(place(ms), aloud=False)

    # Construction

    def _make_conflict(self) -> QWidget:
        theirs, mine = SecondaryButton(tr("Show theirs")), SecondaryButton(tr("Keep mine instead"))
        theirs.clicked.connect(self.theirs_wanted)
        mine.clicked.connect(self.mine_wanted)
        made = _row(theirs, mine)
        made.hide()
        return made

    def _make_transport(self) -> None:
        self.play = SecondaryButton(tr("Play"))
        self.play_part = SecondaryButton(tr("Play the selection"))
        self.time = Words(size=Size.TITLE, bold=True, wraps=False)
        self.loop = Segmented(tr("Repeat"), [(OFF, tr("Off")), (ON, tr("On"))], OFF)
        self.zoom = Adjuster(tr("Zoom"), tr("Out"), tr("All of it"), tr("In"))

    def _make_marking(self) -> None:
        self.selected = Words(bold=True)
        self.start = Adjuster(tr("Start"), tr("Earlier"), "", tr("Later"))
        self.end = Adjuster(tr("End"), tr("Earlier"), "", tr("Later"))
        self.start_here, self.end_here = SecondaryButton(tr("Start here")), SecondaryButton(tr("End here"))
        self.start_here.setToolTip("I")
        self.end_here.setToolTip("O")
        reasons = [Choice(reason.value, words(reason)) for reason in RemovalReason]
        self.reason = ListField("reason", tr("Why it must not be heard"), reasons)
        self.reason.setMinimumWidth(300)
        choices = [(ALL, voice_of(None, self.voices)), *((str(at), voice) for at, voice in enumerate(self.voices))]
        self.voice = Segmented(tr("Whose voice"), choices, ALL)
        self.voice.setVisible(len(self.voices) > 1)
        self.remove = SecondaryButton(tr("Remove this part"))
        self.restore = SecondaryButton(tr("Keep this part after all"))
        self.undo, self.redo = SecondaryButton(tr("Undo")), SecondaryButton(tr("Redo"))

    def _make_top(self, preparation: Preparation, context: Context) -> QWidget:
        self._about = title(tr("Prepare the copy: {reference}").format(reference=preparation.reference))
        when = moment(preparation.call_at, context.desk.office.zone)
        self._lead = Words(
            tr("Call of {when}. Select what must not be heard, say why, and remove it.").format(when=when), tone="muted"
        )
        transport = _row(self.play, self.play_part, self.time, None, self.loop, self.zoom)
        return _column(
            _row(self._about, None, self.saved),
            self._lead,
            self.problem,
            self.unsaved,
            self.conflict,
            self.lanes,
            transport,
        )

    def _make_foot(self) -> QWidget:
        self.make, leave = PrimaryButton(tr("Make the copy")), LinkButton(tr("Save and leave"))
        self.make.clicked.connect(self.copy_wanted)
        leave.clicked.connect(self.leave_wanted)
        return _row(self.make, leave)

    def _lay_out(self) -> None:
        self._ends = ends = _row(self.selected, None, self.start_here, self.end_here, self.start, self.end)
        steps = _beside(self.undo, self.redo)
        marking = _row(self.reason, self.voice, self.remove, self.restore, None, steps, foot=True)
        left = _column(self.marks, self.instead, None)
        lists = Columns(left, self.proposals, weights=(1, 1), gap=36, stack_below=900)
        self.body.add(self._first, ends, marking, lists, self.more, self._last)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        _box(self._above).setContentsMargins(PAGE_MARGIN, 14, PAGE_MARGIN, 0)
        _box(self._below).setContentsMargins(PAGE_MARGIN, 10, PAGE_MARGIN, 20)
        box.addWidget(self._above)
        box.addWidget(self.body, 1)
        box.addWidget(self._below)
        self._place(low=False)


def _row(*parts: QWidget | None, foot: bool = False) -> QWidget:
    """Return a row that wraps; None takes the remaining room."""
    made = QWidget()
    row = FlowLayout(gap=20, row_gap=10, foot=foot)
    made.setLayout(row)
    for part in parts:
        row.add_spring() if part is None else row.addWidget(part)
    return made


def _beside(*parts: QWidget) -> QWidget:
    """Return a row that never wraps."""
    made = QWidget()
    box = QHBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(20)
    for part in parts:
        box.addWidget(part)
    return made


def _column(*parts: QWidget | None) -> QWidget:
    """Return a column; None takes the remaining room."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    for part in parts:
        box.addStretch(1) if part is None else box.addWidget(part)
    return made


def _box(column: QWidget) -> QVBoxLayout:
    box = column.layout()
    assert isinstance(box, QVBoxLayout)
    return box
