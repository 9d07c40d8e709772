"""A letter on paper: the sender at the right, the address where a DL envelope has its window, 12 point, one page if it
can be.

The address begins 56.5 mm below the upper edge of the sheet and 22 mm beside the left one. Folded in three, four lines
are in the window (35 x 90 mm, 20 mm from the left, 18 mm from the bottom) however the sheet has slid.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.application.letters import Letter
from desktop.domain.id_policy import IdPolicy
from desktop.ui.documents.letter_words import Paragraph, Part, wording_of
from desktop.ui.documents.sheets import MM, TOP, on_sheets, sheet_font, sheet_of
from desktop.ui.formatting import day
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words

TEXT, TITLE, SMALL = 12.0, 15.0, 10.5
"""Points. Nothing that is said in the letter is smaller than 12; only the sender's lines are."""
WINDOW_TOP, WINDOW_LEFT, WINDOW_WIDE, BODY_TOP = 56.5 * MM, 2 * MM, 92 * MM, 88 * MM
SENDER_WIDE = 78 * MM


def letter_title(letter: Letter) -> str:
    """What the letter is called, also as a file: the reference, and nobody's name."""
    return tr("{letter} {reference}").format(letter=words(letter.kind), reference=letter.reference.replace("/", "-"))


def letter_document(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> QTextDocument:
    """The letter, laid out on sheets of A4. `question`: what a clarification asks."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, letter_title(letter))
    writer = _Writer(document)
    writer.head(letter)
    wording = wording_of(letter, zone, id_policy, question)
    writer.line(tr("Dear {name}").format(name=letter.name), above=0)
    writer.line(wording.subject, TITLE, bold=True, above=6)
    for part in wording.parts:
        last = document.blockCount()
        writer.part(part)
    who = f"{letter.sender.contact.department}, {letter.sender.office}"
    writer.line(tr("Yours sincerely, {who}").format(who=who), above=10)
    return _signed_with_words(on_sheets(document), document.findBlockByNumber(last))


def _signed_with_words(document: QTextDocument, last: QTextBlock) -> QTextDocument:
    """No sheet has the signature alone on it: the last part (which begins with that block) goes there too."""
    layout = document.documentLayout()
    if sheet_of(layout.blockBoundingRect(document.lastBlock())) > sheet_of(layout.blockBoundingRect(last)):
        broken = last.blockFormat()
        broken.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(last).setBlockFormat(broken)
    return document


class _Writer:
    """Puts plain text into a document: nothing of it is ever taken for markup."""

    def __init__(self, document: QTextDocument) -> None:
        self._cursor = QTextCursor(document)
        self._first = True

    def head(self, letter: Letter) -> None:
        """Address at the left, sender with date and reference at the right, down to where the letter begins."""
        table = _table(self._cursor, 1, WINDOW_LEFT + WINDOW_WIDE, SENDER_WIDE)
        _move_to(table.cellAt(0, 0), WINDOW_TOP - TOP, WINDOW_LEFT)
        address = table.cellAt(0, 0).firstCursorPosition()
        _put(address, "\u2028".join(letter.to), TEXT)  # one paragraph, line by line
        sender, contact = letter.sender, letter.sender.contact
        at = table.cellAt(0, 1).firstCursorPosition()
        _put(at, sender.office, TITLE, bold=True)
        if letter.sender.demo:
            _next(at, tr("Demo office: this is not a real letter."), SMALL, bold=True)
        for line in (contact.department, *contact.address, contact.telephone, contact.mail):
            _next(at, line, SMALL)
        _next(at, tr("Date: {day}").format(day=day(letter.written_on)), TEXT, above=8)
        _next(at, tr("Our reference: {reference}").format(reference=letter.reference), TEXT)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def line(self, text: str, points: float = TEXT, *, bold: bool = False, above: float = 5) -> None:
        """A paragraph."""
        if self._first:  # the paragraph that a table leaves behind itself
            _put(self._cursor, text, points, bold=bold, above=above)
            self._first = False
        else:
            _next(self._cursor, text, points, bold=bold, above=above)

    def part(self, part: Part) -> None:
        """Its title, its paragraphs; those with a name beside one another."""
        if part.title:
            self.line(part.title, bold=True, above=8)
        for paragraph in part.paragraphs:
            self._paragraph(paragraph, above=1 if part.title else 5)

    def _paragraph(self, paragraph: Paragraph, above: float) -> None:
        if isinstance(paragraph, str):
            self.line(paragraph, above=above)
            return
        name, text = paragraph
        self.line(f"{name}: ", bold=True, above=above + 1)
        plain = QTextCharFormat()
        plain.setFont(sheet_font(TEXT))
        self._cursor.insertText(text, plain)


def _table(cursor: QTextCursor, rows: int, *widths: float) -> QTextTable:
    made = QTextTableFormat()
    made.setBorder(0)
    made.setCellPadding(0)
    made.setCellSpacing(0)
    made.setColumnWidthConstraints([QTextLength(QTextLength.Type.FixedLength, width) for width in widths])
    made.setHeight(QTextLength(QTextLength.Type.FixedLength, BODY_TOP - TOP))
    return cursor.insertTable(rows, len(widths), made)


def _move_to(cell: QTextTableCell, down: float, right: float) -> None:
    """Where its words begin, in pixels from its corner."""
    made = QTextTableCellFormat()
    made.setTopPadding(down)
    made.setLeftPadding(right)
    cell.setFormat(made)


def _put(cursor: QTextCursor, text: str, points: float, *, bold: bool = False, above: float = 0) -> None:
    """Into the paragraph where the cursor stands."""
    block = QTextBlockFormat()
    block.setTopMargin(above)
    block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a name in another script does not turn the address
    cursor.setBlockFormat(block)
    letters = QTextCharFormat()
    letters.setFont(sheet_font(points, bold=bold))
    cursor.insertText(text, letters)


def _next(cursor: QTextCursor, text: str, points: float, *, bold: bool = False, above: float = 0) -> None:
    """Into a new one below."""
    cursor.insertBlock()
    _put(cursor, text, points, bold=bold, above=above)
