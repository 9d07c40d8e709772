"""The acts by which administrators look after accounts, in words, and which of them there are for someone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import PersonId
from desktop.words import text


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
