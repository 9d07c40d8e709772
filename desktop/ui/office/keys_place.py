"""The office's keys, for administrators: its recovery keys, and the act that replaces one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from desktop.application.office import granting
from desktop.application.office.desks import Renewed
from desktop.application.office.recovery_keys import (
    OfficeKeys,
    RecoveryKey,
    ReplaceRecoveryKey,
    office_keys,
)
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.office.acting import ActsPlace, ActsPresenter
from desktop.ui.office.keys_pages import KeyPage, KeysPage, ReplacePage, TypedKey, WhencePage
from desktop.ui.recovery_keys.key_paper import in_place_of_a_lost_one
from desktop.ui.recovery_keys.making_key import MakingKey
from desktop.ui.running.context import Context
from desktop.words import tr


class KeysPresenter(ActsPresenter):
    """Reads the keys, and replaces one."""

    found = Signal(OfficeKeys)
    replaced = Signal()

    def load(self) -> None:
        """Read the keys again."""
        self._context.run(office_keys, self._context.actor, owner=self).then(self.found.emit)

    def replace(self, lost: RecoveryKey, typed: TypedKey) -> None:
        """Put another in the place of that one, and renew what it opened, behind whatever is shown."""
        command = ReplaceRecoveryKey(self._by(typed.own_password), lost.recipient, typed.new)
        self._context.run(command).then(self._done).otherwise(self._failed)

    @Slot(object)
    def _done(self, _: None) -> None:
        self._context.work(granting.renew_keys, self._context.actor).then(self._renewed)
        self.replaced.emit()

    @Slot(object)
    def _renewed(self, _: Renewed) -> None:
        """Count again. What is left is renewed at night, by a PC that holds it."""
        self.load()

    def _is_done_all_the_same(self) -> None:
        self._done(None)


class KeysPlace(ActsPlace):
    """The place of the office's keys. A new key that was made and not proved is forgotten when its page is left."""

    list_page: KeysPage
    presenter: KeysPresenter

    def __init__(self, context: Context) -> None:
        self.key_page, self.whence_page, self.replace_page = KeyPage(context), WhencePage(), ReplacePage()
        self.making = MakingKey(context.desk.new_recovery_keys, context.tasks, in_place_of_a_lost_one())
        pages = self.key_page, self.whence_page, self.making.page, self.replace_page
        super().__init__(context, KeysPage(context), *pages)
        self.making.setParent(self)
        self._keys: dict[str, RecoveryKey] = {}
        self._seen: RecoveryKey | None = None
        self.presenter = KeysPresenter(context, self)
        self.presenter.found.connect(self._show_list)
        self.presenter.replaced.connect(self._replaced)
        self.presenter.refused.connect(self._refused)
        self.list_page.table.opened.connect(self._open)
        self.key_page.submitted.connect(self._begin)
        self.key_page.back.connect(self._back)
        self.whence_page.submitted.connect(self._chosen)
        self.whence_page.back.connect(self._leave)
        self.making.failed.connect(context.fail)
        self.making.page.submitted.connect(self._prove)
        self.making.page.back.connect(self._begin)
        self.replace_page.wanted.connect(self._replace)
        self.replace_page.back.connect(self._begin)

    @Slot(object)
    def _show_list(self, keys: OfficeKeys) -> None:
        self._keys = {key.recipient: key for key in keys.recovery}
        self.list_page.show_keys(keys)

    @Slot(object)
    def _open(self, recipient: str) -> None:
        self._seen = self._keys[recipient]
        self.list_page.show_done("")
        self.stack.setCurrentWidget(self.key_page)
        self.key_page.show_key(self._seen)

    @Slot()
    def _begin(self) -> None:
        """Ask where the new key comes from; one that was made before is forgotten."""
        self._forget()
        if self._seen is not None:
            self.stack.setCurrentWidget(self.whence_page)
            self.whence_page.begin(self._seen)

    @Slot()
    def _chosen(self) -> None:
        if self._seen is None:
            return
        if self.whence_page.made:
            self.stack.setCurrentWidget(self.making.page)
            self.making.begin(self._context.desk.office.name)
        else:
            self.stack.setCurrentWidget(self.replace_page)
            self.replace_page.begin(self._seen)

    @Slot()
    def _prove(self) -> None:
        try:
            self.making.prove()
        except FieldsError as error:
            self.making.page.show_refusal(error)
            return
        if self._seen is not None:
            self.stack.setCurrentWidget(self.replace_page)
            self.replace_page.begin(self._seen, self.making.recipient)

    @Slot(object)
    def _replace(self, typed: TypedKey) -> None:
        if self._seen is not None:
            self.presenter.replace(self._seen, typed)

    @Slot()
    def _replaced(self) -> None:
        self._forget()
        self.replace_page.set_busy("")
        self._back()
        self.list_page.show_done(tr("The recovery key is replaced. Make a new back-up now."))

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._show_refusal(self.replace_page, error)

    @Slot()
    def _leave(self) -> None:
        self._forget()
        if self._seen is not None:
            self._open(self._seen.recipient)

    @Slot()
    def _back(self) -> None:
        self._forget()
        super()._back()

    def _forget(self) -> None:
        self.making.forget()
        self.replace_page.own_password.wipe()
