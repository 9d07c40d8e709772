"""A directory server on this machine: a real slapd over TLS alone, in a folder of its own, on a free port.

Debian's package gives the program and its schemas; nothing of the machine's own configuration is read. Where there is
no slapd, a test that needs one is skipped for a developer, and fails in the whole run (as without PostgreSQL).
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ldap3 import MODIFY_REPLACE, NONE, Connection, Server, Tls

from desktop.domain.office.office_policy import DirectoryGroup
from desktop.domain.office.people import Role
from desktop.environment.ldap.directory import DirectoryPolicy, Disabled, Identifier
from tests.support.machine.patience import PATIENCE
from tests.support.servers.postgres import REQUIRED, VARIABLE

BASE = "dc=example,dc=org"
ROOT, ROOT_PASSWORD = f"cn=root,{BASE}", "of the server itself"
PASSWORD = "the directory's own password"
GROUPS = {Role.ADVISER: "advisers", Role.APPROVER: "approvers", Role.SUPERVISOR: "supervisors"}
_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.656 NAME 'userPrincipalName' EQUALITY caseIgnoreMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP top AUXILIARY
    MAY ( userAccountControl $ objectGUID $ userPrincipalName ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
maxsize 10485760
dbnosync
directory {folder}/data
suffix "{base}"
rootdn "{root}"
rootpw "{password}"
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
_TOP = f"""dn: {BASE}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,{BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,{BASE}
objectClass: organizationalUnit
ou: groups
"""
_GROUP = """
dn: cn={name},ou=groups,{base}
objectClass: groupOfNames
cn: {name}
member: cn=nobody,{base}
"""


def dn_of(name: str) -> str:
    return f"uid={name},ou=people,{BASE}"


def group_dn(role: Role) -> str:
    return f"cn={GROUPS[role]},ou=groups,{BASE}"


@dataclass
class Slapd:
    """The server and its entries. `authority`: the file that its certificate is verified with."""

    folder: Path
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    def policy(self, **changes: Any) -> DirectoryPolicy:
        """Return an office's policy for this server."""
        groups = tuple(DirectoryGroup(group_dn(role), frozenset({role})) for role in GROUPS)
        said: dict[str, Any] = {
            "host": "localhost",
            "port": self.port,
            "authority": self.authority,
            "base": BASE,
            "bind": f"uid={{name}},ou=people,{BASE}",
            "people": "(objectClass=inetOrgPerson)",
            "sign_in_name": "uid",
            "shown_name": "cn",
            "identifier": Identifier.ENTRY_UUID,
            "disabled": frozenset({Disabled.SHADOW_EXPIRE, Disabled.LOCKED_TIME}),
            "groups": groups,
            "member": "member",
            "nested": False,
            "offline_minutes": 30,
        }
        return DirectoryPolicy(**{**said, **changes})

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-d", "0", "-f", str(self.folder / "slapd.conf"), "-h", f"ldaps://localhost:{self.port}/"]
        log = (self.folder / "slapd.log").open("ab")
        with log:
            self._process = subprocess.Popen([_program(), *options], stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "slapd.log").read_text("utf-8", "replace"))
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; whoever asks is refused from then on."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(PATIENCE)

    def add(self, name: str, *roles: Role, **attributes: Any) -> str:
        """Add someone in the groups of these roles; return their DN."""
        shown = {"cn": f"Demo {name.title()}", "sn": name.title(), "uid": name, "userPassword": PASSWORD}
        with self._administrator() as connection:
            assert connection.add(dn_of(name), ["inetOrgPerson", "shadowAccount", "user"], shown | attributes)
        for role in roles:
            self.join(name, role)
        return dn_of(name)

    def join(self, name: str, role: Role) -> None:
        self._change(group_dn(role), member=[("MODIFY_ADD", [dn_of(name)])])

    def leave(self, name: str, role: Role) -> None:
        self._change(group_dn(role), member=[("MODIFY_DELETE", [dn_of(name)])])

    def set(self, name: str, **attributes: Any) -> None:
        """Change someone's attributes."""
        self._change(dn_of(name), **{key: [(MODIFY_REPLACE, [value])] for key, value in attributes.items()})

    def rename(self, name: str, new: str) -> None:
        with self._administrator() as connection:
            assert connection.modify_dn(dn_of(name), f"uid={new}"), connection.result

    def delete(self, name: str) -> None:
        """Delete someone, and take them out of their groups."""
        with self._administrator() as connection:
            for role in GROUPS:
                connection.modify(group_dn(role), {"member": [("MODIFY_DELETE", [dn_of(name)])]})
            assert connection.delete(dn_of(name)), connection.result

    def _change(self, dn: str, **changes: Any) -> None:
        with self._administrator() as connection:
            assert connection.modify(dn, changes), connection.result

    @contextmanager
    def _administrator(self) -> Iterator[Any]:
        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=str(self.authority))
        server = Server("localhost", self.port, use_ssl=True, tls=tls, get_info=NONE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # ldap3's own look at names, before Python 3.12
            connection = Connection(server, ROOT, ROOT_PASSWORD, auto_bind=True)
        try:
            yield connection
        finally:
            connection.unbind()

    def _answers(self) -> bool:
        with closing(socket.socket()) as tried:
            return tried.connect_ex(("localhost", self.port)) == 0


@contextmanager
def a_slapd(folder: Path) -> Iterator[Slapd]:
    """Run a server with nobody in it but empty groups. Skips, or fails in the whole run, where there is no slapd."""
    program = _program()
    if not program:
        message = "no slapd on this machine: script/bootstrap test"
        pytest.fail(message) if os.environ.get(VARIABLE) == REQUIRED else pytest.skip(message)
    server = Slapd(folder, _free_port())
    (folder / "data").mkdir(parents=True)
    make_certificates(folder)
    said: Mapping[str, object] = {"folder": folder, "base": BASE, "root": ROOT, "password": ROOT_PASSWORD}
    (folder / "slapd.conf").write_text(_CONFIG.format(**said), encoding="utf-8")
    entries = _TOP + "".join(_GROUP.format(name=name, base=BASE) for name in GROUPS.values())
    adding = [program, "-T", "add", "-f", str(folder / "slapd.conf")]
    subprocess.run(adding, input=entries.encode(), check=True, capture_output=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def make_certificates(folder: Path, name: str = "localhost", authority: str = "ca", server: str = "server") -> None:
    """Make an authority, and a server's certificate by it for that name."""
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    key, certificate, request = (folder / f"{server}.{end}" for end in ("key", "pem", "csr"))
    ca_key, ca = folder / f"{authority}.key", folder / f"{authority}.pem"
    (folder / "names").write_text(
        f"subjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:FALSE\n", encoding="utf-8"
    )
    root = ["-subj", f"/CN=Test authority {authority}", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    _openssl("req", "-x509", *new, "-days", "2", *root, "-keyout", ca_key, "-out", ca)
    _openssl("req", *new, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
    signed: list[str | Path] = [
        "-CA",
        ca,
        "-CAkey",
        ca_key,
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        folder / "names",
    ]
    _openssl("x509", "-req", "-in", request, *signed, "-out", certificate)


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def _program() -> str:
    return shutil.which("slapd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


def _free_port() -> int:
    with closing(socket.socket()) as any_port:
        any_port.bind(("localhost", 0))
        port: int = any_port.getsockname()[1]
    return port
