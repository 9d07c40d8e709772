"""The output of the verbs that look after the office's people."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from desktop.application.office.accounts import Account
from desktop.domain.office.people import Role
from desktop.words import tr
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


def first_password(password: str) -> list[str]:
    """Show a first password, and say what becomes of it."""
    return [tr("First password: {password}").format(password=password), tr("It is shown only now. Pass it on.")]


def added(shown: str) -> str:
    """Say that someone was added."""
    return tr("{shown} is added, and chooses a password of their own at the first sign-in.").format(shown=shown)


def renamed(name: str, shown: str) -> str:
    """Say what someone is called now."""
    return tr("{shown} signs in as {name} from now on.").format(shown=shown, name=name.strip().casefold())


def roles_changed(shown: str) -> str:
    """Say that someone has other roles."""
    return tr("The roles of {shown} are changed.").format(shown=shown)


def role_lent(shown: str) -> str:
    """Say that a role is lent."""
    return tr("{shown} has the role for these days.").format(shown=shown)


def loan_ended(shown: str) -> str:
    """Say that a lent role was taken back."""
    return tr("{shown} no longer has the lent role.").format(shown=shown)


def password_reset(shown: str) -> str:
    """Say that someone has a first password."""
    return tr("{shown} has a new first password.").format(shown=shown)


def wait_ended(shown: str) -> str:
    """Say that someone need not wait."""
    return tr("{shown} can try again at once.").format(shown=shown)


def has_left(shown: str) -> str:
    """Say that someone's access has ended."""
    return tr("{shown} has left. Nobody can sign in under this name.").format(shown=shown)


def is_back(shown: str) -> str:
    """Say that someone is back."""
    return tr("{shown} can sign in again.").format(shown=shown)


def recovered(shown: str) -> str:
    """Say that there is a new administrator, and that everybody can see how."""
    said = tr("{shown} is an administrator now. The log says that a recovery key made this account.")
    return said.format(shown=shown)


def own_changed() -> str:
    """Say that one's own password is changed."""
    return tr("Your password is changed.")


def new_password() -> str:
    """Ask for a new password."""
    return prompt(tr("New password:"))


def new_password_again() -> str:
    """Ask for it once more."""
    return prompt(tr("New password again:"))
