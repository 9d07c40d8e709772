"""The PostgreSQL server of a test run, and databases of a test's own on it.

`script/with-postgres` starts the server and names its folder in LISTENING_ROOM_POSTGRES. Where it does not, a test that
needs one is skipped for a developer, and fails in the whole run: `script/test` sets the variable to `required` before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine

from db.engines.postgresql import postgresql_engine
from db.engines.server_address import ServerAddress, read_address
from desktop.bootstrap import making
from desktop.environment.office_file import read_office_file

VARIABLE = "LISTENING_ROOM_POSTGRES"
REQUIRED = "required"
DESKS, OWNER = "test_desks", "test_owner"
DESKS_PASSWORD, OWNER_PASSWORD = "the desks' own", "the owner's own"

_numbers = count()


@dataclass(frozen=True)
class Server:
    """The contents of the folder of `script/with-postgres`."""

    folder: Path

    @property
    def port(self) -> int:
        return int(self._said("port"))

    def address(self, database: str, host: str = "localhost", authority: str = "ca.crt", user: str = DESKS) -> str:
        """Return it as an administrator would type it."""
        return f"postgresql://{user}@{host}:{self.port}/{database}?sslrootcert={self.folder / authority}"

    def end_backend(self, pid: int) -> None:
        """End a connection, and wait until the server has."""
        with self.superuser() as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """Open a connection of the superuser's, over the socket; each statement commits by itself."""
        settings: dict[str, Any] = {
            "host": str(self.folder / "sockets"),
            "port": self.port,
            "user": "postgres",
            "dbname": database,
        }
        connection = psycopg.connect(**settings, password=self._said("password"), autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop it at once, as when it crashes."""
        subprocess.run([self.folder / "stop"], check=True)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        subprocess.run([self.folder / "start"], check=True)

    def run(self, program: str, *words: str) -> None:
        """Run a program of PostgreSQL's, as its superuser."""
        binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        at = "--host", str(self.folder / "sockets"), "--port", str(self.port), "--username", "postgres"
        environment = {**os.environ, "PGPASSWORD": self._said("password")}
        subprocess.run([binaries / program, *at, *words], env=environment, check=True, capture_output=True)

    def give(self, role: str, password: str) -> None:
        """Give a role a password, as a database administrator does."""
        with self.superuser() as connection:
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))

    def rename(self, database: str, name: str) -> None:
        """Give a database another name."""
        with self.superuser() as connection:
            names = map(sql.Identifier, (database, name))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))

    @contextmanager
    def owner_makes_logins(self) -> Iterator[None]:
        """Let the owner make the logins of PCs, as many an administrator does."""
        with self.superuser() as connection:
            connection.execute(f"ALTER ROLE {OWNER} CREATEROLE")
            connection.execute(f"GRANT {DESKS} TO {OWNER} WITH ADMIN OPTION")
            connection.execute(f"GRANT pg_signal_backend TO {OWNER}")
            try:
                yield
            finally:
                connection.execute(f"REVOKE {DESKS}, pg_signal_backend FROM {OWNER} CASCADE")
                connection.execute(f"ALTER ROLE {OWNER} NOCREATEROLE")

    def drop_logins(self) -> None:
        """Drop the logins that PCs have of their own, beside the desks' role."""
        with self.superuser() as connection:
            query = "SELECT rolname FROM pg_roles WHERE rolname LIKE %s"
            for (role,) in connection.execute(query, (f"{DESKS}\\_%",)).fetchall():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))

    def _said(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8").strip()


@dataclass(frozen=True)
class Database:
    """One database, with an engine of the desks' role and one of the owner's."""

    server: Server
    name: str
    engine: Engine
    owner: Engine

    @property
    def address(self) -> str:
        return self.server.address(self.name)


@cache
def _prepared(folder: str) -> Server:
    """Return the server, with the two roles."""
    server = Server(Path(folder))
    with server.superuser() as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, password in ((DESKS, DESKS_PASSWORD), (OWNER, OWNER_PASSWORD)):
            if role not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
                )
    return server


def the_server() -> Server:
    """Return the server of this run; skip the test where there is none, or fail it where one is required."""
    folder = os.environ.get(VARIABLE, "")
    if folder == REQUIRED:
        pytest.fail("the whole run needs PostgreSQL: start it with script/test", pytrace=False)
    if not folder:
        pytest.skip("no PostgreSQL server in this run: script/with-postgres starts one")
    return _prepared(folder)


def make_database(template: str = "template0") -> str:
    """Return the name of a new database, the owner's: a copy of another to which nobody is connected."""
    server = the_server()
    name = f"test_{os.getpid()}_{next(_numbers)}"
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' STRATEGY file_copy")
    with server.superuser() as connection:
        connection.execute(create.format(*map(sql.Identifier, (name, OWNER, template))))
        if template != "template0":  # a copy has none of its template's rights to connect
            connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            to_desks = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
            connection.execute(to_desks.format(*map(sql.Identifier, (name, DESKS))))
    return name


def engine_of(address: str, password: str, owner: bool = False) -> Engine:
    """Return an engine of the desks' role, or the owner's."""
    read: ServerAddress = read_address(address)
    return postgresql_engine(replace(read, user=OWNER) if owner else read, password, patient=owner)


@contextmanager
def a_database(template: str = "template0") -> Iterator[Database]:
    """Yield a database with its engines, dropped at the end."""
    name = make_database(template)
    server = the_server()
    engine = engine_of(server.address(name), DESKS_PASSWORD)
    owner = engine_of(server.address(name), OWNER_PASSWORD, owner=True)
    try:
        yield Database(server, name, engine, owner)
    finally:
        engine.dispose()
        owner.dispose()
        drop(name)


def drop(name: str) -> None:
    """Drop it, with all its connections."""
    with the_server().superuser() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def for_a_new_office(database: str) -> making.Server:
    """Return the arguments for `office create --database`."""
    return making.Server(the_server().address(database), DESKS_PASSWORD, OWNER, OWNER_PASSWORD)


def moved(office: Path, copy: Path, database: str) -> Path:
    """Return a copy of an office's folder, whose database is that one."""
    shutil.copytree(office, copy)
    file, paths = read_office_file(copy)
    file._replace(database=the_server().address(database)).write(paths)
    return copy
