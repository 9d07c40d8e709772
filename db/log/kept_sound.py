"""Recordings, copies and the keys over them as the whole log has them, for acts that destroy something.

Rows say what may be due. Before it is destroyed the log says it again, in the same transaction: what a row said for
that moment alone destroys nothing. The whole log is replayed at the first use, and followed from there: the nightly
run does that, and the renewal of keys. A difference raises RowRefusedError.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import bindparam

from db.log.known_log import Known
from db.schema.known_events import EVENTS, known_event
from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.ledger import Entry, Ledger
from desktop.domain.log.replay.recordings import Copy, Recording
from desktop.domain.log.replay.replaying import take
from desktop.domain.log.replay.requests import Hold, OnHold, Request, is_held
from desktop.domain.log.replay.sessions import Session
from desktop.domain.recordings.retention import Kept
from desktop.domain.shared.ids import CopyId, RecordingId, RetentionKeyId
from desktop.errors import RowRefusedError

_SINCE = EVENTS.where(known_event.c.seq >= bindparam("first")).order_by(known_event.c.seq)
_OF_A_NIGHT = {EventKind.RECORDING_DESTROYED, EventKind.RETENTION_KEY_DESTROYED, EventKind.RETENTION_KEY_RENEWED}
"""Events that begin no session, open no request and make no copy: a night writes many of them."""


class KeptSound:
    """All of it. Shared by the units of work of one office; safe across threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._replayed: _Replayed | None = None

    def check_due(self, known: Known, kept: Kept, copies: Collection[CopyId]) -> None:
        """Check all that decides whether a recording is destroyed, and which copies go with it."""
        with self._up_to_date(known) as replayed:
            told = replayed.kept(kept.id)
            for column in ("source", "call_at"):
                if told is None or getattr(told, column) != getattr(kept, column):
                    raise _refused("recording", kept.id, column)
            if told != kept or replayed.copies_of(kept.id) != set(copies):
                raise _refused("recording", kept.id, "destroyed_at")

    def check_seals(self, known: Known, key: RetentionKeyId, kind: str, sealed: Collection[str]) -> None:
        """Check that a key seals these alone, of those that are not destroyed."""
        of: type[Recording | Copy] = Recording if kind == "original" else Copy
        with self._up_to_date(known) as replayed:
            found = replayed.ledger.of(of).values()
            told = {each.id for each in found if each.retention_key == key and each.destroyed_at is None}
            if differ := told ^ set(sealed):
                raise _refused("recording" if of is Recording else "approved_copy", min(differ), "retention_key")

    def check_fates(self, known: Known, ids: Collection[str], fates: Mapping[str, bool]) -> None:
        """Check which of these recordings and copies are there, and whether each still lives."""
        with self._up_to_date(known) as replayed:
            for id in ids:
                recording, copy = replayed.ledger.of(Recording).get(id), replayed.ledger.of(Copy).get(id)
                told = recording or copy
                if (None if told is None else told.destroyed_at is None) != fates.get(id):
                    raise _refused("recording" if copy is None else "approved_copy", id, "destroyed_at")

    @contextmanager
    def _up_to_date(self, known: Known) -> Iterator[_Replayed]:
        with self._lock:
            replayed = self._replayed
            if replayed is None or known.size < replayed.size:
                replayed = _Replayed()
                self._replayed = self._replayed or replayed
            replayed.follow(known)
            yield replayed


def _refused(table: str, key: str, column: str) -> RowRefusedError:
    return RowRefusedError("row_refused", table=table, key=key, column=column)


class _Replayed:
    """The first `size` events, replayed."""

    def __init__(self) -> None:
        self.size = 0
        self.ledger = Ledger()
        self._copies: Mapping[str, list[Copy]] | None = None
        self._wanted: Collection[str] = ()
        self._in_use: Collection[str] = ()

    def follow(self, known: Known) -> None:
        """Follow what is new to it."""
        for seq, _, event in known.found(_SINCE, {"first": self.size}):
            take(Entry(seq, event), self.ledger)
            self.size = seq + 1  # none is taken twice where the reading stops here
            if event.kind not in _OF_A_NIGHT:
                self._copies = None
        self.size = known.size

    def kept(self, id: RecordingId) -> Kept | None:
        """Return what the log says of a recording; None where there is none, or it is destroyed."""
        self._look_around()
        told = self.ledger.of(Recording).get(id)
        if told is None or told.destroyed_at is not None:
            return None
        held, asked_for = is_held(self.ledger, id), id in self._wanted or self._is_searched_for(id)
        return Kept(id, told.source, told.call_at, held, id in self._in_use, asked_for)

    def copies_of(self, id: RecordingId) -> set[CopyId]:
        """Return its copies that are not destroyed."""
        self._look_around()
        assert self._copies is not None
        there = (self.ledger.get(Copy, each.id) for each in self._copies.get(id, ()))
        return {CopyId(each.id) for each in there if each.destroyed_at is None}

    def _is_searched_for(self, id: RecordingId) -> bool:
        """Return whether a request that is open, and has no recording yet, ever put it on hold."""
        on = self.ledger.of(OnHold).get(id)
        requests = (self.ledger.get(Request, self.ledger.get(Hold, hold).request) for hold in (on.holds if on else ()))
        return any(each.status != "closed" and each.recording is None for each in requests)

    def _look_around(self) -> None:
        """Look which recordings are named by open requests, are in open sessions, and have copies."""
        if self._copies is not None:
            return
        copies = defaultdict[str, list[Copy]](list)
        for copy in self.ledger.of(Copy).values():
            copies[copy.recording].append(copy)
        requests, sessions = self.ledger.of(Request).values(), self.ledger.of(Session).values()
        self._wanted = {each.recording for each in requests if each.recording and each.status != "closed"}
        self._in_use = {self.ledger.get(Copy, each.copy).recording for each in sessions if each.state != "closed"}
        self._copies = copies
