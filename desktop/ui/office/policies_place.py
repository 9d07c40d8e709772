"""The office's policies: the list, one of them, one change, and what it means before it is made."""

from __future__ import annotations

from PySide6.QtCore import Slot

from desktop.application.office.policies import PoliciesView, PolicyState, Preview
from desktop.application.office.policy_edits import FileEdit
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import DirectoryGroup, Holiday, OfficePolicy
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.sessions.id_policy import Combination, DocumentKind, IdPolicy
from desktop.errors import ListeningRoomError
from desktop.ui.kit.dialogs import choose_file, choose_to_save
from desktop.ui.office.policies_page import PoliciesPage, PolicyPage
from desktop.ui.office.policies_presenter import PoliciesPresenter
from desktop.ui.office.policy_directory_page import PolicyDirectoryPage
from desktop.ui.office.policy_document_pages import PolicyEnoughPage, PolicyInternalPage, PolicyKindPage
from desktop.ui.office.policy_edit_page import EditPage, PolicyEditPage
from desktop.ui.office.policy_letter_pages import (
    PolicyAnswerPage,
    PolicyHelplinesPage,
    PolicyRegulatorPage,
    PolicyWelshPage,
)
from desktop.ui.office.policy_office_pages import OfficePartPage, PolicyContactPage, PolicyHoursPage
from desktop.ui.office.policy_preview_page import PolicyPreviewPage
from desktop.ui.office.policy_system_page import PolicySystemPage
from desktop.ui.office.policy_table_page import PolicyTablePage
from desktop.ui.office.policy_value_pages import (
    PolicyAssessmentPage,
    PolicyHolidayPage,
    PolicyNamePage,
    PolicyZonePage,
)
from desktop.ui.running.context import Context
from desktop.ui.running.open_page import show_where_it_is
from desktop.ui.running.pages_place import PagesPlace
from desktop.words import tr
from desktop.words.office.policy_rows import (
    ANSWER,
    ANSWER_WELSH,
    ASSESSMENT,
    CONTACT,
    GROUPS,
    HELPLINES,
    IN_WELSH,
    INTERNAL,
    NAME,
    OPENING,
    REGULATOR,
    TABLE,
    ZONE,
    PolicyRow,
)


class PoliciesPlace(PagesPlace):
    """The place of the office's policies. `waiting`: changes that someone else proposed."""

    list_page: PoliciesPage
    presenter: PoliciesPresenter

    def __init__(self, context: Context) -> None:
        self.policy_page, self.edit_page = PolicyPage(context), PolicyEditPage()
        self.preview_page = PolicyPreviewPage(context)
        self.contact_page, self.hours_page = PolicyContactPage(), PolicyHoursPage()
        self.kind_page, self.enough_page, self.system_page = PolicyKindPage(), PolicyEnoughPage(), PolicySystemPage()
        self.regulator_page, self.answer_page, self.welsh_page = (
            PolicyRegulatorPage(),
            PolicyAnswerPage(),
            PolicyWelshPage(),
        )
        self.helplines_page = PolicyHelplinesPage()
        of_letters = self.regulator_page, self.helplines_page, self.answer_page, self.welsh_page
        of_office = self.contact_page, self.hours_page, *of_letters
        self.internal_page, self.table_page, self.assessment_page = (
            PolicyInternalPage(),
            PolicyTablePage(),
            PolicyAssessmentPage(),
        )
        self.name_page, self.zone_page, self.holiday_page = PolicyNamePage(), PolicyZonePage(), PolicyHolidayPage()
        others = self.kind_page, self.enough_page, self.system_page, self.internal_page, self.table_page
        self.directory_page = PolicyDirectoryPage()
        values = self.assessment_page, self.name_page, self.zone_page, self.holiday_page, self.directory_page
        self._edits: tuple[EditPage, ...] = (self.edit_page, *of_office, *others, *values)
        pages = self.policy_page, *self._edits, self.preview_page
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
        page.kind_wanted.connect(self._begin_kind)
        page.enough_wanted.connect(self._begin_enough)
        page.holiday_wanted.connect(self._begin_holiday)
        page.group_wanted.connect(self._begin_group)
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
            show_where_it_is(self.policy_page, lambda: self.policy_page.show_policy(view, self._state))

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
        if row.at:
            self.stack.setCurrentWidget(self.edit_page)
            self.edit_page.begin_number(self._name, row)
        elif isinstance(row.of, DocumentKind):
            self._begin_kind(row)
        elif isinstance(row.of, Combination):
            self._begin_enough(row)
        elif isinstance(row.of, Source) and row.part != TABLE:
            self._begin_system(row)
        elif not self._begin_value(row):
            policy, page = self._state.policy, self._page_of(row.part)
            assert isinstance(policy, OfficePolicy), "the rest is of the office's policy"
            self.stack.setCurrentWidget(page)
            page.begin_part(row, policy)

    def _begin_value(self, row: PolicyRow) -> bool:
        """Ask for a part that is one text, choice or day, or a table; return whether it is one of these."""
        policy, begun = self._state.policy, True
        if row.part == NAME:
            self.stack.setCurrentWidget(self.name_page)
            self.name_page.begin_name(row, self._name)
        elif row.part == ZONE:
            self.stack.setCurrentWidget(self.zone_page)
            self.zone_page.begin_zone(row)
        elif isinstance(row.of, Holiday):
            self.stack.setCurrentWidget(self.holiday_page)
            self.holiday_page.begin_gone(row, row.of)
        elif isinstance(row.of, DirectoryGroup) or row.part == GROUPS:
            self._begin_group(row)
        elif isinstance(row.of, Source):
            self.stack.setCurrentWidget(self.table_page)
            self.table_page.begin_table(row, row.of)
        elif isinstance(policy, KeepingPolicy) and row.part == ASSESSMENT:
            self.stack.setCurrentWidget(self.assessment_page)
            self.assessment_page.begin_assessment(row, policy)
        elif isinstance(policy, IdPolicy) and row.part == INTERNAL:
            self.stack.setCurrentWidget(self.internal_page)
            self.internal_page.begin_internal(row, policy)
        else:
            begun = False
        return begun

    def _page_of(self, part: str) -> OfficePartPage:
        pages: dict[str, OfficePartPage] = {
            OPENING: self.hours_page,
            CONTACT: self.contact_page,
            REGULATOR: self.regulator_page,
            HELPLINES: self.helplines_page,
            ANSWER: self.answer_page,
            ANSWER_WELSH: self.answer_page,
            IN_WELSH: self.welsh_page,
        }
        return pages[part]

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
    def _begin_group(self, row: PolicyRow | None = None) -> None:
        self.stack.setCurrentWidget(self.directory_page)
        self.directory_page.begin_group(row)

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
        if isinstance(page, EditPage | PolicyPreviewPage) and page.show_refusal(error):
            return
        self._context.fail(error)
