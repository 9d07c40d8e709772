"""The pages by which this PC joins an office: its name, its request with four words, and the answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.application.ports.first_start import Asked
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.paper.codes import qr_image
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.path_field import PathField
from desktop.ui.kit.widgets.words import Words, small
from desktop.ui.kit.widgets.working import Working
from desktop.words import Texts, text, tr
from desktop.words.errors import words_of
from desktop.words.problems import problems_of

OF_ANSWER = ("join_answer_unreadable", "join_answer_not_ours")
HERE: Texts[str] = {
    "vault_not_here": text("The folder for recordings is not there. Connect it, or choose where this PC has it."),
    "vault_in_database": text("This office’s recordings are in its database. Leave this empty."),
}
"""The words of the page about the folder, where the command line would name its options."""


class JoinNamePage(StepPage):
    """The page for this PC's name."""

    def __init__(self) -> None:
        lead = tr("It writes a small file with nothing secret in it. An administrator opens it at another PC.")
        super().__init__(tr("Ask to join"), lead, primary=tr("Write the request"))
        self.desk = TextField("desk", tr("Name of this PC"), tr("As people call it, for example, Desk 2"))
        self.add(self.desk)


class RequestPage(StepPage):
    """The request, by its four words. Emits `again`, to write it once more, and `anew`, to make another."""

    again = Signal()
    anew = Signal()

    def __init__(self) -> None:
        super().__init__(tr("This PC asks to join"), primary=tr("I have the answer"))
        self.words = Words(size=Size.CLOCK, bold=True)
        self.code = QLabel()
        self.code.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        said = tr("The code holds the same text as the file. Nothing in it is secret.")
        self.add(small(tr("Its four words"), tone="muted"), self.words, self.code, small(said, tone="muted"))
        self.add_link(tr("Write the request again"), self.again.emit)
        self.add_link(tr("Begin with a new request"), self.anew.emit)

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


class AnswerPage(StepPage):
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
        self.set_busy("")
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif error.code in OF_ANSWER:
            self.set_problems_by_name({"answer": words_of(error)})
        elif error.code in HERE:
            self.set_problems_by_name({"vault": tr(HERE[error.code])})
        else:
            self.set_problems(())
            return words_of(error)
        return ""
