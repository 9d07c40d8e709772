"""Figures of how an office does, and the rows behind its statistics: no name, no number, no words of anybody.

When and how a request was closed is in the log alone; its event counts by its bytes. Events are found by their UTC day,
a day more on both sides, and those outside of the office's own days are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from db.engines.locks import open_desks
from db.engines.server_database import LOGINS_LEFT
from db.log.office_state import Stored, events_in
from db.log.proven import ProvenRows
from db.log.trusted_log import TrustedEvents as Sure
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.schema.audit_tables import OF_ITS_STATE, OF_THE_OFFICE, STOPPED, audit_event, audit_head, checkpoint
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, encode_day, list_out, time_out
from desktop.application.ports.reading import HealthRows, NightStopped, PcReported, VaultLooked
from desktop.application.ports.sound import StoredFile
from desktop.domain.log.events import Event, EventKind, from_canonical, time_text
from desktop.domain.log.replay.replaying import UNREADABLE
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.recordings.retention import NightTask
from desktop.domain.requests.request import UNANSWERED, Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import ClosedRequest, HeldSession
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.kinds import Kind

_key = recording_tables.retention_key.c
_request = request_tables.request.c
_session = session_tables.session.c

OF_COPIES = (EventKind.DESK_COPIED, EventKind.KEYRING_RESTORED)
"""The events that a PC was copied, and that its keys were restored since: then the copy is refused."""


class WithLog(OnConnection):
    """Rows of which the log says something, too."""

    def __init__(self, connection: sa.Connection, proven: Callable[[], ProvenRows] | None = None) -> None:
        """`proven`: needed for what the log says."""
        super().__init__(connection)
        self._proven_of = proven

    @property
    def _proven(self) -> ProvenRows:
        assert self._proven_of is not None, "in a unit of work"
        return self._proven_of()


class HealthFigures(WithLog):
    """The figures of the port `Reading`."""

    def health(self, today: date, anchored: int | None = None) -> HealthRows:
        """Return them, as of that day of the office's, in two statements: over a slow line each is waited for.

        `anchored`: how many events the witness has, None where that is not known. An event or a checkpoint counts only
        where it is proved to be the office's own: a forged one would show a nightly run that never was, or a PC that
        nobody has seen.
        """
        sure = self._proven.sure
        on_server = self._connection.dialect.name == "postgresql"
        figures = self._connection.execute(_figures(today, anchored, on_server=on_server)).one()
        night = sure_run(self._connection, figures.night, sure)
        anchored_at, copied, opened, told = _of_each_desk(self._connection, sure)
        return HealthRows(
            begun_at=time_out(figures.begun_at),
            events=figures.events or 0,
            nightly_at=_time_of(night),
            overdue=figures.overdue,
            oldest_due=None if figures.oldest is None else decode_day(figures.oldest),
            unfinished=figures.unfinished,
            keys_to_renew=figures.keys,
            left={} if night is None else _left(night[2]),
            anchored_at=anchored_at,
            copied=copied,
            open_desks=opened,
            looked=_looked(_sure_of(self._connection, EventKind.VAULT_LOOKED_THROUGH, figures.looked, sure)),
            stopped=_stopped(figures.stopped, night),
            reported=_reported(told),
            backed_up_at=_time_of(_sure_of(self._connection, EventKind.BACKED_UP, figures.backup, sure)),
            logins_left=figures.logins,
            refused_at=_time_of(_sure_of(self._connection, EventKind.ROW_REFUSED, figures.refused, sure)),
            newest_anchor=anchor.at if figures.anchor and (anchor := sure.checkpoint(figures.anchor)) else None,
        )

    def vault_looked(self) -> VaultLooked | None:
        """Return how far the vault has been looked through."""
        newest = self._connection.execute(newest_of(EventKind.VAULT_LOOKED_THROUGH)).scalar_one_or_none()
        return _looked(_sure_of(self._connection, EventKind.VAULT_LOOKED_THROUGH, newest, self._proven.sure))

    def pc_reported(self, desk: DeskId) -> PcReported | None:
        """Return what that PC last told of itself."""
        bodies = self._connection.execute(_of_state(EventKind.DESK_REPORTED)).scalars()
        return _reported([found for body in bodies if (found := _read(body)) is not None]).get(desk)


def _of_each_desk(
    connection: sa.Connection, sure: Sure
) -> tuple[dict[DeskId, datetime], set[DeskId], set[DeskId], list[tuple[int, Event]]]:
    """Return when each desk last signed a checkpoint, which were copied, which are open, and what they told."""
    anchored_at: dict[DeskId, datetime] = {}
    copies: dict[DeskId, tuple[int, EventKind]] = {}
    opened: set[DeskId] = set()
    told: list[tuple[int, Event]] = []
    for row in connection.execute(_of_desks(open_desks(connection))):
        if row.body is not None:
            found = _read(row.body)
            if found is None or not sure.believed(found[0], bytes(row.body), found[1]):
                continue
            seq, event = found
            if event.kind in OF_COPIES:
                copies[event.desk] = max((seq, event.kind), copies.get(event.desk, (-1, event.kind)))
            else:
                told.append((seq, event))
        elif row.at is not None:
            if (seen := sure.checkpoint(row.at, row.desk)) is not None:
                anchored_at[DeskId(row.desk)] = seen.at
        else:
            opened.add(DeskId(row.desk))
    copied = {desk for desk, (_, kind) in copies.items() if kind is EventKind.DESK_COPIED}
    return anchored_at, copied, opened, told


def sure_run(connection: sa.Connection, newest: bytes | None, sure: Sure) -> Stored | None:
    """Return the newest nightly run that is sure, where `newest` is the newest in the log."""
    return _sure_of(connection, EventKind.RETENTION_RUN, newest, sure)


def _sure_of(connection: sa.Connection, kind: EventKind, newest: bytes | None, sure: Sure) -> Stored | None:
    """Return the newest event of that kind that is sure; as a rule it is the newest in the log."""
    if newest is None:
        return None
    found = _read(newest)
    if found is not None and sure.believed(found[0], bytes(newest), found[1]):
        return found[0], bytes(newest), found[1]
    return sure.newest(_of_state(kind, audit_event.c.seq, audit_event.c.body).order_by(audit_event.c.seq.desc()))


def _time_of(stored: Stored | None) -> datetime | None:
    return None if stored is None else stored[2].at


def _stopped(stopped: bytes | None, night: Stored | None) -> NightStopped | None:
    """Return the newest run that destroyed nothing, unless a run went through after it.

    One that cannot be read, or does not say why, is none of this program's: the log was changed.
    """
    if stopped is None:
        return None
    found = _read(stopped)
    if found is None:
        return NightStopped(DeskId(""), (), True)
    seq, event = found
    if night is not None and night[0] > seq:
        return None
    doubts, changed = event.facts.get("doubts"), event.facts.get("log_changed")
    said = doubts if isinstance(doubts, Sequence) else ()
    return NightStopped(event.desk, tuple(doubt for doubt in ClockDoubt if doubt.value in said), changed is not False)


def _read(body: bytes) -> tuple[int, Event] | None:
    """Return the event and its number; None where someone else wrote what is there, which is no event."""
    try:
        return from_canonical(bytes(body))
    except UNREADABLE:
        return None


def _left(night: Event) -> dict[NightTask, int]:
    """Return what a nightly run left."""
    facts = cast("Mapping[str, int]", night.facts)
    return {task: facts[task] for task in NightTask if facts.get(task)}


def _of_state(kind: EventKind, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(*(columns or (audit_event.c.body,))).where(OF_ITS_STATE, audit_event.c.kind == kind.value)


def newest_of(kind: EventKind) -> sa.Select[Any]:
    """Return the query for the newest event of a kind that says how the office does."""
    return _of_state(kind).order_by(audit_event.c.seq.desc()).limit(1)


def _newest_stopped() -> sa.Select[Any]:
    return sa.select(audit_event.c.body).where(STOPPED).order_by(audit_event.c.seq.desc()).limit(1)


def _reported(told: list[tuple[int, Event]]) -> dict[DeskId, PcReported]:
    """Return what each PC told last, of what they told, by the events' numbers."""
    found: dict[DeskId, PcReported] = {}
    for _, event in sorted(told, key=lambda each: each[0]):
        facts = cast("Mapping[str, Any]", event.facts)
        with suppress(KeyError, TypeError):  # this program says all of it
            lacks = tuple(facts["lacks"])
            found[event.desk] = PcReported(event.at, facts["version"], facts.get("clock_ahead"), lacks)
    return found


def _looked(found: Stored | None) -> VaultLooked | None:
    if found is None:
        return None
    event = found[2]
    facts = cast("Mapping[str, Any]", event.facts)
    return VaultLooked(
        at=event.at,
        up_to=facts["up_to"],
        began=time_out(facts["began"]),
        ended=time_out(facts["ended"]) if facts["ended"] else None,
        looked_at=facts["looked_at"],
        of=facts["of"],
        damaged=tuple(StoredFile(kind, id) for kind, id, _ in facts["damaged"]),
    )


def _figures(today: date, anchored: int | None, *, on_server: bool) -> sa.Select[Any]:
    """Return the query for what is one value each."""
    covered = (
        sa.select(checkpoint.c.note).where(checkpoint.c.size <= (anchored or 0)).order_by(checkpoint.c.size.desc())
    )
    late = (_request.status.in_([status.value for status in UNANSWERED]), _request.due_on < encode_day(today))
    requests = sa.select(sa.func.count()).select_from(request_tables.request).where(*late)
    unfinished = (
        sa.select(sa.func.count()).select_from(session_tables.session).where(_session.state != State.CLOSED.value)
    )
    to_renew = (_key.destroyed_at.is_(None), _key.retired_at.is_not(None))
    keys = sa.select(sa.func.count()).select_from(recording_tables.retention_key).where(*to_renew)
    return sa.select(
        sa.select(office_tables.office.c.created_at).scalar_subquery().label("begun_at"),
        sa.select(audit_head.c.size).scalar_subquery().label("events"),
        newest_of(EventKind.RETENTION_RUN).scalar_subquery().label("night"),
        _newest_stopped().scalar_subquery().label("stopped"),
        newest_of(EventKind.VAULT_LOOKED_THROUGH).scalar_subquery().label("looked"),
        newest_of(EventKind.BACKED_UP).scalar_subquery().label("backup"),
        newest_of(EventKind.ROW_REFUSED).scalar_subquery().label("refused"),
        requests.scalar_subquery().label("overdue"),
        sa.select(sa.func.min(_request.due_on)).where(*late).scalar_subquery().label("oldest"),
        unfinished.scalar_subquery().label("unfinished"),
        keys.scalar_subquery().label("keys"),
        (sa.literal_column(LOGINS_LEFT) if on_server else sa.literal(0)).label("logins"),
        covered.limit(1).scalar_subquery().label("anchor"),
    )


def _of_desks(opened: sa.Select[str]) -> sa.CompoundSelect[Any]:
    """Return the query for each desk's last checkpoint (as `at`), what PCs told, which were copied, who is open."""
    last = (
        sa.select(checkpoint.c.desk, sa.func.max(checkpoint.c.size).label("size"))
        .group_by(checkpoint.c.desk)
        .subquery()
    )
    seen = sa.select(checkpoint.c.desk, checkpoint.c.note.label("at"), sa.null().label("body")).join(
        last, (checkpoint.c.desk == last.c.desk) & (checkpoint.c.size == last.c.size)
    )
    is_copied = OF_THE_OFFICE, audit_event.c.kind.in_([kind.value for kind in OF_COPIES])
    told = OF_ITS_STATE, audit_event.c.kind == EventKind.DESK_REPORTED.value
    events = (sa.select(sa.null(), sa.null(), audit_event.c.body).where(*which) for which in (is_copied, told))
    return sa.union_all(seen, *events, opened.add_columns(sa.null(), sa.null()))


_event, _note, _review = audit_event.c, session_tables.session_note.c, session_tables.review.c
_ANSWERS = {answered.value: answered for answered in Answered}
_CLOSED = _event.kind == sa.literal_column(f"'{EventKind.REQUEST_CLOSED.value}'")
"""A literal: SQLite uses a partial index only for the condition that it was created with."""
_DAY = timedelta(days=1)


class StatisticsTable(OnConnection):
    """The port `Statistics` over a connection."""

    def closed_requests(self, first: date, last: date, zone: ZoneInfo) -> Sequence[ClosedRequest]:
        query = (
            sa.select(_event.seq, _event.body, _request.received_on, _request.due_on, _request.extended_on)
            .join(request_tables.request, _request.id == _event.request)
            .where(_CLOSED, _event.day >= encode_day(first - _DAY), _event.day <= encode_day(last + _DAY))
            .where(_request.kind == Kind.SUBJECT_ACCESS.value)
        )
        found = []
        for row in self._connection.execute(query.order_by(_event.seq)):
            for _, _, event in events_in([(row.seq, row.body)]):
                closed_on, answered = event.at.astimezone(zone).date(), _ANSWERS.get(str(event.facts.get("answered")))
                received = decode_day(row.received_on)
                told = event.kind is EventKind.REQUEST_CLOSED and answered is not None and received is not None
                if told and first <= closed_on <= last:
                    assert answered is not None and received is not None
                    extended = row.extended_on is not None
                    found.append(ClosedRequest(received, decode_day(row.due_on), closed_on, answered, extended))
        return found

    def received_requests(self, first: date, last: date) -> int:
        query = (
            sa.select(sa.func.count())
            .select_from(request_tables.request)
            .where(_request.received_on >= encode_day(first), _request.received_on <= encode_day(last))
            .where(_request.kind == Kind.SUBJECT_ACCESS.value)
        )
        return int(self._connection.execute(query).scalar_one())

    def held_sessions(self, first: date, last: date, zone: ZoneInfo) -> Sequence[HeldSession]:
        wanted = (
            sa.select(sa.func.count())
            .where(_note.session == _session.id, _note.correction_wanted)
            .correlate(session_tables.session)
            .scalar_subquery()
        )
        query = (
            sa.select(
                _session.outcome,
                _session.exceptions,
                wanted.label("corrections"),
                _review.session.is_not(None).label("signed_off"),
            )
            .join(session_tables.review, _review.session == _session.id, isouter=True)
            .where(_session.opened_at >= _begin(first, zone), _session.opened_at < _begin(last + _DAY, zone))
            .where(_session.state == sa.literal_column(f"'{State.CLOSED.value}'"), _session.outcome.is_not(None))
        )
        return [
            HeldSession(
                Outcome(row.outcome),
                tuple(Exceptional(mark) for mark in list_out(row.exceptions)),
                bool(row.signed_off),
                row.corrections,
            )
            for row in self._connection.execute(query)
        ]


def _begin(day: date, zone: ZoneInfo) -> str:
    """Return when the office's day begins, as times are stored."""
    return time_text(datetime.combine(day, time(), zone))
