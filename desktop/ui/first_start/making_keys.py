"""The two recovery keys while they are made: printed or saved, proved, forgotten.

Rules:
- A secret half is here alone, from when it is made until its end was typed back; then only its recipient stays.
- It goes to a printer or into a file that somebody has chosen, and nowhere else: no clipboard, no log, no widget.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.application.ports.first_start import NewRecoveryKey
from desktop.domain.office.recovery_proof import proves
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start.flow import Step
from desktop.ui.first_start.key_pages import KeyPage
from desktop.ui.first_start.step_page import Pages
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.paper.printing import choose_printer
from desktop.ui.kit.paper.sheets import print_sheets
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.first_start import FirstStart
    from desktop.ui.running.tasks import Tasks

KEY_STEPS = (Step.FIRST_KEY, Step.SECOND_KEY)


class MakingKeys(QObject):
    """Makes both keys, page by page. Emits `failed(ListeningRoomError)`."""

    failed = Signal(ListeningRoomError)

    def __init__(self, start: FirstStart, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._start, self._tasks = start, tasks
        self.pages: Pages[KeyPage] = Pages(self._new_page)
        self._keys: dict[Step, NewRecoveryKey] = {}
        self._proved: dict[Step, str] = {}
        self._office = ""

    def _new_page(self, step: Step) -> KeyPage:
        page = KeyPage(KEY_STEPS.index(step) + 1)
        page.print_wanted.connect(partial(self._print, step))
        page.save_wanted.connect(partial(self._save, step))
        page.another.connect(partial(self._make, step))
        return page

    @property
    def recipients(self) -> tuple[str, str]:
        """The recipients of both, as far as they were proved."""
        first, second = (self._proved.get(step, "") for step in KEY_STEPS)
        return first, second

    def begin(self, step: Step, office: str) -> None:
        """Show that page, with a fresh key where there is none yet. `office`: its name, for the paper."""
        self._office = office
        if step in self._proved:
            self.pages[step].show_proved()
        elif step in self._keys:
            self.pages[step].show_new()
        else:
            self._make(step)

    def prove(self, step: Step) -> None:
        """Compare what was typed with the key's end, and forget its secret half. Raises FieldsError."""
        key = self._keys.get(step)
        if key is None:
            return  # it was proved before
        if not proves(self.pages[step].proof.value(), key.secret):
            self.pages[step].wipe()
            raise FieldsError({"proof": "recovery_not_proved"})
        self._proved[step] = key.recipient
        del self._keys[step]

    def forget(self) -> None:
        """Forget everything."""
        self._keys.clear()
        self._proved.clear()
        for page in self.pages.values():
            page.wipe()

    def _make(self, step: Step) -> None:
        self._proved.pop(step, None)
        self.pages[step].set_busy(tr("Making a key."))
        made = self._tasks.run(self._start.new_recovery_key, owner=self)
        made.then(partial(self._made, step)).otherwise(partial(self._refused, step))

    def _made(self, step: Step, key: NewRecoveryKey) -> None:
        self._keys[step] = key
        self.pages[step].set_busy("")
        self.pages[step].show_new()

    def _print(self, step: Step) -> None:
        from desktop.ui.first_start.key_paper import key_document, key_title

        page, number = self.pages[step], KEY_STEPS.index(step) + 1
        try:
            printer = choose_printer(page, "no_printer_for_key")
        except ListeningRoomError as error:
            self.failed.emit(error)
            return
        if printer is not None and step in self._keys:
            document = key_document(self._office, number, self._keys[step])
            print_sheets(document, key_title(number), printer)
            document.deleteLater()
            page.show_printed()

    def _save(self, step: Step) -> None:
        page, name = self.pages[step], f"recovery-{KEY_STEPS.index(step) + 1}.txt"
        file = choose_to_save(page, tr("Save the recovery key on a USB stick"), name, tr("Text files (*.txt)"))
        if file is not None and step in self._keys:
            page.set_busy(tr("Saving the key."))
            saved = self._tasks.run(partial(self._start.save_recovery_key, self._keys[step], file), owner=self)
            saved.then(partial(self._saved, step, file)).otherwise(partial(self._refused, step))

    def _saved(self, step: Step, file: Path, same_disk: bool) -> None:
        said = [tr("The key is in the file {name}.").format(name=file.name)]
        if same_disk:
            said.append(tr("It is on the office’s own disk: move it to a USB stick before you continue."))
        said.append(tr("Open the file, and type the end of the last line."))
        self.pages[step].set_busy("")
        self.pages[step].show_out(*said)

    def _refused(self, step: Step, error: ListeningRoomError) -> None:
        self.pages[step].show_refused()
        self.failed.emit(error)
