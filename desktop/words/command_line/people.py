"""The output of the verbs that look after the office's people."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Role
from desktop.words import Texts, tr
from desktop.words.codes import words
from desktop.words.command_line import prompt
from desktop.words.formatting import day, length, local, moment


def listed(accounts: Sequence[Account], zone: ZoneInfo) -> list[str]:
    """List everybody, a line each: names, roles and since when, last sign-in, and what is out of the ordinary."""
    return [_line(account, zone) for account in sorted(accounts, key=lambda each: not each.person.active)]


def _line(account: Account, zone: ZoneInfo) -> str:
    person = account.person
    roles = ", ".join(words(role) for role in Role if role in person.roles)
    since = day(local(account.roles_since, zone).date()) if account.roles_since else tr("an unknown day")
    last = moment(account.last_sign_in, zone) if account.last_sign_in else tr("never")
    line = tr("{shown} ({name}): {roles} since {since}. Last sign-in: {last}.").format(
        shown=person.shown_name, name=person.sign_in_name, roles=roles, since=since, last=last
    )
    if not person.active:
        return f"{line} {tr('Has left.')}"
    if account.wait:
        return f"{line} {tr('Has to wait {wait} before the next try.').format(wait=length(account.wait))}"
    if person.directory:
        line = f"{line} {tr('Signs in by the directory.')}"
    for loan in person.lent:
        lent = tr("Lent: {role} from {first} to {last}.")
        line = f"{line} {lent.format(role=words(loan.role), first=day(loan.first), last=day(loan.last))}"
    return f"{line} {tr('Has a first password.')}" if person.first_password else line


DONE: Texts[str] = {
    "add": "{shown} is added, and chooses a password of their own at the first sign-in.",
    "rename": "{shown} signs in as {name} from now on.",
    "roles": "The roles of {shown} are changed.",
    "lend": "{shown} has the role for these days.",
    "end-loan": "{shown} no longer has the lent role.",
    "reset": "{shown} has a new first password.",
    "unlock": "{shown} can try again at once.",
    "leave": "{shown} has left. Nobody can sign in under this name.",
    "back": "{shown} can sign in again.",
    "recover": "{shown} is an administrator now. The log says that a recovery key made this account.",
}


def done(act: str, shown: str, name: str, first_password: str) -> list[str]:
    """Say what was done for someone; show their first password, if they got one, and say what becomes of it."""
    said = tr(DONE[act]).format(shown=shown, name=name.strip().casefold())
    if not first_password:
        return [said]
    password = tr("First password: {password}").format(password=first_password)
    return [said, password, tr("It is shown only now. Pass it on.")]


def own_changed() -> str:
    """Say that one's own password is changed."""
    return tr("Your password is changed.")


def new_password() -> str:
    """Ask for a new password."""
    return prompt(tr("New password:"))


def new_password_again() -> str:
    """Ask for it once more."""
    return prompt(tr("New password again:"))
