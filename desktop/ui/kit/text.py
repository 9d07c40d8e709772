"""Text on the screen, and what of it a screen reader announces by itself.

A label wraps, breaks even a very long word, and shows whole sentences, with a space between them. Emphasis is by
`strong("...")`, a sentence or the place of one (`filled`), never by tags in the text, so that a customer's name
cannot be markup. `Where` announces the location: when a page appears in the active window, and when its words
change; of those, only the sentences from the first new one on, since a list is counted after its page appears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import takewhile
from string import Formatter

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.kit.accessible import before_somebody, set_level
from desktop.ui.kit.style import Size, font

Policy = QSizePolicy.Policy
_LONGEST = 20
_BREAK = "\u200b"
_TALL = 100_000
_MOST_HEIGHTS = 4096
_heights: dict[tuple[str, str, int], int] = {}


class strong(str):  # noqa: N801 - reads as a word among words
    """A sentence, or what fills a place of one, shown in bold."""


class Filled(str):
    """A sentence whose places are filled; `runs` are its pieces, those in bold as `strong`."""

    runs: tuple[str, ...]


def filled(sentence: str, **places: str) -> Filled:
    """Fill the named places of a sentence, as `str.format` does; `strong` ones are shown in bold."""
    runs: list[str] = []
    for before, name, _, _ in Formatter().parse(sentence):
        runs += [before, places[name]] if name is not None else [before]
    made = Filled("".join(runs))
    made.runs = tuple(run for run in runs if run)
    return made


def in_line(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the runs of sentences, with a space between two of them unless the second begins a line."""
    runs: list[str] = []
    for sentence in sentences:
        if sentence:
            runs += [" "] if runs and not sentence.startswith("\n") else []
            runs += sentence.runs if isinstance(sentence, Filled) else (sentence,)
    return tuple(runs)


def breakable(text: str) -> str:
    """Return the text with zero-width break points in words of more than 20 letters."""
    if all(len(word) <= _LONGEST for word in text.split()):
        return text
    every = re.compile(r"(\S{8})(?=\S)")
    return re.sub(rf"\S{{{_LONGEST + 1},}}", lambda found: every.sub(rf"\1{_BREAK}", found.group()), text)


def wrapped_height(text: str, font: QFont, width: int) -> int:
    """Return the height, in pixels, of the text in that font where it wraps at that width.

    It is measured once: while a page is laid out, Qt asks the same of each of its buttons dozens of times.
    """
    asked = (text, font.key(), width)
    if (height := _heights.get(asked)) is None:
        if len(_heights) >= _MOST_HEIGHTS:
            _heights.clear()
        room = QRect(0, 0, max(1, width), _TALL)
        height = QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, breakable(text)).height()
        _heights[asked] = height
    return height


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` now (errors, changes of state), if `widget` is visible to someone."""
    if text and before_somebody(widget):
        # Of two in a tenth of a second Orca drops the second, unless a window says it.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget.window(), text))


def wrap(widget: QWidget, across: Policy = Policy.Preferred, down: Policy = Policy.Preferred) -> None:
    """Have the height of `widget`, which has no layout, follow its width (`heightForWidth`): its words wrap."""
    policy = QSizePolicy(across, down)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


class Words(QLabel):
    """A label of one size and tone. Tones: "", "muted", "error", "accent", "bar", "notice", "badge"."""

    def __init__(
        self, *parts: str, size: Size = Size.BODY, bold: bool = False, tone: str = "", wraps: bool = True
    ) -> None:
        super().__init__()
        self.setFont(font(size, bold))
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)
        if wraps:
            wrap(self, down=Policy.Minimum)
        else:
            self.setSizePolicy(Policy.Maximum, Policy.Minimum)
        self.set_parts(*parts)

    def set_parts(self, *parts: str) -> None:
        """Show the sentences one after another. Each is plain text; `strong` ones and places are bold."""
        runs = in_line(parts)
        self.words = "".join(runs)
        if any(isinstance(run, strong) for run in runs):
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText("".join(_html(run) for run in runs))
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(breakable(self.words))
        self.setAccessibleName(self.words)

    def sizeHint(self) -> QSize:
        """Return the size of the words in one line, so that a row gives them that much if it can."""
        if not self.wordWrap():
            return super().sizeHint()
        made = self.font()
        made.setBold(made.bold() or self.textFormat() == Qt.TextFormat.RichText)
        width = max(QFontMetrics(made).horizontalAdvance(line) for line in self.words.split("\n")) + 4
        return QSize(width, self.heightForWidth(width))

    def set_tone(self, tone: str) -> None:
        """Change the tone, and with it the colour."""
        if tone == self.property("tone"):
            return
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class Clock(Words):
    """A time that changes while sound plays. Its figures have one width, and it keeps the room of the widest time, so
    that nothing beside it moves.
    """

    def __init__(self, size: Size, widest: str) -> None:
        super().__init__(size=size, bold=True, wraps=False)
        self._widest = widest
        self.text_resized()

    def text_resized(self) -> None:
        """Keep that room in the present size of text."""
        made = self.font()
        made.setFeature(QFont.Tag("tnum"), 1)
        self.setFont(made)
        digit = max("0123456789", key=QFontMetrics(made).horizontalAdvance)  # a typeface may have no such figures
        room = "".join(digit if letter.isdigit() else letter for letter in self._widest)
        self.setMinimumWidth(QFontMetrics(made).horizontalAdvance(room) + 2)


def _html(part: str) -> str:
    from html import escape  # here: few pages have a bold word, and its table of 2,231 names takes time to load

    safe = escape(breakable(part)).replace("\n", "<br>")
    return f"<b>{safe}</b>" if isinstance(part, strong) else safe


def heading(text: str = "") -> Words:
    """Return the heading of a page."""
    return headed(Words(text, size=Size.HEADING, bold=True), 1)


def sheet_heading(text: str) -> Words:
    """Return the heading of a sheet over a window."""
    return headed(Words(text, size=Size.TITLE, bold=True), 1)


def title(text: str = "") -> Words:
    """Return the heading of a part of a page."""
    return headed(Words(text, size=Size.TITLE, bold=True), 2)


def subtitle(text: str = "") -> Words:
    """Return the heading of a few lines within a part."""
    return headed(Words(text, size=Size.BODY, bold=True), 3)


def headed(words: Words, level: int) -> Words:
    """Return words that are a heading to assistive technology, of level 1 (a page's, or a window's), 2 or 3."""
    set_level(words, level)
    return words


def small(*parts: str, tone: str = "") -> Words:
    """Make words of less weight."""
    return Words(*parts, size=Size.SMALL, tone=tone)


_SAID_AT = (QEvent.Type.Show, QEvent.Type.WindowActivate)
_BETWEEN = r"(?<=[.!?”]) "


class Where(QObject):
    """Says `words()` of `page` once for each time that it is shown; later if the page is in a window behind, or shown
    before assistive technology is running."""

    def __init__(self, page: QWidget, words: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._words, self._said = page, words, ""
        page.installEventFilter(self)

    def say_soon(self) -> None:
        """Say it after the current event: a page is filled, and gets the focus, as it is shown."""
        if self._page.isVisible():
            QTimer.singleShot(0, self, self._say)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            self._said = ""
        elif event.type() in _SAID_AT:
            self.say_soon()
        return False

    @Slot()
    def _say(self) -> None:
        words = self._words()
        if words != self._said and QAccessible.isActive() and before_somebody(self._page):
            before, self._said = self._said, words
            announce(self._page, what_is_new(before, words))


def what_is_new(before: str, now: str) -> str:
    """Return the sentences of `now` without those at its beginning that were already said in `before`."""
    said, sentences = re.split(_BETWEEN, before), re.split(_BETWEEN, now)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(said, sentences, strict=False))
    return " ".join(sentences[len(list(same)) :])


def in_sentences(*parts: str) -> str:
    """Join the parts, each ended as a sentence."""
    return " ".join(part if part[-1] in ".!?”" else f"{part}." for part in parts if part)
