"""When the certificate ends by which a real server proves itself, over TLS."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest
from cryptography.x509 import load_pem_x509_certificates

from db.engines.server_address import ServerAddress, read_address
from db.engines.server_certificate import ends_at
from tests import postgres


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
