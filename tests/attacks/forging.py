"""Events that the database's administrator appends, with a tree that fits: nobody here has a desk's keys."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine

from db.schema.audit_tables import audit_event, audit_head, signing_key
from desktop.domain.log.events import Event, Subject, canonical
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import signed_message, with_mac, with_signature
from tests.verify.forgery import ATTACKER, PUBLIC

Seal = Callable[[bytes], bytes]


def add(engine: Engine, event: Event, seal: Seal = bytes) -> int:
    """Append it; return its number."""
    with engine.begin() as connection:
        row = connection.execute(audit_head.select()).one()
        tree = Frontier.from_bytes(bytes(row.frontier))
        seq, body = tree.size, seal(canonical(event, tree.size))
        subjects = {name: event.subjects.get(Subject(name)) for name in ("session", "request")}
        day = event.at.date().isoformat()
        stored = {"seq": seq, "body": body, "day": day, "kind": event.kind.value, **subjects}
        connection.execute(audit_event.insert(), stored)
        tree = tree.append(leaf_hash(body))
        head = {"size": tree.size, "frontier": tree.to_bytes(), "root": tree.root(), "day": day}
        connection.execute(audit_head.update(), head)
    return seq


def add_key_row(engine: Engine, desk: str, day: str) -> None:
    """Say in the table of keys that the attacker's is that desk's."""
    with engine.begin() as connection:
        connection.execute(signing_key.insert(), {"desk": desk, "day": day, "public": PUBLIC})


def with_a_mac(plain: bytes) -> bytes:
    """Give it a MAC, of nobody's."""
    return with_mac(plain, bytes(16))


def signed_for(origin: str) -> Seal:
    """Sign it with the attacker's own key, for that log."""

    def seal(plain: bytes) -> bytes:
        body = with_a_mac(plain)
        return with_signature(body, ATTACKER.sign(signed_message(origin, body)))

    return seal
