"""The words by which requests are found: rows that follow from `asker`, the same on both databases."""

from __future__ import annotations

from itertools import islice

from sqlalchemy import Connection, delete, insert, select

from db.schema import request_tables
from desktop.domain.shared.search_term import found_by

AT_ONCE = 1000
_asker = request_tables.asker.c
_word = request_tables.asker_word.c


def put(connection: Connection, request: str, names: tuple[str, ...], number: str) -> None:
    """Save the words of one request, replacing earlier ones."""
    known = frozenset(connection.execute(select(_word.word).where(_word.request == request)).scalars())
    words = found_by(names, number)
    for word in known - words:
        connection.execute(delete(request_tables.asker_word).where(_word.request == request, _word.word == word))
    if words - known:
        rows = [{"request": request, "word": word} for word in sorted(words - known)]
        connection.execute(insert(request_tables.asker_word), rows)


def fill(connection: Connection) -> None:
    """Save the words of every request: none has any yet."""
    columns = _asker.request, _asker.given_names, _asker.surname, _asker.representative, _asker.call_number
    askers = iter(connection.execute(select(*columns)).all())
    while some := list(islice(askers, AT_ONCE)):
        rows = [
            {"request": request, "word": word}
            for request, given, surname, acts, number in some
            for word in sorted(found_by((given, surname, acts or ""), number))
        ]
        if rows:
            connection.execute(insert(request_tables.asker_word), rows)
