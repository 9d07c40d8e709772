"""The turns of this desk's PC on a server: the port `Turns` over a connection.

Rules:
- An embedded database has none: whoever copies it copies the log, and the witnesses tell that there are two.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from db.schema import office_tables
from desktop.application.ports.log import DaySigner
from desktop.errors import DeskCopiedError

_desk = office_tables.desk.c


class TurnsTable:
    """The port `Turns` over a connection."""

    def __init__(self, connection: Connection, signer: DaySigner) -> None:
        self._connection, self._signer = connection, signer

    def must_be_ours(self) -> None:
        self._newest()

    def adopt(self) -> None:
        if (newest := self._stored()) is not None:
            self._signer.adopt_turn(newest)

    def take(self) -> int | None:
        newest = self._newest()
        if newest is None:
            return None
        turn = self._signer.begin_turn(newest)
        self._connection.execute(update(office_tables.desk).where(_desk.id == self._signer.desk).values(turn=turn))
        return turn

    def _stored(self) -> int | None:
        if self._connection.dialect.name != "postgresql":
            return None
        query = select(_desk.turn).where(_desk.id == self._signer.desk)
        return self._connection.execute(query).scalar_one_or_none()

    def _newest(self) -> int | None:
        newest = self._stored()
        if newest is not None and not self._signer.may_follow(newest):
            raise DeskCopiedError("desk_copied")
        return newest
