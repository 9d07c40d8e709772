"""Making a letter: its preview with the address to check, then printing it, or saving it: alone, or in an e-mail.

Text typed here goes on the letter only, and is not stored. A letter is logged first, then put out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter

from desktop.application.requests.letters import Letter, MakeLetter, look_at_letter, open_draft
from desktop.domain.requests.letters import NEEDED, LetterKind
from desktop.domain.requests.request import Language
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.paper import Way
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.printing.paper import Sheets, print_sheets, save_paper, save_sheets, sheets_as_pdf
from desktop.ui.kit.printing.typesetting import fits_window
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter import InLanguages, in_languages, letter_document, letter_mail, letter_title, on_paper
from desktop.ui.letters.letter_words import Written
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import StepPage
from desktop.ui.running.paper_page import Outgoing, PutOut
from desktop.ui.running.tasks import Running
from desktop.words import Texts, counted, text, tr
from desktop.words.errors import message_for, problem_words

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
        self.sheets = Sheets()
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
            problems.append((self.address, problem_words("address_too_long")))
        named = {field for field, _ in problems}
        hiding = (each for each in (*self.own.values(), self.address) if each not in named and each.hides)
        problems += [(each, problem_words("hidden_character")) for each in hiding if each.isVisibleTo(self)]
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
        print_sheets(self._document(letter), self.title, printer)
        return (tr("The letter has gone to the printer."),)

    def _saved_as(self, path: Path, letter: Letter) -> tuple[str, ...]:
        save_sheets(self._document(letter), self.title, path)
        return (tr("Letter saved as {name}.").format(name=path.name),)

    def _put_into(self, path: Path, letter: Letter) -> tuple[str, ...]:
        pdf = sheets_as_pdf(self._document(letter), self.title)
        save_paper(letter_mail(letter, pdf, self._context.desk.clock.now()), path)
        self._draft = path
        asking = self._context.run(open_draft, path, owner=self, lane="outside")
        asking.then(self._handed_over).otherwise(partial(self._not_handed_over, path))
        return _saved_mail(path), tr("Your mail program is being asked to open it.")

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
