"""The office's PCs: the list, one of them, the acts that let one in, change it or withdraw it, and what follows.

An act asks for the administrator's own password again. Where this PC lacks keys that the other one needs, it asks
for a recovery key, too. What follows can be words of an answer, or what a database administrator runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot

from desktop.application.office import desks
from desktop.application.office.desks import Done, Why
from desktop.application.ports.office import Owner
from desktop.application.shared.commands import Command
from desktop.domain.office.pcs import DeskKind, EnrolledDesk, JoinRequest, answer_file
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.forms.page import Page, problems_with_password
from desktop.ui.kit.lists import Table
from desktop.ui.kit.overlays import choose_file, choose_to_save
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.ui.office.acting import ActsListPage, ActsPlace, ActWords, AskingPage
from desktop.ui.recovery_keys.restoring import WhichKey
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import refresh_keeping_focus
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.errors import message_for
from desktop.words.formatting import day, local

OPENS = {
    DeskKind.COUNTER: text("It plays approved copies to customers."),
    DeskKind.BACK_OFFICE: text(
        "It imports recordings, prepares copies, and plays both, approved copies to customers too."
    ),
    DeskKind.DECISION: text("It plays copies, for decisions."),
    DeskKind.REVIEW: text("It plays nothing."),
}


class PcAct(StrEnum):
    """An act on a PC."""

    GRANT = "grant"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    END_LOGIN = "end_login"


PC_ACTS: Mapping[PcAct, ActWords] = {
    PcAct.GRANT: ActWords(
        text("Let {name} join"),
        (text("It gets the keys of its kind, earlier months included, and an answer that only it can open."),),
        text("Let it join"),
        text("{name} can join now"),
        ("words", "desk", "kind", "owner", "owner_password"),
        busy=text("Letting the PC join."),
    ),
    PcAct.CHANGE: ActWords(
        text("Change what {name} is for"),
        (
            text("It gets the keys that it needs for that, earlier months included."),
            text("Fresh keys take the place of those that it does not need any more."),
        ),
        text("Change it"),
        text("What {name} is for is changed"),
        ("kind",),
        busy=text("Changing what the PC is for."),
    ),
    PcAct.WITHDRAW: ActWords(
        text("Withdraw {name}"),
        (
            text("Nobody can work at it any more. Fresh keys take the place of those that it held."),
            text("Recordings stay as they are."),
        ),
        text("Withdraw it"),
        text("{name} is withdrawn"),
        ("why", "owner", "owner_password"),
        busy=text("Withdrawing the PC."),
    ),
    PcAct.END_LOGIN: ActWords(
        text("End the login of {name}"),
        (text("It is withdrawn. If its login on the server was not ended then, it can still connect."),),
        text("End it"),
        text("{name} is withdrawn"),
        ("owner", "owner_password"),
        busy=text("Withdrawing the PC."),
    ),
}


class PcsPage(ActsListPage):
    """The list. `submitted`: a PC's request is to be opened."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PCs"), primary=tr("Let a PC join") if context.desk.pcs else "")
        self._context = context
        columns = (tr("PC"), tr("For"), tr("Since"), tr("State"))
        self.table = Table(tr("PCs of this office"), columns, weights=(4, 4, 3, 3))
        self.add(self.table)

    def show_desks(self, desks: tuple[EnrolledDesk, ...]) -> None:
        """Show all, those that are here first."""
        here = sum(desk.withdrawn_at is None for desk in desks)
        alone = "" if self._context.desk.pcs else tr("Others can join an office whose database is on a server.")
        self.set_lead(counted(here, "1 PC is here.", "{n} PCs are here."), alone)
        self.table.show_rows([self._row(desk) for desk in desks])

    def _row(self, desk: EnrolledDesk) -> Row:
        zone = self._context.desk.office.zone
        state = tr("This PC") if desk.id == self._context.desk.id else ""
        if desk.withdrawn_at is not None:
            state = tr("Withdrawn on {day}").format(day=day(local(desk.withdrawn_at, zone).date()))
        cells = desk.name, words(desk.kind), day(local(desk.enrolled_at, zone).date()), state
        return Row(desk.id, cells)


class PcPage(Page):
    """One PC: what it is for, and since when. Emits `wanted(PcAct)`, and `back`."""

    wanted = Signal(PcAct)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PC"), primary=tr("Withdraw this PC"))
        self._context = context
        self.state, self.facts = Banner("notice"), Facts()
        self.add(self.state, self.facts)
        self.change = self.add_link(tr("Change what it is for"), partial(self.wanted.emit, PcAct.CHANGE))
        self.end = self.add_link(tr("End its login on the server"), partial(self.wanted.emit, PcAct.END_LOGIN))
        self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(partial(self.wanted.emit, PcAct.WITHDRAW))

    def show_desk(self, desk: EnrolledDesk) -> None:
        """Show a PC."""
        zone = self._context.desk.office.zone
        self.set_heading(desk.name)
        self.set_lead(f"{words(desk.kind)}.", tr(OPENS[desk.kind]))
        facts = [Fact(tr("With the office since"), day(local(desk.enrolled_at, zone).date()))]
        if desk.withdrawn_at is not None:
            facts.append(Fact(tr("Withdrawn on"), day(local(desk.withdrawn_at, zone).date())))
        self.facts.show_facts(*facts)
        here = desk.id == self._context.desk.id
        self.state.set_parts(tr("You are at this PC. It can be changed or withdrawn at another one.") if here else "")
        may = not here and desk.withdrawn_at is None and self._context.desk.pcs is not None
        self.primary.setVisible(may)
        self.change.setVisible(may)
        self.end.setVisible(desk.withdrawn_at is not None and self._context.desk.pcs is not None)
        self.reset()
        self.rest_on(self.primary)


KEYS_NEEDED, KEY_WRONG = "desk_keys_not_here", "vault_key_not_ours"
"""The errors of a PC that lacks keys, and of a recovery key that is none of the office's."""


class PcActPage(AskingPage):
    """The page. Call `begin` for each act."""

    def __init__(self) -> None:
        super().__init__(tr("PCs"), primary=tr("Save"))
        self.act = PcAct.GRANT
        self.words = TextField(
            "words",
            tr("The four words that the new PC shows"),
            tr("Read them from its screen, or let someone there read them out."),
        )
        self.name = TextField("desk", tr("Name of the PC"))
        kinds = [Choice(kind.value, words(kind), tr(OPENS[kind])) for kind in DeskKind]
        self.kind = ChoiceField("kind", tr("What it is for"), kinds)
        self.why = ChoiceField("why", tr("Why"), [Choice(why.value, words(why)) for why in Why])
        hint = tr("Leave both empty if a database administrator does that part. You get what they have to run.")
        self.owner = TextField("owner", tr("Role that owns the database"), hint)
        self.owner_password = PasswordField("owner_password", tr("Its password"), tr("It is stored nowhere."))
        self.which = WhichKey()
        self._asked = self.words, self.name, self.kind, self.why, self.owner, self.owner_password
        self.add(*self._asked, *self.which.fields, self.own_password)

    def begin(self, act: PcAct, name: str, kind: DeskKind | None) -> None:
        """Ask what is needed for that act on the PC of that name, which is of that kind now."""
        self.act, said = act, PC_ACTS[act]
        self.show_act(tr(said.about).format(name=name), [tr(each) for each in said.lead], tr(said.button), said.asks)
        self.which.file.set_value(None)
        self.which.show(False)
        self.words.set_value("")
        self.name.set_value(name)
        self.kind.set_value(None if kind is None else kind.value)
        self.why.set_value(None)
        self.ask()

    def show_refusal(self, error: ListeningRoomError) -> str:
        """Show what was refused; what was typed stays, but for the passwords."""
        self.set_busy("")
        given = self.recovery
        self.wipe()
        self.set_problems_by_name(problems_with_password(error))
        if error.code in (KEYS_NEEDED, KEY_WRONG):
            self.which.show(True)
            wrong = tr("This recovery key does not open the keys of this office.")
            self.set_problems([(self.which.asked, wrong)] if given else [])
            self.which.asked.focus_target().setFocus()
        return ""

    @property
    def chosen_kind(self) -> DeskKind | None:
        """The kind that was chosen."""
        return DeskKind(kind) if (kind := self.kind.value()) else None

    @property
    def reason(self) -> Why | None:
        """The reason for which it is withdrawn."""
        return Why(why) if (why := self.why.value()) else None

    @property
    def database_owner(self) -> Owner | None:
        """The role that makes and ends logins, where that is done here."""
        role = self.owner.value()
        return Owner(role, self.owner_password.value()) if role else None

    @property
    def recovery(self) -> Path | str | None:
        """The recovery key, in its file or as typed, where one was asked for and given."""
        if not self.which.whence.isVisibleTo(self):
            return None
        return (self.which.file.value() if self.which.in_file else self.which.key.value()) or None


class PcDonePage(Page):
    """The page. `submitted`: it is left."""

    def __init__(self) -> None:
        super().__init__(tr("PCs"), primary=tr("Back to the list"))
        self.refused = Banner("problem")
        hint = tr("Nothing in it is secret. It can be copied from here.")
        self.statements = LongTextField("statements", tr("A database administrator runs"), hint, lines=6)
        self.statements.input.setReadOnly(True)
        self.words = Words(size=Size.CLOCK, bold=True)
        self.add(self.refused, self.words, self.statements)

    def show_done(self, heading: str, lead: tuple[str, ...], done: Done) -> None:
        """Show what was done (`heading`), and what comes next (`lead`)."""
        self.set_heading(heading)
        self.set_lead(*lead)
        self.refused.set_parts(message_for(done.refused) if done.refused else "")
        self.words.set_parts(done.answer_words)
        self.statements.setVisible(bool(done.statements))
        self.statements.set_value("".join(f"{statement};\n" for statement in done.statements))
        self.reset()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what was refused, and the words, too."""
        return " ".join(filter(None, (super().where(), self.refused.words, self.words.words)))


def next_for(done: Done, act: PcAct) -> tuple[str, ...]:
    """Return what comes next after that was done for a PC."""
    if act is PcAct.CHANGE:
        return (tr("It works as that once the program there is started again."),)
    if act is PcAct.GRANT:
        take = tr("Take the answer to it. It asks for these four words.")
        told = take, tr("Write them down now: they are not shown again.")
        return (*told, tr("Before it can join, its login has to be made.")) if done.statements else told
    withdrawn = tr("What it writes from now on counts for nothing.")
    return (withdrawn, tr("It can still connect until its login is ended.")) if done.statements else (withdrawn,)


class PcsPlace(ActsPlace):
    """The place of the office's PCs."""

    list_page: PcsPage
    act_page: PcActPage

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
        self.done_page.submitted.connect(self._back)

    def load(self) -> None:
        """Reload the list."""
        self._context.run(desks.desks, self._context.actor, owner=self).then(self._show_list)

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

    def _read(self, request: JoinRequest) -> None:
        """Go on once the log says that the request was opened."""
        self._request = request
        opened = self._context.run(desks.open_join_request, self._context.actor, request)
        opened.then(self._opened).otherwise(self._context.fail)

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
            self._run(desks.ChangePc(desks.ChangeDesk(by, seen, page.chosen_kind), page.recovery), self._keys_retired)
        elif seen is not None:
            self._run(desks.WithdrawPc(desks.WithdrawDesk(by, seen, page.reason), owner), self._keys_retired)
        elif self._request is not None:
            named = answer_file(page.name.value() or self._request.name)
            answer = choose_to_save(self, tr("Save the answer"), named, tr("Answers to PCs (*.age)"))
            if answer is not None:
                desk = desks.GrantDesk(by, self._request, page.words.value(), page.name.value(), page.chosen_kind)
                self._run(desks.GrantPc(desk, answer, owner, page.recovery), self._done)

    def _run(self, command: Command[Done], then: Callable[[Done], None]) -> None:
        self.act_page.set_busy(tr(PC_ACTS[self.act_page.act].busy))
        self._context.run(command).then(then).otherwise(self._refused)

    def _keys_retired(self, done: Done) -> None:
        """Renew the keys that the PC held, behind whatever is shown."""
        self._context.run(desks.renew_keys, self._context.actor, lane="long").then(self._renewed)
        self._done(done)

    def _renewed(self, _: desks.Renewed) -> None:
        """Nothing more to do: what waits is renewed at night, by a PC that holds it."""

    def _done(self, done: Done) -> None:
        if done.not_witnessed is not None:
            self._context.fail(done.not_witnessed)
        self.act_page.wipe()
        self.act_page.set_busy("")
        name = self.act_page.name.value() if self._seen is None else self._seen.name
        self.stack.setCurrentWidget(self.done_page)
        act = self.act_page.act
        self.done_page.show_done(tr(PC_ACTS[act].done).format(name=name), next_for(done, act), done)

    def _refused(self, error: ListeningRoomError) -> None:
        if error.code == KEY_WRONG:
            self.act_page.show_refusal(error)
        else:
            super()._refused(error)

    @Slot()
    def _leave_act(self) -> None:
        self.act_page.wipe()
        if self._seen is None:
            self._back()
        else:
            self._open(self._seen.id)
