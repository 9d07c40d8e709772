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
from db.log.known_log import Known, Stored
from db.log.proven import ProvenRows
from db.log.trusted_log import checkpoint_of, newest_event
from db.schema import office_tables, recording_tables, request_tables, session_tables
from db.schema.audit_tables import audit_head, checkpoint
from db.schema.known_events import CLOSED, EVENTS, OF_ITS_STATE, OF_THE_OFFICE, STOPPED, known_event
from db.shared.transactions import OnConnection
from db.shared.values import decode_day, encode_day, list_out, time_out
from desktop.application.ports.reading import HealthRows, NightStopped, PcReported, VaultLooked
from desktop.application.ports.sound import StoredFile
from desktop.domain.log.events import Event, EventKind, Subject, time_text
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

        `anchored`: how many events the witness has, None where that is not known. Events are those of this PC's copy of
        the log, and a checkpoint counts only where its desk signed it: a forged one would show a nightly run that never
        was, or a PC that nobody has seen.
        """
        known = self._proven.known
        on_server = self._connection.dialect.name == "postgresql"
        figures = self._row(_figures(today, anchored, on_server=on_server))
        night = newest_of(known, EventKind.RETENTION_RUN)
        anchored_at, opened = _of_each_desk(self._connection, known)
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
            copied=_copied(known),
            open_desks=opened,
            looked=_looked(newest_of(known, EventKind.VAULT_LOOKED_THROUGH)),
            stopped=_stopped(newest_event(known, _NEWEST_STOPPED), night),
            reported=_reported(known),
            backed_up_at=_time_of(newest_of(known, EventKind.BACKED_UP)),
            logins_left=figures.logins,
            refused_at=_time_of(newest_of(known, EventKind.ROW_REFUSED)),
            newest_anchor=anchor.at if figures.anchor and (anchor := checkpoint_of(known, figures.anchor)) else None,
        )

    def vault_looked(self) -> VaultLooked | None:
        """Return how far the vault has been looked through."""
        return _looked(newest_of(self._proven.known, EventKind.VAULT_LOOKED_THROUGH))

    def pc_reported(self, desk: DeskId) -> PcReported | None:
        """Return what that PC last told of itself."""
        return _reported(self._proven.known).get(desk)


def _of_each_desk(connection: sa.Connection, known: Known) -> tuple[dict[DeskId, datetime], set[DeskId]]:
    """Return when each desk last signed a checkpoint, and which are open."""
    anchored_at: dict[DeskId, datetime] = {}
    opened: set[DeskId] = set()
    for row in connection.execute(_of_desks(open_desks(connection))):
        if row.at is None:
            opened.add(DeskId(row.desk))
        elif (seen := checkpoint_of(known, row.at, row.desk)) is not None:
            anchored_at[DeskId(row.desk)] = seen.at
    return anchored_at, opened


def _copied(known: Known) -> set[DeskId]:
    """Return the desks that were copied, and whose keys were not restored since."""
    which = known_event.c.kind.in_([kind.value for kind in OF_COPIES])
    query = EVENTS.where(OF_THE_OFFICE, which).order_by(known_event.c.seq)
    newest = {event.desk: event.kind for _, _, event in known.found(query)}
    return {desk for desk, kind in newest.items() if kind is EventKind.DESK_COPIED}


def newest_of(known: Known, kind: EventKind) -> Stored | None:
    """Return the newest event of a kind that says how the office does."""
    return newest_event(known, _of_state(kind).order_by(known_event.c.seq.desc()))


def _time_of(stored: Stored | None) -> datetime | None:
    return None if stored is None else stored[2].at


def _stopped(stopped: Stored | None, night: Stored | None) -> NightStopped | None:
    """Return the newest run that destroyed nothing, unless a run went through after it."""
    if stopped is None or (night is not None and night[0] > stopped[0]):
        return None
    event = stopped[2]
    doubts, changed = event.facts.get("doubts"), event.facts.get("log_changed")
    said = doubts if isinstance(doubts, Sequence) else ()
    return NightStopped(event.desk, tuple(doubt for doubt in ClockDoubt if doubt.value in said), changed is not False)


def _left(night: Event) -> dict[NightTask, int]:
    """Return what a nightly run left."""
    facts = cast("Mapping[str, int]", night.facts)
    return {task: facts[task] for task in NightTask if facts.get(task)}


def _of_state(kind: EventKind) -> sa.Select[Any]:
    return EVENTS.where(OF_ITS_STATE, known_event.c.kind == kind.value)


_NEWEST_STOPPED = EVENTS.where(STOPPED).order_by(known_event.c.seq.desc())


def _reported(known: Known) -> dict[DeskId, PcReported]:
    """Return what each PC told last."""
    found: dict[DeskId, PcReported] = {}
    for _, _, event in known.found(_of_state(EventKind.DESK_REPORTED).order_by(known_event.c.seq)):
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
        requests.scalar_subquery().label("overdue"),
        sa.select(sa.func.min(_request.due_on)).where(*late).scalar_subquery().label("oldest"),
        unfinished.scalar_subquery().label("unfinished"),
        keys.scalar_subquery().label("keys"),
        (sa.literal_column(LOGINS_LEFT) if on_server else sa.literal(0)).label("logins"),
        covered.limit(1).scalar_subquery().label("anchor"),
    )


def _of_desks(opened: sa.Select[str]) -> sa.CompoundSelect[Any]:
    """Return the query for each desk's last checkpoint (as `at`), and for the desks that are open."""
    last = (
        sa.select(checkpoint.c.desk, sa.func.max(checkpoint.c.size).label("size"))
        .group_by(checkpoint.c.desk)
        .subquery()
    )
    seen = sa.select(checkpoint.c.desk, checkpoint.c.note.label("at")).join(
        last, (checkpoint.c.desk == last.c.desk) & (checkpoint.c.size == last.c.size)
    )
    return sa.union_all(seen, opened.add_columns(sa.null()))


_event, _note, _review = known_event.c, session_tables.session_note.c, session_tables.review.c
_ANSWERS = {answered.value: answered for answered in Answered}
_DAY = timedelta(days=1)


class StatisticsTable(OnConnection):
    """The port `Statistics` over a connection, and over the log as this PC has verified it."""

    def __init__(self, connection: sa.Connection, known: Known) -> None:
        super().__init__(connection)
        self._known = known

    def closed_requests(self, first: date, last: date, zone: ZoneInfo) -> Sequence[ClosedRequest]:
        around = _event.day >= encode_day(first - _DAY), _event.day <= encode_day(last + _DAY)
        query = EVENTS.where(CLOSED, *around).order_by(_event.seq)
        told = [event for _, _, event in self._known.found(query)]
        closed = [(event.subjects[Subject.REQUEST], event) for event in told]
        columns = _request.id, _request.received_on, _request.due_on, _request.extended_on
        these = _request.kind == Kind.SUBJECT_ACCESS.value, _request.id.in_({id for id, _ in closed})
        rows = {row.id: row for row in self._rows(sa.select(*columns).where(*these))}
        found = []
        for id, event in closed:
            closed_on, answered = event.at.astimezone(zone).date(), _ANSWERS.get(str(event.facts.get("answered")))
            received = decode_day(rows[id].received_on) if id in rows else None
            if answered is not None and received is not None and first <= closed_on <= last:
                extended = rows[id].extended_on is not None
                found.append(ClosedRequest(received, decode_day(rows[id].due_on), closed_on, answered, extended))
        return found

    def received_requests(self, first: date, last: date) -> int:
        received = _request.received_on >= encode_day(first), _request.received_on <= encode_day(last)
        return self._count(request_tables.request, *received, _request.kind == Kind.SUBJECT_ACCESS.value)

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
            for row in self._rows(query)
        ]


def _begin(day: date, zone: ZoneInfo) -> str:
    """Return when the office's day begins, as times are stored."""
    return time_text(datetime.combine(day, time(), zone))
