"""Joining an office, page by page: this PC's name, its request with four words, and the answer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.application.ports.lifecycle import Asked
from desktop.domain.office.pcs import request_file
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.forms.page import BackPage
from desktop.ui.kit.overlays import PathField, choose_to_save
from desktop.ui.kit.printing.typesetting import qr_image
from desktop.ui.kit.progress import Working
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, small
from desktop.ui.running.under_way import Way
from desktop.words import Texts, text, tr
from desktop.words.errors import message_for

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import FirstStart
    from desktop.ui.kit.frame import Frame
    from desktop.ui.running.tasks import Tasks


OF_ANSWER = ("join_answer_unreadable", "join_answer_not_ours")
HERE: Texts[str] = {
    "vault_not_here": text("The folder for recordings is not there. Connect it, or choose where this PC has it."),
    "vault_in_database": text("This office’s recordings are in its database. Leave this empty."),
}
"""The words of the page about the folder, where the command line would name its options."""


class JoinNamePage(BackPage):
    """The page for this PC's name."""

    def __init__(self) -> None:
        lead = tr("It writes a small file with nothing secret in it. An administrator opens it at another PC.")
        super().__init__(tr("Ask to join"), lead, primary=tr("Write the request"))
        self.desk = TextField("desk", tr("Name of this PC"), tr("As people call it, for example, Desk 2"))
        self.add(self.desk)


class RequestPage(BackPage):
    """The request, by its four words. `again`, `anew`: the links to write it once more, and to make another."""

    def __init__(self) -> None:
        super().__init__(tr("This PC asks to join"), primary=tr("I have the answer"))
        self.words = Words(size=Size.CLOCK, bold=True)
        self.code = QLabel()
        self.code.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        said = tr("The code holds the same text as the file. Nothing in it is secret.")
        self.add(small(tr("Its four words"), tone="muted"), self.words, self.code, small(said, tone="muted"))
        self.again = self.add_link(tr("Write the request again"))
        self.anew = self.add_link(tr("Begin with a new request"))

    def show_asked(self, asked: Asked, file: Path | None) -> None:
        """Show the request. `file`: where it was just written."""
        name = asked.request.name
        take = tr("Take {file} to a PC of the office.").format(file=file.name if file else "")
        wait = tr("{name} has asked to join, and waits for the answer.").format(name=name)
        self.set_lead(
            take if file else wait,
            tr("An administrator opens it under PCs, and types these words exactly as shown here."),
        )
        self.words.set_parts(asked.words)
        self.code.setPixmap(QPixmap.fromImage(qr_image(asked.request.text())))
        self.code.setAccessibleName(tr("QR code of the request of {name}").format(name=name))

    def where(self) -> str:
        """Say the words, too."""
        return f"{super().where()} {self.words.words}"

    def focus_first(self) -> None:
        self.rest_on(self.primary)


class AnswerPage(BackPage):
    """The administrator’s answer, and where this PC sees what the office shares, if elsewhere."""

    def __init__(self) -> None:
        lead = tr("Only this PC can open it.")
        shown = tr("The PC that let this one in shows them. Have them read out to you, or bring them on paper.")
        super().__init__(tr("Open the answer"), lead, primary=tr("Join the office"))
        titles = tr("Choose the answer"), tr("Choose the witness file"), tr("Choose the folder for recordings")
        self.answer = PathField("answer", tr("The answer, a file that ends in .age"), file_title=titles[0], files=True)
        self.words = TextField("words", tr("The four words of the answer"), shown)
        same = tr("Leave it empty if this PC sees it at the same place as the others.")
        self.witness = PathField("witness", tr("The witness file"), same, file_title=titles[1], files=True)
        self.vault = PathField("vault", tr("The folder for recordings"), same, folder_title=titles[2])
        self.working = Working(stops=False)
        self.add(self.answer, self.words, self.witness, self.vault, self.working)

    def check(self) -> Path:
        """Return the answer's file. Raises FieldsError."""
        problems = {} if self.answer.value() else {"answer": "join_answer_missing"}
        if not self.words.value():
            problems["words"] = "join_answer_words_missing"
        for field in (self.witness, self.vault):
            if field.value() is None and not field.empty:
                problems[field.name] = "path_missing"
        answer = self.answer.value()
        if problems or answer is None:
            raise FieldsError(problems)
        return answer

    def show_joining(self) -> None:
        """Say that it joins."""
        said = tr("Joining the office. This takes a few seconds.")
        self.set_busy(said)
        self.working.begin(said)

    def show_refusal(self, error: ListeningRoomError) -> str:
        self.working.end()
        own = {"answer": message_for(error)} if error.code in OF_ANSWER else {}
        if error.code in HERE:
            own = {"vault": tr(HERE[error.code])}
        said = super().show_refusal(error)
        if own:
            self.set_problems_by_name(own)
        return "" if own else said


class Joining(Way):
    """Shows the pages in the frame. Emits `joined` after the last."""

    joined = Signal()

    def __init__(self, start: FirstStart, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(tasks, frame, parent)
        self._start = start
        self.asked: Asked | None = None
        self.running = False
        self.name_page, self.request_page, self.answer_page = JoinNamePage(), RequestPage(), AnswerPage()
        self.pages: tuple[BackPage, ...] = (self.name_page, self.request_page, self.answer_page)
        self.name_page.submitted.connect(partial(self._write, anew=True))
        self.name_page.back.connect(self.left)
        self.request_page.submitted.connect(partial(self.show, self.answer_page))
        self.request_page.again.clicked.connect(lambda: self._write(anew=False))
        self.request_page.anew.clicked.connect(lambda: self.show(self.name_page))
        self.request_page.back.connect(self.left)
        self.answer_page.submitted.connect(self._join)
        self.answer_page.back.connect(partial(self.show, self.request_page))

    def begin(self, asked: Asked | None = None) -> None:
        """Ask for the PC's name, or go on where it has asked already."""
        self.asked = asked or self.asked
        if self.asked is None:
            self.show(self.name_page)
        else:
            self._go_on(self.asked, None)

    def end(self) -> None:
        """Destroy the pages that were never shown."""
        self.drop(self.pages)

    def _go_on(self, asked: Asked, file: Path | None) -> None:
        self.asked = asked
        self.request_page.show_asked(asked, file)
        self.show(self.request_page)

    def _write(self, *, anew: bool) -> None:
        """Write the request, which is a new one where another name is typed."""
        page: BackPage = self.name_page if anew else self.request_page
        name = self.name_page.desk.value() if anew or self.asked is None else self.asked.request.name
        self._frame.banner.set_parts()
        if not name:
            self.show_refused(page, FieldsError({"desk": "desk_name_missing"}))
            return
        kind = tr("Requests to join (*.txt)")
        file = choose_to_save(page, tr("Write the request to a USB stick"), request_file(name), kind)
        if file is None:
            return
        ask = partial(self._start.ask, name, file, anew=anew and self.asked is not None)
        self.check(page, tr("Writing the request."), ask, partial(self._written, file))

    def _written(self, file: Path, asked: Asked) -> None:
        self._go_on(asked, file)

    @Slot()
    def _join(self) -> None:
        page = self.answer_page
        self._frame.banner.set_parts()
        try:
            answer = page.check()
        except FieldsError as error:
            self.show_refused(page, error)
            return
        self.running = True
        page.set_problems(())
        page.show_joining()
        joining = partial(self._start.join, answer, page.words.value(), page.witness.value(), page.vault.value())
        self._tasks.run(joining, owner=self).then(self._joined).otherwise(partial(self.show_refused, page))

    def _joined(self, _: None) -> None:
        self.running = False
        self.joined.emit()

    def show_refused(self, page: BackPage, error: ListeningRoomError) -> None:
        self.running = False
        super().show_refused(page, error)
