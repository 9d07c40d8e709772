"""A server's address, and the certificate by which it proves itself."""

from __future__ import annotations

import socket
import ssl
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_pem_x509_certificates
from cryptography.x509.oid import NameOID

from db.engines.postgresql import postgresql_engine
from db.engines.server_address import ServerAddress, ends_at, read_address, why_it_fails
from desktop.errors import DatabaseError
from desktop.words.errors import message_for
from tests.support.servers import postgres


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    file = tmp_path / "it's the ca.crt"
    file.write_text("a certificate")
    return file


def test_an_address_over_the_network(authority: Path) -> None:
    address = read_address(f" postgresql://desks@db.example/office?sslrootcert={authority} ")
    assert address == ServerAddress("desks", "db.example", 5432, "office", str(authority))
    assert not address.local


def test_an_address_of_a_socket_of_this_machine() -> None:
    address = read_address("postgresql://desks@:6000/office?host=/run/postgresql")
    assert address == ServerAddress("desks", "/run/postgresql", 6000, "office", "")
    assert address.local


def test_what_is_kept_reads_the_same_and_fits_between_single_quotes(authority: Path) -> None:
    for typed in (
        f"postgresql://the%20desks@db.example:6000/an%27office?sslrootcert={authority}",
        "postgresql://desks@/office?host=/run/post%20gresql",
    ):
        address = read_address(typed)
        assert read_address(str(address)) == address and "'" not in str(address)


def test_a_relative_file_is_kept_as_a_whole_path(authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(authority.parent)
    address = read_address(f"postgresql://desks@db.example/office?sslrootcert={authority.name}")
    assert address.authority == str(authority)


REFUSED = {
    "postgresql://desks:SECRET@db.example/office?sslrootcert={ca}": "database_address_password",
    "postgresql://desks:@db.example/office?sslrootcert={ca}": "database_address_password",
    "postgresql://desks@db.example/office?sslrootcert={ca}&password=SECRET": "database_address_password",
    "postgresql://desks@db.example/office": "database_address_authority",
    "postgresql://desks@db.example/office?sslrootcert=/no/such/file": "database_address_authority",
    "postgresql://desks@db.example/office?sslrootcert={ca}&sslrootcert={ca}": "database_address_authority",
    "postgresql://desks@db.example/office?sslrootcert={ca}&sslmode=disable": "database_address_word",
    "postgresql://desks@db.example/office?sslrootcert={ca}&gssencmode=require": "database_address_word",
    "postgresql://desks@db.example/office?sslrootcert={ca}&host=/run/postgresql": "database_address",
    "postgresql://desks@/office?host=db.example": "database_address",
    "postgresql://desks@one.example,two.example/office?sslrootcert={ca}": "database_address",
    "postgresql:///office": "database_address",
    "postgresql://db.example/office?sslrootcert={ca}": "database_address",
    "postgresql://desks@db.example?sslrootcert={ca}": "database_address",
    "mysql://desks@db.example/office?sslrootcert={ca}": "database_address",
    "postgresql://desks@db.example:port/office?sslrootcert={ca}": "database_address",
    "SECRET": "database_address",
    "": "database_address",
}


@pytest.mark.against("network")
def test_what_cannot_be_used_is_refused_and_told_to_nobody(authority: Path) -> None:
    found, told = {}, []
    for typed in REFUSED:
        try:
            read_address(typed.format(ca=authority))
        except DatabaseError as refused:
            found[typed], words = refused.code, message_for(refused)
            said = "".join(traceback.format_exception(refused, limit=-1)) + words
            if not words.endswith((".", "FILE")) or "SECRET" in said or "example" in said:
                told.append((typed, said))
    assert found == REFUSED and told == []


@pytest.fixture
def address() -> ServerAddress:
    return read_address(postgres.the_server().address("postgres"))


def test_it_is_the_servers_own_and_not_its_authoritys(address: ServerAddress) -> None:
    [own] = load_pem_x509_certificates((postgres.the_server().folder / "data" / "server.crt").read_bytes())
    assert ends_at(address) == own.not_valid_after_utc


def test_nothing_is_known_where_it_does_not_answer_or_another_authority_signed_it(address: ServerAddress) -> None:
    assert ends_at(replace(address, authority=str(postgres.the_server().folder / "other-ca.crt"))) is None
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        assert ends_at(replace(address, port=taken.getsockname()[1])) is None


@contextmanager
def proving(folder: Path, ended: datetime, name: str = "localhost") -> Iterator[ServerAddress]:
    """Yield the address of a server whose certificate is for that name and ended then; its authority's has not."""
    trust, own = tmp_files = folder / "ca.pem", folder / "server.pem"
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in tmp_files)
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    is_authority = x509.BasicConstraints(ca=True, path_length=None)
    named = x509.SubjectAlternativeName([x509.DNSName(name)])
    far = datetime.now(UTC) + timedelta(days=2)
    for file, made_for, until, signed_key, extension in (
        (trust, authority, far, authority_key, is_authority),
        (own, x509.Name([]), ended, key, named),
    ):
        made = x509.CertificateBuilder(authority, made_for, signed_key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(ended - timedelta(days=9)).not_valid_after(until)
        signed = made.add_extension(extension, critical=True).sign(authority_key, hashes.SHA256())
        file.write_bytes(signed.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own.write_bytes(own.read_bytes() + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    with socket.create_server(("localhost", 0)) as server:
        threading.Thread(target=_prove, args=(server, context), daemon=True).start()
        port = server.getsockname()[1]
        yield read_address(f"postgresql://desks@localhost:{port}/listening?sslrootcert={trust}")
        server.shutdown(socket.SHUT_RDWR)


def _prove(server: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            found, _ = server.accept()
            with suppress(OSError), found:
                found.recv(8)
                found.sendall(b"S")
                context.wrap_socket(found, server_side=True).close()


def test_a_certificate_that_has_ended_is_said_with_its_day(tmp_path: Path) -> None:
    engine = None
    with proving(tmp_path, datetime(2026, 5, 3, 12, tzinfo=UTC)) as address:
        engine = postgresql_engine(address, "a password")
        with pytest.raises(DatabaseError) as refused:
            engine.connect()
        engine.dispose()
    assert refused.value.code == "database_certificate_expired" and "expired on 3 May 2026" in message_for(
        refused.value
    )


def test_what_is_wrong_with_a_certificate_is_told_apart(address: ServerAddress, tmp_path: Path) -> None:
    other = replace(address, authority=str(postgres.the_server().folder / "other-ca.crt"))
    assert why_it_fails(other).code == "database_certificate_authority"
    assert why_it_fails(replace(address, host="127.0.0.1")).code == "database_certificate_name"
    assert why_it_fails(address).code == "database_unreachable", "nothing is: it ended midway, and is back"
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        assert why_it_fails(replace(address, port=taken.getsockname()[1])).code == "database_unreachable"
    assert why_it_fails(replace(address, authority=str(tmp_path / "gone"))).code == "database_untrusted"


def test_nothing_is_known_of_a_server_without_tls_nor_on_this_pc(address: ServerAddress) -> None:
    assert ends_at(replace(address, host="/run/sockets", authority="")) is None
    with socket.create_server(("localhost", 0)) as server:
        answering = threading.Thread(target=_say_no, args=(server,))
        answering.start()
        assert ends_at(replace(address, port=server.getsockname()[1])) is None
        answering.join()


def _say_no(server: socket.socket) -> None:
    found, _ = server.accept()
    with found:
        found.recv(8)
        found.sendall(b"N")
