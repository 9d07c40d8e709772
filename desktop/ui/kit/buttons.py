"""Buttons that paint themselves, so that their words wrap and their colours come from the tokens alone; drawn marks.

One primary button a page; the rest are secondary or links. A key that does the same stands on the button (`set_key`).
A part of a page with a button of its own has it as `part_button`: Ctrl+Enter, and Enter in a line, press it there.
Enter presses the focused button. Space does as well, unless `space_presses` is off (on the listening screen Space
plays and pauses, and never presses a focused "Finish"). Arrow keys go to the button's container: Qt would let them
move the focus. Marks that fonts lack (a tick, a back arrow) are drawn, and a word always accompanies one.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.ui.kit.keyboard import ARROWS, is_enter
from desktop.ui.kit.style import TARGET, Size, Tokens, font, smooth_painter, theme_of
from desktop.ui.kit.text import Policy, breakable, wrap, wrapped_height
from desktop.words import tr

_WRAP = Qt.TextFlag.TextWordWrap
_BEFORE_KEY = 10
"""Pixels between the words of a button and its key."""

LOW = 52
"""The least height, in pixels, of a large control where there is little room."""


class WordsButton(QPushButton):
    """The base: sized by its words, wrapping when there is less room; Enter presses it."""

    padding = QSize(20, 10)
    align = Qt.AlignmentFlag.AlignCenter
    least = TARGET
    lead = 0
    """The space before the words, for a drawn mark."""
    compact = False

    def __init__(self, words: str, size: Size = Size.BODY, bold: bool = False) -> None:
        super().__init__(words)
        self._usual, self._bold = size, bold
        self.setFont(font(size, bold))
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self.space_presses = True
        self.shown_key = ""
        self._others: tuple[str, ...] = ()
        wrap(self, across=Policy.Maximum)

    def set_compact(self, compact: bool) -> None:
        """Take less room, where there is little; or all of it again."""
        if compact == self.compact:
            return
        self.compact, usual = compact, type(self)
        self.setFont(font(Size.BODY if compact else self._usual, self._bold))
        self.padding, self.least = (QSize(12, 6), LOW) if compact else (usual.padding, usual.least)
        self.updateGeometry()

    def set_words(self, words: str) -> None:
        """Change the words of the button, and its accessible name."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def keep_room_for(self, *others: str) -> None:
        """Be as wide as the widest of these words and those shown: what is beside it stays where it is."""
        self._others = (self.text(), *others)
        self.updateGeometry()

    def set_key(self, key: str) -> None:
        """Show the key that does the same behind the words, small; it is no part of the accessible name."""
        if key != self.shown_key:
            self.shown_key = key
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        widest = max(map(metrics.horizontalAdvance, (self.text(), *self._others)))
        width = widest + self._beside() + self._key_width() + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), self.least)

    def _least_width(self) -> int:
        """Return the width without the key: in a narrow window it is not shown."""
        longest = max(breakable(self.text()).replace("\u200b", " ").split() or [""], key=len)
        return QFontMetrics(self.font()).horizontalAdvance(longest) + self._beside() + 2

    def _key_in(self, width: int) -> int:
        """Return the width of the key in a button of that width; 0 where it has no room."""
        return self._key_width() if width >= self._least_width() + self._key_width() else 0

    def _beside(self) -> int:
        """Return the width of everything but the words and the key."""
        return 2 * self.padding.width() + self.lead

    def _key_width(self) -> int:
        shown = self.shown_key and not self.compact
        return QFontMetrics(font(Size.SMALL)).horizontalAdvance(self.shown_key) + _BEFORE_KEY if shown else 0

    def heightForWidth(self, width: int) -> int:
        inner = width - self._beside() - self._key_in(width)
        return max(self.least, wrapped_height(self.text(), self.font(), inner) + 2 * self.padding.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.click()
        elif event.key() in ARROWS or (event.key() == Qt.Key.Key_Space and not self.space_presses):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.setCursor(Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        ink = self.paint_shape(painter, theme_of(self))
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        inner = self.rect().adjusted(self.padding.width() + self.lead, 0, -self.padding.width(), 0)
        key = self._key_in(self.width())
        words = inner.adjusted(0, 0, -key, 0)
        painter.drawText(words, int(self.align | Qt.AlignmentFlag.AlignVCenter | _WRAP), breakable(self.text()))
        if key:
            painter.setFont(font(Size.SMALL))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.shown_key)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        """Paint the button without its words; returns the colour of the words."""
        raise NotImplementedError

    def hovered(self) -> bool:
        return self.isEnabled() and self.underMouse()


class SecondaryButton(WordsButton):
    """A secondary action: an edge, no accent fill. `big` for the listening screen. `main`: it is the main one now."""

    main = False

    def __init__(self, words: str, size: Size = Size.BODY, *, big: bool = False, bold: bool = False) -> None:
        super().__init__(words, size, bold)
        if big:
            self.padding = QSize(22, 24)

    def set_main(self, main: bool) -> None:
        """Look like the main action, or like another one again."""
        self.main = main
        self.update()

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if not self.isEnabled():  # a grey box, or an edge where the theme has no grey
            edge = theme.on_disabled if theme.disabled == theme.page else ""
            fill(painter, self.rect(), theme.disabled, edge)
            return theme.on_disabled
        if not self.main:
            ground = theme.soft if self.hovered() or self.isDown() else theme.panel
            fill(painter, self.rect(), ground, theme.edge)
            return theme.text
        fill(painter, self.rect(), theme.accent_hover if self.hovered() else theme.accent)
        if not self.isDown():
            fill(painter, QRect(2, self.height() - 3, self.width() - 4, 3), theme.accent_shadow, radius=0)
        return theme.on_accent


class PrimaryButton(SecondaryButton):
    """The main action of a page, filled in the accent. Its words name the action."""

    padding = QSize(22, 12)
    main = True

    def __init__(self, words: str, size: Size = Size.BODY) -> None:
        super().__init__(words, size, bold=True)
        self._held = False

    def hold(self) -> None:
        """Ignore presses until it is enabled again: the action is running.

        Then it gets the focus back. The focus does not move to the next widget, to be read or pressed by mistake.
        """
        self._held = self.hasFocus()
        if self._held:
            self.clearFocus()
        self.setEnabled(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and self.isEnabled() and self._held:
            self._held = False
            if self.isVisible() and self.window().focusWidget() is None:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Drop the claim to the focus: the page is hidden."""
        super().hideEvent(event)
        self._held = False


def small_button(words: str) -> SecondaryButton:
    """Return a button with small words, lower than elsewhere: where there are many of them."""
    made = SecondaryButton(words, Size.SMALL)
    made.padding, made.least = QSize(12, 6), 36
    return made


class LinkButton(WordsButton):
    """A quiet action that reads as a link: underlined words, without a box."""

    padding = QSize(2, 10)
    align = Qt.AlignmentFlag.AlignLeft

    def __init__(self, words: str, size: Size = Size.BODY) -> None:
        super().__init__(words, size)
        underlined = self.font()
        underlined.setUnderline(True)
        self.setFont(underlined)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if not self.isEnabled():
            return theme.muted
        return theme.text if self.hovered() else theme.link


class FoldLink(LinkButton):
    """A link that shows a part which is folded away, and folds it again."""

    def __init__(self, words: str, what: str, part: QWidget) -> None:
        """Fold `part`. `what` completes the link's words for a screen reader."""
        super().__init__(words)
        self._unfold, self._what, self._part, self._about = words, what, part, ""
        self.clicked.connect(self._turn)
        self._show(False)

    def show_about(self, about: str) -> None:
        """Fold the part if it is now about something else."""
        if about != self._about:
            self._about = about
            self._show(False)

    def _turn(self) -> None:
        self._show(self._part.isHidden())

    def _show(self, shown: bool) -> None:
        self._part.setVisible(shown)
        self.set_words(tr("Show less") if shown else self._unfold)
        self.setAccessibleName(f"{self.text()}: {self._what}")


class QuietLink(LinkButton):
    """One of several links under one another: lower, and never less than 24 pixels."""

    padding = QSize(2, 4)
    least = 32


class BarButton(WordsButton):
    """A button on the dark bar at the top."""

    padding = QSize(10, 6)
    least = 36

    def __init__(self, words: str) -> None:
        super().__init__(words, Size.SMALL)

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        fill(painter, self.rect(), theme.on_bar if self.hovered() else theme.bar, theme.on_bar)
        return theme.bar if self.hovered() else theme.on_bar


def fill(painter: QPainter, rect: QRect, inside: str, edge: str = "", radius: float = 4) -> None:
    """Fill a rounded box in token colours, its 2 px edge within `rect`.

    Unlike `fillRect`, it leaves gradients alone, whose 169 names the first window does without.
    """
    painter.setBrush(QColor(inside))
    if edge:
        painter.setPen(QPen(QColor(edge), 2))
        painter.drawRoundedRect(rect.toRectF().adjusted(1, 1, -1, -1), radius, radius)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)


def tick_path(box: QRectF) -> QPainterPath:
    """Return the stroke of a tick that fills `box`."""
    path = QPainterPath(QPointF(box.left(), box.top() + box.height() * 0.55))
    path.lineTo(box.left() + box.width() * 0.36, box.bottom() - box.height() * 0.06)
    path.lineTo(box.right(), box.top() + box.height() * 0.06)
    return path


def draw_disc(painter: QPainter, box: QRectF, ground: str, ink: str, *, tick: bool) -> None:
    """Draw a disc with a tick in it, or with an exclamation mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(round_pen(ink, box.width() / 8))
    middle, high = box.center(), box.height()
    if tick:
        painter.drawPath(tick_path(box.adjusted(high * 0.25, high * 0.28, -high * 0.25, -high * 0.28)))
    else:
        painter.drawLine(QPointF(middle.x(), box.top() + high * 0.24), QPointF(middle.x(), box.top() + high * 0.56))
        painter.drawPoint(QPointF(middle.x(), box.top() + high * 0.77))
    painter.restore()


class Tick(QWidget):
    """A tick as tall as a lower-case letter of `size`; `tone` is a token of the theme."""

    def __init__(self, size: Size = Size.SMALL, tone: str = "text") -> None:
        super().__init__()
        self._side, self._tone = round(font(size).pixelSize() * 0.8), tone
        self.setSizePolicy(Policy.Fixed, Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side + 4, self._side + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        painter.setPen(round_pen(getattr(theme_of(self), self._tone), self._side / 6))
        painter.drawPath(tick_path(QRectF(2, 2, self._side, self._side)))


def round_pen(ink: QColor | str, width: float) -> QPen:
    """Return a pen with round ends and corners."""
    pen = QPen(QColor(ink), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


_HATCH_STEP, _HATCH_STROKE = 9, 3.0


def paint_hatch(painter: QPainter, rect: QRectF, ink: str, ground: str) -> None:
    """Paint diagonal strokes of `ink` on `ground`, with an edge."""
    painter.save()
    painter.setClipRect(rect)
    painter.fillRect(rect, QColor(ground))
    painter.setPen(QPen(QColor(ink), _HATCH_STROKE))
    at = rect.left() - rect.height()
    while at < rect.right():
        painter.drawLine(QPointF(at, rect.bottom()), QPointF(at + rect.height(), rect.top()))
        at += _HATCH_STEP
    painter.setPen(QPen(QColor(ink), 2))
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    painter.restore()
