"""Groups of the directory in the text of the office's policy: read, refused with the reason, edited in their place."""

from __future__ import annotations

import pytest

from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import DirectoryGroup, OfficePolicy
from desktop.environment.machine_policy import SHIPPED
from desktop.environment.policy_texts import TomlPolicies, read_policy
from desktop.errors import PolicyRefusedError
from desktop.words.errors import words_of

TEXTS = TomlPolicies(None)
SHIPPED_OFFICE = (SHIPPED / "office.toml").read_text("utf-8")
ADVISERS = DirectoryGroup("cn=Call advisers,ou=Groups,dc=example,dc=org", frozenset({Role.ADVISER}))
DECIDERS = DirectoryGroup('cn=Heads \\2C "all",dc=example,dc=org', frozenset({Role.APPROVER, Role.SUPERVISOR}))
WRITTEN = """
# Who answers the telephone.
[[directory_groups]]
group = "cn=Call advisers,ou=Groups,dc=example,dc=org"
roles = ["adviser"]
"""


def groups_in(content: str) -> tuple[DirectoryGroup, ...]:
    policy = read_policy(PolicyName.OFFICE, content)
    assert isinstance(policy, OfficePolicy)
    return policy.directory_groups


def test_a_policy_of_before_names_none() -> None:
    assert groups_in(SHIPPED_OFFICE) == () and groups_in(f"{SHIPPED_OFFICE}{WRITTEN}") == (ADVISERS,)


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ('["adviser"]', '["administrator"]', "administrators_are_local"),
        ('["adviser"]', '["adviser", "administrator"]', "administrators_are_local"),
        ('["adviser"]', '["director"]', "not_a_choice"),
        ('["adviser"]', "[]", "directory_group_without_role"),
        ('["adviser"]', '"adviser"', "not_texts"),
        ('roles = ["adviser"]', 'role = "adviser"', "missing_key_alike"),
        ('roles = ["adviser"]', 'roles = ["adviser"]\nnested = true', "unknown_key"),
        ("cn=Call advisers,ou=Groups,dc=example,dc=org", "Call advisers", "not_a_dn"),
        ('roles = ["adviser"]', f'roles = ["adviser"]\n{WRITTEN}', "contradiction"),
    ],
)
def test_anything_else_is_refused_with_the_reason(was: str, becomes: str, code: str) -> None:
    assert was in WRITTEN
    with pytest.raises(PolicyRefusedError) as found:
        groups_in(SHIPPED_OFFICE + WRITTEN.replace(was, becomes))
    assert found.value.code == code and "{" not in words_of(found.value)


def test_one_is_added_changed_and_taken_out_and_the_rest_stays_as_it_was() -> None:
    one = TEXTS.with_directory_group(SHIPPED_OFFICE, None, ADVISERS)
    assert one.startswith(SHIPPED_OFFICE.rstrip("\n")) and groups_in(one) == (ADVISERS,)
    two = TEXTS.with_directory_group(one, None, DECIDERS)
    assert two.startswith(one.rstrip("\n")) and groups_in(two) == (ADVISERS, DECIDERS)
    more = DirectoryGroup(ADVISERS.dn, frozenset({Role.ADVISER, Role.INFORMATION_OFFICER}))
    changed = TEXTS.with_directory_group(two, ADVISERS, more)
    assert groups_in(changed) == (more, DECIDERS) and len(changed.splitlines()) == len(two.splitlines())
    assert groups_in(TEXTS.with_directory_group(changed, more, None)) == (DECIDERS,)
    gone = TEXTS.with_directory_group(one, ADVISERS, None)
    assert groups_in(gone) == () and gone.rstrip("\n") == SHIPPED_OFFICE.rstrip("\n")
