"""The policy of a directory: what is read, what is refused with the reason, and that without a file there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import policy_source
from desktop.environment.ldap_directory import Disabled, Identifier, LdapDirectory, load_directory_policy
from desktop.environment.office_file import DEMO, REAL, OfficeFile
from desktop.environment.passwords import passwords_of
from desktop.environment.policies import directory_of
from desktop.environment.policy_source import SHIPPED
from desktop.errors import PolicyRefusedError
from desktop.lifecycle.status import checks
from desktop.words.errors import message_for

GOOD = """
address = "ldaps://dc1.example.gov.uk"
authority = "directory-ca.pem"
base = "dc=example,dc=gov,dc=uk"
bind = "{name}@example.gov.uk"
people = "(objectClass=user)"
sign_in_name = "sAMAccountName"
shown_name = "displayName"
identifier = "objectGUID"
disabled = ["account_control"]
offline_minutes = 60
nested = true

[[groups]]
group = "CN=Call advisers,OU=Groups,DC=example,DC=gov,DC=uk"
role = "adviser"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "policies"
    own.mkdir(mode=0o755)
    (own / "directory-ca.pem").write_text("a certificate", encoding="utf-8")
    (own / "directory-ca.pem").chmod(0o644)
    return own


def written(folder: Path, text: str = GOOD) -> Path:
    path = folder / "directory.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return path


def owner(folder: Path) -> int:
    return folder.stat().st_uid


def test_it_is_read_whole(folder: Path) -> None:
    policy = load_directory_policy(written(folder), owner(folder))
    assert (policy.host, policy.port, policy.authority) == ("dc1.example.gov.uk", 636, folder / "directory-ca.pem")
    assert policy.identifier is Identifier.OBJECT_GUID and policy.disabled == {Disabled.ACCOUNT_CONTROL}
    assert policy.groups == (
        DirectoryGroup("CN=Call advisers,OU=Groups,DC=example,DC=gov,DC=uk", frozenset({Role.ADVISER})),
    )
    assert policy.nested and policy.member == "member" and not policy.binds_with_dn


@pytest.mark.parametrize(
    ("was", "is_now", "code"),
    [
        ("ldaps://dc1", "ldap://dc1", "not_ldaps"),
        ("ldaps://dc1.example.gov.uk", "ldaps://", "not_ldaps"),
        ("ldaps://dc1.example.gov.uk", "ldaps://dc1:x", "not_ldaps"),
        ("ldaps://dc1.example.gov.uk", "ldaps://user:password@dc1", "not_ldaps"),
        ("ldaps://dc1.example.gov.uk", "ldaps://dc1/dc=example", "not_ldaps"),
        ('"directory-ca.pem"', '"../directory-ca.pem"', "authority_not_beside"),
        ('"directory-ca.pem"', '"gone.pem"', "not_readable"),
        ("{name}@example.gov.uk", "someone@example.gov.uk", "bind_without_name"),
        ("{name}@example.gov.uk", "{name}{name}", "bind_without_name"),
        ("(objectClass=user)", "objectClass=user", "not_a_filter"),
        ("(objectClass=user)", "(objectClass=user))", "not_a_filter"),
        ('"sAMAccountName"', '"sAMAccountName)(uid"', "not_an_attribute"),
        ('"dc=example,dc=gov,dc=uk"', '"example.gov.uk"', "not_a_dn"),
        ('["account_control"]', '["nobody"]', "not_a_choice"),
        ('role = "adviser"', 'role = "administrator"', "contradiction"),
        ('role = "adviser"', 'role = "director"', "not_a_choice"),
        ("offline_minutes = 60", "offline_minutes = 100000", "out_of_range"),
        ("offline_minutes = 60\n", "", "missing_key"),
        ("nested = true", "password = true", "unknown_key"),
    ],
)
def test_anything_else_is_refused(folder: Path, was: str, is_now: str, code: str) -> None:
    assert was in GOOD
    with pytest.raises(PolicyRefusedError) as found:
        load_directory_policy(written(folder, GOOD.replace(was, is_now)), owner(folder))
    assert found.value.code == code and "{" not in message_for(found.value).replace("{name}", "")


def test_its_groups_may_stand_in_the_offices_policy_alone(folder: Path) -> None:
    without = GOOD.partition("[[groups]]")[0]
    for text in (without, f"{without}groups = []\n"):
        assert load_directory_policy(written(folder, text), owner(folder)).groups == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows has permissions of its own on the program's folder")
def test_an_authority_that_others_could_have_written_is_none(folder: Path) -> None:
    (folder / "directory-ca.pem").chmod(0o666)
    with pytest.raises(PolicyRefusedError) as found:
        load_directory_policy(written(folder), owner(folder))
    assert found.value.code == "not_the_administrators"


def test_without_a_file_there_is_no_directory_and_a_demo_has_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = OfficeFile(OfficeId("f" * 32), REAL, DeskId("d" * 32))
    assert not (SHIPPED / "directory.toml").exists()
    assert directory_of(real) is None and passwords_of(real).directory is None
    monkeypatch.setattr(policy_source, "machine_folder", lambda: folder)
    monkeypatch.setattr(policy_source.policy_file, "__defaults__", (None, owner(folder)))
    assert directory_of(real) is None
    written(folder)
    found = directory_of(real)
    assert isinstance(found, LdapDirectory) and found.offline_minutes == 60
    assert directory_of(real._replace(kind=DEMO)) is None


def test_an_office_without_a_directory_loads_nothing_for_one() -> None:
    loads = "import sys, desktop.application.office.signing_in, desktop.bootstrap.wiring, desktop.ui.shell.window"
    policy = "desktop.environment.ldap_directory"
    said = f"{loads}; from desktop.environment.passwords import passwords_of; passwords_of(None)"
    left = f"print([name for name in ('ldap3', 'pyasn1', {policy!r}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{said}; {left}"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_doctor_names_it_and_says_what_is_wrong_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_source, "machine_folder", lambda: folder)
    monkeypatch.setattr(policy_source.policy_file, "__defaults__", (None, owner(folder)))
    written(folder)
    [found] = [check for check in checks() if check.name == "resources"]
    assert found.ok and "directory.toml" in found.words
    written(folder, GOOD.replace("ldaps://", "ldap://"))
    [found] = [check for check in checks() if check.name == "resources"]
    assert not found.ok and "address must begin with ldaps://" in found.words
