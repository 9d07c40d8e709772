"""Forgeries by an attacker with the database's key: every change to a log that we could think of, and covering it up.

Each mutation takes the connection and Hypothesis's choices. The guards are dropped first. Nobody here has a desk's
private key; the witness file is out of reach.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from desktop.domain.log.checkpoint import key_name, parse_note, signed_text
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.errors import LogBrokenError
from tests.db.logs import ORIGIN, of_kind

Mutation = Callable[[Any, st.DataObject], None]
TABLES = ("audit_event", "audit_head", "checkpoint")
ATTACKER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = ATTACKER.public_key().public_bytes_raw()


def drop_guards(connection: Any) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")


def rows_of(connection: Any) -> dict[str, str]:
    """Return every row of the log, a text for each table's."""
    return {table: repr(connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()) for table in TABLES}


def is_changed(before: dict[str, str], after: dict[str, str]) -> bool:
    """Return whether anything differs, except for whole events after the existing ones, and the head over them."""
    if after["audit_event"].startswith(before["audit_event"].removesuffix("]") + ", "):
        return before["checkpoint"] != after["checkpoint"]
    return before != after


def size(connection: Any) -> int:
    return int(connection.execute("SELECT count(*) FROM audit_event").fetchone()[0])


def a_seq(connection: Any, data: st.DataObject) -> int:
    return data.draw(st.integers(0, size(connection) - 1))


def body(connection: Any, seq: int) -> bytes:
    return bytes(connection.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()[0])


def set_body(connection: Any, seq: int, body: bytes) -> None:
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (body, seq))


def written(event: dict[str, Any]) -> bytes:
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode()


def change_a_byte(connection: Any, data: st.DataObject) -> None:
    seq = a_seq(connection, data)
    before = bytearray(body(connection, seq))
    before[data.draw(st.integers(0, len(before) - 1))] ^= data.draw(st.integers(1, 255))
    set_body(connection, seq, bytes(before))


def change_a_fact(connection: Any, data: st.DataObject) -> None:
    seq = a_seq(connection, data)
    event = json.loads(body(connection, seq))
    field = data.draw(st.sampled_from(["actor", "at", "desk", "facts", "kind", "n", "subjects", "v"]))
    other = json.loads(body(connection, a_seq(connection, data)))
    event[field] = other[field]
    set_body(connection, seq, written(event))


def write_it_otherwise(connection: Any, data: st.DataObject) -> None:
    """Write the same event in other bytes."""
    seq = a_seq(connection, data)
    set_body(connection, seq, json.dumps(json.loads(body(connection, seq))).encode())


def delete_events(connection: Any, data: st.DataObject) -> None:
    first = a_seq(connection, data)
    last = first + data.draw(st.integers(0, 3))
    connection.execute("DELETE FROM audit_event WHERE seq BETWEEN ? AND ?", (first, last))


def delete_a_day(connection: Any, data: st.DataObject) -> None:
    day = json.loads(body(connection, a_seq(connection, data)))["at"][:10]
    connection.execute(f'DELETE FROM audit_event WHERE instr(body, \'"at":"{day}\') > 0')


def cut_the_tail(connection: Any, data: st.DataObject) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq >= ?", (a_seq(connection, data),))


def insert_an_event(connection: Any, data: st.DataObject) -> None:
    place, source = a_seq(connection, data), body(connection, a_seq(connection, data))
    connection.execute("UPDATE audit_event SET seq = -seq - 2 WHERE seq >= ?", (place,))
    connection.execute("UPDATE audit_event SET seq = -seq - 1 WHERE seq < 0")
    connection.execute("INSERT INTO audit_event VALUES (?, ?)", (place, source))


def swap_two(connection: Any, data: st.DataObject) -> None:
    one, other = a_seq(connection, data), a_seq(connection, data)
    for source, target in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit_event SET seq = ? WHERE seq = ?", (target, source))


def swap_two_bodies(connection: Any, data: st.DataObject) -> None:
    one, other = a_seq(connection, data), a_seq(connection, data)
    bodies = body(connection, one), body(connection, other)
    set_body(connection, one, bodies[1])
    set_body(connection, other, bodies[0])


def renumber(connection: Any, data: st.DataObject) -> None:
    start, step = a_seq(connection, data), data.draw(st.sampled_from([100, 1_000_000, -1_000_000]))
    connection.execute("UPDATE audit_event SET seq = seq + ? WHERE seq >= ?", (step, start))


ANY_VALUE = st.one_of(
    st.none(),
    st.integers(-3, 40),
    st.binary(max_size=40),
    st.sampled_from(["", "2026-11-25", "2026-12-31", "heard", "log_started", "5" * 32, "d" * 32, "b" * 32]),
    st.floats(allow_nan=False),
)


def change_a_column(table: str) -> Mutation:
    def mutation(connection: Any, data: st.DataObject) -> None:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
        rows = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}").fetchall()]
        column, row = data.draw(st.sampled_from(columns)), data.draw(st.sampled_from(rows))
        statement = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid = ?"
        try:
            connection.execute(statement, (data.draw(ANY_VALUE), row))
        except connection.Error:  # a value that the column does not take at all
            return

    mutation.__name__ = f"change_a_column_of_{table}"
    return mutation


def delete_a_row(table: str) -> Mutation:
    def mutation(connection: Any, data: st.DataObject) -> None:
        rows = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}").fetchall()]
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (data.draw(st.sampled_from(rows)),))

    mutation.__name__ = f"delete_a_row_of_{table}"
    return mutation


def change_a_note(connection: Any, data: st.DataObject) -> None:
    rows = connection.execute("SELECT rowid, note FROM checkpoint").fetchall()
    row, note = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.sampled_from("A1 \n—")) + note[at + 1 :]
    connection.execute("UPDATE checkpoint SET note = ? WHERE rowid = ?", (changed, row))


def add_a_checkpoint(connection: Any, data: st.DataObject) -> None:
    rows = connection.execute("SELECT at, note, desk FROM checkpoint ORDER BY size, desk").fetchall()
    at, note, desk = data.draw(st.sampled_from(rows))
    place = data.draw(st.integers(100, 105))
    connection.execute("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", (place, desk, at, note))


def replace_a_key_event(connection: Any, data: st.DataObject) -> None:
    """Put the attacker's key in place of a day's, signed by the attacker where a signature is needed."""
    keys = f"SELECT seq FROM audit_event WHERE {of_kind('log_started', 'signing_key_changed')}"
    seq = data.draw(st.sampled_from([row[0] for row in connection.execute(keys).fetchall()]))
    _take_over(connection, seq)


def replace_all_key_events(connection: Any, data: st.DataObject) -> None:
    """Put in a whole chain of the attacker's, consistent in itself."""
    keys = f"SELECT seq FROM audit_event WHERE {of_kind('log_started', 'signing_key_changed')}"
    for (seq,) in connection.execute(keys).fetchall():
        _take_over(connection, seq)


def _take_over(connection: Any, seq: int) -> None:
    event = json.loads(body(connection, seq))
    facts, desk = event["facts"], event["desk"]
    facts["public"] = base64.b64encode(PUBLIC).decode()
    if "signature" in facts:
        said = f"listening-room/v1 next key\n{ORIGIN}\n{desk}\n{facts['day']}\n".encode() + PUBLIC
        facts["signature"] = base64.b64encode(ATTACKER.sign(said)).decode()
    set_body(connection, seq, written(event))


MUTATIONS: tuple[Mutation, ...] = (
    change_a_byte,
    change_a_fact,
    write_it_otherwise,
    delete_events,
    delete_a_day,
    cut_the_tail,
    insert_an_event,
    swap_two,
    swap_two_bodies,
    renumber,
    *(change_a_column(table) for table in TABLES),
    *(delete_a_row(table) for table in TABLES),
    change_a_note,
    add_a_checkpoint,
    replace_a_key_event,
    replace_all_key_events,
)


def cover_up(connection: Any) -> None:
    """Make everything in the database follow from the events again: numbers, columns, keys, tree, head, checkpoints."""
    rows = connection.execute("SELECT body FROM audit_event ORDER BY seq").fetchall()
    for table in ("audit_event", "audit_head"):
        connection.execute(f"DELETE FROM {table}")
    tree, roots = Frontier(), [Frontier().root()]
    for seq, (stored,) in enumerate(rows):
        event = _renumbered(stored, seq)
        again = written(event) if event else str(stored).encode()
        connection.execute("INSERT INTO audit_event VALUES (?, ?)", (seq, again))
        tree = tree.append(leaf_hash(again))
        roots.append(tree.root())
    connection.execute("INSERT INTO audit_head VALUES (?, ?, ?)", (1, tree.size, tree.root()))
    sign_again(connection, roots)


def _renumbered(stored: Any, seq: int) -> dict[str, Any]:
    try:
        return {**json.loads(stored), "n": seq}
    except (ValueError, TypeError):
        return {}


def sign_again(connection: Any, roots: list[bytes]) -> None:
    """Sign the checkpoints that the log is still long enough for, as the attacker where the root differs."""
    for rowid, size, desk, note in connection.execute("SELECT rowid, size, desk, note FROM checkpoint").fetchall():
        if not isinstance(size, int) or not 0 <= size < len(roots):
            connection.execute("DELETE FROM checkpoint WHERE rowid = ?", (rowid,))
            continue
        try:
            head = parse_note(note).checkpoint
        except (LogBrokenError, TypeError):
            continue
        if (head.size, head.root) == (size, roots[size]):
            continue
        forged = type(head)(head.origin, size, roots[size], head.at)
        text = signed_text(forged, key_name(ORIGIN, desk), PUBLIC, ATTACKER.sign)
        connection.execute("UPDATE checkpoint SET note = ? WHERE rowid = ?", (text, rowid))


__all__ = ["MUTATIONS", "Mutation", "cover_up", "drop_guards", "is_changed", "rows_of"]
