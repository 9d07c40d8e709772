"""Restoring an office, page by page: the back-up and a key, where its database is or goes, and the restoring itself.

Rules:
- Nothing is made before the last page's button. What fails, or is cancelled, leaves nothing behind (`restoring`).
- A server's passwords are wiped from their page as it is left, and from the plan when this is left.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.first_start import OfficePlan, RestorePlan
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start.restore_pages import BackupPage, DatabasePage, RestoredPage, RestorePage, failed_words
from desktop.ui.first_start.server_pages import ServerPage
from desktop.ui.running.under_way import UnderWay
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.application.ports.first_start import FirstStart, Restored
    from desktop.ui.kit.widgets.back_page import BackPage
    from desktop.ui.kit.widgets.frame import Frame
    from desktop.ui.kit.widgets.page import Page
    from desktop.ui.running.tasks import Tasks


class Restoring(QObject):
    """Shows the pages in the frame. Emits `left` before the first page, and `restored` after the last."""

    left = Signal()
    restored = Signal()

    def __init__(self, start: FirstStart, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._start, self._tasks, self._frame = start, tasks, frame
        self.plan = RestorePlan()
        self.backup_page, self.database_page, self.server_page = BackupPage(), DatabasePage(), ServerPage()
        self.restore_page, self.restored_page = RestorePage(), RestoredPage()
        before = self.backup_page, self.database_page, self.server_page
        self.pages: tuple[Page, ...] = (*before, self.restore_page, self.restored_page)
        self.backup_page.submitted.connect(self._look)
        self.backup_page.back.connect(self._leave)
        self.database_page.submitted.connect(self._choose_place)
        self.database_page.back.connect(self.begin)
        self.server_page.submitted.connect(self._try_server)
        self.server_page.back.connect(self._ask_for_place)
        self.restore_page.submitted.connect(self._restore)
        self.restore_page.back.connect(self._before)
        self.restored_page.submitted.connect(self.restored)
        self._work = UnderWay(tasks, self.restore_page, self)
        self._work.failed.connect(self._not_restored)

    @property
    def running(self) -> bool:
        """Whether it is being restored."""
        return self._work.running

    @Slot()
    def begin(self) -> None:
        """Show the first page; what was chosen before is still there."""
        self.server_page.wipe()
        self.backup_page.which.show_kept(bool(self.plan.recovery_key))
        self._show(self.backup_page)

    def end(self) -> None:
        """Forget the secrets, and destroy the pages that were never shown."""
        self.plan = RestorePlan()
        for asking in (self.backup_page, self.server_page):
            asking.wipe()
        for page in self.pages:
            if page.parent() is None:
                page.deleteLater()

    def _show(self, page: Page) -> None:
        self._frame.banner.set_parts()
        self._frame.show_page(page)
        page.focus_first()

    @Slot()
    def _leave(self) -> None:
        self.plan = RestorePlan()
        self.backup_page.wipe()
        self._frame.banner.set_parts()
        self.left.emit()

    @Slot()
    def _before(self) -> None:
        if self.plan.server is not None:
            self._ask_for_server()
        elif self.plan.database_stays:
            self._ask_for_place()
        else:
            self.begin()

    @Slot()
    def _look(self) -> None:
        page = self.backup_page
        self._frame.banner.set_parts()
        page.set_busy(tr("Looking at the back-up."))
        looking = self._tasks.run(partial(self._start.check_backup, page.typed_into(self.plan)), owner=self)
        looking.then(self._looked).otherwise(partial(self._refused, page))

    @Slot(object)
    def _looked(self, plan: RestorePlan) -> None:
        assert plan.facts is not None
        self.backup_page.set_busy("")
        self.backup_page.set_problems(())
        self.backup_page.wipe()
        self.plan = plan
        if plan.facts.has_rows:
            self._ask_for_place()
        else:
            self.plan = replace(plan, server=None, database_stays=None)
            self._show_backup()

    @Slot()
    def _ask_for_place(self) -> None:
        self.server_page.wipe()
        self._show(self.database_page)

    @Slot()
    def _choose_place(self) -> None:
        plan = self.database_page.typed_into(self.plan)
        if plan.database_stays is None:
            self._refused(self.database_page, FieldsError({"database_stays": "database_stays_missing"}))
            return
        self.database_page.set_problems(())
        self.plan = replace(plan, server=None) if plan.database_stays else plan
        if plan.database_stays:
            self._show_backup()
        else:
            self._ask_for_server()

    def _ask_for_server(self) -> None:
        self.server_page.show_plan(OfficePlan(server=self.plan.server))
        self._show(self.server_page)

    @Slot()
    def _try_server(self) -> None:
        page = self.server_page
        self._frame.banner.set_parts()
        page.set_busy(tr("Trying it."))
        typed = page.typed(OfficePlan(on_server=True, server=self.plan.server))
        tried = self._tasks.run(partial(self._start.check_server, typed), owner=self)
        tried.then(self._tried).otherwise(partial(self._refused, page))

    @Slot(object)
    def _tried(self, found: OfficePlan) -> None:
        self.server_page.set_busy("")
        self.server_page.set_problems(())
        self.server_page.wipe()
        self.plan = replace(self.plan, server=found.server)
        self._show_backup()

    def _show_backup(self) -> None:
        self.restore_page.show_backup(self.plan)
        self._show(self.restore_page)

    @Slot()
    def _restore(self) -> None:
        self._frame.banner.set_parts()
        self._work.begin(partial(self._start.restore, self.plan), self._restored)

    @Slot(object)
    def _restored(self, done: Restored) -> None:
        self.plan = RestorePlan()
        self.restored_page.show_restored(done)
        self._show(self.restored_page)

    @Slot(object)
    def _not_restored(self, error: ListeningRoomError) -> None:
        self._frame.banner.set_parts(*failed_words(error))

    def _refused(self, page: BackPage, error: ListeningRoomError) -> None:
        self._frame.banner.set_parts(page.show_refusal(error))
