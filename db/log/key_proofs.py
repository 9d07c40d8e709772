"""Retention keys and recordings as the log has them, found by the events about sound.

A key is what an event that its desk signed says of it: one about the office, or one about sound that came under it. A
row that no event names is no key. Events are searched from the newest on; all that name a key say the same of it.
Nothing new is sealed under a key that was retired, and an original is opened only with a key that the log names.
A recording is of the call and source of its import's event. Of the calls of some months the log's own recordings are
compared: a row that is gone, or of another day, hides none. One is destroyed where a signed event says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

from sqlalchemy import Connection, Select, or_, select

from db.log.comparing import differences, expected_row
from db.log.known_log import Known
from db.schema.known_events import EVENTS, known_event
from db.schema.recording_tables import recording as recording_table
from db.schema.recording_tables import retention_key
from db.schema.tables import Row
from desktop.application.ports.recordings import KeyInUse
from desktop.domain.copies.copy import SealedKey, wrapped_digest
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import Entry, MalformedError
from desktop.domain.log.replay.office import RetentionKey, Retirement, key_in
from desktop.domain.log.replay.recordings import Recording, month_told, told_of
from desktop.domain.shared.ids import RecordingId
from desktop.errors import RowRefusedError

OF_THE_CALL = ("source", "call_at", "outbound", "digest", "number", "salt")
"""The columns of a recording by which it is found."""
_recording = known_event.c.recording


def check_keys(known: Known, keys: Iterable[KeyInUse], *, in_use: bool) -> None:
    """Compare keys, as they were read, with the log. Raises RowRefusedError.

    `in_use`: nothing is to be sealed under a retired one.
    """
    rows: dict[str, KeyInUse] = {key.id: key for key in keys}
    told = {id: key for id in rows if (key := known.facts.of(RetentionKey).get(id)) is not None}
    told |= _named(known, set(rows) - told.keys())
    for id, row in rows.items():
        key = told.get(id)
        if key is None:
            raise RowRefusedError("row_refused", table="retention_key", key=id)
        retired = known.facts.of(Retirement).get(key.kind)
        stale = key.retired_at is not None or (retired is not None and key.since < retired.since)
        if column := _differs(key, row) or ("retired_at" if in_use and stale else ""):
            raise RowRefusedError("row_refused", table="retention_key", key=id, column=column)


def _differs(key: RetentionKey, row: KeyInUse) -> str:
    """Return the first column that is not what the log says; "" where there is none."""
    read = {"source": row.source, "month": row.month, "kind": row.kind, "wrapped": wrapped_digest(row.wrapped)}
    return next((name for name, value in read.items() if getattr(key, name) != value), "")


def key_that_seals(connection: Connection, sealed: SealedKey) -> KeyInUse:
    """Return the retention key under which that data key is, as its row describes it. Raises RowRefusedError."""
    id = sealed.retention_key
    row = connection.execute(select(retention_key).where(retention_key.c.id == id)).one_or_none()
    if row is None:
        raise RowRefusedError("row_refused", table="retention_key", key=id)
    return KeyInUse(id, row.source, row.month, row.kind, sealed.retention_key_wrapped, ())


def check_recording(connection: Connection, known: Known, id: str) -> None:
    """Compare what the row of a recording says of its call with the log. Raises RowRefusedError."""
    naming = EVENTS.where(_recording == id).order_by(known_event.c.seq)
    recording = told_of([Entry(seq, event) for seq, _, event in known.found(naming)], id)
    if recording is None:
        raise RowRefusedError("row_refused", table="recording", key=id)
    for row in connection.execute(select(recording_table).where(recording_table.c.id == id)):
        _must_be_of_the_call(recording, dict(row._mapping))


def _must_be_of_the_call(recording: Recording, row: Row) -> None:
    found = [name for name in differences(expected_row(recording, "recording"), row) if name in OF_THE_CALL]
    if found:
        raise RowRefusedError("row_refused", table="recording", key=recording.id, column=found[0])


def calls_of(connection: Connection, known: Known, months: Collection[str]) -> list[RecordingId]:
    """Compare the recordings of calls of these months with the log, and return those still there that it tells of.

    Raises RowRefusedError.
    """
    told = {each.id: each for each in _imported(known, months)}
    column = recording_table.c
    meant = or_(column.id.in_(told), *(column.call_at.startswith(month) for month in months))
    rows = {row.id: dict(row._mapping) for row in connection.execute(select(recording_table).where(meant))}
    if missing := told.keys() - rows.keys():
        raise RowRefusedError("row_refused", table="recording", key=min(missing))
    gone = {id for id, row in rows.items() if row["destroyed_at"] is not None}
    if unsaid := (gone & told.keys()) - _destroyed(known, months):
        raise RowRefusedError("row_refused", table="recording", key=min(unsaid), column="destroyed_at")
    for id in sorted(rows.keys() - gone - told.keys()):
        check_recording(connection, known, id)  # its row is of these months, and its event is not
    left = sorted(told.keys() - gone)
    for id in left:
        _must_be_of_the_call(told[id], rows[id])
    return [RecordingId(id) for id in left]


def _imported(known: Known, months: Collection[str]) -> Iterator[Recording]:
    """Yield the recordings of calls of these months, as their own events say them."""
    events = defaultdict[str, list[Entry]](list)
    about = EVENTS.where(_recording.in_(_of(months))).order_by(known_event.c.seq)
    for seq, _, event in known.found(about):
        events[event.subjects.get(Subject.RECORDING, "")].append(Entry(seq, event))
    for id, entries in events.items():
        recording = told_of(entries, id)
        if recording is not None and month_told(recording) in months:
            yield recording


def _destroyed(known: Known, months: Collection[str]) -> set[str]:
    """Return which recordings of calls of these months are destroyed by the log."""
    is_its_end = known_event.c.kind == EventKind.RECORDING_DESTROYED.value
    return set(known.events.execute(select(_recording).where(is_its_end, _recording.in_(_of(months)))).scalars())


def _of(months: Collection[str]) -> Select[tuple[str]]:
    """Select the recordings whose import says that month."""
    return select(_recording).where(known_event.c.month.in_(sorted(months)))


def _named(known: Known, wanted: set[str]) -> dict[str, RetentionKey]:
    """Return what the newest event about sound says of each of these keys, as far as one names it."""
    found: dict[str, RetentionKey] = {}
    for id in sorted(wanted):
        newest = known.found(EVENTS.where(known_event.c.key == id).order_by(known_event.c.seq.desc()))
        told = (_key_of(Entry(seq, event)) for seq, _, event in newest)
        key = next((each for each in told if each is not None and each.id == id), None)
        if key is not None:
            found[id] = key
    return found


def _key_of(entry: Entry) -> RetentionKey | None:
    with suppress(MalformedError):
        return key_in(entry)
    return None
