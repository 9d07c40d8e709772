"""A recovery key that is made here: its page, its paper, and the proof by its end that it can be read.

Rules:
- The page is never told the secret half: that goes to paper or a file.
- One key a sheet, in groups to type and as a QR code, and nothing of the other one.
- The document is made as it is printed, and dropped at once: nothing on the screen has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QTextDocument

from desktop.application.ports.lifecycle import NewRecoveryKey
from desktop.domain.office.recovery_proof import END, groups, proves
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.forms.fields import PasswordField
from desktop.ui.kit.forms.page import BackPage
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.printing.paper import MM, choose_printer, on_sheets, print_sheets, sheet_font
from desktop.ui.kit.printing.typesetting import Typesetter, add_code
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import NewRecoveryKey, NewRecoveryKeys
    from desktop.ui.running.tasks import Tasks


class NewKeyPage(BackPage):
    """One new key: it is printed or saved, and proved by its end. `print`, `save`, `again`: its buttons."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.print, self.save = SecondaryButton(tr("Print it")), SecondaryButton(tr("Save it as a file"))
        row = FlowLayout(gap=16)
        for button in (self.print, self.save):
            row.addWidget(button)
        self._body.addLayout(row)
        self.gone_out = Banner("success")
        hint = tr("The program asks so that nobody finds out too late that a key cannot be read.")
        self.proof = PasswordField("proof", tr("Last {n} characters of the key").format(n=END), hint, letters=14)
        self.add(self.gone_out, self.proof)
        self.again = self.add_link(tr("Make another key instead"))

    def show_new(self) -> None:
        """Ask for a key that was just made to be printed or saved."""
        keep = tr("Give it to someone else, or keep it in a different place from the other one.")
        self.set_lead(tr("Print it, or save it on a USB stick."), keep)
        self._show(proved=False, out="")
        self.set_missing(tr("Print or save the key first."))
        self.rest_on(self.print)

    def show_printed(self) -> None:
        """Say that it was printed, and ask for its end."""
        self.show_out(tr("The key went to the printer."), tr("Fetch the sheet, and type the end of its key."))

    def show_out(self, *said: str) -> None:
        """Say that it was printed or saved, and ask for its end."""
        self._show(proved=False, out=" ".join(said))
        self.set_missing()
        self.proof.focus_target().setFocus()

    def show_proved(self) -> None:
        """Say that nothing is left to do with this key."""
        self.set_lead(tr("This key is printed or saved, and proved."))
        self._show(proved=True, out="")
        self.set_missing()
        self.rest_on(self.primary)

    def show_refused(self) -> None:
        """Say no more of what was tried; a key that has gone nowhere is still to be printed or saved."""
        self.set_busy("")
        if not self.gone_out.words and not self.print.isHidden():
            self.set_missing(tr("Print or save the key first."))

    def focus_first(self) -> None:
        """Leave the focus where the key's state has put it."""

    def _show(self, *, proved: bool, out: str) -> None:
        self.wipe()
        self.set_problems(())
        for button in (self.print, self.save):
            button.setVisible(not proved)
        self.again.setVisible(proved)
        self.gone_out.set_parts(out)
        self.proof.setVisible(bool(out))


OFFICE, TITLE, SECTION, TEXT, KEY = 18.0, 14.0, 12.0, 11.0, 14.0
"""Points."""
CODE_WIDE = 36 * MM
"""The width of the code, without the white around it."""
_IN_LINE = 5


@dataclass(frozen=True)
class KeyName:
    """The names of a key: on its page and its sheet (`heading`), as a document (`title`), and as a file (`file`).

    Nothing of the key itself is in any of them.
    """

    heading: str
    title: str
    file: str


def numbered(number: int) -> KeyName:
    """Return the name of one of the two that a new office has."""
    heading, title = tr("Recovery key {number} of 2"), tr("Recovery key {number}")
    return KeyName(heading.format(number=number), title.format(number=number), f"recovery-{number}.txt")


def in_place_of_a_lost_one() -> KeyName:
    """Return the name of one that takes the place of another."""
    return KeyName(tr("New recovery key"), tr("New recovery key"), "recovery-new.txt")


def key_document(office: str, name: KeyName, key: NewRecoveryKey) -> QTextDocument:
    """Return the paper of a key, laid out on A4."""
    document = QTextDocument()
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, name.title)
    writer = Typesetter(document, TEXT)
    writer.line(office, OFFICE, bold=True, above=0)
    writer.line(name.heading, TITLE, bold=True, above=2)
    writer.line(tr("Whoever has this sheet and a back-up can hear everything in it. Lock it away."), bold=True)
    writer.line(tr("Keep it in a different place from the other key, and not with the back-ups."))
    writer.line(tr("The key"), SECTION, bold=True, above=14)
    add_code(document, writer, "key.png", key.secret, CODE_WIDE)
    writer.fine_print(_in_lines(groups(key.secret)), KEY)
    writer.line(
        tr(
            "After AGE-SECRET-KEY-1 it has no other 1, and no letter B, I or O: 0 is a zero. Its last {n} characters "
            "are what the program asks for now."
        ).format(n=END)
    )
    writer.line(tr("To use it"), SECTION, bold=True, above=14)
    writer.bullets(
        (
            tr("Type the key into a file, in one line, or scan the code. Spaces and small letters do no harm."),
            tr("Restore the office from a back-up: listening-room restore BACK-UP --recovery FILE"),
            tr("Make a new administrator where there is none: listening-room people recover --recovery FILE ..."),
            tr("Destroy the file afterwards."),
        )
    )
    writer.line(tr("Its public half, by which the office knows it"), SECTION, bold=True, above=14)
    writer.fine_print(key.recipient, TEXT)
    writer.line(tr("Kept by: ________________________   Since: ______________"), above=24)
    return on_sheets(document)


def _in_lines(parts: tuple[str, ...]) -> str:
    first, rest = parts[0], parts[1:]
    lines = [" ".join(rest[at : at + _IN_LINE]) for at in range(0, len(rest), _IN_LINE)]
    return "\n".join((first, *lines))


class MakingKey(QObject):
    """Makes one key on its page. Emits `failed(ListeningRoomError)`. `recipient`: of the key, once it was proved."""

    failed = Signal(ListeningRoomError)

    def __init__(self, maker: NewRecoveryKeys, tasks: Tasks, name: KeyName, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.maker, self._tasks, self._name = maker, tasks, name
        self.page = NewKeyPage(name.heading)
        self.recipient = ""
        self._key: NewRecoveryKey | None = None
        self._office = ""
        self.page.print.clicked.connect(self._print)
        self.page.save.clicked.connect(self._save)
        self.page.again.clicked.connect(self._make)

    def begin(self, office: str) -> None:
        """Show where it is, with a fresh key where there is none yet. `office`: its name, for the paper."""
        self._office = office
        if self.recipient:
            self.page.show_proved()
        elif self._key is not None:
            self.page.show_new()
        else:
            self._make()

    def prove(self) -> None:
        """Compare what was typed with the key's end, and forget its secret half. Raises FieldsError."""
        if self._key is None:
            return  # it was proved before
        if not proves(self.page.proof.value(), self._key.secret):
            self.page.wipe()
            raise FieldsError({"proof": "recovery_not_proved"})
        self.recipient, self._key = self._key.recipient, None

    def forget(self) -> None:
        """Forget everything."""
        self.recipient, self._key = "", None
        self.page.wipe()

    @Slot()
    def _make(self) -> None:
        self.recipient = ""
        self.page.set_busy(tr("Making a key."))
        made = self._tasks.run(self.maker.new_recovery_key, owner=self)
        made.then(self._made).otherwise(self._refused)

    def _made(self, key: NewRecoveryKey) -> None:
        self._key = key
        self.page.set_busy("")
        self.page.show_new()

    @Slot()
    def _print(self) -> None:

        try:
            printer = choose_printer(self.page, "no_printer_for_key")
        except ListeningRoomError as error:
            self.failed.emit(error)
            return
        if printer is not None and self._key is not None:
            document = key_document(self._office, self._name, self._key)
            print_sheets(document, self._name.title, printer)
            document.deleteLater()
            self.page.show_printed()

    @Slot()
    def _save(self) -> None:
        title, kind = tr("Save the recovery key on a USB stick"), tr("Text files (*.txt)")
        file = choose_to_save(self.page, title, self._name.file, kind)
        if file is not None and self._key is not None:
            self.page.set_busy(tr("Saving the key."))
            saved = self._tasks.run(partial(self.maker.save_recovery_key, self._key, file), owner=self)
            saved.then(partial(self._saved, file)).otherwise(self._refused)

    def _saved(self, file: Path, same_disk: bool) -> None:
        said = [tr("The key is in the file {name}.").format(name=file.name)]
        if same_disk:
            said.append(tr("It is on the office’s own disk: move it to a USB stick before you continue."))
        said.append(tr("Open the file, and type the end of the last line."))
        self.page.set_busy("")
        self.page.show_out(*said)

    def _refused(self, error: ListeningRoomError) -> None:
        self.page.show_refused()
        self.failed.emit(error)
