"""The page of one act for a PC: it is let in, given another kind, or withdrawn.

It asks for the administrator's own password again. Where this PC lacks keys that the other one needs, it asks for a
recovery key, too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Signal

from desktop.application.office.desks import Why
from desktop.application.ports.pcs import Owner
from desktop.domain.office.desks import DeskKind, EnrolledDesk
from desktop.domain.office.join_request import JoinRequest
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import PasswordField, TextField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, problems_with_password
from desktop.ui.kit.widgets.page import Page
from desktop.ui.office.pcs_page import OPENS
from desktop.ui.recovery_keys.which_key import WhichKey
from desktop.words import tr
from desktop.words.codes import words


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
        self.come_anew()
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
