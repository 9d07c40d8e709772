"""Rows of wrong passwords compared with the whole log: of each desk, and of each person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from db.schema.office_tables import person, sign_in_tries
from db.shared.tries import tries_in
from desktop.domain.log.differences import Difference
from desktop.domain.log.refusals import account_secret, is_of_account
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.tries import Cleared, Counted, Refused, RefusedAccount
from desktop.domain.office.throttle import NONE, Tries

DESK, ACCOUNT = "desk", "account"


def tries_differ(connection: Connection, facts: Facts) -> Iterator[Difference]:
    """Yield the desks and the people of whom the row says something else than their newest refusal."""
    told = [(DESK, each.id, each.since, _told(each)) for each in facts.of(Refused).values()]
    for scope, key, since, expected in (*told, *_of_people(connection, facts)):
        rows = connection.execute(select(sign_in_tries).where(sign_in_tries.c.key == key))
        try:
            found = tries_in(rows, scope).get(key, NONE)
        except (ValueError, TypeError):
            yield Difference("table_unreadable", "sign_in_tries")
            return
        if found != expected:
            yield Difference("row_differs", "sign_in_tries", f"{scope}/{key}", "failures", since, _shown(found))


def _of_people(connection: Connection, facts: Facts) -> Iterator[tuple[str, str, int, Tries]]:
    """Yield what is said of each person since their password is what it is."""
    refused = sorted(facts.of(RefusedAccount).values(), key=lambda each: each.since, reverse=True)
    query = select(person.c.id, person.c.password_hash, person.c.directory)
    for id, stored, directory in connection.execute(query).all() if refused else ():
        secret = account_secret(stored, directory)
        newest = next((each for each in refused if is_of_account(each.id, secret)), None)
        if newest is None:
            continue
        cleared = facts.of(Cleared).get(id)
        if cleared is not None and cleared.since > newest.since:
            yield ACCOUNT, id, cleared.since, NONE
        else:
            yield ACCOUNT, id, newest.since, _told(newest)


def _told(each: Counted) -> Tries:
    return Tries(each.failures, each.counted, each.up)


def _shown(tries: Tries) -> str:
    at: datetime | None = tries.last_failure
    return str(tries.failures) if at is None else f"{tries.failures} ({at.isoformat(timespec='seconds')})"
