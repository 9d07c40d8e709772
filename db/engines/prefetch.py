"""All questions of a page, asked at once: over a slow line each question to the server costs a trip.

A unit of work says which page it opens, and about what (`begin`); what this page asked before is asked together then,
in rounds where answers are what others ask about. Nobody lists the questions: they are learned, by statement and by
where their values come from. They are the same questions in the same transaction, under the writers' lock for a writer.
What locks a row, names a table written to since, or follows a statement that cannot be read here, is asked again.
What a page left out `FORGOTTEN` times is not asked any more. Embedded there is no line: nothing is read ahead.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from desktop.errors import DatabaseError

LEARNED, AHEAD = "learned", "ahead"
FORGOTTEN = 3
"""How often in a row a page may leave a question out."""
MOST_ROUNDS, MOST_QUESTIONS, MOST_VALUES = 4, 150, 8
"""Of one page; of the values that an answer has for one place, the first."""


@dataclass(frozen=True)
class Given:
    """An identifier that the page is about: the first, the second."""

    at: int


@dataclass(frozen=True)
class Said:
    """A value from a column of the answer to another statement."""

    statement: str
    column: int


@dataclass(frozen=True)
class Same:
    """The same each time."""

    value: Any


Source = Given | Said | Same


@dataclass(frozen=True)
class Question:
    """A statement of a page, and where the values of its places come from."""

    statement: str
    places: tuple[tuple[str, Source], ...]


@dataclass
class Learned:
    """The questions of an office's pages: of each page, and in which opening of it each was asked last."""

    pages: dict[str, dict[Question, int]] = field(default_factory=dict)
    opened: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, page: str) -> list[Question]:
        """Return what it is likely to ask now."""
        with self.lock:
            number = self.opened[page] = self.opened.get(page, 0) + 1
            known = self.pages.setdefault(page, {})
            for question, last in list(known.items()):
                if number - last > FORGOTTEN:
                    del known[question]
            return list(known)

    def add(self, page: str, questions: Iterable[Question]) -> None:
        """It asked these."""
        with self.lock:
            known = self.pages[page]
            for question in questions:
                if question in known or len(known) < MOST_QUESTIONS:
                    known[question] = self.opened[page]


Asked = tuple[str, tuple[tuple[str, Any], ...]]
"""A statement and its values."""
Answer = tuple[Any, list[Any]]
"""The columns, as the driver describes them, and the rows."""


class Ahead:
    """The answers of one unit of work, until something is written to the tables that they are from."""

    def __init__(self, learned: Learned, page: str, about: tuple[str, ...]) -> None:
        self._learned, self._page, self._about = learned, page, about
        self._answers: dict[Asked, Answer] = {}
        self._asked: dict[Asked, None] = {}
        self._said: dict[str, list[Any]] = {}
        self._outdated: set[Asked] = set()
        self._failed: dict[Asked, psycopg.Error] = {}
        self._collected: list[Asked] | None = None
        self.over = False

    def read(self, driver: Any) -> None:
        """Ask what the page asked before, in as few rounds as it takes."""
        likely = self._learned.begin(self._page)
        for _ in range(MOST_ROUNDS):
            if not self._ask(driver, [asked for each in likely for asked in self._filled(each)]):
                return

    def at_once(self, connection: Connection, queries: Iterable[Select[Any]]) -> None:
        """Ask these in one trip. Raises DatabaseError (`database_lost`)."""
        if self.over:
            return
        collected: list[Asked] = []
        self._collected = collected
        try:
            for query in queries:
                connection.execute(query)  # as far as the driver: `answer` collects it, and nothing is sent
        finally:
            self._collected = None
        with _lost(connection):
            self._ask(connection.connection.driver_connection, collected)

    def answer(self, cursor: Any, asked: Asked) -> Answer | None:
        """Return its answer; None where it is only collected."""
        if self._collected is not None:
            self._collected.append(asked)
            return None
        self._asked[asked] = None
        if asked in self._failed:
            raise self._failed[asked]
        if not self._has(asked):
            cursor.execute(asked[0], dict(asked[1]))
            self._keep(asked, (cursor.description, cursor.fetchall()))
        return self._answers[asked]

    def written(self, table: str) -> None:
        """That table is written to: what names it is asked again."""
        names = re.compile(rf"(?<!\.)\b{table}\b").search
        self._outdated |= {asked for asked in self._answers if names(asked[0])}

    def end(self) -> None:
        """Learn what the page asked, and forget the answers."""
        self.over = True
        self._learned.add(self._page, _Places(self._about, self._answers).questions(list(self._asked)))
        self._answers, self._said, self._asked = {}, {}, {}

    def _ask(self, driver: Any, questions: Iterable[Asked]) -> bool:
        """Ask those of them that are not answered, in one trip; return whether there were any."""
        new = [asked for asked in dict.fromkeys(questions) if not self._has(asked)][:MOST_QUESTIONS]
        if not new:
            return False
        cursors = [driver.cursor() for _ in new]
        error = _error_of(driver, cursors, new)
        for asked, cursor in zip(new, cursors, strict=True):
            if cursor.pgresult is not None:
                self._keep(asked, (cursor.description, cursor.fetchall()))
            elif error is not None:
                self._failed.setdefault(asked, error)
        return error is None

    def _has(self, asked: Asked) -> bool:
        return asked in self._answers and asked not in self._outdated

    def _keep(self, asked: Asked, answer: Answer) -> None:
        self._answers[asked] = answer
        self._outdated.discard(asked)
        self._said.setdefault(asked[0], []).extend(answer[1])

    def _filled(self, question: Question) -> Iterator[Asked]:
        """Yield it with values in its places, as far as they are known."""
        choices = [[(name, value) for value in self._values(source)] for name, source in question.places]
        yield from ((question.statement, places) for places in islice(product(*choices), MOST_VALUES))

    def _values(self, source: Source) -> list[Any]:
        if isinstance(source, Same):
            return [source.value]
        if isinstance(source, Given):
            return [self._about[source.at]] if source.at < len(self._about) else []
        column = (row[source.column] for row in self._said.get(source.statement, []) if source.column < len(row))
        return list(islice(dict.fromkeys(value for value in column if value is not None), MOST_VALUES))


class _Places:
    """Where the values of questions come from: from what was there in the earliest round."""

    def __init__(self, about: tuple[str, ...], answers: Mapping[Asked, Answer]) -> None:
        self._about = about
        self._found: dict[str, dict[Said, None]] = {}
        for (statement, _), (_, rows) in answers.items():
            for row in rows:
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        self._found.setdefault(value, {})[Said(statement, column)] = None

    def questions(self, asked: list[Asked]) -> list[Question]:
        """Return them, round by round. A value that no answer before has is the same each time."""
        made: list[Question] = []
        there: set[str] = set()
        while asked:
            filled = [(each, self._places(each, there)) for each in asked]
            ready = [(each, places) for each, places in filled if places is not None]
            ready = ready or [(each, self._places(each, None) or ()) for each in asked]
            made += [Question(statement, places) for (statement, _), places in ready]
            there |= {statement for (statement, _), _ in ready}
            done = {each for each, _ in ready}
            asked = [each for each in asked if each not in done]
        return made

    def _places(self, asked: Asked, there: set[str] | None) -> tuple[tuple[str, Source], ...] | None:
        """Return where its values come from; None while one is in answers that are not there.

        `there`: the statements with answers so far. None: what has no other place is the same each time.
        """
        places: list[tuple[str, Source]] = []
        for name, value in asked[1]:
            said = self._found.get(value, {}) if isinstance(value, str) else {}
            if value in self._about:
                places.append((name, Given(self._about.index(value))))
            elif (found := next((each for each in said if there and each.statement in there), None)) is not None:
                places.append((name, found))
            elif not any(each.statement != asked[0] for each in said) or there is None:
                places.append((name, Same(value)))
            else:
                return None
        return tuple(places)


def begin(connection: Connection, page: str, about: Sequence[str]) -> Ahead | None:
    """Read ahead what that page reads, about these identifiers, until it is ended. None where there is no line."""
    learned = connection.get_execution_options().get(LEARNED)
    if learned is None:
        return None
    ahead = Ahead(learned, page, tuple(about))
    with _lost(connection):
        ahead.read(connection.connection.driver_connection)
    connection.execution_options(**{AHEAD: ahead})
    return ahead


def _error_of(driver: Any, cursors: Sequence[Any], questions: Sequence[Asked]) -> psycopg.Error | None:
    """Ask these in one trip; return the error of the first without an answer. Raises it where the server is lost."""
    first: psycopg.Error | None = None
    try:
        with driver.pipeline():
            try:
                for cursor, (statement, values) in zip(cursors, questions, strict=True):
                    cursor.execute(statement, dict(values))
            except psycopg.Error as error:  # leaving raises the next; both would be logged
                first = error
    except psycopg.Error as error:
        first = first or error
    if first is not None and driver.closed:
        raise first
    return first


@contextmanager
def _lost(connection: Connection) -> Iterator[None]:
    try:
        yield
    except psycopg.Error:
        connection.invalidate()
        raise DatabaseError("database_lost") from None


def learn(engine: Engine) -> None:
    """Let the units of work of that engine read ahead."""
    event.listen(engine, "do_execute", _do_execute)
    event.listen(engine, "do_executemany", _do_execute)


def _do_execute(cursor: Any, statement: str, values: Mapping[str, Any], context: Any) -> bool:
    ahead: Ahead | None = context.execution_options.get(AHEAD)
    if ahead is None or ahead.over:
        return False
    known = context.compiled is not None and not context.is_text
    if known and statement.startswith(("INSERT", "UPDATE", "DELETE")):
        ahead.written(context.compiled.statement.table.name)
        return False
    if not known or not statement.startswith("SELECT"):
        ahead.over = True
        return False
    if " FOR UPDATE" in statement or " FOR SHARE" in statement:
        return False
    asked = statement, tuple(values.items())
    try:
        hash(asked)
    except TypeError:
        return False
    answer = ahead.answer(cursor, asked)
    if answer is not None:
        description, rows = answer
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, description, rows)
    return True
