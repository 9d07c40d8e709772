"""A recovery key while it is made: printed or saved, proved, forgotten.

Rules:
- The secret half is here alone, from when it is made until its end was typed back; then only its recipient stays.
- It goes to a printer or into a file that someone has chosen, and nowhere else: no clipboard, no log, no widget.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.domain.office.recovery_proof import proves
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper.printing import choose_printer
from desktop.ui.kit.paper.sheets import print_sheets
from desktop.ui.recovery_keys.new_key_page import NewKeyPage
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.recovery_keys import NewRecoveryKey, NewRecoveryKeys
    from desktop.ui.recovery_keys.key_paper import KeyName
    from desktop.ui.running.tasks import Tasks


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
        self.page.print_wanted.connect(self._print)
        self.page.save_wanted.connect(self._save)
        self.page.another.connect(self._make)

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

    @Slot(object)
    def _made(self, key: NewRecoveryKey) -> None:
        self._key = key
        self.page.set_busy("")
        self.page.show_new()

    @Slot()
    def _print(self) -> None:
        from desktop.ui.recovery_keys.key_paper import key_document

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

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self.page.show_refused()
        self.failed.emit(error)
