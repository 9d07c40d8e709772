"""Making a letter for a place: previews it, then prints it, or saves it to a chosen file: alone, or in an e-mail.

- A place puts `page` on its stack and shows it when one is `ready`.
- This program sends nothing and fills in no address: the e-mail is a draft for the office's own mail program, which
  is asked to open it. The office sends it to where it is safe to reach the person.
- An invitation brings its date for the person's calendar, too. A date that was moved takes the place of the earlier
  one there: both are of the same request.
- What can be read without opening the letter (subject, words, names of files, calendar) tells the office and the
  reference only: others may see a telephone's screen or a shared calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.requests.letters import Letter, MakeLetter, look_at_letter, open_draft
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.paper import Way
from desktop.errors import ExternalSystemError, ListeningRoomError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper import choose_printer, print_sheets, save_paper, save_sheets, sheets_as_pdf
from desktop.ui.letters.letter import letter_document
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.running.context import Context
from desktop.words import tr, written_in
from desktop.words.errors import message_for
from desktop.words.welsh import InWelsh

MAKER = "-//Listening Room//Invitation//EN"


def letter_mail(letter: Letter, pdf: bytes, at: datetime) -> bytes:
    """Return the draft as the content of an `.eml` file, in the letter's languages. `at`: now."""
    first, *second = _texts_of(letter, at)
    mail = EmailMessage(SMTP)
    mail["Subject"] = first.subject
    mail["X-Unsent"] = "1"  # opens as a draft
    mail.set_content("\n\n".join(line for each in (first, *second) for line in each.lines) + "\n")
    mail.add_attachment(pdf, "application", "pdf", filename=first.name)
    if first.entry:
        mail.add_attachment(first.entry, "calendar", filename="appointment.ics", params={"method": "PUBLISH"})
    return mail.as_bytes()


@dataclass(frozen=True)
class _MailText:
    """The wording of an e-mail in one language. `name`: of the letter's file; `entry`: for the calendar, or none."""

    subject: str
    lines: tuple[str, ...]
    name: str
    entry: str


def _texts_of(letter: Letter, at: datetime) -> tuple[_MailText, ...]:
    """Return what the e-mail says, Welsh first. Welsh that nobody has checked is kept back as the letter's is."""
    english = _mail_text(letter, at)
    if letter.language is Language.ENGLISH:
        return (english,)
    language = InWelsh()
    with written_in(language):
        welsh = _mail_text(letter, at)
    if (language.unchecked or language.missing) and not letter.welsh_unchecked:
        return (english,)
    return (welsh, english) if letter.language is Language.BOTH else (welsh,)


def _mail_text(letter: Letter, at: datetime) -> _MailText:
    office, reference, invites = letter.sender.office, letter.reference, letter.kind is LetterKind.INVITATION
    lines = [tr("Please read the attached letter.")]
    if invites:
        lines.append(tr("The date is attached too, for your calendar."))
    return _MailText(
        tr("{reference}: a letter from {office}").format(reference=reference, office=office),
        (*lines, office),
        tr("Letter {reference}.pdf").format(reference=reference),
        calendar_entry(letter, at).decode() if invites else "",
    )


def calendar_entry(letter: Letter, at: datetime) -> bytes:
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


class LetterMaking(QObject):
    """The making of a letter. Emits `ready` when `page` shows it."""

    ready = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._letter: Letter | None = None
        self._put_out: Callable[[QTextDocument, Letter], tuple[str, ...]] | None = None
        self._draft: Path | None = None
        self.page = LetterPage(context)
        self.page.print_wanted.connect(self._print)
        self.page.save_wanted.connect(self._save)
        self.page.mail_wanted.connect(self._mail)

    def begin(self, request: RequestId, kind: LetterKind) -> None:
        """Preview a letter. Opening the request is logged."""
        self._context.run(look_at_letter, self._context.actor, request, kind).then(self._looked)

    @Slot(object)
    def _looked(self, letter: Letter) -> None:
        self._letter, self._draft = letter, None
        self.page.show_letter(letter)
        self.ready.emit()

    def _print(self) -> None:
        try:
            printer = choose_printer(self.page, "no_printer_for_letter")
        except ExternalSystemError as error:
            self._context.fail(error)
            return
        if printer is not None:
            self._make(Way.PRINTED, partial(self._printed_on, printer))

    def _save(self) -> None:
        name, files = f"{self.page.title}.pdf", tr("PDF files (*.pdf)")
        path = choose_to_save(self.page, tr("Save the letter"), name, files)
        if path is not None:
            self._make(Way.SAVED, partial(self._saved_as, path))

    def _mail(self) -> None:
        name, files = f"{self.page.title}.eml", tr("E-mails (*.eml)")
        path = choose_to_save(self.page, tr("Save the e-mail"), name, files)
        if path is not None:
            self._make(Way.MAILED, partial(self._put_into, path))

    def _make(self, way: Way, put_out: Callable[[QTextDocument, Letter], tuple[str, ...]]) -> None:
        """Log the letter, then put it out."""
        assert self._letter is not None
        self._put_out = put_out
        command = MakeLetter(self._context.actor, self._letter.request, self._letter.kind, way)
        self.page.set_busy(tr("The letter is ready."))
        self._context.run(command).then(self._made).otherwise(self._failed)

    @Slot(object)
    def _made(self, letter: Letter) -> None:
        assert self._put_out is not None
        put_out, self._put_out = self._put_out, None
        self.page.set_busy("")
        try:
            said = put_out(self._document(letter), letter)
        except ExternalSystemError as error:
            self._context.fail(error)
        else:
            self.page.show_made(*said)

    def _printed_on(self, printer: QPrinter, document: QTextDocument, _letter: Letter) -> tuple[str, ...]:
        print_sheets(document, self.page.title, printer)
        return (tr("The letter has gone to the printer."),)

    def _saved_as(self, path: Path, document: QTextDocument, _letter: Letter) -> tuple[str, ...]:
        save_sheets(document, self.page.title, path)
        return (tr("Letter saved as {name}.").format(name=path.name),)

    def _put_into(self, path: Path, document: QTextDocument, letter: Letter) -> tuple[str, ...]:
        pdf = sheets_as_pdf(document, self.page.title)
        save_paper(letter_mail(letter, pdf, self._context.desk.clock.now()), path)
        self._context.ask(open_draft, path, owner=self).then(self._handed_over).otherwise(self._not_handed_over)
        self._draft = path
        return _saved_mail(path), tr("Your mail program is being asked to open it.")

    @Slot(object)
    def _handed_over(self, draft: Path) -> None:
        asked = tr("Your mail program was asked to open it. Say there who it goes to, and send it.")
        self._tell_of(draft, asked, tr("If it does not appear, open the file there yourself."))

    @Slot(object)
    def _not_handed_over(self, error: ListeningRoomError) -> None:
        if self._draft is not None:
            open_it = tr("Open the file where you have a mail program, say who it goes to, and send it.")
            self._tell_of(self._draft, message_for(error), open_it)

    def _tell_of(self, draft: Path, *more: str) -> None:
        """Say what became of the draft, unless the page has gone on to another letter."""
        if draft == self._draft:
            self.page.show_made(_saved_mail(draft), *more)

    def _document(self, letter: Letter) -> QTextDocument:
        desk = self._context.desk
        return letter_document(self.page.as_typed(letter), desk.office.zone, desk.id_policy, self.page.asked())

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._put_out = None
        self.page.set_busy("")
        self._context.fail(error)


def _saved_mail(path: Path) -> str:
    return tr("E-mail saved as {name}.").format(name=path.name)
