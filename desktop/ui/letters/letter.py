"""A letter on paper: sender at the right, the address in the window of a DL envelope, 12 point, one page if possible.

A DL envelope is 110 mm high. Its window is 35 mm high and 90 mm wide, 20 mm from the left and 18 mm from the bottom.
The sheet is folded at its marks, 105 mm and 210 mm from the top. However it slides in the envelope (5 mm down, 10 mm
across), the window shows the sheet from 57 mm to 87 mm and from 20 mm to 100 mm: the address stays within that.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTableCell, QTextTableCellFormat

from desktop.application.requests.letters import Letter
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.ui.kit.paper.sheets import MM, TOP, FoldedSheets, on_sheets, sheet_font, sheet_of
from desktop.ui.kit.paper.typesetting import Typesetter, put, put_next
from desktop.ui.kit.paper.window_envelope import BESIDE_WINDOW, WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDE, put_address
from desktop.ui.letters.languages import in_languages
from desktop.ui.letters.parts import Paragraph, Part, Written
from desktop.words import tr
from desktop.words.codes import words

TEXT, TITLE, SMALL = 12.0, 15.0, 10.5
"""Points. No text of the letter is smaller than 12, except the sender's lines and a long address."""
BODY_TOP = 92 * MM


def letter_title(letter: Letter) -> str:
    """Return the title of the letter, also used as its file name: the reference, and nobody's name."""
    return tr("{letter} {reference}").format(letter=words(letter.kind), reference=letter.reference.replace("/", "-"))


def letter_document(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> QTextDocument:
    """Return the letter, laid out on sheets of A4. `question`: what the officer typed."""
    document = FoldedSheets()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, letter_title(letter))
    writer = _Writer(document, TEXT)
    ends: list[tuple[int, int]] = []
    for written in in_languages(letter, zone, id_policy, question).letters:
        writer.head(letter, written, new_sheet=bool(ends))
        ends.append(writer.body(written))
    on_sheets(document)
    for last, signature in ends:
        _signed_with_words(document.findBlockByNumber(last), document.findBlockByNumber(signature))
    return document


def _signed_with_words(last: QTextBlock, signature: QTextBlock) -> None:
    """Keep the signature from being alone on a sheet: move the last part (which begins with that block) there too."""
    if sheet_of(signature) > sheet_of(last):
        broken = last.blockFormat()
        broken.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(last).setBlockFormat(broken)


class _Writer(Typesetter):
    """The typesetter of a letter's parts."""

    def head(self, letter: Letter, written: Written, *, new_sheet: bool) -> None:
        """Set the address at the left, sender with date and reference at the right, down to where the letter begins.

        `new_sheet`: on a sheet of its own.
        """
        table = self.table(1, (BESIDE_WINDOW, 0), BODY_TOP - TOP)
        if new_sheet:
            made = table.format()
            made.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            table.setFormat(made)
        _put_into_window(table.cellAt(0, 0))
        put_address(table.cellAt(0, 0).firstCursorPosition(), letter.to)
        sender, contact = letter.sender, letter.sender.contact
        at = table.cellAt(0, 1).firstCursorPosition()
        put(at, sender.office, TITLE, bold=True)
        if written.demo:
            put_next(at, written.demo, SMALL, bold=True)
        for line in (contact.department, *contact.address, contact.telephone, contact.mail):
            put_next(at, line, SMALL)
        for place, line in enumerate(written.beside):
            put_next(at, line, TEXT, above=0 if place else 8)
        self.after_table()

    def body(self, written: Written) -> tuple[int, int]:
        """Set the letter itself; return the numbers of the blocks that begin its last part and its signature."""
        self.line(written.greeting, above=0)
        self.line(written.wording.subject, TITLE, bold=True, above=6)
        last = 0
        for part in written.wording.parts:
            last = self.cursor.block().blockNumber() + 1
            self.part(part)
        self.line(written.closing, above=10)
        return last, self.cursor.block().blockNumber()

    def part(self, part: Part) -> None:
        """Set a part: its title and paragraphs; a pair side by side."""
        if part.title:
            self.line(part.title, bold=True, above=5)
        for paragraph in part.paragraphs:
            self._put_part(paragraph, above=1 if part.title else 5)

    def _put_part(self, paragraph: Paragraph, above: float) -> None:
        if isinstance(paragraph, str):
            self.line(paragraph, above=above)
            return
        name, text = paragraph
        self.line(f"{name}: ", bold=True, above=above + 1)
        self.add(text)


def _put_into_window(cell: QTextTableCell) -> None:
    made = QTextTableCellFormat()
    made.setTopPadding(WINDOW_TOP - TOP)
    made.setLeftPadding(WINDOW_LEFT)
    made.setRightPadding(BESIDE_WINDOW - WINDOW_LEFT - WINDOW_WIDE)
    cell.setFormat(made)
