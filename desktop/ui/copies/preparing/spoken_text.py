"""The words of the call under its waveform: to select a part by them, and to look for words.

- Whole words are selected, by the pointer or with Shift and the arrow keys. What is selected, its reason and its mark
  are the editor's, as if it had been selected on the waveform.
- Words that a mark touches, guard band included, are struck through: the copy's transcript will not have them.
- What words may be said where is the domain's to say. Nothing of them can be copied, dragged or dropped.
- Only the lines in sight are coloured, so that a call of hours costs no more than a short one.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop.domain.copies.spoken_words import SpokenWords, words_of
from desktop.domain.copies.transcript import Transcript
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import small_button
from desktop.ui.kit.forms.fields import Line, TypedField
from desktop.ui.kit.layouts import Columns
from desktop.ui.kit.style import Size, Tokens, font, theme_of
from desktop.ui.kit.text import announce
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import clock

_LINES, _EDGE, _MARGIN = 3, 2, 3
_KEEP, _MOVE = QTextCursor.MoveMode.KeepAnchor, QTextCursor.MoveMode.MoveAnchor
_BY_WORD = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_BY_LINE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)


class SpokenText(QPlainTextEdit):
    """The words. `show_words` once for a transcript; then what is to be seen of them, as often as it changes.

    It has a place between two words, as an editor of text has a cursor: `_place` is the index of the word behind it.
    """

    went = Signal(int)
    """The keyboard or the pointer went to the word of that index."""
    picked = Signal(int, int)
    """The words from the first to the last index were selected."""

    def __init__(self) -> None:
        super().__init__()
        self.words = SpokenWords()
        self.removed, self.selected = frozenset[int](), frozenset[int]()
        self.now: int | None = None
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._place = self._anchor = 0
        self.setProperty("tight", True)
        self.document().setDocumentMargin(_MARGIN)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Words of the call"))
        self.verticalScrollBar().valueChanged.connect(self._colour)
        self.text_resized()

    def text_resized(self) -> None:
        """Have room for as many lines as before, in the present size of text."""
        self.setFont(font(Size.SMALL))
        margin = self.document().documentMargin()
        self.setFixedHeight(math.ceil(QFontMetrics(self.font()).lineSpacing() * _LINES + 2 * (margin + _EDGE)))

    def show_words(self, transcript: Transcript) -> None:
        """Show the words of this transcript."""
        self.words = words_of(transcript)
        self.removed, self.selected, self.now = frozenset(), frozenset(), None
        self._place = self._anchor = 0
        self._starts, self._ends = [], []
        shown, at = [], 0
        for line in transcript.lines:
            said = tr("{time}  {speaker}:").format(time=clock(line.start_ms / 1000), speaker=words(line.speaker))
            at += _long(said)
            for word in line.words.split():
                self._starts.append(at + 1)
                at += 1 + _long(word)
                self._ends.append(at)
            shown.append(f"{said} {' '.join(line.words.split())}")
            at += 1
        self.setPlainText("\n".join(shown))

    def show_parts(self, removed: frozenset[int], selected: frozenset[int]) -> None:
        """Show which words a mark touches, and which the selection does."""
        if (removed, selected) != (self.removed, self.selected):
            self.removed, self.selected = removed, selected
            if self._place != self._anchor and not selected.issuperset(self._between()):
                self._go(self._place, self._place)
            self._colour()

    def show_now(self, index: int | None, *, follow: bool) -> None:
        """Show which word is said now; `follow`: have it in sight."""
        if index != self.now:
            self.now = index
            if follow and index is not None and not self.hasFocus():
                self.show_word(index)
            self._colour()

    def show_word(self, index: int) -> None:
        """Have a word in sight, and the place before it."""
        self._go(index, index)

    # Keyboard and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not self.words.all or not (key in _BY_WORD or key in _BY_LINE):
            event.ignore()
            return
        if key in _BY_WORD:
            place = min(max(self._place + _BY_WORD[key], 0), len(self._starts))
        else:
            super().keyPressEvent(event)
            place = bisect_left(self._ends, self.textCursor().position())
        self._go(place, self._anchor if shift else place)
        self._tell(by_line=key in _BY_LINE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.words.all:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            word = self._word_at(event)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._extend(word)
            else:
                self._go(word, word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self.words.all:
            word = self._word_at(event)
            if self._place != self._anchor or word != self._anchor:
                self._extend(word)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.words.all:
            self._tell()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.words.all:
            word = self._word_at(event)
            self._go(word + 1, word)

    def createMimeDataFromSelection(self) -> QMimeData:
        return QMimeData()  # nothing is copied from here

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._colour()

    def _word_at(self, event: QMouseEvent) -> int:
        position = self.cursorForPosition(event.position().toPoint()).position()
        return min(bisect_left(self._ends, position), len(self._ends) - 1)

    def _extend(self, word: int) -> None:
        """Select from the word at the anchor to this one, both with it, whichever comes first."""
        held = self._anchor - 1 if self._place < self._anchor else self._anchor
        if word < held:
            self._go(word, held + 1)
        else:
            self._go(word + 1, held)

    def _between(self) -> range:
        return range(min(self._anchor, self._place), max(self._anchor, self._place))

    def _go(self, place: int, anchor: int) -> None:
        """Put the place there; what is between it and the anchor is selected."""
        self._place, self._anchor = place, anchor
        cursor = self.textCursor()
        if place == anchor:
            cursor.setPosition(self._starts[place] if place < len(self._starts) else self._ends[-1])
        else:
            ahead = place > anchor
            cursor.setPosition(self._starts[anchor] if ahead else self._ends[anchor - 1], _MOVE)
            cursor.setPosition(self._ends[place - 1] if ahead else self._starts[place], _KEEP)
        with unspoken():  # a screen reader would say the letter, and while the call plays each word of it
            self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _tell(self, *, by_line: bool = False) -> None:
        """Pass on what the keyboard or the pointer did; a screen reader hears the word, or line, that it went to."""
        chosen = self._between()
        if chosen:
            self.picked.emit(chosen[0], chosen[-1])
        else:
            word = min(self._place, len(self._starts) - 1)
            announce(self, self._line_shown() if by_line else self.words.all[word].text)
            self.went.emit(word)

    def _line_shown(self) -> str:
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        return cursor.selectedText()

    # Painting

    @Slot()
    def _colour(self) -> None:
        """Colour the words in sight by what is to be seen of them."""
        now = frozenset() if self.now is None else frozenset({self.now})
        kinds = zip((self.removed, self.selected, now), looks(theme_of(self)), strict=True)
        seen = self._in_sight()
        with unspoken():
            self.setExtraSelections([self._stretch(run, looks) for found, looks in kinds for run in _runs(seen, found)])

    def _in_sight(self) -> range:
        """Return the words of the lines that are in sight, and a few more."""
        first = self.firstVisibleBlock().position()
        last = self.cursorForPosition(self.viewport().rect().bottomRight()).block()
        return range(bisect_right(self._ends, first), bisect_left(self._starts, last.position() + last.length()))

    def _stretch(self, run: range, looks: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._starts[run[0]])
        cursor.setPosition(self._ends[run[-1]], _KEEP)
        made.cursor, made.format = cursor, looks
        return made


class FindWords(TypedField):
    """The search for words that are said. Enter goes to the next place; the button has each place looked at."""

    sought = Signal(tuple)
    """With the places, each the indexes of its words: to go to the next one."""
    proposed = Signal(tuple)
    """With the places, to be proposed."""

    def __init__(self, text: SpokenText) -> None:
        super().__init__("find_words", tr("Find words"))
        self._text = text
        self.places: tuple[tuple[int, ...], ...] = ()
        self.input, self.propose = Line(14), small_button(tr("Propose each"))
        self.add_row(self.input, self.propose)
        self.input.textEdited.connect(self.look)
        self.input.returnPressed.connect(self._go_on)
        self.propose.clicked.connect(lambda: self.proposed.emit(self.places))
        self.look()

    def value(self) -> str:
        """Return what is looked for."""
        return " ".join(self.input.text().split())

    @Slot()
    def look(self) -> None:
        """Look for it in the words as they are now."""
        self.places = self._text.words.mentions(self.value())
        self._label.set_parts(self._found() if self.value() else self.label)
        self.propose.setEnabled(bool(self.places))
        self.edited.emit()

    def _found(self) -> str:
        count = len(self.places)
        return counted(count, "Find words: 1 place", "Find words: {n} places") if count else tr("Find words: not said")

    def _go_on(self) -> None:
        if self.places:
            self.sought.emit(self.places)
        elif self.value():
            announce(self, self._found())


class WordsOfCall(Columns):
    """The words, and the search beside them. Hidden while the recording has no transcript."""

    def __init__(self) -> None:
        text = SpokenText()
        search = FindWords(text)
        super().__init__(text, search, weights=(4, 1), gap=20, gap_stacked=8, stack_below=900)
        self.text, self.search = text, search
        self.hide()

    def show_words(self, transcript: Transcript) -> None:
        """Show the words of this transcript."""
        self.text.show_words(transcript)
        self.search.look()
        self.setVisible(bool(self.text.words.all))


def _long(text: str) -> int:
    """Return how many places of a document a text takes."""
    return len(text.encode("utf-16-le")) // 2


def _runs(seen: range, found: frozenset[int]) -> Iterator[range]:
    """Yield the stretches of words in sight that are all in `found`."""
    here = [at for at in seen if at in found]
    if here:
        breaks = [at for at, (one, after) in enumerate(pairwise(here), start=1) if after != one + 1]
        for start, end in pairwise((0, *breaks, len(here))):
            yield range(here[start], here[end - 1] + 1)


def looks(theme: Tokens) -> tuple[QTextCharFormat, QTextCharFormat, QTextCharFormat]:
    """Return the looks of words that are removed, selected, and said now: apart without colours, too."""
    struck, selected = _on(theme.notice, theme.on_notice), _on(theme.selected, theme.text)
    struck.setFontStrikeOut(True)
    selected.setFontUnderline(True)
    selected.setUnderlineColor(QColor(theme.link))
    return struck, selected, _on(theme.chosen, theme.on_chosen)


def _on(ground: str, ink: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setBackground(QColor(ground))
    made.setForeground(QColor(ink))
    return made
