"""Groups of the directory and the roles that they give, as the office's policy and a PC's `directory.toml` name them.

Rules:
- A group is named by its distinguished name.
- No group gives the role of administrator: that one stays with local accounts.
"""

from __future__ import annotations

from desktop.domain.office.people import Role
from desktop.domain.office.policy import DirectoryGroup
from desktop.environment.toml_table import Table


def group_of(table: Table) -> DirectoryGroup:
    """Read a group of the policy: `group`, `roles`. Raises PolicyRefusedError."""
    dn, said = dn_in(table, "group"), table.texts("roles")
    table.done()
    known = {role.value for role in Role}
    if unknown := [each for each in said if each not in known]:
        table.refuse("not_a_choice", key="roles", choices=", ".join(sorted(known)), written=unknown[0])
    return _given(table, dn, frozenset(Role(each) for each in said))


def group_of_one_role(table: Table) -> DirectoryGroup:
    """Read a group of a PC's file: `group`, `role`. Raises PolicyRefusedError."""
    dn, role = dn_in(table, "group"), table.choice("role", Role)
    table.done()
    return _given(table, dn, frozenset({role}))


def dn_in(table: Table, key: str) -> str:
    """Read a distinguished name. Raises PolicyRefusedError."""
    dn = table.text(key)
    if "=" not in dn:
        table.refuse("not_a_dn", key=key)
    return dn


def _given(table: Table, dn: str, roles: frozenset[Role]) -> DirectoryGroup:
    if not roles:
        table.refuse("directory_group_without_role")
    if Role.ADMINISTRATOR in roles:
        table.refuse("administrators_are_local")
    return DirectoryGroup(dn, roles)
