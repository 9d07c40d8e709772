"""A label that wraps, breaks even a very long word, and never takes its text for markup.

Emphasis is by `strong("...")` among the parts, never by tags in the text, so that a customer's name cannot be markup.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font
from desktop.ui.kit.widgets.accessible import before_somebody, set_role

_LONG = re.compile(r"\S{21,}")
_EVERY = re.compile(r"(\S{8})(?=\S)")
_BREAK = "\u200b"


class strong(str):  # noqa: N801 - reads as a word among words
    """A part shown in bold."""


def breakable(text: str) -> str:
    """Return the text with zero-width break points in words of more than 20 letters."""
    return _LONG.sub(lambda found: _EVERY.sub(rf"\1{_BREAK}", found.group()), text)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` now (errors, changes of state), if `widget` is visible to somebody."""
    if text and before_somebody(widget):
        # Of two in a tenth of a second Orca drops the second, unless a window says it.
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget.window(), text))


class Words(QLabel):
    """A label of one size and tone. Tones: "", "muted", "error", "accent", "bar", "notice", "badge"."""

    def __init__(
        self, *parts: str, size: Size = Size.BODY, bold: bool = False, tone: str = "", wraps: bool = True
    ) -> None:
        super().__init__()
        self.setFont(font(size, bold))
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred if wraps else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum
        )
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.set_parts(*parts)

    def set_parts(self, *parts: str) -> None:
        """Show the parts one after another; each is plain text, `strong` ones bold. Hidden while there are no words."""
        self.words = "".join(parts)
        if any(isinstance(part, strong) for part in parts):
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText("".join(_html(part) for part in parts))
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
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


def _html(part: str) -> str:
    from html import escape  # here: few pages have a bold word, and its table of 2,231 names takes time to load

    safe = escape(breakable(part)).replace("\n", "<br>")
    return f"<b>{safe}</b>" if isinstance(part, strong) else safe


def heading(text: str = "") -> Words:
    """Return the heading of a page."""
    return _headline(text, Size.HEADING)


def title(text: str = "") -> Words:
    """Return the heading of a part of a page."""
    return _headline(text, Size.TITLE)


def subtitle(text: str = "") -> Words:
    """Return the heading of a few lines within a part."""
    return _headline(text, Size.BODY)


def _headline(text: str, size: Size) -> Words:
    made = Words(text, size=size, bold=True)
    set_role(made, QAccessible.Role.Heading)
    return made


def body(*parts: str) -> Words:
    """Make words of reading size."""
    return Words(*parts)


def small(*parts: str, tone: str = "") -> Words:
    """Make words of less weight."""
    return Words(*parts, size=Size.SMALL, tone=tone)
