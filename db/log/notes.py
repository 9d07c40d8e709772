"""Typed text, stored apart from everything else."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from db.schema import office_tables
from desktop.domain.shared.ids import NoteId
from desktop.domain.shared.typed_text import Note


def put_note(connection: Connection, note: Note | None) -> None:
    """Save the words of a note, where there is one."""
    if note is not None:
        connection.execute(insert(office_tables.note).values(id=note.id, salt=note.salt, words=note.words))


def words_of(connection: Connection, id: str | None) -> str | None:
    """Return the words of a note, or None where there are none (any more)."""
    if id is None:
        return None
    return connection.execute(
        select(office_tables.note.c.words).where(office_tables.note.c.id == id)
    ).scalar_one_or_none()


def note_of(connection: Connection, id: str | None) -> Note | None:
    """Return a note, or None where there is none (any more)."""
    query = select(office_tables.note).where(office_tables.note.c.id == id)
    row = None if id is None else connection.execute(query).one_or_none()
    return None if row is None else Note(NoteId(row.id), row.salt, row.words)
