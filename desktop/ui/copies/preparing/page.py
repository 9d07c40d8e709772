"""The page to prepare a copy, with its keys: the waveform across the width, below it the selection and the lists.

For an information officer at a desk: select, give a reason, which removes it; go through the proposals; make the
copy. The page only shows and emits; `Workbench` acts. Waveform, marks and proposals are in sight together without
scrolling from 1366x768 on; in a narrower window, or with larger text, the columns stand one below the other.

Keys work wherever the keyboard focus is, except that letters, numbers and Space are typed in the search for words.
Space plays and pauses and presses no button; Enter presses. Single letters can be switched off (WCAG 2.1.4). A number
removes what is selected for the reason that has this number on its button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.copies.preparing import Preparation
from desktop.domain.copies.marking import RemovalReason
from desktop.domain.copies.transcript import Transcript
from desktop.ui.copies.preparing.editing import place, voice_of
from desktop.ui.copies.preparing.lanes import Lanes
from desktop.ui.copies.preparing.panels import MarkList, MoreFold, ProposalList, Reasons
from desktop.ui.copies.preparing.sounding import SPEEDS
from desktop.ui.copies.preparing.spoken_text import WordsOfCall
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, WordsButton, small_button
from desktop.ui.kit.forms.choices import Adjuster, Segmented
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.frame import PAGE_MARGIN
from desktop.ui.kit.keyboard import set_reading_order
from desktop.ui.kit.layouts import Columns, FlowLayout, column, column_in, in_a_row
from desktop.ui.kit.overlays import AppearanceSheet, KeySheet
from desktop.ui.kit.style import Size, scaled
from desktop.ui.kit.text import Clock, Words, headed, in_sentences
from desktop.ui.running.context import Context
from desktop.words import text, tr
from desktop.words.formatting import clock, moment


@dataclass(frozen=True)
class Key:
    """A key. `sequences` run `command`; the page shows `shown` and `words`."""

    command: str
    sequences: tuple[str, ...]
    shown: str
    words: str
    letter: bool = False
    repeats: bool = False


KEYS = (
    Key("toggle", ("Space",), text("Space"), text("Play or pause")),
    Key("play_part", ("P",), text("P"), text("Play the selection"), letter=True),
    Key("toggle_loop", ("L",), text("L"), text("Repeat, or play once"), letter=True),
    Key("again_slower", ("B",), text("B"), text("Go back 3 seconds, and play them slower, once"), letter=True),
    Key("stop", ("Esc",), text("Esc"), text("Stop; press again to clear the selection")),
    Key("set_in", ("I",), text("I"), text("Start the selection here"), letter=True),
    Key("set_out", ("O",), text("O"), text("End the selection here"), letter=True),
    Key("start_earlier", ("Alt+Left",), text("Alt + Left"), text("Start 10 ms earlier"), repeats=True),
    Key("start_later", ("Alt+Right",), text("Alt + Right"), text("Start 10 ms later"), repeats=True),
    Key("end_earlier", ("Alt+Shift+Left",), text("Alt + Shift + Left"), text("End 10 ms earlier"), repeats=True),
    Key("end_later", ("Alt+Shift+Right",), text("Alt + Shift + Right"), text("End 10 ms later"), repeats=True),
    Key("mark", ("R",), text("R"), text("Remove this part, for the same reason as the last"), letter=True),
    Key("restore", ("Delete", "Backspace"), text("Delete"), text("Keep this part after all")),
    Key("next_mark", ("M",), text("M"), text("The next mark"), letter=True),
    Key("previous_mark", ("Shift+M",), text("Shift + M"), text("The previous mark"), letter=True),
    Key("next_proposal", ("N",), text("N"), text("The next proposal"), letter=True),
    Key("accept", ("A",), text("A"), text("Accept the proposal"), letter=True),
    Key("dismiss", ("D",), text("D"), text("Dismiss the proposal"), letter=True),
    Key("tell", ("C",), text("C"), text("Tell the listener about it: they can skip it"), letter=True),
    Key("undo", ("Ctrl+Z",), text("Ctrl + Z"), text("Undo"), repeats=True),
    Key("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), text("Ctrl + Y"), text("Redo"), repeats=True),
    Key("make", ("Ctrl+Return", "Ctrl+Enter"), text("Ctrl + Enter"), text("Make the copy")),
    Key("show_all_keys", ("F1", "?"), text("F1"), text("These keys")),
    Key("slower", ("[",), text("["), text("Slower"), letter=True, repeats=True),
    Key("faster", ("]",), text("]"), text("Faster"), letter=True, repeats=True),
    Key("zoom_in", ("+", "="), text("+"), text("Zoom in"), letter=True, repeats=True),
    Key("zoom_out", ("-",), text("-"), text("Zoom out"), letter=True, repeats=True),
    Key("zoom_all", ("0",), text("0"), text("Show all of it"), letter=True),
    Key("zoom_part", ("S",), text("S"), text("Show the selection"), letter=True),
)
NUMBERS = tuple(
    Key(reason.value, (str(number),), "", "", letter=True) for number, reason in enumerate(RemovalReason, start=1)
)
"""The keys of the reasons; `command` is the reason's code."""
ON_THE_WAVEFORM = (
    (text("Left, Right"), text("Move 1 second; with Ctrl, 10 ms")),
    (text("Page Up, Page Down"), text("Move by one screen")),
    (text("Home, End"), text("Go to the start or the end")),
    (text("Shift with these"), text("Extend the selection")),
    (text("Mouse wheel"), text("Zoom; with Shift, scroll")),
    (text("In the words"), text("Left and Right go by words, Up and Down by lines; Shift selects")),
    (text("In the search"), text("Enter goes to the next place where it is said")),
)


class Shortcuts(QObject):
    """The shortcuts of one window. `enable` them when its editor is in front."""

    def __init__(self, window: QWidget, commands: Mapping[str, Callable[[], object]], context: Context) -> None:
        super().__init__(window)
        self._habits = context.habits
        self._on = True
        self._made: list[tuple[Key, QShortcut]] = []
        for key in (*KEYS, *NUMBERS):
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), window)
                shortcut.setAutoRepeat(key.repeats)
                shortcut.activated.connect(commands[key.command])
                self._made.append((key, shortcut))

    def enable(self, on: bool) -> None:
        """Switch all of the keys on or off."""
        self._on = on
        self.look()

    @Slot()
    def look(self) -> None:
        """Work out which keys are active now."""
        for key, shortcut in self._made:
            single = key.letter or shortcut.key() == QKeySequence("?")
            shortcut.setEnabled(self._on and (self._habits.letter_keys or not single))


def shown_key(command: str, *, letters: bool = True) -> str:
    """Return the key of a command as its button shows it; nothing for a letter while letters are off."""
    shown = {key.command: tr(key.shown) for key in KEYS if letters or not key.letter}
    return shown.get(command, "")


def keys_in_words() -> tuple[tuple[str, str], ...]:
    """Return all keys of preparing with what they do."""
    pairs = [(tr(key.shown), tr(key.words)) for key in KEYS]
    numbers = (tr("1 to 9"), tr("Remove this part, for the reason with that number"))
    return (*pairs, numbers, *((tr(shown), tr(words)) for shown, words in ON_THE_WAVEFORM))


ALL = "all"
SILENCE, BLEEP = "silence", "bleep"
_LEAST, _MOST, _SHARE = 150, 460, 0.22
_USUAL, _MORE = 768, 0.4
"""The height of a usual screen, in pixels, and the waveform's share of what there is above it: marks are set in it."""
_LOW = 600
_STACK_BELOW = 1150
"""The least width, in pixels, at which the three columns stand side by side."""
_ALL = 1000
_HALF = {0.5: "½", 0.75: "¾", 1.5: "1½"}


class _Body(Page):
    """The part below the waveform: it takes all the height that is left, without much space around it."""

    compact = True

    def __init__(self) -> None:
        super().__init__("", wide=True)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._left.setStretchFactor(self._scroll, _ALL)
        self._column_box.setStretchFactor(self._body_holder, _ALL)


class _Beside(Columns):
    """The three columns. Beside each other, the lists scroll by themselves; one below the other, the page does."""

    def __init__(self, left: QWidget, marks: MarkList, proposals: ProposalList) -> None:
        super().__init__(left, marks, proposals, weights=(6, 5, 5), gap=28, stack_below=_STACK_BELOW)
        self._lists = (marks, proposals)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for each in self._lists:
            each.area.set_whole(self.stacked)


class EditorPage(QWidget):
    """The editor of a copy. Its parts are public: the workbench listens to them and fills them.

    The waveform and the primary button stay in view while the rest (`body`) scrolls; in a very low window they scroll
    along.
    """

    copy_wanted = Signal()

    def __init__(self, preparation: Preparation, voices: tuple[str, ...], context: Context) -> None:
        super().__init__()
        self.voices, self._total = voices, preparation.recording.frames / preparation.recording.rate
        self.saved = Words(tone="muted", wraps=False)
        self.problem, self.unsaved = Banner("problem"), Banner("problem")
        self.conflict = self._make_conflict()
        self.lanes = Lanes(tr("The call"))
        self.words = WordsOfCall()
        self._make_transport()
        self._make_marking()
        self.marks, self.proposals = MarkList(voices), ProposalList(voices)
        self.undo, self.redo = self.marks.undo, self.marks.redo
        self.instead = Segmented(
            tr("In their place"), [(SILENCE, tr("Silence")), (BLEEP, tr("Bleep"))], SILENCE, compact=True
        )
        self.more = MoreFold(context)
        self.body = _Body()
        self._top, self._foot = self._make_top(preparation, context), self._make_foot()
        self._above, self._below = _column(), _column()
        self._first, self._last = _column(), _column()
        self._lay_out()
        self._habits = context.habits
        self._letters_changed()
        self.more.letters_changed.connect(self._letters_changed)
        for pointed_out in (self.lanes.selected, self.lanes.reshaped, self.lanes.chosen):
            pointed_out.connect(self._bring_marking_into_sight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the waveform its height: less where words stand under it."""
        share = self.height() * _SHARE + max(0, self.height() - scaled(_USUAL)) * _MORE
        words = 0 if self.words.isHidden() else self.words.sizeHint().height()
        self.lanes.setFixedHeight(min(max(round(share) - words, scaled(_LEAST)), _MOST))
        self._place(low=self.height() < scaled(_LOW))

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 240)  # it scrolls, and must not force a low window to grow

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
            self.body.scroll_to(self._left)

    # Display

    def show_words(self, transcript: Transcript) -> None:
        """Show the words of the call under the waveform; nothing where there are none."""
        self.words.show_words(transcript)
        self._fit()

    def where(self) -> str:
        """Return the text for a screen reader about the page as a whole."""
        how = tr("Select what must not be heard, and say why: that removes it.")
        return in_sentences(self._about.words, self._lead.words, how, tr("Space plays and pauses. F1 shows all keys."))

    def show_time(self, ms: int) -> None:
        """Show the playhead's time."""
        shown = self._time_words(ms)
        if shown != self.time.words:
            with unspoken():
                self.time.set_parts(shown)

    def _time_words(self, ms: int) -> str:
        return tr("{place} of {total}").format(place=place(ms), total=clock(self._total))

    def show_rate(self, rate: float) -> None:
        """Show the speed."""
        self.speed.set_chosen(str(rate))

    def show_keys(self, *, letters: bool) -> None:
        """Show each button's key on it; those that are letters and numbers only where they act."""
        for button, command in self.buttons:
            button.set_key(shown_key(command, letters=letters))
        self.reason.show_keys(letters)

    @Slot()
    def _letters_changed(self) -> None:
        self.show_keys(letters=self._habits.letter_keys)

    def show_all_keys(self) -> None:
        """Show what all keys do, over the page."""
        KeySheet(self, keys_in_words()).open()

    def ask_why(self) -> None:
        """Say that a part has no reason yet, and go to the reasons."""
        self.reason.ask(tr("Choose why it must not be heard. That removes it."))

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
        self.theirs, self.mine = SecondaryButton(tr("Show theirs")), SecondaryButton(tr("Keep mine instead"))
        made = _row(self.theirs, self.mine)
        made.hide()
        return made

    def _make_transport(self) -> None:
        self.play, self.play_part = small_button(tr("Play")), small_button(tr("Play the selection"))
        self.play.keep_room_for(tr("Pause"))
        self.back_slower = small_button(tr("Back, slower"))
        self.time = Clock(Size.BODY, self._time_words(round(self._total * 1000)))
        self.speed = Segmented(tr("Speed"), [(str(rate), _times(rate)) for rate in SPEEDS], str(1.0), compact=True)
        for rate in SPEEDS:
            said = tr("Speed: {rate}%").format(rate=round(rate * 100))
            self.speed.options[str(rate)].setAccessibleName(said)
        self.zoom = Adjuster(tr("Zoom"), tr("Out"), tr("All of it"), tr("In"), compact=True)
        self.zoom.middle.keep_room_for(clock(self._total))

    def _make_marking(self) -> None:
        self.selected = Words(size=Size.SMALL, bold=True)
        self.start = Adjuster(tr("Start"), tr("‹ 10 ms"), "", tr("10 ms ›"), compact=True)
        self.end = Adjuster(tr("End"), tr("‹ 10 ms"), "", tr("10 ms ›"), compact=True)
        for adjuster, names in (
            (self.start, (tr("Start 10 ms earlier"), tr("Start 10 ms later"))),
            (self.end, (tr("End 10 ms earlier"), tr("End 10 ms later"))),
        ):
            for button, said in zip((adjuster.less_button, adjuster.more_button), names, strict=True):
                button.setAccessibleName(said)
        self.start_here, self.end_here = small_button(tr("Start here")), small_button(tr("End here"))
        self.reason = Reasons()
        choices = [(ALL, voice_of(None, self.voices)), *((str(at), voice) for at, voice in enumerate(self.voices))]
        self.voice = Segmented(tr("Whose voice"), choices, ALL, compact=True)
        self.voice.setVisible(len(self.voices) > 1)
        self.remove, self.restore = small_button(tr("Remove, same reason")), small_button(tr("Keep it after all"))

    def _make_top(self, preparation: Preparation, context: Context) -> QWidget:
        self._about = headed(Words(size=Size.TITLE, bold=True), 1)
        self._about.set_parts(tr("Prepare the copy: {reference}").format(reference=preparation.reference))
        when = moment(preparation.call_at, context.desk.office.zone)
        self._lead = Words(tr("Call of {when}").format(when=when), size=Size.SMALL, tone="muted")
        transport = _row(self.play, self.play_part, self.back_slower, self.time, None, self.speed, self.zoom, gap=10)
        return _column(
            _row(self._about, self._lead, None, self.saved),
            self.problem,
            self.unsaved,
            self.conflict,
            self.lanes,
            self.words,
            transport,
        )

    def _make_foot(self) -> QWidget:
        self.make, self.leave = PrimaryButton(tr("Make the copy")), LinkButton(tr("Save and leave"))
        self.keys = small_button(tr("Keys"))
        self.display = small_button(tr("Display"))
        self.display.clicked.connect(lambda: AppearanceSheet(self).open())
        return _row(self.make, self.leave, None, self.more.transcript, self.more.fold, self.display, self.keys)

    def _lay_out(self) -> None:
        ends = in_a_row(self.start_here, self.end_here, self.start, self.end)
        self.reason.put_last(in_a_row(self.remove, self.restore))
        self._left = column(self.selected, ends, self.voice, self.reason, gap=6)
        self.marks.box.insertWidget(self.marks.box.count() - 1, self.instead)
        self.body.add(self._first, _Beside(self._left, self.marks, self.proposals), self.more, self._last)
        _box(self._above).setContentsMargins(PAGE_MARGIN, 6, PAGE_MARGIN, 0)
        _box(self._below).setContentsMargins(PAGE_MARGIN, 8, PAGE_MARGIN, 12)
        column_in(self, self._above, self.body, self._below, gap=0).setStretchFactor(self.body, 1)
        self._place(low=False)

    @property
    def buttons(self) -> tuple[tuple[WordsButton, str], ...]:
        """The buttons that a key presses as well, with its command."""
        return (
            (self.play, "toggle"),
            (self.play_part, "play_part"),
            (self.back_slower, "again_slower"),
            (self.zoom.less_button, "zoom_out"),
            (self.zoom.middle, "zoom_all"),
            (self.zoom.more_button, "zoom_in"),
            (self.start_here, "set_in"),
            (self.end_here, "set_out"),
            (self.remove, "mark"),
            (self.restore, "restore"),
            (self.undo, "undo"),
            (self.redo, "redo"),
            (self.proposals.next, "next_proposal"),
            (self.proposals.accept, "accept"),
            (self.proposals.dismiss, "dismiss"),
            (self.proposals.tell, "tell"),
            (self.make, "make"),
            (self.keys, "show_all_keys"),
        )


def _times(rate: float) -> str:
    """Return a speed as its button shows it: "1½×"."""
    return f"{_HALF.get(rate, f'{rate:g}')}×"


def _row(*parts: QWidget | None, gap: int = 14) -> QWidget:
    """Return a row that wraps; None takes the remaining room."""
    made = QWidget()
    row = FlowLayout(gap=gap, row_gap=8)
    made.setLayout(row)
    for part in parts:
        row.add_spring() if part is None else row.addWidget(part)
    return made


def _column(*parts: QWidget) -> QWidget:
    column_in(made := QWidget(), *parts, gap=6)
    return made


def _box(column: QWidget) -> QVBoxLayout:
    box = column.layout()
    assert isinstance(box, QVBoxLayout)
    return box
