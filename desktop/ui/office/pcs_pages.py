"""The pages of the office's PCs: the list, one of them, an act for it (let in, changed, withdrawn), and what follows.

An act asks for the administrator's own password again. Where this PC lacks keys that the other one needs, it asks
for a recovery key, too. What follows can be words of an answer, or what a database administrator runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.application.office.desks import Done, Why
from desktop.application.ports.office import Owner
from desktop.domain.office.pcs import DeskKind, EnrolledDesk, JoinRequest
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.lists import Table
from desktop.ui.kit.page import Page
from desktop.ui.kit.passwords import OwnPasswordField, problems_with_password
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, strong
from desktop.ui.recovery_keys.which_key import WhichKey
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
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


class PcsPage(ListPage):
    """The list. `submitted`: a PC's request is to be opened."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PCs"), primary=tr("Let a PC join") if context.desk.pcs else "", wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("PC"), tr("For"), tr("Since"), tr("State"))
        self.table = Table(tr("PCs of this office"), columns, weights=(4, 4, 3, 3))
        self.pin(self.banner)
        self.add(self.table)

    def show_desks(self, desks: tuple[EnrolledDesk, ...]) -> None:
        """Show all, those that are here first."""
        here = sum(desk.withdrawn_at is None for desk in desks)
        alone = "" if self._context.desk.pcs else tr("Others can join an office whose database is on a server.")
        self.set_lead(counted(here, "1 PC is here.", "{n} PCs are here."), alone)
        self.table.show_rows([self._row(desk) for desk in desks])

    def show_done(self, said: str) -> None:
        """Say above the list what was done."""
        self.banner.set_parts(strong(said) if said else "")

    def _row(self, desk: EnrolledDesk) -> Row:
        zone = self._context.desk.office.zone
        state = tr("This PC") if desk.id == self._context.desk.id else ""
        if desk.withdrawn_at is not None:
            state = tr("Withdrawn on {day}").format(day=day(local(desk.withdrawn_at, zone).date()))
        cells = desk.name, words(desk.kind), day(local(desk.enrolled_at, zone).date()), state
        return Row(desk.id, cells)


class PcPage(Page):
    """One PC: what it is for, and since when. `submitted`: it is to be withdrawn. Emits `change_wanted`, `back`, and
    `end_wanted`: the login of one that is withdrawn is to be ended.
    """

    change_wanted = Signal()
    end_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("PC"), primary=tr("Withdraw this PC"))
        self._context = context
        self.state, self.facts = Banner("notice"), Facts()
        self.add(self.state, self.facts)
        self.change = self.add_link(tr("Change what it is for"), self.change_wanted.emit)
        self.end = self.add_link(tr("End its login on the server"), self.end_wanted.emit)
        self.add_link(tr("Back to the list"), self.back.emit)

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


class PcAct(StrEnum):
    """An act on a PC."""

    GRANT = "grant"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    END_LOGIN = "end_login"


KEYS_NEEDED, KEY_WRONG = "desk_keys_not_here", "vault_key_not_ours"
"""The errors of a PC that lacks keys, and of a recovery key that is none of the office's."""


@dataclass(frozen=True)
class TypedPc:
    """The typed answers of the page. `recovery`: a recovery key, in its file or as typed."""

    own_password: str
    owner: Owner | None
    name: str = ""
    words: str = ""
    kind: DeskKind | None = None
    why: Why | None = None
    recovery: Path | str | None = field(default=None, repr=False)


class PcActPage(Page):
    """The page. Emits `wanted(TypedPc)`, and `back`. Call one of the `begin_...` each time."""

    wanted = Signal(TypedPc)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("PCs"), primary=tr("Save"))
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
        self.which, self.own_password = WhichKey(), OwnPasswordField()
        self.add(self.words, self.name, self.kind, self.why, self.owner, self.owner_password)
        self.add(*self.which.fields, self.own_password)
        self._asked = {
            PcAct.GRANT: (self.words, self.name, self.kind, self.owner, self.owner_password),
            PcAct.CHANGE: (self.kind,),
            PcAct.WITHDRAW: (self.why, self.owner, self.owner_password),
            PcAct.END_LOGIN: (self.owner, self.owner_password),
        }
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_granting(self, request: JoinRequest) -> None:
        """Ask what is needed to let that PC in."""
        self._begin(tr("Let {name} join").format(name=request.name), tr("Let it join"), PcAct.GRANT)
        self.set_lead(tr("It gets the keys of its kind, earlier months included, and an answer that only it can open."))
        self.name.set_value(request.name)

    def begin_changing(self, desk: EnrolledDesk) -> None:
        """Ask what that PC is for from now on."""
        self._begin(tr("Change what {name} is for").format(name=desk.name), tr("Change it"), PcAct.CHANGE)
        self.set_lead(
            tr("It gets the keys that it needs for that, earlier months included."),
            tr("Fresh keys take the place of those that it does not need any more."),
        )
        self.kind.set_value(desk.kind.value)

    def begin_withdrawing(self, desk: EnrolledDesk) -> None:
        """Ask what is needed to withdraw that PC."""
        self._begin(tr("Withdraw {name}").format(name=desk.name), tr("Withdraw it"), PcAct.WITHDRAW)
        self.set_lead(
            tr("Nobody can work at it any more. Fresh keys take the place of those that it held."),
            tr("Recordings stay as they are."),
        )

    def begin_ending_login(self, desk: EnrolledDesk) -> None:
        """Ask what is needed to end the login of a PC that is withdrawn."""
        self._begin(tr("End the login of {name}").format(name=desk.name), tr("End it"), PcAct.END_LOGIN)
        self.set_lead(tr("It is withdrawn. If its login on the server was not ended then, it can still connect."))

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show what was refused; what was typed stays, but for the passwords."""
        self.set_busy("")
        given = self._recovery()
        self.wipe()
        self.set_problems_by_name(problems_with_password(error))
        if error.code in (KEYS_NEEDED, KEY_WRONG):
            self.which.show(True)
            wrong = tr("This recovery key does not open the keys of this office.")
            self.set_problems([(self.which.asked, wrong)] if given else [])
            self.which.asked.focus_target().setFocus()

    def wipe(self) -> None:
        """Forget the passwords, and a recovery key that was typed."""
        self.which.key.wipe()
        self.own_password.wipe()
        self.owner_password.wipe()

    def _begin(self, heading: str, button: str, act: PcAct) -> None:
        self.set_heading(heading)
        self.primary.set_words(button)
        for each in (self.words, self.name, self.kind, self.why, self.owner, self.owner_password):
            each.setVisible(each in self._asked[act])
        self.which.file.set_value(None)
        self.which.show(False)
        self.words.set_value("")
        self.kind.set_value(None)
        self.why.set_value(None)
        self.set_problems(())
        self.wipe()
        self.set_busy("")
        self.reset()
        self.focus_first()

    def _submit(self) -> None:
        role, kind, why = self.owner.value(), self.kind.value(), self.why.value()
        self.wanted.emit(
            TypedPc(
                self.own_password.value(),
                Owner(role, self.owner_password.value()) if role else None,
                self.name.value(),
                self.words.value(),
                None if kind is None else DeskKind(kind),
                None if why is None else Why(why),
                self._recovery(),
            )
        )

    def _recovery(self) -> Path | str | None:
        """Return the recovery key, where one was asked for and given."""
        if not self.which.whence.isVisibleTo(self):
            return None
        return (self.which.file.value() if self.which.in_file else self.which.key.value()) or None


class PcDonePage(Page):
    """The page. Emits `left`."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("PCs"), primary=tr("Back to the list"))
        self.refused = Banner("problem")
        hint = tr("Nothing in it is secret. It can be copied from here.")
        self.statements = LongTextField("statements", tr("A database administrator runs"), hint, lines=6)
        self.statements.input.setReadOnly(True)
        self.words = Words(size=Size.CLOCK, bold=True)
        self.add(self.refused, self.words, self.statements)
        self.submitted.connect(self.left.emit)

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
