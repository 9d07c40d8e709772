"""An office's database on a server: prepared by its owner for the desks' role, and opened by a desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from db.engines.postgresql import postgresql_engine, streaming
from db.engines.server_address import ServerAddress, read_address
from db.schema import office_tables, privileges, request_tables
from db.schema.audit_tables import audit_event
from db.schema.migrate import downgrade, revision, upgrade
from db.shared.transactions import MIGRATING, READING, failure_of
from desktop.errors import DatabaseError, KeyringError, RoleRefusedError, begun

INSUFFICIENT_PRIVILEGE = "42501"

FIRST_EVENTS = 5
"""The events of a new office: log, office, desk, policies, first administrator. More is an office in use."""


def prepare(typed: str, password: str | None, owner: str, owner_password: str | None) -> str:
    """Create the tables as `owner`, grant the role of the address a desk's rights, and return the address to store.

    Can be repeated. Raises DatabaseError: for the address, for connecting (`database_owner_refused`,
    `database_desks_refused` where the server does not let a role in), from `privileges`, `database_owner_too_weak`.
    """
    address = read_address(typed)
    with _checked(address, password, owner, owner_password) as owners:
        upgrade(owners)
        with owners.connect().execution_options(**MIGRATING) as connection, connection.begin():
            privileges.grant(connection, address.user)
    return str(address)


def try_out(typed: str, password: str | None, owner: str, owner_password: str | None) -> None:
    """Check what `prepare` checks before it changes anything, and that no office is there. Raises DatabaseError."""
    with _checked(read_address(typed), password, owner, owner_password):
        pass


@contextmanager
def _checked(address: ServerAddress, password: str | None, owner: str, owner_password: str | None) -> Iterator[Engine]:
    """Yield the owner's engine, once both roles were let in and no office was found."""
    owners = postgresql_engine(replace(address, user=owner), owner_password, patient=True)
    desks = postgresql_engine(address, password)
    try:
        with failures_of_owner():
            with reached(address):
                _check(owners, desks, owner)
            yield owners
    finally:
        owners.dispose()
        desks.dispose()


def engine_on_server(kept: str, password: str | None) -> Engine:
    """Return a desk's engine. Raises KeyringError (`database_password_missing`), DatabaseError for a wrong address."""
    address = read_address(kept)
    if password is None and not address.local:
        raise KeyringError("database_password_missing")
    return postgresql_engine(address, password)


@contextmanager
def driver_connection(engine: Engine) -> Iterator[Any]:
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
    owners = postgresql_engine(replace(address, user=owner), owner_password, patient=True)
    try:
        with failures_of_owner(), let_in(DatabaseError("database_owner_refused")):
            if revision(owners) is None:
                raise DatabaseError("database_empty")
        with begun(), failures_of_owner(), let_in(DatabaseError("database_owner_refused")):
            upgrade(owners)
    finally:
        owners.dispose()


def clear_unfinished(kept: str, office: str, owner: str, owner_password: str | None, *, needed: str) -> None:
    """Empty a database in which that office was begun and never finished. Any other stays as it is.

    `needed`: the address needed now. A different one that cannot be reached is left alone. Raises DatabaseError.
    """
    address = read_address(kept)
    owners = postgresql_engine(replace(address, user=owner), owner_password, patient=True)
    try:
        unless_needed = nullcontext() if address == read_address(needed) else suppress(DatabaseError)
        with unless_needed, failures_of_owner(), reached(address), let_in(DatabaseError("database_owner_refused")):
            if _is_unfinished(owners, office):
                downgrade(owners, "base")
    finally:
        owners.dispose()


def clear_empty(kept: str, owner: str, owner_password: str | None) -> None:
    """Drop the tables of a prepared database that was never filled. One with an office or an event stays as it is."""
    owners = postgresql_engine(replace(read_address(kept), user=owner), owner_password, patient=True)
    try:
        with failures_of_owner():
            if _is_empty(owners):
                downgrade(owners, "base")
                with owners.connect().execution_options(**MIGRATING) as connection, connection.begin():
                    connection.exec_driver_sql("DROP TABLE alembic_version")
    finally:
        owners.dispose()


def _is_empty(owners: Engine) -> bool:
    with owners.connect().execution_options(**READING) as connection:
        if not inspect(connection).has_table(office_tables.office.name):
            return False
        counted = (select(func.count()).select_from(table) for table in (office_tables.office, audit_event))
        return not any(connection.execute(query).scalar_one() for query in counted)


def _is_unfinished(owners: Engine, office: str) -> bool:
    """Return whether it holds that very office, with nothing but the first events and no request ever taken."""
    with owners.connect().execution_options(**READING) as connection:
        if not inspect(connection).has_table(office_tables.office.name):
            return False
        found = connection.execute(select(office_tables.office.c.id)).scalars().all()
        events = connection.execute(select(func.count()).select_from(audit_event)).scalar_one()
        worked = connection.execute(select(func.count()).select_from(request_tables.request)).scalar_one()
    return list(found) == [office] and events <= FIRST_EVENTS and not worked


def _check(owners: Engine, desks: Engine, owner: str) -> None:
    """Check server and role before anything is changed."""
    with let_in(DatabaseError("database_owner_refused")), owners.connect().execution_options(**READING) as connection:
        privileges.check_server(connection)
    with let_in(DatabaseError("database_desks_refused")), desks.connect().execution_options(**READING) as connection:
        privileges.check_role(connection, owner)


@contextmanager
def let_in(otherwise: DatabaseError) -> Iterator[None]:
    """Raise that error where the server answers, and does not let the role in."""
    try:
        yield
    except RoleRefusedError:
        raise otherwise from None


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
    except SQLAlchemyError as error:
        failure = failure_of(error)
        if getattr(getattr(error, "orig", None), "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
            failure = DatabaseError("database_owner_too_weak")
    else:
        return
    raise failure
