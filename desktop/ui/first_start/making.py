"""Making an office, page by page: what was typed is checked off the GUI thread before the next page shows.

Rules:
- Nothing is made before the last page's button. A failed making keeps all that was typed, and nothing else.
- A secret is gone from its page as the page is left. The plan holds it until the office is made, or this is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.lifecycle import OfficePlan
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.first_start import making_pages
from desktop.ui.first_start.making_pages import PlanPage, Step, SummaryPage, WitnessPage, beside, steps
from desktop.ui.kit.forms.page import BackPage
from desktop.ui.recovery_keys.new_key import MakingKey, numbered
from desktop.ui.running.under_way import UnderWay, Way
from desktop.words import tr
from desktop.words.errors import message_for

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import FirstStart
    from desktop.ui.kit.frame import Frame
    from desktop.ui.kit.progress import Progress
    from desktop.ui.running.tasks import Tasks


KEY_STEPS = (Step.FIRST_KEY, Step.SECOND_KEY)


PAGES: dict[Step, Callable[[], PlanPage]] = {
    Step.OFFICE: making_pages.office_page,
    Step.PC: making_pages.pc_page,
    Step.ROWS: making_pages.rows_page,
    Step.SERVER: making_pages.ServerPage,
    Step.RECORDINGS: making_pages.RecordingsPage,
    Step.WITNESS: WitnessPage,
    Step.KEYS: making_pages.KeysPage,
    Step.OWN_KEYS: making_pages.OwnKeysPage,
    Step.ADMINISTRATOR: making_pages.AdministratorPage,
    Step.SUMMARY: SummaryPage,
}


class Making(Way):
    """Shows the pages in the frame. Emits `made` when the office is to be opened."""

    made = Signal()

    def __init__(self, start: FirstStart, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(tasks, frame, parent)
        self._start = start
        self.plan, self.step = OfficePlan(), Step.OFFICE
        self._work: UnderWay | None = None
        self.keys: dict[Step, MakingKey] = {}
        self.pages: dict[Step, BackPage] = {}
        self.ready_page = making_pages.ReadyPage()
        self.ready_page.submitted.connect(self.made)

    def _page_of(self, step: Step) -> BackPage:
        """Return the page of a step, made when it is first asked for: all at once would keep the window waiting."""
        if step not in self.pages:
            self.pages[step] = self._new_page(step)
        return self.pages[step]

    def _new_page(self, step: Step) -> BackPage:
        if step in KEY_STEPS:
            key = self.keys[step] = MakingKey(self._start, self._tasks, numbered(KEY_STEPS.index(step) + 1), self)
            key.failed.connect(self._say)
        page = self.keys[step].page if step in KEY_STEPS else PAGES[step]()
        page.submitted.connect(self._submitted)
        page.back.connect(self._back)
        if isinstance(page, SummaryPage):
            self._work = UnderWay(self._tasks, page, self)
            self._work.failed.connect(self._not_made)
        return page

    @property
    def page(self) -> BackPage:
        """The page that is shown."""
        return self._page_of(self.step)

    @property
    def recipients(self) -> tuple[str, str]:
        """The recipients of both keys, as far as they were proved."""
        first, second = (self.keys[step].recipient if step in self.keys else "" for step in KEY_STEPS)
        return first, second

    @property
    def running(self) -> bool:
        """Whether the office is being made."""
        return self._work is not None and self._work.running

    @property
    def _own_keys(self) -> bool:
        page = self._page_of(Step.KEYS)
        return isinstance(page, making_pages.KeysPage) and page.own

    def begin(self) -> None:
        """Show the first page; what was typed before is still there."""
        self._go(Step.OFFICE)

    def end(self) -> None:
        """Forget the secrets, and destroy the pages."""
        self._forget()
        self.drop((*self.pages.values(), self.ready_page))

    def _forget(self) -> None:
        for key in self.keys.values():
            key.forget()
        self.plan = OfficePlan()

    def _go(self, step: Step) -> None:
        self.step = step
        self._frame.banner.set_parts()
        if isinstance(self.page, PlanPage):
            self.page.show_plan(self.plan)
        order = steps(self.plan, own_keys=self._own_keys)
        self.page.show_step(order.index(step) + 1, len(order))
        self._frame.show_page(self.page)
        if step in KEY_STEPS:
            self.keys[step].begin(self.plan.name)
        self.page.focus_first()

    @Slot()
    def _back(self) -> None:
        before = beside(self.step, self.plan, -1, own_keys=self._own_keys)
        if before is not None:
            self._go(before)
            return
        self._frame.banner.set_parts()
        self.left.emit()

    @Slot()
    def _submitted(self) -> None:
        self._frame.banner.set_parts()
        if self.step is Step.SUMMARY:
            self._make()
            return
        try:
            self._check(self.page.typed(self.plan) if isinstance(self.page, PlanPage) else self.plan)
        except FieldsError as error:
            self.show_refused(self.page, error)

    def _check(self, plan: OfficePlan) -> None:
        """Check what this page asked for, and go on. Raises FieldsError."""
        if self.step in KEY_STEPS:
            self.keys[self.step].prove()
            self.go_on(self.page, self._checked, replace(plan, recovery=self.recipients))
            return
        check = self._checks().get(self.step)
        if check is None:
            self.go_on(self.page, self._checked, plan)
            return
        said = tr("Trying it.") if self.step in (Step.SERVER, Step.WITNESS) else tr("Checking.")
        self.check(self.page, said, partial(check, plan), self._checked)

    def _checks(self) -> dict[Step, Callable[[OfficePlan], OfficePlan]]:
        start = self._start
        return {
            Step.OFFICE: start.check_office,
            Step.PC: start.check_pc,
            Step.ROWS: start.check_rows,
            Step.SERVER: start.check_server,
            Step.RECORDINGS: start.check_recordings,
            Step.WITNESS: start.check_witness,
            Step.OWN_KEYS: start.check_recovery,
            Step.ADMINISTRATOR: start.check_administrator,
        }

    def _checked(self, plan: OfficePlan) -> None:
        self.plan = plan
        if isinstance(self.page, WitnessPage) and self.page.warns_of(plan):
            return
        after = beside(self.step, plan, 1, own_keys=self._own_keys)
        assert after is not None, "there is a page after every one but the last"
        self._go(after)

    def _make(self) -> None:
        assert self._work is not None, "the last page was shown"
        self._work.begin(partial(_make, self._start, self.plan), self._made)

    def _made(self, _: None) -> None:
        self.ready_page.show_ready(self.plan)
        self._forget()
        self.show(self.ready_page)

    @Slot(object)
    def _not_made(self, error: ListeningRoomError) -> None:
        nothing = tr("The office was not set up, and nothing of it was left behind. What you typed is still here.")
        self._frame.banner.set_parts(message_for(error), nothing)

    @Slot(object)
    def _say(self, error: ListeningRoomError) -> None:
        self._frame.banner.set_parts(message_for(error))


def _make(start: FirstStart, plan: OfficePlan, progress: Progress) -> None:
    start.make(plan, progress.report)
