"""An office's database on a server: prepared by its owner, opened by desks, and the login role of each PC.

The group of the desks is the first PC's own role; every other PC has a role of its own that is a member, with its own
password, so that it can be ended alone: it lets nobody in any more, and its connections are closed.
The same statements are run with the owner's password or by a database administrator. They hold no password but its
SCRAM verifier (RFC 5803), which lets nobody in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from db.engines.postgresql import postgresql_engine, streaming
from db.engines.server_address import ServerAddress, read_address
from db.schema import office_tables, protection, request_tables
from db.schema.audit_tables import audit_event
from db.schema.migrate import downgrade, revision, upgrade
from db.shared.transactions import MIGRATING, READING, failure_of, failures_known
from desktop.application.ports.office import Login
from desktop.errors import DatabaseError, KeyringError, RoleRefusedError, begun, in_place_of

INSUFFICIENT_PRIVILEGE = "42501"

FIRST_EVENTS = 5
"""The events of a new office: log, office, desk, policies, first administrator. More is an office in use."""


def prepare(typed: str, password: str | None, owner: str, owner_password: str | None) -> str:
    """Create the tables as `owner`, grant the role of the address a desk's rights, and return the address to store.

    Can be repeated. Raises DatabaseError: for the address, for connecting (`database_owner_refused`,
    `database_desks_refused` where the server does not let a role in), from `protection`, `database_owner_too_weak`.
    """
    address = read_address(typed)
    with _checked(address, password, owner, owner_password) as owners:
        upgrade(owners)
        with owners.connect().execution_options(**MIGRATING) as connection, connection.begin():
            protection.grant(connection, address.user)
    return str(address)


def try_out(typed: str, password: str | None, owner: str, owner_password: str | None) -> None:
    """Check what `prepare` checks before it changes anything, and that no office is there. Raises DatabaseError."""
    with _checked(read_address(typed), password, owner, owner_password):
        pass


@contextmanager
def _checked(
    address: ServerAddress, password: str | None, owner: str, owner_password: str | None
) -> Iterator[sa.Engine]:
    """Yield the owner's engine, once both roles were let in and no office was found."""
    desks = postgresql_engine(address, password)
    try:
        with owners_engine(address, owner, owner_password) as owners:
            with reached(address):
                _check(owners, desks, owner)
            yield owners
    finally:
        desks.dispose()


@contextmanager
def owners_engine(address: ServerAddress, owner: str, password: str | None) -> Iterator[sa.Engine]:
    """Yield the engine of the database's owner, whose statements may take any time. Raises DatabaseError."""
    owners = postgresql_engine(replace(address, user=owner), password, patient=True)
    try:
        with failures_of_owner():
            yield owners
    finally:
        owners.dispose()


def engine_on_server(kept: str, password: str | None) -> sa.Engine:
    """Return a desk's engine. Raises KeyringError (`database_password_missing`), DatabaseError for a wrong address."""
    address = read_address(kept)
    if not password and not address.local:
        raise KeyringError("database_password_missing")
    return postgresql_engine(address, password)


@contextmanager
def driver_connection(engine: sa.Engine) -> Iterator[Any]:
    """Yield the driver's own connection (PEP 249), for reading a log of any length; on either database."""
    if engine.dialect.name == "postgresql":
        with streaming(engine) as stream:
            yield stream
        return
    connection = engine.raw_connection()
    connection.detach()  # nobody learns what it has met: the next work gets another
    try:
        yield connection
    finally:
        connection.close()


def bring_up_to_date(address: ServerAddress, owner: str, owner_password: str | None) -> None:
    """Migrate to this program's schema, as `owner`, and grant the desks' role its rights.

    Raises DatabaseError (`database_empty`: no office is there to be brought up to date).
    """
    refused = DatabaseError("database_owner_refused")
    with owners_engine(address, owner, owner_password) as owners:
        with let_in(refused):
            there = revision(owners)
        if there is None:
            raise DatabaseError("database_empty")
        with begun(), failures_of_owner(), let_in(refused):
            upgrade(owners)


def clear_unfinished(kept: str, office: str, owner: str, owner_password: str | None, *, needed: str) -> None:
    """Empty a database in which that office was begun and never finished. Any other stays as it is.

    `needed`: the address needed now. A different one that cannot be reached is left alone. Raises DatabaseError.
    """
    address = read_address(kept)
    unless_needed = nullcontext() if address == read_address(needed) else suppress(DatabaseError)
    with (
        unless_needed,
        owners_engine(address, owner, owner_password) as owners,
        reached(address),
        let_in(DatabaseError("database_owner_refused")),
    ):
        if _is_unfinished(owners, office):
            downgrade(owners, "base")


def clear_empty(kept: str, owner: str, owner_password: str | None) -> None:
    """Drop the tables of a prepared database that was never filled. One with an office or an event stays as it is."""
    with owners_engine(read_address(kept), owner, owner_password) as owners:
        if _is_empty(owners):
            downgrade(owners, "base")
            with owners.connect().execution_options(**MIGRATING) as connection, connection.begin():
                connection.exec_driver_sql("DROP TABLE alembic_version")


def _is_empty(owners: sa.Engine) -> bool:
    with owners.connect().execution_options(**READING) as connection:
        if not sa.inspect(connection).has_table(office_tables.office.name):
            return False
        counted = (sa.select(sa.func.count()).select_from(table) for table in (office_tables.office, audit_event))
        return not any(connection.execute(query).scalar_one() for query in counted)


def _is_unfinished(owners: sa.Engine, office: str) -> bool:
    """Return whether it holds that very office, with nothing but the first events and no request ever taken."""
    with owners.connect().execution_options(**READING) as connection:
        if not sa.inspect(connection).has_table(office_tables.office.name):
            return False
        found = connection.execute(sa.select(office_tables.office.c.id)).scalars().all()
        events = connection.execute(sa.select(sa.func.count()).select_from(audit_event)).scalar_one()
        worked = connection.execute(sa.select(sa.func.count()).select_from(request_tables.request)).scalar_one()
    return list(found) == [office] and events <= FIRST_EVENTS and not worked


def _check(owners: sa.Engine, desks: sa.Engine, owner: str) -> None:
    """Check server and role before anything is changed."""
    with let_in(DatabaseError("database_owner_refused")), owners.connect().execution_options(**READING) as connection:
        protection.check_server(connection)
    with let_in(DatabaseError("database_desks_refused")), desks.connect().execution_options(**READING) as connection:
        protection.check_role(connection, owner)


def let_in(otherwise: DatabaseError) -> AbstractContextManager[None]:
    """Raise that error where the server answers, and does not let the role in."""
    return in_place_of(RoleRefusedError, otherwise)


@contextmanager
def reached(address: ServerAddress) -> Iterator[None]:
    """Name the server in the error that it does not answer, or cannot prove itself: its address was just typed."""
    try:
        yield
    except RoleRefusedError:
        raise
    except DatabaseError as error:
        if error.code == "database_unreachable":
            failure = DatabaseError("database_not_there", host=address.host, port=address.port)
        elif error.code == "database_untrusted":
            failure = DatabaseError("database_not_proved", host=address.host, port=address.port)
        else:
            raise
    else:
        return
    raise failure


@contextmanager
def failures_of_owner() -> Iterator[None]:
    """Raise the known failure of a statement of the owner's (`database_owner_too_weak`)."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        failure = failure_of(error)
        if getattr(getattr(error, "orig", None), "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
            failure = DatabaseError("database_owner_too_weak")
    else:
        return
    raise failure


_GRANTED = (
    "SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = 'public' "
    "AND table_name = 'audit_event' AND privilege_type = 'INSERT' AND grantee <> "
    "(SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'audit_event')"
)
_GROUP = sa.text(f"{_GRANTED} ORDER BY grantee")
LOGINS_LEFT = (
    f"(SELECT count(*) FROM desk CROSS JOIN ({_GRANTED}) AS granted JOIN pg_roles ON rolcanlogin AND rolname = CASE "
    "WHEN id = (SELECT id FROM desk ORDER BY enrolled_at, name, id LIMIT 1) THEN grantee "
    "ELSE left(grantee, 40) || '_' || left(id, 12) END WHERE withdrawn_at IS NOT NULL)"
)
"""How many PCs that were withdrawn the server lets in: an expression, with `role_of` in the server's words."""
_LET_IN = sa.text("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname = ANY(:roles)")


def new_login(engine: sa.Engine, kept: str, desk: str) -> Login:
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


def change_own_password(connection: sa.Connection, password: str) -> None:
    """Give the role of this connection another password, in its transaction."""
    role = str(connection.exec_driver_sql("SELECT session_user").scalar_one())
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))


def end_statements(engine: sa.Engine, desk: str, *, first: bool) -> tuple[str, ...]:
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


def logins_of(engine: sa.Engine, desks: Sequence[tuple[str, bool]]) -> set[str]:
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


def _group(engine: sa.Engine) -> str:
    with failures_known(), engine.connect().execution_options(**READING) as connection:
        found = connection.execute(_GROUP).scalars().all()
    if len(found) != 1:
        raise DatabaseError("database_group_unclear")
    return str(found[0])
