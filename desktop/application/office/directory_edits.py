"""Changes of the directory's groups that give roles here, as someone makes them in a window or at the command line."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.policies import PolicyTexts
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import DirectoryGroup, OfficePolicy
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class DirectoryGroupEdit:
    """A group of the directory, as it was typed. `was`: the distinguished name of the one that it is; "" for one more.

    `named`: it still gives a role.
    """

    was: str
    dn: str
    roles: frozenset[Role]
    named: bool = True


def with_directory_edit(edit: DirectoryGroupEdit, content: str, policy: OfficePolicy, texts: PolicyTexts) -> str:
    """Return the text of the office's policy with it. Raises FieldsError, WrongStateError: the group is gone."""
    was = next((each for each in policy.directory_groups if each.dn == edit.was), None)
    if edit.was and was is None:
        raise WrongStateError("policy_changed_meanwhile").of(policy=PolicyName.OFFICE.value)
    if not edit.named:
        return texts.with_directory_group(content, was, None)
    becomes = DirectoryGroup(edit.dn.strip(), edit.roles)
    if problems := _problems(becomes, was, policy):
        raise FieldsError(problems)
    return texts.with_directory_group(content, was, becomes)


def _problems(becomes: DirectoryGroup, was: DirectoryGroup | None, policy: OfficePolicy) -> dict[str, str]:
    others = {each.dn.casefold() for each in policy.directory_groups if each is not was}
    problems = hidden_in(group=becomes.dn)
    if not becomes.dn:
        problems["group"] = "directory_group_missing"
    elif "=" not in becomes.dn:
        problems["group"] = "directory_group_not_a_dn"
    elif becomes.dn.casefold() in others:
        problems["group"] = "directory_group_named_already"
    if not becomes.roles:
        problems["roles"] = "directory_roles_missing"
    return problems
