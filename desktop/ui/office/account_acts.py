"""The acts by which administrators look after accounts: which there are for someone, their words, and their page.

Each asks for the administrator's own password again. A first password is shown once, on a page of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Person, Role
from desktop.domain.shared.ids import PersonId
from desktop.errors import ListeningRoomError
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.page import Page
from desktop.ui.kit.passwords import OwnPasswordField, show_refused
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words
from desktop.words import text, tr
from desktop.words.codes import words
from desktop.words.formatting import day


class Act(StrEnum):
    """One act, named as on its button."""

    ADD = "add"
    WAIT = "wait"
    RESET = "reset"
    BACK = "back"
    LET_IN = "let_in"
    ROLES = "roles"
    LEND = "lend"
    END_LOAN = "end_loan"
    RENAME = "rename"
    LEAVE = "leave"


GIVES_PASSWORD = frozenset({Act.ADD, Act.RESET, Act.BACK})
ASKS_NAMES = frozenset({Act.ADD, Act.RENAME})
ASKS_ROLES = frozenset({Act.ADD, Act.ROLES, Act.BACK})
ASKS_ROLE = frozenset({Act.LEND, Act.END_LOAN})


@dataclass(frozen=True)
class ActWords:
    """Its page: the heading, what follows from it, the button; and what is said when it is done."""

    about: str
    lead: str
    button: str
    done: str


WORDS: Mapping[Act, ActWords] = {
    Act.ADD: ActWords(
        text("Add a person"),
        text("They get a first password of four words, which you see once. They change it when they sign in."),
        text("Add this person"),
        text("{name} is added."),
    ),
    Act.WAIT: ActWords(
        text("Let {name} try again"),
        text("They typed a wrong password several times. Ask them whether it was them before you do this."),
        text("Let them try again"),
        text("{name} can try again at once."),
    ),
    Act.RESET: ActWords(
        text("A new first password for {name}"),
        text("Their password stops working. They get four words, which you see once, and change them at sign-in."),
        text("Give a first password"),
        text("{name} has a new first password."),
    ),
    Act.BACK: ActWords(
        text("{name} is back"),
        text("They can sign in again with a first password of four words, which you see once."),
        text("Let them in again"),
        text("{name} can sign in again."),
    ),
    Act.LET_IN: ActWords(
        text("Let {name} in again"),
        text("They can sign in again with the directory’s password, while they are in one of the groups there."),
        text("Let them in again"),
        text("{name} can sign in again."),
    ),
    Act.ROLES: ActWords(
        text("The roles of {name}"),
        text("A role that is taken away ends at once, at every PC. A new one shows within seconds."),
        text("Change the roles"),
        text("The roles of {name} are changed."),
    ),
    Act.LEND: ActWords(
        text("Lend {name} a role"),
        text("It counts on these days and those between, beside their own roles, and ends by itself."),
        text("Lend the role"),
        text("{name} has the role for these days."),
    ),
    Act.END_LOAN: ActWords(
        text("Take a lent role back from {name}"),
        text("It ends at once, at every PC. What they decided under it stays decided."),
        text("Take the role back"),
        text("{name} no longer has the lent role."),
    ),
    Act.RENAME: ActWords(
        text("Other names for {name}"),
        text("What they did before is shown under the new name, too."),
        text("Change the names"),
        text("The names are changed: {name}."),
    ),
    Act.LEAVE: ActWords(
        text("{name} has left"),
        text("Their access ends at once, at every PC. What they did stays in the log."),
        text("End their access"),
        text("{name} has left. Nobody can sign in under this name."),
    ),
}
LINKS: Mapping[Act, str] = {
    Act.WAIT: text("Let them try again"),
    Act.RESET: text("Reset the password"),
    Act.BACK: text("They are back"),
    Act.LET_IN: text("Let them in again"),
    Act.ROLES: text("Change roles"),
    Act.LEND: text("Lend a role"),
    Act.END_LOAN: text("Take a lent role back"),
    Act.RENAME: text("Rename"),
    Act.LEAVE: text("They have left"),
}


def acts_for(account: Account, me: PersonId) -> tuple[Act, ...]:
    """Return what can be done for someone, the likeliest first. Nobody ends their own access.

    The directory looks after the roles and the password of its people, and brings back who left there.
    """
    person = account.person
    if not person.active:
        back = (Act.BACK,) if not person.directory else (Act.LET_IN,) if person.barred else ()
        return (*back, Act.RENAME)
    first = (Act.WAIT,) if account.wait else ()
    lending = (Act.LEND, *((Act.END_LOAN,) if person.lent else ()))
    if person.directory:
        return (*first, *lending, Act.RENAME, Act.LEAVE)
    roles = (Act.ROLES, *lending, Act.RENAME)
    if person.id == me:
        return (*first, *roles)
    return (*first, Act.RESET, *roles, Act.LEAVE)


@dataclass(frozen=True)
class Typed:
    """The typed answers for an act."""

    act: Act
    own_password: str
    sign_in_name: str = ""
    shown_name: str = ""
    roles: frozenset[Role] = frozenset()
    role: Role | None = None
    first: date | None = None
    last: date | None = None


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
        self.reset()
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


class FirstPasswordPage(Page):
    """The page. Emits `left`; from then on nobody sees these words again."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("First password"), primary=tr("I have passed it on"))
        self.password = Words(size=Size.HEADING, bold=True)
        advice = Words(
            tr(
                "Read the four words out, or write them down and hand them over. They are shown only now. "
                "Anyone who forgets them gets new ones from you."
            )
        )
        self.add(self.password, advice)
        self.submitted.connect(self._leave)

    def show_words(self, said: str, password: str) -> None:
        """Show them; `said` is what was done."""
        self.set_lead(said)
        self.password.set_parts(password)
        self.reset()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say the words too: they are meant to be passed on."""
        return f"{super().where()} {self.password.words}."

    def _leave(self) -> None:
        self.password.set_parts()
        self.left.emit()
