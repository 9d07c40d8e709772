"""The page of one act for one account: what it asks, and the administrator's own password again."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.domain.office.people import Person, Role
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, TicksField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, show_refused
from desktop.ui.kit.widgets.page import Page
from desktop.ui.office.acts import ASKS_NAMES, ASKS_ROLE, ASKS_ROLES, WORDS, Act, Typed
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import day


class ActPage(Page):
    """The page. Emits `wanted(Typed)`, and `back`. Call `begin` for each act."""

    wanted = Signal(Typed)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("People"), primary=tr("Save"))
        self.act = Act.ADD
        self.shown_name = TextField("shown_name", tr("Name, as screens show it"))
        hint = tr("They type it to sign in. Upper and lower case are the same.")
        self.sign_in_name = TextField("sign_in_name", tr("Sign-in name"), hint)
        self.roles = TicksField("roles", tr("Roles"), [Choice(role.value, words(role)) for role in Role])
        self.role = ChoiceField("role", tr("Role"), [Choice(role.value, words(role)) for role in Role])
        self.first = DateField("first", tr("First day"))
        self.last = DateField("last", tr("Last day"))
        self.own_password = OwnPasswordField()
        self.add(self.shown_name, self.sign_in_name, self.roles, self.role, self.first, self.last, self.own_password)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin(self, act: Act, person: Person | None) -> None:
        """Ask for that act, with what is known of the person."""
        self.act, said = act, WORDS[act]
        name = "" if person is None else person.shown_name
        self.set_heading(tr(said.about).format(name=name))
        self.set_lead(tr(said.lead))
        self.primary.set_words(tr(said.button))
        self.shown_name.set_value(name)
        self.sign_in_name.set_value("" if person is None else person.sign_in_name)
        self.roles.set_value([] if person is None else [role.value for role in person.roles])
        for field, asked in (
            (self.shown_name, act in ASKS_NAMES),
            (self.sign_in_name, act in ASKS_NAMES),
            (self.roles, act in ASKS_ROLES),
            (self.role, act in ASKS_ROLE),
            (self.first, act is Act.LEND),
            (self.last, act is Act.LEND),
        ):
            field.setVisible(asked)
        self._offer_roles(act, person)
        self.set_problems(())
        self.own_password.wipe()
        self.set_busy("")
        self.come_anew()
        self.focus_first()

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show what was refused; what was typed stays, but for the password."""
        show_refused(self, error, self.own_password)

    def _offer_roles(self, act: Act, person: Person | None) -> None:
        """Offer the roles that can be lent, or the loans that can end, each with its last day."""
        self.role.set_value(None)
        self.first.set_value(None)
        self.last.set_value(None)
        if act is Act.END_LOAN and person is not None:
            until = tr("{role}, to {day}")
            choices = [
                Choice(loan.role.value, until.format(role=words(loan.role), day=day(loan.last))) for loan in person.lent
            ]
        else:
            own = frozenset() if person is None else person.roles
            if person is not None and person.directory:
                own |= {Role.ADMINISTRATOR}
            choices = [Choice(role.value, words(role)) for role in Role if role not in own]
        self.role.set_choices(tuple(choices))

    def _submit(self) -> None:
        self.set_busy(tr("Saving."))
        roles = frozenset(Role(key) for key in self.roles.value())
        role = self.role.value()
        typed = Typed(
            self.act,
            self.own_password.value(),
            self.sign_in_name.value(),
            self.shown_name.value(),
            roles,
            None if role is None else Role(role),
            self.first.value(),
            self.last.value(),
        )
        self.wanted.emit(typed)
