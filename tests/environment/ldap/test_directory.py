"""The directory's policy, and a real one over LDAPS."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from ldap3.strategy.sync import SyncStrategy

from desktop.application.log.health import Trouble
from desktop.bootstrap.pcs import directory_trouble
from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import policy_source
from desktop.environment.ldap import connection
from desktop.environment.ldap.directory import Disabled, Identifier, LdapDirectory, load_directory_policy
from desktop.environment.office_file import DEMO, REAL, OfficeFile
from desktop.environment.passwords import passwords_of
from desktop.environment.policies import directory_of
from desktop.environment.policy_source import SHIPPED
from desktop.errors import CERTIFICATE_EXPIRED, DirectoryError, NotAllowedError, PolicyRefusedError
from desktop.lifecycle.status import checks
from desktop.words.errors import message_for
from tests.support.refusals import error_of
from tests.support.servers.slapd import BASE, PASSWORD, Slapd, a_slapd, dn_of, group_dn, make_certificates

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


@pytest.mark.against("directory")
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
    found = error_of(PolicyRefusedError, load_directory_policy, written(folder), owner(folder))
    assert found.code == "not_the_administrators"


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
    policy = "desktop.environment.ldap.directory"
    said = f"{loads}; from desktop.environment.passwords import passwords_of; passwords_of(None)"
    left = f"print([name for name in ('ldap3', 'pyasn1', {policy!r}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", f"{said}; {left}"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_doctor_names_it_and_says_what_is_wrong_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_source, "machine_folder", lambda: folder)
    monkeypatch.setattr(policy_source.policy_file, "__defaults__", (None, owner(folder)))
    written(folder)
    found = next(check for check in checks() if check.name == "resources")
    assert found.ok and "directory.toml" in found.words
    written(folder, GOOD.replace("ldaps://", "ldap://"))
    found = next(check for check in checks() if check.name == "resources")
    assert not found.ok and "address must begin with ldaps://" in found.words


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    with a_slapd(tmp_path_factory.mktemp("directory") / "slapd") as started:
        started.add("mallet", Role.ADVISER)
        yield started


@pytest.fixture(params=["dn", "search"])
def directory(request: pytest.FixtureRequest, server: Slapd) -> Iterator[LdapDirectory]:
    found = LdapDirectory(server.policy() if request.param == "dn" else server.policy(bind="search"))
    yield found
    found.close()


@pytest.mark.against("directory")
def test_no_name_reaches_beyond_its_own_place(directory: LdapDirectory, server: Slapd) -> None:
    hostile = [
        "*",
        "mal*",
        "*)(uid=*",
        "mallet)(|(uid=*",
        "mallet))(&(uid=mallet",
        "\\2a",
        "mallet\x00",
        "mallet\n",
        f"mallet,ou=people,{BASE}",
        "mallet+cn=Demo Mallet",
        "mallet\\,ou=people",
        " mallet",
        "#mallet",
        "m" * 257,
        "\ud800",
        "",
    ]
    assert directory.sign_in("mallet", PASSWORD) is not None
    assert [name for name in hostile if directory.sign_in(name, PASSWORD) is not None] == []


def test_a_name_full_of_signs_is_a_name_like_any_other(server: Slapd) -> None:
    name = "o(b*r\\i,e=n+#1"
    escaped = name.replace("\\", "\\5c").replace(",", "\\2c").replace("=", "\\3d").replace("+", "\\2b")
    server.add(escaped, uid=name)
    for bind in (server.policy().bind, "search"):
        account = LdapDirectory(server.policy(bind=bind)).sign_in(name, PASSWORD)
        assert account is not None and account.name == name


@pytest.mark.against("directory")
@pytest.mark.parametrize("password", ["", "\ud800", "x" * 1025])
def test_what_is_no_password_is_never_sent(server: Slapd, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server takes an empty one for nobody's, and says yes."""
    monkeypatch.setattr(connection, "Link", None)
    assert LdapDirectory(server.policy()).sign_in("mallet", password) is None


@pytest.mark.against("directory")
def test_a_password_is_sent_as_it_was_typed_and_never_as_nothing(
    directory: LdapDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a soft hyphen, preparation of a text (RFC 4013) leaves nothing."""
    sent: list[bytes] = []
    send = SyncStrategy.send

    def seen(self: Any, kind: str, request: Any, controls: Any = None) -> Any:
        if kind == "bindRequest":
            sent.append(bytes(request["authentication"].getComponent()))
        return send(self, kind, request, controls)

    monkeypatch.setattr(SyncStrategy, "send", seen)
    assert directory.sign_in("mallet", "\u00ad") is None
    assert sent[-1] == "\u00ad".encode()
    with pytest.raises(ValueError, match="never sent"):
        connection.Link("localhost", 636, Path("ca.pem"), dn_of("mallet"), b"")


def test_the_connection_that_stays_open_keeps_no_password(directory: LdapDirectory) -> None:
    assert directory.sign_in("mallet", PASSWORD, stays=True) is not None and directory._kept is not None
    assert PASSWORD not in repr(vars(directory._kept[1]._connection)) + repr(vars(directory._kept[1]))


def test_a_server_that_binds_nobody_and_says_yes_lets_nobody_in(
    directory: LdapDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ldap3.extend import StandardExtendedOperations

    monkeypatch.setattr(StandardExtendedOperations, "who_am_i", lambda self: "")
    assert error_of(DirectoryError, directory.sign_in, "mallet", PASSWORD).code == "directory_unclear"


def is_let_in(directory: LdapDirectory, name: str) -> bool:
    """Return whether the account is let in; where it is not, that it is disabled is said, and the password is right."""
    try:
        return directory.sign_in(name, PASSWORD) is not None
    except NotAllowedError as error:
        assert error.code == "directory_disabled" and directory.sign_in(name, "not their own") is None
        return False


def test_expired_and_locked_accounts_are_not_there(directory: LdapDirectory, server: Slapd) -> None:
    for expire, is_there in (("-1", True), ("1", False), ("99999999", True), ("0", False), ("-1", True)):
        server.set("mallet", shadowExpire=expire)
        assert is_let_in(directory, "mallet") is is_there


def test_an_account_that_is_locked_for_good_is_out_while_it_is_signed_in(server: Slapd) -> None:
    server.add("locked", Role.ADVISER)
    directory = LdapDirectory(server.policy())
    account = directory.sign_in("locked", PASSWORD, stays=True)
    assert account is not None and directory.still_here(account.identifier) == account
    server.set("locked", pwdAccountLockedTime="20260101000000Z")
    assert directory.still_here(account.identifier) == account, "whoever guesses ends nobody's work"
    server.set("locked", pwdAccountLockedTime="000001010000Z")
    assert directory.still_here(account.identifier) is None
    assert not is_let_in(directory, "locked")
    directory.close()


def test_the_bit_of_active_directory_says_who_is_disabled(server: Slapd) -> None:
    directory = LdapDirectory(server.policy(disabled=frozenset({Disabled.ACCOUNT_CONTROL})))
    server.add("bits", Role.ADVISER)
    assert not is_let_in(directory, "bits"), "an account without the attribute is not one that is enabled"
    for bits, is_there in ((512, True), (514, False), (66048, True), (66050, False)):
        server.set("bits", userAccountControl=bits)
        assert is_let_in(directory, "bits") is is_there


def test_the_filter_says_who_counts(server: Slapd) -> None:
    server.add("leaver", Role.ADVISER, employeeType="left")
    for bind in (server.policy().bind, "search"):
        directory = LdapDirectory(server.policy(bind=bind, people="(&(objectClass=person)(!(employeeType=left)))"))
        assert directory.sign_in("leaver", PASSWORD) is None
        assert directory.sign_in("mallet", PASSWORD) is not None


def test_accounts_are_known_by_active_directorys_identifier_too(server: Slapd) -> None:
    known = UUID("6f1b3ac2-9b0e-4c3f-8d52-2a28295c1d0b")
    server.add("guid", Role.APPROVER, objectGUID=known.bytes_le)
    directory = LdapDirectory(server.policy(identifier=Identifier.OBJECT_GUID, bind="search"))
    account = directory.sign_in("guid", PASSWORD, stays=True)
    assert account is not None and account.identifier == str(known)
    assert directory.still_here(str(known)) == account and directory.has(str(known))
    assert not directory.has("00000000-0000-0000-0000-000000000000")
    directory.close()
    with pytest.raises(DirectoryError):
        directory.sign_in("mallet", PASSWORD)


def test_a_login_is_found_by_its_principal_name_alone(server: Slapd, monkeypatch: pytest.MonkeyPatch) -> None:
    """slapd binds no principal names: the DN is put in their place on the way."""
    server.add("upn", Role.ADVISER, userPrincipalName="upn@example.org")
    directory = LdapDirectory(server.policy(bind="{name}@example.org"))
    made = LdapDirectory._link
    dn = {"upn@example.org": dn_of("upn"), "mallet@example.org": dn_of("mallet")}

    def linked(self: LdapDirectory, user: str = "", password: bytes = b"") -> connection.Link:
        return made(self, dn.get(user, user), password)

    monkeypatch.setattr(LdapDirectory, "_link", linked)
    assert directory.sign_in("upn", PASSWORD) is not None
    assert directory.sign_in("mallet", PASSWORD) is None, "nobody has that principal name"
    for name in ("EXAMPLE\\upn", "cn=upn,dc=x", "a/b"):
        assert directory.sign_in(name, PASSWORD) is None


@pytest.mark.against("directory")
def test_a_group_that_is_not_there_takes_no_role_from_anybody(server: Slapd) -> None:
    groups = (
        DirectoryGroup(group_dn(Role.ADVISER), frozenset({Role.ADVISER})),
        DirectoryGroup(f"cn=gone,{BASE}", frozenset({Role.APPROVER})),
    )
    found = error_of(DirectoryError, LdapDirectory(server.policy(groups=groups)).sign_in, "mallet", PASSWORD)
    assert found.code == "directory_entry_missing"


@pytest.mark.against("directory")
def test_a_server_that_cannot_prove_itself_gets_no_password(server: Slapd, tmp_path: Path) -> None:
    make_certificates(tmp_path, authority="other-ca")
    (tmp_path / "empty.pem").write_text("nothing", encoding="utf-8")
    for policy, code in (
        (server.policy(authority=tmp_path / "other-ca.pem"), "directory_certificate"),
        (server.policy(authority=tmp_path / "empty.pem"), "directory_certificate"),
        (server.policy(host="127.0.0.1"), "directory_certificate_name"),
    ):
        assert error_of(DirectoryError, LdapDirectory(policy).sign_in, "mallet", PASSWORD).code == code


def test_health_says_what_is_wrong_with_this_pcs_directory(server: Slapd, tmp_path: Path) -> None:
    make_certificates(tmp_path, authority="other-ca")
    now = datetime.now(UTC)
    ends = LdapDirectory(server.policy()).certificate_ends()
    assert now < ends < now + timedelta(days=3)
    for policy, at, trouble in (
        (server.policy(), ends - timedelta(days=31), None),
        (server.policy(), ends - timedelta(days=29), Trouble.DIRECTORY_CERTIFICATE_ENDS),
        (server.policy(authority=tmp_path / "other-ca.pem"), now, Trouble.DIRECTORY_CERTIFICATE),
        (server.policy(host="127.0.0.1"), now, Trouble.DIRECTORY_CERTIFICATE_NAME),
        (replace(server.policy(), port=1), now, Trouble.DIRECTORY_AWAY),
    ):
        assert directory_trouble(policy, at) == trouble


def test_a_certificate_that_has_ended_is_told_apart() -> None:
    assert connection._refusal(CERTIFICATE_EXPIRED).code == Trouble.DIRECTORY_CERTIFICATE_EXPIRED.value


@pytest.mark.against("directory")
def test_no_variable_has_the_keys_of_a_connection_written(
    directory: LdapDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    assert directory.sign_in("mallet", PASSWORD) is not None and not (tmp_path / "keys").exists()


def test_a_server_that_never_answers_is_waited_for_a_short_while(
    server: Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_S", 1)
    with closing(socket.create_server(("localhost", 0))) as silent:
        taken: list[socket.socket] = []
        accepting = Thread(target=lambda: taken.append(silent.accept()[0]))
        accepting.start()
        with pytest.raises(DirectoryError) as found:
            LdapDirectory(server.policy(port=silent.getsockname()[1])).sign_in("mallet", PASSWORD)
        accepting.join()
        taken[0].close()
    assert found.value.code == "directory_unreachable"


def test_an_account_under_another_name_is_the_same(server: Slapd) -> None:
    server.add("maiden", Role.ADVISER)
    directory = LdapDirectory(server.policy())
    before = directory.sign_in("maiden", PASSWORD)
    server.rename("maiden", "married")
    after = directory.sign_in("married", PASSWORD)
    assert before is not None and after is not None and before.identifier == after.identifier
    assert directory.sign_in("maiden", PASSWORD) is None


def test_a_directory_that_needs_a_sign_in_says_nothing_of_others(server: Slapd) -> None:
    with pytest.raises(DirectoryError):
        LdapDirectory(server.policy()).has("00000000-0000-0000-0000-000000000000")


@pytest.mark.against("directory")
@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x30\x84\xff\xff\xff\xff"],
)
def test_a_server_that_speaks_something_else_says_nothing(
    server: Slapd, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_S", 1)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.folder / "server.pem", server.folder / "server.key")
    with closing(socket.create_server(("localhost", 0))) as other:
        answering = Thread(target=_answer, args=(other, context, said))
        answering.start()
        with pytest.raises(DirectoryError) as found:
            LdapDirectory(server.policy(port=other.getsockname()[1])).sign_in("mallet", PASSWORD)
        answering.join()
    assert found.value.code in ("directory_unreachable", "directory_unclear")


def _answer(other: socket.socket, context: ssl.SSLContext, said: bytes) -> None:
    """Take one connection, wait for what it asks, say that, and hang up."""
    with context.wrap_socket(other.accept()[0], server_side=True) as taken:
        taken.recv(4096)
        taken.sendall(said)
