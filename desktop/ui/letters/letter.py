"""A letter in its languages, on paper: sender at the right, the address in the window of a DL envelope, 12 point.

- A DL envelope is 110 mm high. Its window is 35 mm high and 90 mm wide, 20 mm from the left and 18 mm from the
  bottom. The sheet is folded at its marks, 105 mm and 210 mm from the top. However it slides in the envelope (5 mm
  down, 10 mm across), the window shows the sheet from 57 mm to 87 mm and from 20 mm to 100 mm: the address stays
  within that.
- Both languages are one paper: the Welsh first, then the English on a sheet of its own.
- A Welsh text that no native reader has checked is used only where the office's policy says so. Where it does not,
  the letter is written in English, and its page says so.

In an e-mail:

- This program sends nothing and fills in no address: the e-mail is a draft for the office's own mail program, which
  is asked to open it. The office sends it to where it is safe to reach the person.
- A date that was moved takes the place of the earlier one in a calendar: both are of the same request.
- What can be read without opening the letter (subject, words, names of files, calendar) tells the office and the
  reference only: others may see a telephone's screen or a shared calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTableCell, QTextTableCellFormat

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.ui.kit.printing import typesetting
from desktop.ui.kit.printing.paper import MM, TOP, FoldedSheets, on_sheets, sheet_font, sheet_of
from desktop.ui.kit.printing.typesetting import Typesetter
from desktop.ui.letters.letter_words import Paragraph, Part, Written, wording_of
from desktop.words import tr, written_in
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.welsh import InWelsh

T = TypeVar("T")


@dataclass(frozen=True)
class InLanguages(Generic[T]):
    """A letter, or what goes with it, in each of its languages, in order.

    `unchecked`: how many of its Welsh texts no native reader has checked, or are not there; `as_written`: how many the
    office wrote itself, and are English. `kept_back`: for that reason the Welsh is not written.
    """

    letters: tuple[T, ...]
    unchecked: int = 0
    as_written: int = 0
    kept_back: bool = False


def in_languages(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> InLanguages[Written]:
    """Return the letter. `question`: what the officer typed."""
    return in_each_language(letter, lambda welsh: _written(letter, zone, id_policy, question, welsh=welsh))


def in_each_language(letter: Letter, write: Callable[[bool], T]) -> InLanguages[T]:
    """Return what `write` makes in each of a letter's languages. It is told whether it writes Welsh."""
    if letter.language is Language.ENGLISH:
        return InLanguages((write(False),))
    language = InWelsh()
    with written_in(language):
        welsh = write(True)
    unchecked, as_written = len(language.unchecked | language.missing), len(language.as_written)
    english = write(False)
    if unchecked and not letter.welsh_unchecked:
        return InLanguages((english,), unchecked, as_written, kept_back=True)
    both = (welsh, english) if letter.language is Language.BOTH else (welsh,)
    return InLanguages(both, unchecked, as_written)


def _written(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str, *, welsh: bool) -> Written:
    who = f"{letter.sender.contact.department}, {letter.sender.office}"
    return Written(
        demo=tr("Demo office: this is not a real letter.") if letter.sender.demo else "",
        beside=(
            tr("Date: {day}").format(day=day(letter.written_on)),
            tr("Our reference: {reference}").format(reference=letter.reference),
        ),
        greeting=tr("Dear {name}").format(name=letter.name),
        wording=wording_of(letter, zone, id_policy, question, welsh=welsh),
        closing=tr("Yours sincerely, {who}").format(who=who),
    )


TEXT, TITLE, SMALL = 12.0, 15.0, 10.5
"""Points. No text of the letter is smaller than 12, except the sender's lines and a long address."""
BODY_TOP = 92 * MM


def letter_title(letter: Letter) -> str:
    """Return the title of the letter, also used as its file name: the reference, and nobody's name."""
    return tr("{letter} {reference}").format(letter=words(letter.kind), reference=letter.reference.replace("/", "-"))


def letter_document(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> QTextDocument:
    """Return the letter, laid out on sheets of A4. `question`: what the officer typed."""
    return on_paper(letter, in_languages(letter, zone, id_policy, question))


def on_paper(letter: Letter, whole: InLanguages[Written]) -> QTextDocument:
    """Return the written letter, laid out on sheets of A4."""
    document = FoldedSheets()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, letter_title(letter))
    writer = _Writer(document, TEXT)
    ends: list[tuple[int, int]] = []
    for written in whole.letters:
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
        table = self.table(1, (typesetting.BESIDE_WINDOW, 0), BODY_TOP - TOP)
        if new_sheet:
            made = table.format()
            made.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            table.setFormat(made)
        _put_into_window(table.cellAt(0, 0))
        typesetting.put_address(table.cellAt(0, 0).firstCursorPosition(), letter.to)
        sender, contact = letter.sender, letter.sender.contact
        at = table.cellAt(0, 1).firstCursorPosition()
        typesetting.put(at, sender.office, TITLE, bold=True)
        if written.demo:
            typesetting.put_next(at, written.demo, SMALL, bold=True)
        for line in (contact.department, *contact.address, contact.telephone, contact.mail):
            typesetting.put_next(at, line, SMALL)
        for place, line in enumerate(written.beside):
            typesetting.put_next(at, line, TEXT, above=0 if place else 8)
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
    made.setTopPadding(typesetting.WINDOW_TOP - TOP)
    made.setLeftPadding(typesetting.WINDOW_LEFT)
    made.setRightPadding(typesetting.BESIDE_WINDOW - typesetting.WINDOW_LEFT - typesetting.WINDOW_WIDE)
    cell.setFormat(made)


MAKER = "-//Listening Room//Invitation//EN"


def letter_mail(letter: Letter, pdf: bytes, at: datetime) -> bytes:
    """Return the draft as the content of an `.eml` file, in the letter's languages. `at`: now."""
    texts = in_each_language(letter, lambda _: _mail_text(letter, at)).letters
    subject, _, name, entry = texts[0]
    mail = EmailMessage(SMTP)
    mail["Subject"] = subject
    mail["X-Unsent"] = "1"  # opens as a draft
    mail.set_content("\n\n".join(line for _, lines, *_ in texts for line in lines) + "\n")
    mail.add_attachment(pdf, "application", "pdf", filename=name)
    if entry:
        mail.add_attachment(entry, "calendar", filename="appointment.ics", params={"method": "PUBLISH"})
    return mail.as_bytes()


def _mail_text(letter: Letter, at: datetime) -> tuple[str, tuple[str, ...], str, str]:
    """Return the subject, the lines, the name of the letter's file, and the entry for the calendar, or ""."""
    office, reference, invites = letter.sender.office, letter.reference, letter.kind is LetterKind.INVITATION
    lines = [tr("Please read the attached letter.")]
    if invites:
        lines.append(tr("The date is attached too, for your calendar."))
    return (
        tr("{reference}: a letter from {office}").format(reference=reference, office=office),
        (*lines, office),
        tr("Letter {reference}.pdf").format(reference=reference),
        _calendar_entry(letter, at).decode() if invites else "",
    )


def _calendar_entry(letter: Letter, at: datetime) -> bytes:
    """Return the appointment of an invitation for a calendar (RFC 5545). `at`: now, later than any date sent before."""
    from icalendar import Calendar, Event  # at its first use

    assert letter.starts_at is not None and letter.ends_at is not None, "it invites somebody"
    sender = letter.sender
    event = Event()
    event.add("uid", f"{letter.request}@listening-room.invalid")
    event.add("dtstamp", at)
    event.add("sequence", int(at.timestamp()) // 60)
    event.add("dtstart", letter.starts_at)
    event.add("dtend", letter.ends_at)
    event.add("summary", tr("Appointment at {office}").format(office=sender.office))
    event.add("location", sender.place)
    event.add("description", tr("Reference: {reference}").format(reference=letter.reference))
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
