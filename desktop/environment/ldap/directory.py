"""The office's directory over LDAPS (Active Directory, OpenLDAP and others): its policy, and the port `Directory`.

`directory.toml` describes it; without that file there is none. LDAPS alone, verified by an authority beside the file.
Each person binds as themselves, and no password is kept. While they work, `still_here` looks at their entry.
The entry that is believed is the one that was bound. Names are escaped for what they become part of.
Roles follow from the groups of the office's policy, or from this PC's own where it names none. Groups are asked whether
they have the member: the server compares DNs, which can be written in many ways.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from desktop.application.ports.office import DirectoryAccount
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.environment.clock import SystemClock
from desktop.environment.policy_source import SHIPPED, Table, policy_file, read_table
from desktop.errors import ContradictionError, DirectoryError, NotAllowedError, PolicyRefusedError, in_place_of

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.application.ports.office import Groups
    from desktop.environment.ldap.connection import Found, Link


FILE = "directory.toml"
SEARCH = "search"
PORT = 636
_NAME = "{name}"
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_FILE_NAME = re.compile(r"[\w][\w.-]*")


class Identifier(StrEnum):
    """The attribute that names an account for ever: OpenLDAP's (RFC 4530) and Active Directory's."""

    ENTRY_UUID = "entryUUID"
    OBJECT_GUID = "objectGUID"


class Disabled(StrEnum):
    """The mark of a disabled account. Anything else can be said by the filter `people`."""

    ACCOUNT_CONTROL = "account_control"
    SHADOW_EXPIRE = "shadow_expire"
    LOCKED_TIME = "locked_time"


@dataclass(frozen=True)
class DirectoryPolicy:
    """The policy. `people`: the filter of everybody who counts as there. `member`: a group's attribute of members.

    `nested`: members of groups within a group count too (Active Directory alone follows them).
    """

    host: str
    port: int
    authority: Path
    base: str
    bind: str
    people: str
    sign_in_name: str
    shown_name: str
    identifier: Identifier
    disabled: frozenset[Disabled]
    groups: tuple[DirectoryGroup, ...]
    member: str
    nested: bool
    offline_minutes: int

    @property
    def binds_with_dn(self) -> bool:
        """Whether `bind` is a DN with the name in it; else it is a user principal name, or `search`."""
        return "=" in self.bind


def load_directory_policy(path: Path, owner: int | None = None) -> DirectoryPolicy:
    """Load the policy. `owner`: of the authority's file, in tests. Raises PolicyRefusedError."""
    table = read_table(path)
    host, port = _address(table)
    policy = DirectoryPolicy(
        host=host,
        port=port,
        authority=_authority(table, path, owner),
        base=_base(table),
        bind=_bind(table),
        people=_filter(table),
        sign_in_name=_attribute(table, "sign_in_name"),
        shown_name=_attribute(table, "shown_name"),
        identifier=table.choice("identifier", Identifier),
        disabled=_disabled(table),
        groups=tuple(map(_group, table.tables("groups"))) if table.has("groups") else (),
        member=_attribute(table, "member") if table.has("member") else "member",
        nested=table.has("nested") and table.flag("nested"),
        offline_minutes=table.whole("offline_minutes", 0, 480),
    )
    table.done()
    return policy


def _base(table: Table) -> str:
    dn = table.text("base")
    if "=" not in dn:
        table.refuse("not_a_dn", key="base")
    return dn


def _group(table: Table) -> DirectoryGroup:
    dn, role = table.text("group"), table.choice("role", Role)
    table.done()
    try:
        return DirectoryGroup(dn, frozenset({role}))
    except ContradictionError as problem:
        table.refuse("contradiction", why=problem.code)


def _address(table: Table) -> tuple[str, int]:
    try:
        found = urlsplit(table.text("address"))
        host, port = found.hostname, found.port
    except ValueError:
        table.refuse("not_ldaps")
    rest = found.path.strip("/") or found.query or found.fragment or found.username
    if found.scheme != "ldaps" or host is None or rest:
        table.refuse("not_ldaps")
    return host, PORT if port is None else port


def _authority(table: Table, path: Path, owner: int | None) -> Path:
    name = table.text("authority")
    if not _FILE_NAME.fullmatch(name):
        table.refuse("authority_not_beside")
    found = path.with_name(name)
    if not found.is_file():
        raise PolicyRefusedError("not_readable", file=name)
    if path.parent == SHIPPED:
        return found
    return policy_file(name, path.parent) if owner is None else policy_file(name, path.parent, owner)


def _bind(table: Table) -> str:
    bind = table.text("bind")
    if bind != SEARCH and bind.count(_NAME) != 1:
        table.refuse("bind_without_name")
    return bind


def _filter(table: Table) -> str:
    said = table.text("people")
    if not (said.startswith("(") and said.endswith(")") and said.count("(") == said.count(")")):
        table.refuse("not_a_filter")
    return said


def _attribute(table: Table, key: str) -> str:
    name = table.text(key)
    if not _ATTRIBUTE.fullmatch(name):
        table.refuse("not_an_attribute", key=key)
    return name


def _disabled(table: Table) -> frozenset[Disabled]:
    said = table.texts("disabled")
    if unknown := [each for each in said if each not in tuple(Disabled)]:
        table.refuse("not_a_choice", key=unknown[0], choices=", ".join(Disabled))
    return frozenset(Disabled(each) for each in said)


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
        with in_place_of(ValueError, DirectoryError("directory_unclear", result=kind.value)):
            [value] = found.values.get(kind.value.lower(), [])
            return str(UUID(bytes_le=value) if kind is Identifier.OBJECT_GUID else UUID(value.decode("ascii")))

    def _known_by(self, identifier: str) -> str:
        from ldap3.utils.conv import escape_bytes

        known, kind = UUID(identifier), self._policy.identifier
        value = escape_bytes(known.bytes_le) if kind is Identifier.OBJECT_GUID else str(known)
        return f"({kind.value}={value})"

    def _with(self, fits: str) -> str:
        return f"(&{self._policy.people}{fits})"

    def _link(self, user: str = "", password: bytes = b"") -> Link:
        from desktop.environment.ldap.connection import Link

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
