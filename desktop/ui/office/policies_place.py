"""The office's policies: the list, one of them, one change after another, and what each means before it is made."""

from __future__ import annotations

from PySide6.QtCore import Slot

from desktop.application.office import policies, policy_edits
from desktop.application.office.policies import PoliciesView, PolicyState, Preview
from desktop.application.office.policy_edits import Edit, FileEdit
from desktop.domain.office.policies import PolicyName
from desktop.errors import ListeningRoomError
from desktop.ui.kit.overlays import choose_file, choose_to_save
from desktop.ui.office.acting import ActsPlace
from desktop.ui.office.policy_forms import form_of
from desktop.ui.office.policy_pages import PoliciesPage, PolicyEditPage, PolicyPage, PolicyPreviewPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import refresh_keeping_focus
from desktop.words import tr
from desktop.words.policies import PolicyRow


class PoliciesPlace(ActsPlace):
    """The place of the office's policies. `waiting`: changes that someone else proposed."""

    list_page: PoliciesPage

    def __init__(self, context: Context) -> None:
        self.policy_page, self.edit_page = PolicyPage(context), PolicyEditPage()
        self.preview_page = PolicyPreviewPage(context)
        pages = self.policy_page, self.edit_page, self.preview_page
        super().__init__(context, PoliciesPage(context), *pages)
        self._view = PoliciesView((), {})
        self._name = PolicyName.OFFICE
        self._preview: Preview | None = None
        self._said, self._is_changed = "", False
        self._connect()

    def _connect(self) -> None:
        page, preview = self.policy_page, self.preview_page
        self.list_page.table.opened.connect(self._open)
        page.submitted.connect(self._see_waiting)
        page.change_wanted.connect(self._begin_change)
        page.file.clicked.connect(self._choose_file)
        page.save.clicked.connect(self._choose_to_save)
        page.back.connect(self._back)
        self.edit_page.wanted.connect(self._look)
        self.edit_page.back.connect(self._show_policy)
        preview.wanted.connect(self._do)
        preview.drop_wanted.connect(self._drop)
        preview.back.connect(self._show_policy)

    @property
    def _state(self) -> PolicyState:
        return self._view.state(self._name)

    def load(self) -> None:
        """Reload the list."""
        self._context.run(policies.policies, self._context.actor, owner=self).then(self._show_list)

    def _show_list(self, view: PoliciesView) -> None:
        seen, self._view = self._view, view
        self.list_page.show_policies(view)
        by = self._context.actor.by
        self.waiting.emit(sum(each.waiting is not None and each.waiting.changed_by != by for each in view.states))
        if self._is_changed:
            self._is_changed = False
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
            self._look(FileEdit(self._name, file))

    @Slot(object)
    def _look(self, edit: Edit) -> None:
        """Look what that would change."""
        looked = self._context.run(policy_edits.preview_edit, self._context.actor, edit, owner=self)
        looked.then(self._show_preview).otherwise(self._refused)

    @Slot()
    def _choose_to_save(self) -> None:
        file = choose_to_save(self, tr("Save the policy"), f"{self._name.value}.toml", tr("Policies (*.toml)"))
        if file is not None:
            written = self._context.run(policy_edits.export_policy, self._context.actor, self._name, file)
            written.then(self._saved)

    @Slot()
    def _see_waiting(self) -> None:
        self._preview = None
        self.stack.setCurrentWidget(self.preview_page)
        self.preview_page.show_waiting(self._view, self._state)

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.stack.setCurrentWidget(self.preview_page)
        self.preview_page.show_preview(preview)

    @Slot(str, str)
    def _do(self, password: str, reason: str) -> None:
        if self._preview is not None:
            self._said = tr("This is proposed.") if self._preview.weaker else tr("This is in force now.")
            seen, by = self._preview, self._by(password)
            self._carry_out(policies.ChangePolicy(by, seen.name, seen.content, seen.seen, reason))
        elif self._state.waiting is not None:
            self._said = tr("This is in force now.")
            self._carry_out(policies.AdoptPolicy(self._by(password), self._state.waiting))

    @Slot(str)
    def _drop(self, password: str) -> None:
        if self._state.waiting is not None:
            self._said = tr("The change is dropped.")
            self._carry_out(policies.DropPolicy(self._by(password), self._state.waiting))

    def _is_done(self, _: object = None) -> None:
        """Go by the policies as they are now, and show them."""
        read = self._context.tasks.run(self._context.desk.policies.look_again, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    def _read(self, _: bool) -> None:
        self._is_changed = True
        self.load()

    def _saved(self, _: None) -> None:
        self._said = tr("The policy is saved as a file.")
        self._show_policy()

    def _refused(self, error: ListeningRoomError) -> None:
        self._said = ""
        page = self.stack.currentWidget()
        if isinstance(page, PolicyEditPage | PolicyPreviewPage) and page.show_refusal(error):
            return
        self._context.fail(error)
