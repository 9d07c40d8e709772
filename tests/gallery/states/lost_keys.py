"""The gallery's pictures of a PC whose keyring was lost: its keys are restored on the pages. Nothing is restored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from desktop.application.ports.desk import Desk
from desktop.application.ports.lifecycle import KeysBackupFacts, KeysPlan, KeysRestored
from desktop.application.ports.sound import Watcher
from desktop.errors import FieldsError, KeyringError, ListeningRoomError, SignInRefusedError
from desktop.ui.kit.progress import Progress
from desktop.ui.recovery_keys.restoring import TYPED, RestoringKeys
from tests.gallery.camera import Camera
from tests.gallery.states.first_start import made_up

RECIPIENT = made_up(1).recipient


@dataclass
class StillKeys:
    """In the place of what restores them: it agrees to everything, but for what is to be refused."""

    on_server: bool = True
    refuses: ListeningRoomError | None = None

    def check(self, plan: KeysPlan) -> KeysPlan:
        self._agree()
        return replace(plan, facts=KeysBackupFacts(datetime(2026, 11, 24, 17, tzinfo=UTC), "0.1.0", RECIPIENT))

    def restore(self, plan: KeysPlan, watcher: Watcher) -> KeysRestored:
        self._agree()
        return KeysRestored("administrator", RECIPIENT)

    def _agree(self) -> None:
        refused, self.refuses = self.refuses, None
        if refused is not None:
            raise refused


def keys_missing() -> Desk:
    """Open no office: its password is not in the keyring."""
    raise KeyringError("database_password_missing")


def lost_keys(camera: Camera, keys: StillKeys) -> None:
    """Show the way from the sign-in page to an office that can be opened again."""
    camera.until("work_finished", lambda: bool(camera.shell.sign_in.refusal.words))
    camera.picture("sign-in-keys-lost")
    camera.shell.sign_in.keys_wanted.emit()
    pages = camera.screens.restoring_keys
    assert pages is not None
    _back_up(camera, keys, pages)
    page = pages.restore_page
    camera.picture("keys-lost-who")
    keys.refuses = SignInRefusedError("sign_in_refused")
    _press(camera, pages)
    camera.picture("keys-lost-refused")
    page.set_problems(())
    page.show_at_work(progress := Progress())
    progress.changed.emit(2, 3, 1.0)
    camera.picture("keys-lost-under-way")
    page.show_ended()
    _press(camera, pages)
    camera.picture("keys-lost-restored")


def _back_up(camera: Camera, keys: StillKeys, pages: RestoringKeys) -> None:
    page = pages.backup_page
    keys.refuses = FieldsError({"backup": "backup_folder_missing", "recovery": "recovery_file_missing"})
    _press(camera, pages)
    camera.picture("keys-lost-problem")
    page.set_problems(())
    page.backup.set_value(Path("/mnt/backup/2026-11-24"))
    page.recovery.set_value(Path("/media/stick/recovery-1.txt"))
    camera.picture("keys-lost")
    camera.fill(page.whence, TYPED)
    page.key.input.setText("pasted")
    camera.picture("keys-lost-pasted")
    _press(camera, pages)


def _press(camera: Camera, pages: RestoringKeys) -> None:
    """Press the button of the page in front, and wait for what comes of it."""
    page = next(page for page in pages.pages if page.isVisible())
    camera.press(page.primary)
