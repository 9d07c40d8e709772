"""The port `Directory` over LDAPS: Active Directory, OpenLDAP and others alike.

Rules:
- Each person binds as themselves; no account of the program's own is needed, and no password is kept. While someone
  works, their connection stays open, and `still_here` looks at their entry over it.
- The entry that is believed is the one that was bound: it is read at its own DN, or by the user principal name.
- A name is typed by whoever wants in. It is escaped for what it becomes a part of; one with a control character, or too
  long for a name, is nobody's.
- The roles are those of the office's groups that they are in; of this PC's own, where the office has named none.
- Groups are asked whether they have the member: the server compares DNs, which can be written in many ways.
"""

from __future__ import annotations

import unicodedata
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from desktop.application.ports.directory import DirectoryAccount
from desktop.domain.office.people import Role
from desktop.environment.clock import SystemClock
from desktop.environment.directory.policy import SEARCH, DirectoryPolicy, Disabled, Identifier
from desktop.errors import DirectoryError, NotAllowedError

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.application.ports.directory import Groups
    from desktop.environment.directory.link import Found, Link

LONGEST_NAME, LONGEST_PASSWORD = 256, 1024
PRINCIPAL = "userPrincipalName"
IN_CHAIN = ":1.2.840.113556.1.4.1941:"
DISABLED_BIT = 2
FOR_GOOD = "000001010000Z"
"""The lock of OpenLDAP's password policy that only an administrator ends; others end by themselves."""
ATTRIBUTE = {
    Disabled.ACCOUNT_CONTROL: "userAccountControl",
    Disabled.SHADOW_EXPIRE: "shadowExpire",
    Disabled.LOCKED_TIME: "pwdAccountLockedTime",
}
_NOT_IN_A_LOGIN = frozenset('\\/=,;"<>+')


class LdapDirectory:
    """The port. Used on several workers, one question at a time."""

    def __init__(self, policy: DirectoryPolicy) -> None:
        self._policy = policy
        self._one = Lock()
        self._kept: tuple[str, Link] | None = None

    @property
    def offline_minutes(self) -> int:
        return self._policy.offline_minutes

    def sign_in(self, name: str, password: str, groups: Groups = (), *, stays: bool = False) -> DirectoryAccount | None:
        secret = _secret(password)
        if not _is_a_name(name) or secret is None:
            return None
        with self._one:
            dn = self._dn(name)
            if dn is None:
                return None
            link = self._link(dn, secret)
            account = None
            try:
                if link.bind():
                    account = self._of_their_own(link, dn, name, groups)
            finally:
                if account is None or not stays:
                    link.close()
            if account is not None and stays:
                self._keep((account.identifier, link))
            return account

    def still_here(self, identifier: str, groups: Groups = ()) -> DirectoryAccount | None:
        with self._one:
            if self._kept is None or self._kept[0] != identifier:
                raise DirectoryError("directory_unreachable")
            link = self._kept[1]
            try:
                found = link.one(self._policy.base, self._with(self._known_by(identifier)), self._attributes)
                account = None if found is None else self._account(link, found, groups)
            except DirectoryError:
                self._keep(None)
                raise
            return account if account is not None and account.identifier == identifier else None

    def has(self, identifier: str) -> bool:
        if self._policy.bind != SEARCH:
            raise DirectoryError("directory_unclear", result=self._policy.identifier.value)
        with self._one:
            return self._looked_up(self._known_by(identifier)) is not None

    def sign_out(self, identifier: str) -> None:
        with self._one:
            if self._kept is not None and self._kept[0] == identifier:
                self._keep(None)

    def certificate_ends(self) -> datetime:
        """Connect, and return when the directory's certificate ends (aware, in UTC).

        Raises DirectoryError (`directory_unreachable`, `directory_certificate`, `..._expired`, `..._name`).
        """
        with self._one:
            link = self._link()
            try:
                return link.certificate_ends
            finally:
                link.close()

    def close(self) -> None:
        """Close what is open."""
        with self._one:
            self._keep(None)

    @property
    def _attributes(self) -> tuple[str, ...]:
        policy = self._policy
        said = [ATTRIBUTE[each] for each in policy.disabled]
        return policy.identifier.value, policy.sign_in_name, policy.shown_name, *said

    def _dn(self, name: str) -> str | None:
        """Return what is bound with for that name; None where there is nobody."""
        from ldap3.utils.dn import escape_rdn

        policy = self._policy
        if policy.bind == SEARCH:
            return self._looked_up(f"({policy.sign_in_name}={_escaped(name)})")
        if policy.binds_with_dn:
            return policy.bind.replace("{name}", escape_rdn(name))
        return None if _NOT_IN_A_LOGIN & set(name) else policy.bind.replace("{name}", name)

    def _looked_up(self, fits: str) -> str | None:
        """Return the DN of the entry that the filter fits, as the directory shows it to someone unknown."""
        link = self._link()
        try:
            link.bind()
            found = link.one(self._policy.base, self._with(fits))
        finally:
            link.close()
        return None if found is None else found.dn

    def _of_their_own(self, link: Link, dn: str, name: str, groups: Groups) -> DirectoryAccount | None:
        policy = self._policy
        if policy.bind == SEARCH or policy.binds_with_dn:
            found = link.entry(dn, policy.people, self._attributes)
        else:
            found = link.one(policy.base, self._with(f"({PRINCIPAL}={_escaped(dn)})"), self._attributes)
        if found is None or name.casefold() not in [each.casefold() for each in found.texts(policy.sign_in_name)]:
            return None
        if self._is_disabled(found):
            raise NotAllowedError("directory_disabled")
        return self._account(link, found, groups, name)

    def _is_disabled(self, found: Found) -> bool:
        return any(_SAYS[each](found) for each in self._policy.disabled)

    def _account(self, link: Link, found: Found, groups: Groups, name: str = "") -> DirectoryAccount | None:
        """Return the account of that entry; None where it is disabled."""
        policy = self._policy
        if self._is_disabled(found):
            return None
        names, shown = found.texts(policy.sign_in_name), found.texts(policy.shown_name)
        name = (name or next(iter(names), "")).casefold()
        roles = self._roles(link, found.dn, groups or policy.groups)
        return DirectoryAccount(self._identifier(found), name, next(iter(shown), name), roles)

    def _roles(self, link: Link, dn: str, groups: Groups) -> frozenset[Role]:
        member = f"({self._policy.member}{IN_CHAIN if self._policy.nested else ''}={_escaped(dn)})"
        given = [each.roles for each in groups if link.entry(each.group, member) is not None]
        return frozenset[Role]().union(*given)

    def _identifier(self, found: Found) -> str:
        kind = self._policy.identifier
        try:
            [value] = found.values.get(kind.value.lower(), [])
            return str(UUID(bytes_le=value) if kind is Identifier.OBJECT_GUID else UUID(value.decode("ascii")))
        except ValueError:
            raise DirectoryError("directory_unclear", result=kind.value) from None

    def _known_by(self, identifier: str) -> str:
        from ldap3.utils.conv import escape_bytes

        known, kind = UUID(identifier), self._policy.identifier
        value = escape_bytes(known.bytes_le) if kind is Identifier.OBJECT_GUID else str(known)
        return f"({kind.value}={value})"

    def _with(self, fits: str) -> str:
        return f"(&{self._policy.people}{fits})"

    def _link(self, user: str = "", password: bytes = b"") -> Link:
        from desktop.environment.directory.link import Link

        return Link(self._policy.host, self._policy.port, self._policy.authority, user, password)

    def _keep(self, kept: tuple[str, Link] | None) -> None:
        if self._kept is not None:
            self._kept[1].close()
        self._kept = kept


def _is_a_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and not any(unicodedata.category(each).startswith("C") for each in name)


def _secret(password: str) -> bytes | None:
    """Return the bytes that are sent; None for what is no password: an empty one would let everybody in."""
    try:
        secret = password.encode("utf-8")
    except UnicodeEncodeError:
        return None
    return secret if 0 < len(secret) <= LONGEST_PASSWORD else None


def _escaped(text: str) -> str:
    from ldap3.utils.conv import escape_filter_chars

    return str(escape_filter_chars(text, "utf-8"))


def _control_says_so(found: Found) -> bool:
    """Active Directory's: an account without the attribute, or with no number in it, counts as disabled."""
    return any(bits is None or bits & DISABLED_BIT for bits in _numbers(found, Disabled.ACCOUNT_CONTROL) or [None])


def _expiry_says_so(found: Found) -> bool:
    """The day since 1970 from which on it is expired; -1 or none is never."""
    today = int(SystemClock().now().timestamp()) // 86_400
    return any(day is None or 0 <= day <= today for day in _numbers(found, Disabled.SHADOW_EXPIRE))


def _lock_says_so(found: Found) -> bool:
    return FOR_GOOD in found.texts(ATTRIBUTE[Disabled.LOCKED_TIME])


def _numbers(found: Found, kind: Disabled) -> list[int | None]:
    return [_number(text) for text in found.texts(ATTRIBUTE[kind])]


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


_SAYS = {
    Disabled.ACCOUNT_CONTROL: _control_says_so,
    Disabled.SHADOW_EXPIRE: _expiry_says_so,
    Disabled.LOCKED_TIME: _lock_says_so,
}
