"""Rows compared with what the log says of them, before they are acted on: the port `Proven` over a connection.

The few events about a thing, found in this PC's own copy of the log (`known_log`), are replayed. A difference raises
RowRefusedError, and `SqlUnitOfWork` logs that; a disk or server that fails is none. Where recordings are destroyed, the
whole database is compared with the whole log. Approvals count by role. Wrong passwords count as refusals in the log
say: a row that says fewer, or earlier, is not believed, and is named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import cached_property
from itertools import chain, islice
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from db.log.audit_log import AuditLog
from db.log.comparing import Names, Seen, Where, compare, compare_table, rows_of, told_of_all
from db.log.kept_sound import KeptSound
from db.log.key_proofs import calls_of, check_keys, check_recording, key_that_seals
from db.log.known_log import Known, KnownLog, Stored, events_in
from db.log.trusted_log import MOST, checkpoint_of, newest_event, oldest_after
from db.schema import office_tables, request_tables, session_tables
from db.schema.audit_tables import checkpoint
from db.schema.known_events import EVENTS, OF_REVIEWS, OF_THE_OFFICE, OUTSIDE_SESSIONS, REFUSED, known_event
from db.shared.transactions import at_once, broken
from db.shared.values import list_out, of_letter, time_out
from desktop.application.ports.recordings import KeyInUse
from desktop.domain.copies.copy import SealedKey
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN, is_of_account
from desktop.domain.log.replay.complaints import Complaint
from desktop.domain.log.replay.ledger import Entry, Facts, Finding, Ledger
from desktop.domain.log.replay.office import Person, Policy, RetentionKey, in_force
from desktop.domain.log.replay.recordings import Decision, Recording
from desktop.domain.log.replay.replaying import take
from desktop.domain.log.replay.requests import Hold, Request
from desktop.domain.log.replay.reviews import ReviewQuestion
from desktop.domain.log.replay.sessions import Session, SessionNote
from desktop.domain.log.signers import NOT_AT_ANY_PC
from desktop.domain.office import people as domain
from desktop.domain.office.pcs import kinds_that_hold
from desktop.domain.office.people import ALLOWED, Permission
from desktop.domain.office.policies import InForce, PolicyName
from desktop.domain.office.throttle import NONE, Tries
from desktop.domain.recordings.retention import Kept
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import CopyId, DeskId, PersonId, RecordingId, RequestId, RetentionKeyId, SessionId
from desktop.errors import NotAllowedError, RowRefusedError


def notes_acted_on(session: Session, facts: Facts) -> Iterator[str]:
    """Yield the notes whose words someone acts on: the reason of a lesser check; and all, where it is reviewed."""
    if session.state != "closed":
        yield from () if session.asked is None else (session.asked,)
        return
    yield from (each.note for each in facts.of(SessionNote).values() if each.session == session.id)
    for question in facts.of(ReviewQuestion).values():
        if question.session == session.id:
            yield from (question.id, *(() if question.answer is None else (question.answer,)))


MOST_REVIEWS, PAGES = 2000, 20
_KINDS = EVENTS.where(OF_REVIEWS)
_EARLIER_REVIEWS = _KINDS.where(known_event.c.seq < bindparam("before")).order_by(known_event.c.seq.desc())
_SINCE = _KINDS.where(known_event.c.seq > bindparam("last")).order_by(known_event.c.seq)


class _Followed:
    """The sessions that wait and those under way, in the first `size` events."""

    def __init__(self, known: Known) -> None:
        self.size = 0
        self.waiting: dict[SessionId, None] = {}
        self.under_way: dict[SessionId, None] = {}
        self._take(reversed(_newest(known)), known.size)

    def follow(self, known: Known) -> None:
        """Follow what is new to it."""
        self._take(known.found(_SINCE, {"last": self.size - 1}), known.size)

    def _take(self, found: Iterable[Stored], size: int) -> None:
        for _, _, event in found:
            session = SessionId(event.subjects.get(Subject.SESSION, ""))
            if event.kind is EventKind.RECORDING_OPENED:
                self.under_way[session] = None
                continue
            self.under_way.pop(session, None)
            if event.kind is EventKind.REVIEW_SIGNED_OFF:
                self.waiting.pop(session, None)
            else:
                self.waiting[session] = None
        self.size = size


def _newest(known: Known) -> list[Stored]:
    """Return the newest, the newest first."""
    found, before = list[Stored](), 2**62
    for _ in range(PAGES):
        rows = known.events.execute(_EARLIER_REVIEWS.limit(MOST_REVIEWS), {"before": before}).all()
        found += events_in(rows)
        if len(rows) < MOST_REVIEWS or len(found) >= MOST_REVIEWS:
            break
        before = rows[-1].seq
    return found


class PendingReviews:
    """The sessions that wait, and those under way. Shared by the units of work of one office; safe across threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._followed: _Followed | None = None

    def up_to_date(self, known: Known) -> tuple[list[SessionId], list[SessionId]]:
        """Return those that wait, and those under way, by the log that this transaction sees."""
        with self._lock:
            followed = self._followed
            if followed is None or known.size < followed.size:
                followed = _Followed(known)
                self._followed = self._followed or followed
            followed.follow(known)
            return list(followed.waiting), list(followed.under_way)


_request = request_tables.request.c
_session = session_tables.session.c
DECIDERS = {role.value for role, allowed in ALLOWED.items() if Permission.DECIDE in allowed}
ALLOW_LESS = {role.value for role, allowed in ALLOWED.items() if Permission.ALLOW_LESSER_CHECK in allowed}
OF_A_REQUEST = ("asker", "decision", "draft", "approved_copy", "transcript")
OF_A_COPY = ("removed_part", "chapter", "copy_transcript")
OF_A_SESSION = ("heard_span", "sighted_document", "asked_check", "session_note", "review", "review_question")
OF_DEADLINES = ("request_proof", "request_clarification", "deadline_correction")
OF_A_JOURNEY = (
    *OF_DEADLINES,
    "session",
    "appointment",
    "complaint",
    "disclosure",
    "retention_hold",
    "stop_deletion",
)
OF_SESSIONS = ("copy_wanted",)
"""Columns of a request that events of its sessions say."""
EARLIER = "earlier"
"""The fact of a short check that names the session on which it rests. That one rests on no other."""
OF_ENDS = ("body",)
"""Columns of a transcript that the end of its recording or copy says. Who reads one compares it with its digest."""
OF_KEYS = ("retention_key", "destroyed_at", "data_key")
"""Columns of a copy that events of its key or recording say. Other sound under another key has another digest."""
Rows = tuple[tuple[str, ...], str, str]
"""The rows of these tables with that value in that column."""
_ZONE = select(office_tables.office.c.zone)


class ProvenRows:
    """The port `Proven` over a connection."""

    def __init__(
        self, connection: Connection, known: Known, known_log: KnownLog, person_of: Callable[[Any], domain.Person]
    ) -> None:
        """`known`: the log as this transaction sees it, of this PC's copy, `known_log`.

        `person_of`: returns the person of a row, in the roles of today.
        """
        self.known = known
        self._connection, self._known_log, self._person_of = connection, known_log, person_of

    def person(self, id: PersonId) -> domain.Person:
        read: list[Any] = []

        def rows() -> Iterator[dict[str, Any]]:
            query = select(office_tables.person).where(office_tables.person.c.id == id)
            read.extend(self._connection.execute(query))
            yield from (dict(row._mapping) for row in read)

        self._refuse(compare_table(self._connection, self.known.facts, "person", Where("id", id), rows()))
        if not read:  # in neither
            raise RowRefusedError("row_refused", table="person", key=id)
        return self._person_of(read[0])

    def office(self) -> None:
        self._refuse(compare_table(self._connection, self.known.facts, "office"))

    def desk(self, id: DeskId) -> None:
        self._compare(self.known.facts, ("desk",), "id", id)

    def recipients(self, kind: str) -> Sequence[str]:
        for table in ("office", "desk"):
            self._refuse(compare_table(self._connection, self.known.facts, table))
        desk = office_tables.desk.c
        here = desk.withdrawn_at.is_(None), desk.kind.in_(kinds_that_hold(kind))
        named = self._connection.execute(select(desk.recipient).where(*here).order_by(desk.enrolled_at)).scalars().all()
        recovery = select(office_tables.office.c.recovery_recipients)
        return [*named, *list_out(self._connection.execute(recovery).scalar_one())]

    def keys(self, read: Sequence[KeyInUse], *, in_use: bool) -> None:
        check_keys(self.known, read, in_use=in_use)

    def opens(self, sealed: SealedKey) -> None:
        self.keys([key_that_seals(self._connection, sealed)], in_use=False)

    def recording(self, id: RecordingId) -> None:
        check_recording(self._connection, self.known, id)

    def calls(self, months: Collection[str]) -> Sequence[RecordingId]:
        return calls_of(self._connection, self.known, months)

    def request(self, id: RequestId) -> None:
        self._request(id, self._replayed(self._events_of(id)))

    def deadlines(self, id: RequestId) -> None:
        facts = self._replayed(self._events_of(id))
        self._request(id, facts, (OF_DEADLINES, "request", id))
        self._compare(facts, OF_DEADLINES, "request", id)

    def due(self, kept: Kept, copies: Collection[CopyId]) -> None:
        self._known_log.beside(KeptSound).check_due(self.known, kept, copies)

    def seals(self, key: RetentionKeyId, kind: str, sealed: Collection[str]) -> None:
        self._known_log.beside(KeptSound).check_seals(self.known, key, kind, sealed)

    def fates(self, ids: Collection[str], read: Mapping[str, bool]) -> None:
        self._known_log.beside(KeptSound).check_fates(self.known, ids, read)

    def policies(self) -> None:
        facts = self.known.facts
        self._refuse(compare_table(self._connection, facts, "policy"))
        for reason in [each.reason_note for each in facts.of(Policy).values() if each.reason_note is not None]:
            self._compare(facts, ("note",), "id", reason)

    def policy(self, name: PolicyName) -> InForce | None:
        found = in_force(self.known.facts, name.value)
        return None if found is None else InForce(name, found.version, found.content)

    def session(self, id: SessionId) -> None:
        self._session(id)

    def journey(self, id: RequestId) -> None:
        of_the_request = select(_session.id).where(_session.request == id)
        sessions = frozenset(self._connection.execute(of_the_request).scalars())
        facts = self._replayed(self._events_around(sessions, id))
        of_sessions = [((*OF_A_SESSION, "follow_up_answer"), "session", session) for session in sorted(sessions)]
        self._request(id, facts, (OF_A_JOURNEY, "request", id), *of_sessions)
        self._compare(facts, OF_A_JOURNEY, "request", id)
        self._compare(facts, ("request",), "id", id)
        for rows in of_sessions:
            self._compare(facts, *rows)
        taken = [each.id for each in facts.of(Complaint).values() if each.request == id]
        for complaint in sorted({*sessions, *taken}):
            self._compare(facts, ("complaint_told",), "complaint", complaint)
        for hold in [each.id for each in facts.of(Hold).values() if each.request == id]:
            self._compare(facts, ("hold_review",), "hold", hold)

    def awaited(self) -> tuple[list[SessionId], list[SessionId]]:
        """Return the sessions that wait for a review, and those under way, as the log has them.

        One under way whose row calls it closed, so that nobody goes on with it, is among those that wait.
        """
        waiting, under_way = self._known_log.beside(PendingReviews).up_to_date(self.known)
        closed = select(_session.id).where(_session.id.in_(under_way), _session.state == State.CLOSED.value)
        ended = self._connection.execute(closed).scalars().all() if under_way else ()
        return [*waiting, *map(SessionId, ended)], under_way

    def told_of(self, id: SessionId) -> Facts:
        """Return what the log says of a session and its request."""
        return self._replayed(self._events_around({id}))

    def _session(self, id: SessionId) -> None:
        facts = self.told_of(id)
        session = facts.of(Session).get(id)
        if session is None:
            raise RowRefusedError("row_refused", table="session", key=id)
        rest: list[Rows] = [(("session",), "id", id), (OF_A_SESSION, "session", id)]
        rest += [(("note",), "id", note) for note in notes_acted_on(session, facts)]
        self._request(session.request, facts, *rest)
        for rows in rest:
            self._compare(facts, *rows)
        if session.lesser_by is not None and session.lesser_at is not None:
            seq = session.event_of("lesser_by")
            if not ALLOW_LESS & self._roles(session.lesser_by, seq, session.lesser_at.at):
                raise RowRefusedError("row_refused", table="session", key=id, column="exceptions")

    def _events_around(self, sessions: Collection[str], request: RequestId | None = None) -> list[Stored]:
        """Return the events of these sessions, and of those that they rest on, with those about their requests."""
        events = self._events_in(sessions)
        events += self._events_in({str(of) for _, _, event in events if (of := event.facts.get(EARLIER)) is not None})
        about = {event.subjects[Subject.REQUEST] for _, _, event in events if Subject.REQUEST in event.subjects}
        for each in sorted(about if request is None else about | {request}):
            events += self._events_of(RequestId(each))
        return sorted({seq: (seq, body, event) for seq, body, event in events}.values(), key=lambda stored: stored[0])

    def _events_in(self, sessions: Collection[str]) -> list[Stored]:
        """Return the events of these sessions."""
        return list(self.known.found(EVENTS.where(known_event.c.session.in_(sessions)))) if sessions else []

    def must_be_signed_here(self, event: Event) -> None:
        if event.kind in NOT_AT_ANY_PC and not self.known.signers.counters.may_sign(event):
            raise NotAllowedError("not_at_this_pc")

    def follow(self) -> None:
        pass  # it was, before this could be asked

    def missed(self) -> tuple[int, bytes] | None:
        return self._known_log.missed()

    def newest(self, kind: EventKind) -> Event | None:
        query = EVENTS.where(OF_THE_OFFICE, known_event.c.kind == kind.value)
        found = newest_event(self.known, query.order_by(known_event.c.seq.desc()))
        return None if found is None else found[2]

    def checkpoint(self) -> int:
        newest = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(MOST)
        found = (checkpoint_of(self.known, text) for text in self._connection.execute(newest).scalars())
        return next((each.size for each in found if each is not None), 0)

    def waiting_since(self, size: int, now: datetime) -> datetime | None:
        return oldest_after(self.known, size, now)

    def of_the_office(self, kinds: Collection[EventKind], after: int) -> Iterator[tuple[int, Event]]:
        wanted = known_event.c.kind.in_([kind.value for kind in kinds]), known_event.c.seq > after
        query = EVENTS.where(OF_THE_OFFICE, *wanted).order_by(known_event.c.seq)
        yield from ((seq, event) for seq, _, event in self.known.found(query))

    @cached_property
    def names(self) -> Names:
        return Names(self._connection)

    def everything(self, seen: Seen | None = None) -> Sequence[Difference | Finding]:
        facts = told_of_all(self.known, seen)
        return [*facts.findings[:MOST], *islice(compare(self._connection, facts), MOST)]

    def _events_of(self, id: RequestId) -> list[Stored]:
        """Return the events outside of sessions about every call of the request's letter: some say things of all."""
        reference = self._connection.execute(select(_request.reference).where(_request.id == id)).scalar_one_or_none()
        number = (reference or "").partition("/")[0]
        here = of_letter(_request.reference, number)
        together = self._connection.execute(select(_request.id).where(here)).scalars().all() if number else ()
        about = known_event.c.request.in_({id, *together})
        found = EVENTS.where(OUTSIDE_SESSIONS, about)
        return list(self.known.found(found.order_by(known_event.c.seq)))

    def _replayed(self, events: Sequence[Stored]) -> Facts:
        ledger = Ledger(not_told=frozenset({Recording, RetentionKey}))
        for seq, _, event in events:
            take(Entry(seq, event), ledger)
        return ledger.facts()

    def _request(self, id: RequestId, facts: Facts, *rest: Rows) -> None:
        """Compare the rows of a request; read `rest`, which is compared next, together with them."""
        request = facts.of(Request).get(id)
        if request is None:
            raise RowRefusedError("row_refused", table="request", key=id)
        of_request = [(("request",), "id", id), (OF_A_REQUEST, "request", id)]
        of_copy = [] if request.copy is None else [(OF_A_COPY, "copy", request.copy)]
        self._read(*of_request, *of_copy, *rest)
        self._compare(facts, ("request",), "id", id, *OF_SESSIONS)
        self._compare(facts, ("asker", "decision", "draft"), "request", id)
        self._compare(facts, ("approved_copy",), "request", id, *OF_KEYS)
        self._compare(facts, ("transcript",), "request", id, *OF_ENDS)
        for decision in facts.of(Decision).values():
            if decision.request == id and decision.approved:
                self._must_decide(decision)
        if request.copy is not None:
            self._compare(facts, ("removed_part", "chapter"), "copy", request.copy)
            self._compare(facts, ("copy_transcript",), "copy", request.copy, *OF_ENDS)

    def _read(self, *groups: Rows) -> None:
        """Read the rows of these tables at once, and the office's zone: they are compared next."""
        rows = (rows_of(table, Where(column, value)) for tables, column, value in groups for table in tables)
        at_once(self._connection, chain(rows, [_ZONE]))

    def _must_decide(self, decision: Decision) -> None:
        if not DECIDERS & self._roles(decision.decided_by, decision.since, decision.decided_at.at):
            raise RowRefusedError("row_refused", table="decision", key=decision.id, column="decided_by")

    def _roles(self, by: PersonId, seq: int, at: datetime) -> frozenset[str]:
        """Return the roles of whoever wrote event `seq`; none of someone whom no event added."""
        person = self.known.facts.of(Person).get(by)
        return frozenset() if person is None else person.roles_at(seq, self._day(at))

    def _day(self, at: datetime) -> date:
        """Return the day in the office's zone."""
        zone = self._connection.execute(_ZONE).scalar_one()
        return at.astimezone(ZoneInfo(zone)).date()

    def _compare(self, facts: Facts, tables: Sequence[str], column: str, value: str, *but: str) -> None:
        for table in tables:
            self._refuse(compare_table(self._connection, facts, table, Where(column, value, frozenset(but))))

    def _refuse(self, differences: Generator[Difference]) -> None:
        with closing(differences):
            found = next(differences, None)
        if self._connection.invalidated:
            raise broken(self._connection)
        if found is not None:
            raise RowRefusedError("row_refused", table=found.table, key=found.key, column=found.column)


_REFUSALS = EVENTS.where(REFUSED).order_by(known_event.c.seq.desc())
_OF_AN_ACCOUNT = 100
"""Refusals among which those of an account are looked for."""


class TriesOfLog:
    """The port `LoggedTries`."""

    def __init__(self, known: Known, must_be_signed_here: Callable[[Event], None], log: AuditLog) -> None:
        self._known, self._must_be_signed_here, self._log = known, must_be_signed_here, log

    def at(self, desk: DeskId) -> Tries | None:
        for event in self._newest(MOST):
            if event.kind is EventKind.SIGN_IN_REFUSED and event.desk == desk:
                return _said(event, DESK_FAILURES)
        return None

    def of(self, person: PersonId, secret: str) -> Tries | None:
        refusals = 0
        for event in self._newest():
            if event.kind is EventKind.TRIES_CLEARED:
                if event.subjects.get(Subject.PERSON) == person:
                    return NONE
                continue
            if is_of_account(event.facts.get(ACCOUNT), secret):
                return _said(event, ACCOUNT_FAILURES)
            refusals += 1
            if refusals == _OF_AN_ACCOUNT:
                break
        return None

    def clear(self, event: Event) -> None:
        self._must_be_signed_here(event)
        self._log.append(event)

    def _newest(self, count: int | None = None) -> Iterator[Event]:
        yield from (event for _, _, event in self._known.found(_REFUSALS.limit(count)))


def _said(event: Event, failures: str) -> Tries | None:
    """Return what a sure refusal says; None where it says it in no form of this program's."""
    counted, up, count = (event.facts.get(name) for name in (COUNTED, UP_THEN, failures))
    try:
        at = time_out(str(counted))
    except ValueError:
        return None
    return Tries(count, at, up if isinstance(up, int) else None) if isinstance(count, int) else None
