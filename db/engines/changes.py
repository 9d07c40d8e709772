"""The commits of other programs on a shared database, as they happen: the port `Changes`.

Rules:
- Each commit tells the others that there is something new (PostgreSQL's NOTIFY), and nothing else: who wants to know
  what it is reads it, with their own rights. What a program commits itself it is not told.
- Nobody commits what time alone changes: after a minute a session whose PC is silent can be taken over. So a line
  without news for `QUIET_SECONDS` tells all the same.
- A lost connection is made again; then something may have been missed, and it is told once. The desk's lock, which may
  have been lost as well, is taken again.
- Embedded there is one program, and nobody to tell.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from db.engines.locks import hold_again
from db.engines.postgresql import own_connection
from db.shared import transactions
from desktop.errors import DatabaseError

LOOK_SECONDS = 0.5
"""How often it looks whether it is to end."""
AGAIN_SECONDS = 2.0
"""How long after a failure it connects again."""
QUIET_SECONDS = 15.0
"""After how long without news there may be some all the same."""


class ServerChanges:
    """The port `Changes` over an engine of a server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, on a thread of its own, after each change by another program; return what ends that, soon."""
        ended = threading.Event()
        threading.Thread(target=self._follow, args=(changed, ended), name="changes", daemon=True).start()
        return ended.set

    def _follow(self, changed: Callable[[], None], ended: threading.Event) -> None:
        lost = False
        while not ended.is_set():
            try:
                connection = self._listening()
            except (SQLAlchemyError, psycopg.Error, DatabaseError):
                lost = True
                ended.wait(AGAIN_SECONDS)
                continue
            if lost:
                hold_again(self._engine)
                changed()
            lost = True
            try:
                _pass_on(connection, changed, ended)
            except psycopg.Error:
                ended.wait(AGAIN_SECONDS)
            finally:
                connection.close()

    def _listening(self) -> psycopg.Connection[Any]:
        connection = own_connection(self._engine)
        try:
            connection.execute(f"LISTEN {transactions.CHANNEL}".encode())
        except BaseException:
            connection.close()
            raise
        return connection


def _pass_on(connection: psycopg.Connection[Any], changed: Callable[[], None], ended: threading.Event) -> None:
    told = monotonic()
    while not ended.is_set():
        news = [each.payload for each in connection.notifies(timeout=LOOK_SECONDS, stop_after=1)]
        if any(by != transactions.OWN_NAME for by in news) or monotonic() - told >= QUIET_SECONDS:
            changed()
            told = monotonic()
