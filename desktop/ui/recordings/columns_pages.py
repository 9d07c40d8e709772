"""The pages on which the columns of a table are said and saved, and what leads from one to the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.office import policies, policy_edits
from desktop.application.office.in_person import InPerson
from desktop.application.office.policies import ChangePolicy, Preview
from desktop.application.office.policy_edits import SourceEdit
from desktop.application.recordings.importing_at_desk import Looked
from desktop.domain.recordings.keeping import Source
from desktop.errors import ListeningRoomError, NotWitnessedError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.recordings.columns_page import ColumnsPage
from desktop.ui.recordings.columns_save_page import ColumnsSavePage
from desktop.ui.running.context import Context
from desktop.words import tr


class ColumnsPages(QObject):
    """Both pages, in the place's stack. Emits `saved(Source)` once it is in force, `back` and `left`."""

    saved = Signal(Source)
    back = Signal()
    left = Signal()

    def __init__(self, context: Context, stack: StackOfPages) -> None:
        super().__init__(stack)
        self._context, self._stack = context, stack
        self._source: Source | None = None
        self._preview: Preview | None = None
        self._file = Path()
        self.columns_page, self.save_page = ColumnsPage(context), ColumnsSavePage()
        for page in (self.columns_page, self.save_page):
            stack.addWidget(page)
        self.columns_page.wanted.connect(self._ask)
        self.columns_page.back.connect(self.back)
        self.save_page.wanted.connect(self._save)
        self.save_page.back.connect(self._show_columns)
        self.save_page.left.connect(self.left)

    def begin(self, looked: Looked) -> None:
        """Ask for the columns of a table."""
        self._stack.setCurrentWidget(self.columns_page)
        self.columns_page.show_sample(looked)

    def _show_columns(self) -> None:
        self._stack.setCurrentWidget(self.columns_page)
        self.columns_page.focus_first()

    @Slot(Source)
    def _ask(self, source: Source) -> None:
        """Look what that changes; or save it as a file, for those who may not change it."""
        self._source = source
        if self.columns_page.may_change:
            self.columns_page.set_busy(tr("Working out what that changes."))
            looked = self._context.run(policy_edits.preview_edit, self._context.actor, SourceEdit(source))
            looked.then(self._show_preview).otherwise(self._refused)
            return
        chosen = choose_to_save(self._stack, tr("Save the policy"), "keeping.toml", tr("Policies (*.toml)"))
        if chosen is not None:
            self._file = chosen
            written = self._context.run(policy_edits.export_with_source, self._context.actor, source, chosen)
            written.then(self._written).otherwise(self._refused)

    @Slot(object)
    def _show_preview(self, preview: Preview) -> None:
        self.columns_page.set_busy("")
        self._preview = preview
        self._stack.setCurrentWidget(self.save_page)
        self.save_page.show_preview(preview)

    @Slot(object)
    def _written(self, _: None) -> None:
        self._stack.setCurrentWidget(self.save_page)
        self.save_page.show_saved(self._file.name)

    @Slot(str, str)
    def _save(self, password: str, reason: str) -> None:
        assert self._preview is not None, "it was shown"
        by, shown = InPerson(self._context.actor, password), self._preview
        command = ChangePolicy(by, shown.name, shown.content, shown.seen, reason)
        self._context.run(policies.change_policy, command).then(self._done).otherwise(self._refused)

    @Slot(object)
    def _done(self, _: None) -> None:
        read = self._context.tasks.run(self._context.desk.policies.look_again, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    @Slot(object)
    def _read(self, _: bool) -> None:
        assert self._preview is not None and self._source is not None, "it was saved"
        self.save_page.set_busy("")
        if self._preview.weaker:
            self.save_page.show_proposed(self._source.name)
        else:
            self.saved.emit(self._source)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self.columns_page.set_busy("")
        if isinstance(error, NotWitnessedError):  # it is done all the same
            self._context.fail(error)
            self._done(None)
        elif not self.save_page.show_refusal(error):
            self._context.fail(error)
