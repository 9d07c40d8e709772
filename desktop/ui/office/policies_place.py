"""The office's policies: the list, one of them, one change after another, and what each means before it is made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from desktop.application.office import policies as acting
from desktop.application.office import policy_edits
from desktop.application.office.policies import ChangePolicy, DecideOnPolicy, PoliciesView, PolicyState, Preview
from desktop.application.office.policy_edits import Edit, FileEdit
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.errors import ListeningRoomError
from desktop.ui.kit.dialogs import choose_file, choose_to_save
from desktop.ui.office.acting import ActsPresenter
from desktop.ui.office.policy_forms import form_of
from desktop.ui.office.policy_pages import PoliciesPage, PolicyEditPage, PolicyPage, PolicyPreviewPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace, refresh_keeping_focus
from desktop.words import tr
from desktop.words.policies import PolicyRow


class PoliciesPresenter(ActsPresenter):
    """Reads the policies, previews one change after another, and makes them."""

    listed = Signal(PoliciesView)
    previewed = Signal(Preview)
    done = Signal()
    saved = Signal()

    def load(self) -> None:
        """Reload the list."""
        self._context.run(acting.policies, self._context.actor, owner=self).then(self.listed.emit)

    def preview(self, edit: Edit) -> None:
        """Look what that would change."""
        looked = self._context.run(policy_edits.preview_edit, self._context.actor, edit, owner=self)
        looked.then(self.previewed.emit).otherwise(self.refused.emit)

    def change(self, preview: Preview, password: str, reason: str) -> None:
        """Put it in force, or propose it."""
        command = ChangePolicy(self._by(password), preview.name, preview.content, preview.seen, reason)
        self._context.run(acting.change_policy, command).then(self._done).otherwise(self._failed)

    def adopt(self, seen: PolicyVersion, password: str) -> None:
        """Put what waits in force."""
        command = DecideOnPolicy(self._by(password), seen)
        self._context.run(acting.adopt_policy, command).then(self._done).otherwise(self._failed)

    def drop(self, seen: PolicyVersion, password: str) -> None:
        """Drop what waits."""
        command = DecideOnPolicy(self._by(password), seen)
        self._context.run(acting.drop_policy, command).then(self._done).otherwise(self._failed)

    def save(self, name: PolicyName, file: Path) -> None:
        """Write the text in force into a file."""
        written = self._context.run(policy_edits.export_policy, self._context.actor, name, file)
        written.then(self._saved)

    @Slot(object)
    def _done(self, _: None) -> None:
        """Go by the policies as they are now, and say that it is done."""
        read = self._context.tasks.run(self._context.desk.policies.look_again, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    @Slot(object)
    def _read(self, _: bool) -> None:
        self.done.emit()

    @Slot(object)
    def _saved(self, _: None) -> None:
        self.saved.emit()

    def _is_done_all_the_same(self) -> None:
        self._done(None)


class PoliciesPlace(PagesPlace):
    """The place of the office's policies. `waiting`: changes that someone else proposed."""

    list_page: PoliciesPage
    presenter: PoliciesPresenter

    def __init__(self, context: Context) -> None:
        self.policy_page, self.edit_page = PolicyPage(context), PolicyEditPage()
        self.preview_page = PolicyPreviewPage(context)
        pages = self.policy_page, self.edit_page, self.preview_page
        super().__init__(context, PoliciesPage(context), *pages)
        self._view = PoliciesView((), {})
        self._name = PolicyName.OFFICE
        self._preview: Preview | None = None
        self._said, self._is_done = "", False
        self.presenter = PoliciesPresenter(context, self)
        self._connect()

    def _connect(self) -> None:
        presenter, page, preview = self.presenter, self.policy_page, self.preview_page
        presenter.listed.connect(self._show_list)
        presenter.previewed.connect(self._show_preview)
        presenter.done.connect(self._done)
        presenter.saved.connect(self._saved)
        presenter.refused.connect(self._refused)
        self.list_page.table.opened.connect(self._open)
        page.submitted.connect(self._see_waiting)
        page.change_wanted.connect(self._begin_change)
        page.file_wanted.connect(self._choose_file)
        page.save_wanted.connect(self._choose_to_save)
        page.back.connect(self._back)
        self.edit_page.wanted.connect(presenter.preview)
        self.edit_page.back.connect(self._show_policy)
        preview.wanted.connect(self._do)
        preview.drop_wanted.connect(self._drop)
        preview.back.connect(self._show_policy)

    @property
    def _state(self) -> PolicyState:
        return self._view.state(self._name)

    @Slot(object)
    def _show_list(self, view: PoliciesView) -> None:
        seen, self._view = self._view, view
        self.list_page.show_policies(view)
        by = self._context.actor.by
        self.waiting.emit(sum(each.waiting is not None and each.waiting.changed_by != by for each in view.states))
        if self._is_done:
            self._is_done = False
            self._show_policy()
        elif self.policy_page.isVisible() and seen.state(self._name) != self._state:
            refresh_keeping_focus(self.policy_page, lambda: self.policy_page.show_policy(view, self._state))

    @Slot(object)
    def _open(self, name: object) -> None:
        assert isinstance(name, PolicyName)
        self._name = name
        self._show_policy()

    @Slot()
    def _show_policy(self) -> None:
        said, self._said = self._said, ""
        self.stack.setCurrentWidget(self.policy_page)
        self.policy_page.show_policy(self._view, self._state, said)

    @Slot(object)
    def _begin_change(self, row: PolicyRow) -> None:
        self.stack.setCurrentWidget(self.edit_page)
        self.edit_page.begin(self._name, form_of(self._state.policy, row))

    @Slot()
    def _choose_file(self) -> None:
        file = choose_file(self, tr("Import a policy"))
        if file is not None:
            self.presenter.preview(FileEdit(self._name, file))

    @Slot()
    def _choose_to_save(self) -> None:
        file = choose_to_save(self, tr("Save the policy"), f"{self._name.value}.toml", tr("Policies (*.toml)"))
        if file is not None:
            self.presenter.save(self._name, file)

    @Slot()
    def _see_waiting(self) -> None:
        self._preview = None
        self.stack.setCurrentWidget(self.preview_page)
        self.preview_page.show_waiting(self._view, self._state)

    @Slot(object)
    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.stack.setCurrentWidget(self.preview_page)
        self.preview_page.show_preview(preview)

    @Slot(str, str)
    def _do(self, password: str, reason: str) -> None:
        if self._preview is not None:
            self._said = tr("This is proposed.") if self._preview.weaker else tr("This is in force now.")
            self.presenter.change(self._preview, password, reason)
        elif self._state.waiting is not None:
            self._said = tr("This is in force now.")
            self.presenter.adopt(self._state.waiting, password)

    @Slot(str)
    def _drop(self, password: str) -> None:
        if self._state.waiting is not None:
            self._said = tr("The change is dropped.")
            self.presenter.drop(self._state.waiting, password)

    @Slot()
    def _done(self) -> None:
        self._is_done = True
        self.presenter.load()

    @Slot()
    def _saved(self) -> None:
        self._said = tr("The policy is saved as a file.")
        self._show_policy()

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        self._said = ""
        page = self.stack.currentWidget()
        if isinstance(page, PolicyEditPage | PolicyPreviewPage) and page.show_refusal(error):
            return
        self._context.fail(error)
