"""The office's policies: the list, one of them, one change, and what it means before it is made."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from desktop.application.office import policies as acting
from desktop.application.office import policy_edits
from desktop.application.office.policies import ChangePolicy, DecideOnPolicy, PoliciesView, PolicyState, Preview
from desktop.application.office.policy_edits import Edit, FileEdit
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.sessions.id_policy import Combination, DocumentKind, IdPolicy
from desktop.errors import ListeningRoomError
from desktop.ui.kit.dialogs import choose_file, choose_to_save
from desktop.ui.office.acting import ActsPresenter
from desktop.ui.office.policies_page import PoliciesPage, PolicyPage
from desktop.ui.office.policy_begin_page import PolicyBeginPage
from desktop.ui.office.policy_document_pages import PolicyEnoughPage, PolicyKindPage
from desktop.ui.office.policy_edit_page import EditPage, PolicyEditPage
from desktop.ui.office.policy_letter_pages import PolicyAnswerPage, PolicyRegulatorPage, PolicyWelshPage
from desktop.ui.office.policy_office_pages import OfficePartPage, PolicyContactPage, PolicyHoursPage
from desktop.ui.office.policy_preview_page import PolicyPreviewPage
from desktop.ui.office.policy_system_page import PolicySystemPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.words import tr
from desktop.words.office.policy_rows import ANSWER, ANSWER_WELSH, CONTACT, IN_WELSH, REGULATOR, PolicyRow


class PoliciesPresenter(ActsPresenter):
    """Reads the policies, previews one change after another, and makes them."""

    listed = Signal(PoliciesView)
    previewed = Signal(Preview)
    done = Signal()
    saved = Signal()

    def load(self) -> None:
        """Reload the list."""
        self._context.run(acting.policies, self._context.actor).then(self._listed)

    def begin(self, password: str) -> None:
        """Begin with this PC's files."""
        self._context.run(acting.begin_policies, self._by(password)).then(self._done).otherwise(self._failed)

    def preview(self, edit: Edit) -> None:
        """Look what that would change."""
        looked = self._context.run(policy_edits.preview_edit, self._context.actor, edit)
        looked.then(self._previewed).otherwise(self.refused.emit)

    def change(self, preview: Preview, password: str) -> None:
        """Put it in force, or propose it."""
        command = ChangePolicy(self._by(password), preview.name, preview.content, preview.seen)
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
    def _listed(self, view: PoliciesView) -> None:
        self.listed.emit(view)

    @Slot(object)
    def _previewed(self, preview: Preview) -> None:
        self.previewed.emit(preview)

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
    """The place of the office's policies. `waiting`: changes that somebody else proposed."""

    list_page: PoliciesPage
    presenter: PoliciesPresenter

    def __init__(self, context: Context) -> None:
        self.policy_page, self.edit_page = PolicyPage(context), PolicyEditPage()
        self.preview_page, self.begin_page = PolicyPreviewPage(context), PolicyBeginPage()
        self.contact_page, self.hours_page = PolicyContactPage(), PolicyHoursPage()
        self.kind_page, self.enough_page, self.system_page = PolicyKindPage(), PolicyEnoughPage(), PolicySystemPage()
        self.regulator_page, self.answer_page, self.welsh_page = (
            PolicyRegulatorPage(),
            PolicyAnswerPage(),
            PolicyWelshPage(),
        )
        of_office = self.contact_page, self.hours_page, self.regulator_page, self.answer_page, self.welsh_page
        others = self.kind_page, self.enough_page, self.system_page
        self._edits: tuple[EditPage, ...] = (self.edit_page, *of_office, *others)
        pages = self.policy_page, *self._edits, self.preview_page, self.begin_page
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
        self.list_page.submitted.connect(self._ask_to_begin)
        page.submitted.connect(self._see_waiting)
        page.change_wanted.connect(self._begin_change)
        page.kind_wanted.connect(self._begin_kind)
        page.enough_wanted.connect(self._begin_enough)
        page.holiday_wanted.connect(self._begin_holiday)
        page.system_wanted.connect(self._begin_system)
        page.file_wanted.connect(self._choose_file)
        page.save_wanted.connect(self._choose_to_save)
        page.back.connect(self._back)
        for edits in self._edits:
            edits.wanted.connect(self.presenter.preview)
            edits.back.connect(self._show_policy)
        preview.wanted.connect(self._do)
        preview.drop_wanted.connect(self._drop)
        preview.back.connect(self._show_policy)
        self.begin_page.wanted.connect(self.presenter.begin)
        self.begin_page.back.connect(self._back)

    @property
    def _state(self) -> PolicyState:
        return self._view.state(self._name)

    @Slot(object)
    def _show_list(self, view: PoliciesView) -> None:
        self._view = view
        self.list_page.show_policies(view)
        by = self._context.actor.by
        self.waiting.emit(sum(each.waiting is not None and each.waiting.changed_by != by for each in view.states))
        if self._is_done:
            self._is_done = False
            self._show_policy()

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

    @Slot()
    def _ask_to_begin(self) -> None:
        self.stack.setCurrentWidget(self.begin_page)
        self.begin_page.begin()

    @Slot(object)
    def _begin_change(self, row: PolicyRow) -> None:
        policy = self._state.policy
        if row.at:
            self.stack.setCurrentWidget(self.edit_page)
            self.edit_page.begin_number(self._name, row)
        elif isinstance(row.of, DocumentKind):
            self._begin_kind(row)
        elif isinstance(row.of, Combination):
            self._begin_enough(row)
        elif isinstance(row.of, Source):
            self._begin_system(row)
        elif isinstance(policy, OfficePolicy):
            page = self._page_of(row.part)
            self.stack.setCurrentWidget(page)
            page.begin_part(row, policy)

    def _page_of(self, part: str) -> OfficePartPage:
        pages: dict[str, OfficePartPage] = {
            CONTACT: self.contact_page,
            REGULATOR: self.regulator_page,
            ANSWER: self.answer_page,
            ANSWER_WELSH: self.answer_page,
            IN_WELSH: self.welsh_page,
        }
        return pages.get(part, self.hours_page)

    @Slot()
    def _begin_kind(self, row: PolicyRow | None = None) -> None:
        policy = self._state.policy
        assert isinstance(policy, IdPolicy), "it is of the identity policy"
        self.stack.setCurrentWidget(self.kind_page)
        self.kind_page.begin_kind(row, policy)

    @Slot()
    def _begin_enough(self, row: PolicyRow | None = None) -> None:
        policy = self._state.policy
        assert isinstance(policy, IdPolicy), "it is of the identity policy"
        self.stack.setCurrentWidget(self.enough_page)
        self.enough_page.begin_enough(row, policy)

    @Slot()
    def _begin_system(self, row: PolicyRow | None = None) -> None:
        policy = self._state.policy
        assert isinstance(policy, KeepingPolicy), "it is of the keeping policy"
        self.stack.setCurrentWidget(self.system_page)
        self.system_page.begin_system(row, policy)

    @Slot()
    def _begin_holiday(self) -> None:
        self.stack.setCurrentWidget(self.edit_page)
        self.edit_page.begin_holiday()

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

    @Slot(str)
    def _do(self, password: str) -> None:
        if self._preview is not None:
            self._said = tr("This is proposed.") if self._preview.weaker else tr("This is in force now.")
            self.presenter.change(self._preview, password)
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
        if self.stack.currentWidget() is self.begin_page:
            self._back()
        else:
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
        if isinstance(page, EditPage | PolicyPreviewPage | PolicyBeginPage) and page.show_refusal(error):
            return
        self._context.fail(error)
