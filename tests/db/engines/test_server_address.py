"""Database server addresses that an administrator may type."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from db.engines.server_address import ServerAddress, read_address
from desktop.errors import DatabaseError
from desktop.words.errors import message_for


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
