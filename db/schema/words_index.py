"""Finding notes by their words: FTS5 on SQLite, an index over `to_tsvector` on PostgreSQL. Never LIKE.

Rules:
- Each typed word is matched as the beginning of a word; all of them must match. Case and accents do not matter on
  SQLite; on PostgreSQL case does not.
- Typed text is only ever words: characters with a meaning to a search engine are dropped.
- The index follows the table by itself. A destroyed note is deleted from it too.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

TABLE = "note_search"
INDEX = "ix_note_words"
TRIGGERS = ("note_found", "note_not_found", "note_found_anew")
"""SQLite's triggers."""
WORDS = "words"
"""The parameter with the words that are asked for."""
_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(id UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 2')",
    f"INSERT INTO {TABLE} (id, words) SELECT id, words FROM note",
    f"CREATE TRIGGER note_found AFTER INSERT ON note BEGIN "
    f"INSERT INTO {TABLE} (id, words) VALUES (new.id, new.words); END",
    f"CREATE TRIGGER note_not_found AFTER DELETE ON note BEGIN DELETE FROM {TABLE} WHERE id = old.id; END",
    f"CREATE TRIGGER note_found_anew AFTER UPDATE ON note BEGIN DELETE FROM {TABLE} WHERE id = old.id; "
    f"INSERT INTO {TABLE} (id, words) VALUES (new.id, new.words); END",
)
_OFF_SQLITE = (
    "DROP TRIGGER note_found_anew",
    "DROP TRIGGER note_not_found",
    "DROP TRIGGER note_found",
    f"DROP TABLE {TABLE}",
)
_ON_POSTGRESQL = (f"CREATE INDEX {INDEX} ON note USING gin (to_tsvector('simple', words))",)
_OFF_POSTGRESQL = (f"DROP INDEX {INDEX}",)


def create(connection: sa.Connection) -> None:
    """Create it, from the existing notes."""
    for statement in _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRESQL:
        connection.exec_driver_sql(statement)


def drop(connection: sa.Connection) -> None:
    """Drop the index."""
    for statement in _OFF_SQLITE if connection.dialect.name == "sqlite" else _OFF_POSTGRESQL:
        connection.exec_driver_sql(statement)


def is_ours(name: str | None) -> bool:
    """Return whether that table or index is part of it: these are in no metadata."""
    return name is not None and (name == INDEX or name.startswith(TABLE))


def words_typed(typed: str) -> tuple[str, ...]:
    """Return the words of the typed text, in lower case."""
    return tuple(word.casefold() for word in re.findall(r"[^\W_]+", typed))


def words_asked(dialect: str, words: tuple[str, ...]) -> str:
    """Return the words as the parameter `WORDS` of `has_words` takes them: each as the beginning of a word."""
    return (
        " ".join(f'"{word}"*' for word in words) if dialect == "sqlite" else " & ".join(f"{word}:*" for word in words)
    )


def has_words(dialect: str) -> sa.ColumnElement[bool]:
    """Return the condition that a session has a note with all of the words asked for (`words_asked`)."""
    from db.schema import office_tables, session_tables  # here: an office opens without the tables of sessions

    note, link = office_tables.note.c, session_tables.session_note.c
    if dialect == "sqlite":
        notes: sa.Select[Any] = (
            sa.select(sa.literal_column("id")).select_from(sa.text(TABLE)).where(sa.text(f"{TABLE} MATCH :{WORDS}"))
        )
    else:
        asked = sa.func.to_tsquery(sa.literal_column("'simple'"), sa.bindparam(WORDS, type_=sa.String))
        vector = sa.func.to_tsvector(sa.literal_column("'simple'"), note.words)
        notes = sa.select(note.id).where(vector.op("@@")(asked))
    return session_tables.session.c.id.in_(sa.select(link.session).where(link.note.in_(notes)))
