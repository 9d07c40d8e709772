"""The office's PCs: the list, one of them, and the acts that let one in, change it or withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot

from desktop.application.office import desks
from desktop.application.office.desks import (
    ChangeDesk,
    ChangePc,
    Done,
    GrantDesk,
    GrantPc,
    Renewed,
    WithdrawDesk,
    WithdrawPc,
)
from desktop.application.shared.commands import Command
from desktop.domain.office.pcs import EnrolledDesk, JoinRequest, answer_file
from desktop.errors import ListeningRoomError
from desktop.ui.kit.dialogs import choose_file, choose_to_save
from desktop.ui.office.acting import ActsPlace
from desktop.ui.office.pcs_pages import KEY_WRONG, PcAct, PcActPage, PcDonePage, PcPage, PcsPage, next_for
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import refresh_keeping_focus
from desktop.words import tr


class PcsPlace(ActsPlace):
    """The place of the office's PCs."""

    list_page: PcsPage

    def __init__(self, context: Context) -> None:
        self.pc_page, self.act_page, self.done_page = PcPage(context), PcActPage(), PcDonePage()
        super().__init__(context, PcsPage(context), self.pc_page, self.act_page, self.done_page)
        self._desks: dict[str, EnrolledDesk] = {}
        self._seen: EnrolledDesk | None = None
        self._request: JoinRequest | None = None
        self.list_page.table.opened.connect(self._open)
        self.list_page.submitted.connect(self._choose_request)
        self.pc_page.wanted.connect(self.begin)
        self.pc_page.back.connect(self._back)
        self.act_page.submitted.connect(self._do)
        self.act_page.back.connect(self._leave_act)
        self.done_page.left.connect(self._back)

    def load(self) -> None:
        """Reload the list."""
        self._context.run(desks.desks, self._context.actor, owner=self).then(self._show_list)

    @Slot(tuple)
    def _show_list(self, found: tuple[EnrolledDesk, ...]) -> None:
        self._desks = {desk.id: desk for desk in found}
        self.list_page.show_desks(found)
        desk = self._desks.get(self._seen.id) if self._seen is not None else None
        if desk is not None and desk != self._seen and self.pc_page.isVisible():
            self._seen = desk
            refresh_keeping_focus(self.pc_page, partial(self.pc_page.show_desk, desk))

    @Slot(object)
    def _open(self, id: str) -> None:
        self._seen, self._request = self._desks[id], None
        self.stack.setCurrentWidget(self.pc_page)
        self.pc_page.show_desk(self._seen)

    @Slot()
    def _choose_request(self) -> None:
        file = choose_file(self, tr("Open a PC’s request to join"))
        if file is not None:
            self._context.run(desks.open_request, file).then(self._read).otherwise(self._context.fail)

    @Slot(object)
    def _read(self, request: JoinRequest) -> None:
        """Go on once the log says that the request was opened."""
        self._request = request
        opened = self._context.run(desks.open_join_request, self._context.actor, request)
        opened.then(self._opened).otherwise(self._context.fail)

    @Slot(object)
    def _opened(self, _: None) -> None:
        assert self._request is not None
        self.begin_granting(self._request)

    def begin_granting(self, request: JoinRequest) -> None:
        """Ask what is needed to let that PC in."""
        self._request, self._seen = request, None
        self.stack.setCurrentWidget(self.act_page)
        self.act_page.begin(PcAct.GRANT, request.name, None)

    def begin(self, act: PcAct) -> None:
        """Ask what is needed for an act on the PC whose page is open."""
        if self._seen is not None:
            self.stack.setCurrentWidget(self.act_page)
            self.act_page.begin(act, self._seen.name, self._seen.kind)

    @Slot()
    def _do(self) -> None:
        page, seen = self.act_page, self._seen
        by, owner = self._by(page.own_password.value()), page.database_owner
        if seen is not None and page.act is PcAct.CHANGE:
            self._run(ChangePc(ChangeDesk(by, seen, page.chosen_kind), page.recovery), self._keys_retired)
        elif seen is not None:
            self._run(WithdrawPc(WithdrawDesk(by, seen, page.reason), owner), self._keys_retired)
        elif self._request is not None:
            named = answer_file(page.name.value() or self._request.name)
            answer = choose_to_save(self, tr("Save the answer"), named, tr("Answers to PCs (*.age)"))
            if answer is not None:
                desk = GrantDesk(by, self._request, page.words.value(), page.name.value(), page.chosen_kind)
                self._run(GrantPc(desk, answer, owner, page.recovery), self._done)

    def _run(self, command: Command[Done], then: Callable[[Done], None]) -> None:
        self.act_page.set_busy(tr(self.act_page.act.value.busy))
        self._context.run(command).then(then).otherwise(self._refused)

    @Slot(object)
    def _keys_retired(self, done: Done) -> None:
        """Renew the keys that the PC held, behind whatever is shown."""
        self._context.work(desks.renew_keys, self._context.actor).then(self._renewed)
        self._done(done)

    @Slot(object)
    def _renewed(self, _: Renewed) -> None:
        """Nothing more to do: what waits is renewed at night, by a PC that holds it."""

    @Slot(object)
    def _done(self, done: Done) -> None:
        if done.not_witnessed is not None:
            self._context.fail(done.not_witnessed)
        self.act_page.wipe()
        self.act_page.set_busy("")
        name = self.act_page.name.value() if self._seen is None else self._seen.name
        self.stack.setCurrentWidget(self.done_page)
        act = self.act_page.act
        self.done_page.show_done(tr(act.value.done).format(name=name), next_for(done, act), done)

    @Slot(object)
    def _refused(self, error: ListeningRoomError) -> None:
        if error.code == KEY_WRONG:
            self.act_page.show_refusal(error)
        else:
            self._show_refusal(self.act_page, error)

    @Slot()
    def _leave_act(self) -> None:
        self.act_page.wipe()
        if self._seen is None:
            self._back()
        else:
            self._open(self._seen.id)
