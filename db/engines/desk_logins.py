"""A PC's own login role on the database server, in the group of the desks.

Rules:
- The group is the role that has a desk's rights (`db.schema.privileges`): the first PC's own. Every other PC has a role
  of its own that is a member of it, with its own password, so that it can be ended alone.
- What is run is the same statements, whether the owner's password is given here or a database administrator runs them.
  They hold no password: what stands in them is its SCRAM verifier (RFC 5803), which lets nobody in.
- A login that ends lets nobody in any more, and its connections are closed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, text

from db.engines.office_database import let_in
from db.engines.postgresql import postgresql_engine
from db.engines.server_address import read_address
from db.shared.transactions import MIGRATING, READING, failures_known
from desktop.application.ports.pcs import Login
from desktop.errors import DatabaseError

_GRANTED = (
    "SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = 'public' "
    "AND table_name = 'audit_event' AND privilege_type = 'INSERT' AND grantee <> "
    "(SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'audit_event')"
)
_GROUP = text(f"{_GRANTED} ORDER BY grantee")
LOGINS_LEFT = (
    f"(SELECT count(*) FROM desk CROSS JOIN ({_GRANTED}) AS granted JOIN pg_roles ON rolcanlogin AND rolname = CASE "
    "WHEN id = (SELECT id FROM desk ORDER BY enrolled_at, name, id LIMIT 1) THEN grantee "
    "ELSE left(grantee, 40) || '_' || left(id, 12) END WHERE withdrawn_at IS NOT NULL)"
)
"""How many PCs that were withdrawn the server lets in: an expression, with `role_of` in the server's words."""
_LET_IN = text("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname = ANY(:roles)")


def new_login(engine: Engine, kept: str, desk: str) -> Login:
    """Return a login for that desk, which is not made yet. `engine`: a desk's, on the server at the address `kept`."""
    group, password = _group(engine), secrets.token_urlsafe(32)
    role = role_of(group, desk)
    with failures_known(), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        names = sql.Identifier(role), sql.Identifier(group)
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(names[0], sql.Literal(verifier)).as_string(driver)
        joins = sql.SQL("GRANT {} TO {}").format(names[1], names[0]).as_string(driver)
    return Login(str(replace(read_address(kept), user=role)), password, (made, joins))


def change_own_password(connection: Connection, password: str) -> None:
    """Give the role of this connection another password, in its transaction."""
    role = str(connection.exec_driver_sql("SELECT session_user").scalar_one())
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))


def end_statements(engine: Engine, desk: str, *, first: bool) -> tuple[str, ...]:
    """Return the statements that end that desk's login; none where it has none, or it was ended.

    `first`: it is the first PC, whose role is the group.
    """
    role = next(iter(logins_of(engine, [(desk, first)])), None)
    if role is None:
        return ()
    with failures_known(), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        end = sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(role)).as_string(driver)
        close = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {}")
        return end, close.format(sql.Literal(role)).as_string(driver)


def logins_of(engine: Engine, desks: Sequence[tuple[str, bool]]) -> set[str]:
    """Return the roles of those desks that the server lets in. With each, whether it is the first PC."""
    group = _group(engine)
    roles = [group if first else role_of(group, desk) for desk, first in desks]
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        return set(connection.execute(_LET_IN, {"roles": roles}).scalars())


def run_as(kept: str, owner: str, password: str | None, statements: Sequence[str]) -> None:
    """Run them as that role, all or none.

    Raises DatabaseError (`database_owner_no_logins`, `database_owner_not_let_in`).
    """
    engine = postgresql_engine(replace(read_address(kept), user=owner), password, patient=True)
    try:
        let_in_as_owner = let_in(DatabaseError("database_owner_not_let_in"))
        with (
            let_in_as_owner,
            failures_known(),
            engine.connect().execution_options(**MIGRATING) as connection,
            connection.begin(),
        ):
            for statement in statements:
                try:
                    connection.exec_driver_sql(statement.replace("%", "%%"))
                except Exception as error:
                    if isinstance(getattr(error, "orig", None), psycopg.errors.InsufficientPrivilege):
                        raise DatabaseError("database_owner_no_logins") from None
                    raise
    finally:
        engine.dispose()


def role_of(group: str, desk: str) -> str:
    """Return the name of a desk's role; PostgreSQL takes names of up to 63 bytes."""
    return f"{group[:40]}_{desk[:12]}"


def _group(engine: Engine) -> str:
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        found = connection.execute(_GROUP).scalars().all()
    if len(found) != 1:
        raise DatabaseError("database_group_unclear")
    return str(found[0])
