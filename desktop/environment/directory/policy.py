"""The directory of an office, as its administrator describes it in `directory.toml`; without that file there is none.

Rules:
- LDAPS alone, verified by an authority whose certificate lies beside the file. StartTLS is not offered: it begins in
  the clear, and both Active Directory and OpenLDAP speak LDAPS.
- No password is in it: each person binds as themselves, and is asked about over that connection.
- `bind` says how a name becomes what is bound with: a DN with `{name}` in it, or a user principal name (Active
  Directory), or `search`: the DN is looked up without signing in.
- Its groups count only as long as the office's policy names none. There may be none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from desktop.domain.office.people import Role
from desktop.domain.office.policy import DirectoryGroup
from desktop.environment.machine_policy import SHIPPED, policy_file
from desktop.environment.toml_table import Table, read_table
from desktop.errors import ContradictionError, PolicyRefusedError

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
