"""A letter: in its languages, on paper, in an e-mail, and the page on which it is made.

On paper the sender is at the right, the address in the window of a DL envelope, the type 12 point:

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

Its page previews it, with the address to check. Text typed there goes on the letter only, and is not stored. A letter
is logged first, then put out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTableCell, QTextTableCellFormat
from PySide6.QtPrintSupport import QPrinter

from desktop.application.requests.letters import Letter, MakeLetter, look_at_letter, open_draft
from desktop.domain.requests.letters import NEEDED, LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.paper import Way
from desktop.errors import ListeningRoomError
from desktop.ui.kit import paper, typesetting
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.fields import LongTextField
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.text import strong
from desktop.ui.kit.typesetting import Typesetter, fits_window
from desktop.ui.letters.letter_words import Paragraph, Part, Written, wording_of
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.ui.running.paper_page import Outgoing, PutOut
from desktop.ui.running.tasks import Running
from desktop.words import Texts, counted, text, tr, written_in
from desktop.words import kit as kit_wording
from desktop.words.codes import words
from desktop.words.errors import message_for
from desktop.words.errors.sentences import PROBLEMS
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
BODY_TOP = 92 * paper.MM


def letter_title(letter: Letter) -> str:
    """Return the title of the letter, also used as its file name: the reference, and nobody's name."""
    return tr("{letter} {reference}").format(letter=words(letter.kind), reference=letter.reference.replace("/", "-"))


def letter_document(letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "") -> QTextDocument:
    """Return the letter, laid out on sheets of A4. `question`: what the officer typed."""
    return on_paper(letter, in_languages(letter, zone, id_policy, question))


def on_paper(letter: Letter, whole: InLanguages[Written]) -> QTextDocument:
    """Return the written letter, laid out on sheets of A4."""
    document = paper.FoldedSheets()
    document.setDefaultFont(paper.sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, letter_title(letter))
    writer = _Writer(document, TEXT)
    ends: list[tuple[int, int]] = []
    for written in whole.letters:
        writer.head(letter, written, new_sheet=bool(ends))
        ends.append(writer.body(written))
    paper.on_sheets(document)
    for last, signature in ends:
        _signed_with_words(document.findBlockByNumber(last), document.findBlockByNumber(signature))
    return document


def _signed_with_words(last: QTextBlock, signature: QTextBlock) -> None:
    """Keep the signature from being alone on a sheet: move the last part (which begins with that block) there too."""
    if paper.sheet_of(signature) > paper.sheet_of(last):
        broken = last.blockFormat()
        broken.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        QTextCursor(last).setBlockFormat(broken)


class _Writer(Typesetter):
    """The typesetter of a letter's parts."""

    def head(self, letter: Letter, written: Written, *, new_sheet: bool) -> None:
        """Set the address at the left, sender with date and reference at the right, down to where the letter begins.

        `new_sheet`: on a sheet of its own.
        """
        table = self.table(1, (typesetting.BESIDE_WINDOW, 0), BODY_TOP - paper.TOP)
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
    made.setTopPadding(typesetting.WINDOW_TOP - paper.TOP)
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


OWN: Mapping[LetterKind, tuple[str, str, str]] = {
    LetterKind.CLARIFICATION: ("question", text("What do you need to know?"), text("Type what you need to know.")),
    LetterKind.CORRECTION_MADE: (
        "corrected",
        text("What was corrected, and where?"),
        text("Type what was corrected, and where."),
    ),
    LetterKind.CORRECTION_REFUSED: ("why_not", text("Why is it not corrected?"), text("Type why it is not corrected.")),
    LetterKind.COMPLAINT_PROGRESS: ("going", text("How is the complaint going?"), text("Type how it is going.")),
    LetterKind.COMPLAINT_OUTCOME: (
        "found",
        text("What did you find, and what will you do?"),
        text("Type what you found, and what you will do."),
    ),
}
"""The letters with words of the officer's own: their field, what it asks, and what is said while it is empty."""
IN: Texts[Language] = {
    Language.WELSH: "This letter is in Welsh.",
    Language.BOTH: "This letter is in Welsh and English, with the Welsh first.",
}
KEPT_BACK: Texts[Language] = {
    Language.WELSH: "This person wants letters in Welsh. This one is in English.",
    Language.BOTH: "This letter should be in Welsh and English. It is in English only.",
}


def language_words(letter: Letter, written: InLanguages[Written]) -> tuple[str, ...]:
    """Return what the officer must know; nothing for a letter in English that nobody wants otherwise."""
    if letter.language is Language.ENGLISH:
        return ()
    if written.kept_back:
        return strong(tr(KEPT_BACK[letter.language])), _not_checked(written), tr("Have it translated, and send both.")
    said: list[str] = [strong(tr(IN[letter.language]))]
    if written.unchecked:
        said += [_not_checked(written), tr("Have someone who reads Welsh look at it before it goes out.")]
    if written.as_written:
        one, many = (
            "1 text that the office wrote itself is in English.",
            "{n} texts that the office wrote itself are in English.",
        )
        said.append(counted(written.as_written, one, many))
    if letter.kind in OWN:
        said.append(tr("What you type appears in the letter as you typed it. Write it in each language."))
    return tuple(said)


def _not_checked(written: InLanguages[Written]) -> str:
    return counted(
        written.unchecked,
        "No native reader has checked 1 of its Welsh texts.",
        "No native reader has checked {n} of its Welsh texts.",
    )


_CLOSES = frozenset(kind for kinds in NEEDED.values() for kind in kinds)


class LetterPage(StepPage):
    """The page of a letter: `ready` with its preview. `submitted` asks for the printer, once nothing is missing."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("Print the letter"))
        self._letter: Letter | None = None
        self.made, self.reach, self.language = Banner("success"), Banner("notice"), Banner("notice")
        self.sheets = paper.Sheets()
        self._out = Outgoing(self, context, self.show_made)
        self.address = LongTextField(
            "to", tr("Name and address"), tr("Check it: the name first, then the address, line by line.")
        )
        self.own = {kind: LongTextField(name, tr(question)) for kind, (name, question, _) in OWN.items()}
        self.add(self.made, self.reach, self.language, *self.own.values(), self.address)
        self.set_paper(self.sheets)
        self._draft: Path | None = None
        self.add_link(tr("Save it as a PDF"), lambda: self._if_whole(self._save))
        self.add_link(tr("Put it into an e-mail"), lambda: self._if_whole(self._mail))
        self.back_link = self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(lambda: self._if_whole(self._print))
        for field in (self.address, *self.own.values()):
            field.edited.connect(self._draw)

    @property
    def title(self) -> str:
        """The title of the letter."""
        return letter_title(self._shown())

    def begin(self, request: RequestId, kind: LetterKind) -> Running[Letter]:
        """Preview a letter. Opening the request is logged."""
        return self._context.run(look_at_letter, self._context.actor, request, kind).then(self._looked)

    @Slot(object)
    def _looked(self, letter: Letter) -> None:
        self.show_letter(letter)
        self.ready.emit()

    def show_letter(self, letter: Letter) -> None:
        """Show a letter, with nothing typed yet."""
        self._letter, self._draft = letter, None
        self.set_problems(())
        self.made.set_parts()
        self.set_heading(letter_title(letter))
        self.set_lead(_lead(letter.kind))
        reach = (strong(tr("Safe ways to reach this person:")), letter.reach) if letter.reach else ()
        self.reach.set_parts(*reach)
        self.address.set_value("\n".join(letter.to))
        for kind, field in self.own.items():
            field.set_value("")
            field.setVisible(letter.kind is kind)
        self._draw()
        own = self.own.get(letter.kind)
        self.rest_on(own.focus_target() if own else self.primary)

    def show_made(self, said: str, *more: str) -> None:
        """Say that the letter has left, and what is to be done with it."""
        self.made.set_parts(strong(said), *more, tr("That is in the log."))

    def as_typed(self, letter: Letter) -> Letter:
        """Return the letter with the address as typed."""
        return replace(letter, to=tuple(line.strip() for line in self.address.value().splitlines() if line.strip()))

    def asked(self) -> str:
        """Return what was typed for this letter alone: a question, what was corrected or why not, how a
        complaint is going, or what was found.
        """
        own = self.own.get(self._shown().kind)
        return own.value().strip() if own else ""

    def _shown(self) -> Letter:
        assert self._letter is not None
        return self.as_typed(self._letter)

    def _draw(self) -> None:
        shown = self._shown()
        desk = self._context.desk
        written = in_languages(shown, desk.office.zone, desk.id_policy, self.asked())
        self.language.set_parts(*language_words(shown, written))
        self.sheets.show_document(on_paper(shown, written), tr("The letter as it will look on paper"))

    def _if_whole(self, go_on: Callable[[], object]) -> None:
        """Continue, unless something is missing."""
        problems = []
        own = self.own.get(self._shown().kind)
        if own is not None and not self.asked():
            _, _, missing = OWN[self._shown().kind]
            problems.append((own, tr(missing)))
        if not self._shown().to:
            problems.append((self.address, tr("Type who the letter goes to.")))
        elif len(self._shown().to) == 1:
            problems.append((self.address, tr("Type the address below the name.")))
        elif not fits_window(self._shown().to):
            problems.append((self.address, tr(PROBLEMS["address_too_long"])))
        named = {field for field, _ in problems}
        hiding = (each for each in (*self.own.values(), self.address) if each not in named and each.hides)
        problems += [(each, kit_wording.hidden_character()) for each in hiding if each.isVisibleTo(self)]
        self.set_problems(problems)
        if not problems:
            go_on()

    def _print(self) -> None:
        if (printer := self._out.printer("no_printer_for_letter")) is not None:
            self._make(Way.PRINTED, partial(self._printed_on, printer))

    def _save(self) -> None:
        path = choose_to_save(self, tr("Save the letter"), f"{self.title}.pdf", tr("PDF files (*.pdf)"))
        if path is not None:
            self._make(Way.SAVED, partial(self._saved_as, path))

    def _mail(self) -> None:
        path = choose_to_save(self, tr("Save the e-mail"), f"{self.title}.eml", tr("E-mails (*.eml)"))
        if path is not None:
            self._make(Way.MAILED, partial(self._put_into, path))

    def _make(self, way: Way, put_out: PutOut) -> None:
        assert self._letter is not None
        command = MakeLetter(self._context.actor, self._letter.request, self._letter.kind, way)
        self._out.log_first(command, tr("The letter is ready."), put_out)

    def _document(self, letter: Letter) -> QTextDocument:
        desk = self._context.desk
        return letter_document(self.as_typed(letter), desk.office.zone, desk.id_policy, self.asked())

    def _printed_on(self, printer: QPrinter, letter: Letter) -> tuple[str, ...]:
        paper.print_sheets(self._document(letter), self.title, printer)
        return (tr("The letter has gone to the printer."),)

    def _saved_as(self, path: Path, letter: Letter) -> tuple[str, ...]:
        paper.save_sheets(self._document(letter), self.title, path)
        return (tr("Letter saved as {name}.").format(name=path.name),)

    def _put_into(self, path: Path, letter: Letter) -> tuple[str, ...]:
        pdf = paper.sheets_as_pdf(self._document(letter), self.title)
        paper.save_paper(letter_mail(letter, pdf, self._context.desk.clock.now()), path)
        self._draft = path
        asking = self._context.ask(open_draft, path, owner=self)
        asking.then(self._handed_over).otherwise(partial(self._not_handed_over, path))
        return _saved_mail(path), tr("Your mail program is being asked to open it.")

    @Slot(object)
    def _handed_over(self, draft: Path) -> None:
        if draft == self._draft:  # unless the page has gone on to another letter
            asked = tr("Your mail program was asked to open it. Say there who it goes to, and send it.")
            self.show_made(_saved_mail(draft), asked, tr("If it does not appear, open the file there yourself."))

    def _not_handed_over(self, draft: Path, error: ListeningRoomError) -> None:
        if draft == self._draft:
            open_it = tr("Open the file where you have a mail program, say who it goes to, and send it.")
            self.show_made(_saved_mail(draft), message_for(error), open_it)


def _saved_mail(path: Path) -> str:
    return tr("E-mail saved as {name}.").format(name=path.name)


def _lead(kind: LetterKind) -> str:
    """Return what the officer must know of a letter of that kind; nothing of most."""
    if kind in OWN:
        return tr("What you type is in the letter alone, and is not stored.")
    return tr("Once it is printed, saved or e-mailed, the request can be closed.") if kind in _CLOSES else ""
