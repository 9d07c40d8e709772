"""Restoring a PC's lost keys, page by page, where the office cannot be opened for want of them.

Rules:
- Nothing is changed before the last page's button. What fails, or is cancelled, leaves the keyring as it was
  (`LostKeys`).
- A secret is wiped from its field as its page is left; the recovery key is known until the pages are left.
- The window is not closed while the keys are being restored.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal, Slot

from desktop.application.ports.lost_keys import KeysPlan
from desktop.errors import ListeningRoomError
from desktop.ui.recovery_keys.lost_keys_pages import KeysBackupPage, KeysRestoredPage, KeysRestorePage, failed_words
from desktop.ui.running.under_way import UnderWay
from desktop.words import tr
from desktop.words.errors import words_of

if TYPE_CHECKING:
    from desktop.application.ports.lost_keys import KeysRestored, LostKeys
    from desktop.ui.kit.widgets.frame import Frame
    from desktop.ui.kit.widgets.page import Page
    from desktop.ui.running.tasks import Tasks


class RestoringKeys(QObject):
    """Shows the pages in the frame, from `begin` on. Emits `left` before the first, and `restored` after the last."""

    left = Signal()
    restored = Signal()

    def __init__(self, keys: LostKeys, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._keys, self._tasks, self._frame = keys, tasks, frame
        self._plan = KeysPlan()
        self.backup_page = KeysBackupPage()
        self.restore_page = KeysRestorePage(on_server=keys.on_server)
        self.restored_page = KeysRestoredPage(on_server=keys.on_server)
        self.pages: tuple[Page, ...] = self.backup_page, self.restore_page, self.restored_page
        self.backup_page.submitted.connect(self._look)
        self.backup_page.back.connect(self.left)
        self.restore_page.submitted.connect(self._restore)
        self.restore_page.back.connect(self.begin)
        self.restored_page.submitted.connect(self.restored)
        self._work = UnderWay(tasks, self.restore_page, self)
        self._work.failed.connect(self._not_restored)
        tasks.access_ended.connect(self._access_ended)
        frame.window().installEventFilter(self)

    @property
    def running(self) -> bool:
        """Whether the keys are being restored."""
        return self._work.running

    @Slot()
    def begin(self) -> None:
        """Show the first page; what was chosen before is still there."""
        self.restore_page.wipe()
        self.backup_page.show_kept(bool(self._plan.recovery_key))
        self._show(self.backup_page)

    def end(self) -> None:
        """Forget the secrets, and destroy the pages."""
        self._plan = KeysPlan()
        self._frame.banner.set_parts()
        for page in (self.backup_page, self.restore_page):
            page.wipe()
        self._frame.drop_pages(self.pages)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self.running:
            event.ignore()
            return True
        return False

    def _show(self, page: Page) -> None:
        self._frame.banner.set_parts()
        self._frame.show_page(page)
        page.focus_first()

    @Slot()
    def _look(self) -> None:
        page = self.backup_page
        self._frame.banner.set_parts()
        page.set_busy(tr("Looking at the back-up."))
        looking = self._tasks.run(partial(self._keys.check, page.typed_into(self._plan)), owner=self)
        looking.then(self._looked).otherwise(self._not_looked)

    @Slot(object)
    def _looked(self, plan: KeysPlan) -> None:
        page, self._plan = self.backup_page, plan
        page.set_busy("")
        page.set_problems(())
        page.wipe()
        self.restore_page.show_plan(plan)
        self._show(self.restore_page)

    @Slot(object)
    def _not_looked(self, error: ListeningRoomError) -> None:
        self._frame.banner.set_parts(self.backup_page.show_refusal(error))

    @Slot()
    def _restore(self) -> None:
        page = self.restore_page
        self._frame.banner.set_parts()
        call = partial(self._keys.restore, page.typed_into(self._plan))
        page.set_problems(())
        self._work.begin(call, self._restored)

    @Slot(object)
    def _restored(self, done: KeysRestored) -> None:
        self._plan = KeysPlan()
        self.restored_page.show_restored(done)
        self._show(self.restored_page)

    @Slot(object)
    def _not_restored(self, error: ListeningRoomError) -> None:
        self._frame.banner.set_parts(*failed_words(self.restore_page.show_refusal(error), error.code))

    @Slot(object)
    def _access_ended(self, error: ListeningRoomError) -> None:
        """This PC was withdrawn, or the administrator has left, before anything was restored."""
        if self.backup_page.busy:
            self._frame.banner.set_parts(words_of(error))
