"""Wrong passwords as refusals in the log say: a row that says fewer, or earlier, is not believed, and is named.

Rules:
- Each refusal says how many have been counted at its desk, and of its account, and when. The newest is what their rows
  have to say.
- At a desk its own refusals count, recognised by its MAC, and not the row. Where it has none of late, the row does.
- Of an account those at all PCs count, up to the event by which they count no more, which is signed. What a refusal
  says is believed where it is sure; one that is not yet, since its PC has vouched for nothing after it, is one more.
- Refusals of other accounts that are not sure push none out of what is looked at.
- Refusals from before they said when, or of whose account, are no evidence: the row counts.
- An unknown name's row is asked alone: no password is guessed there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from db.log.audit_log import AuditLog
from db.log.known import events_in
from db.log.proven import ProvenRows
from db.log.sure import MOST, Sure
from db.schema.audit_tables import REFUSED, audit_event
from db.shared.values import time_out
from desktop.application.ports.log import DaySigner
from desktop.domain.log.checkpoint import Checkpoint
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN, is_of_account
from desktop.domain.office.throttle import NONE, Moment, ThrottleRules, Tries, after_failure
from desktop.domain.shared.ids import DeskId, PersonId

AT_ONCE = 100
"""Refusals that are read at once, and the most sure ones in which those of an account are looked for."""
_BEFORE = (
    select(audit_event.c.seq, audit_event.c.body)
    .where(REFUSED, audit_event.c.seq < bindparam("before"))
    .order_by(audit_event.c.seq.desc())
)


class TriesOfLog:
    """The port `LoggedTries` over a connection."""

    def __init__(self, connection: Connection, proven: ProvenRows, signer: DaySigner) -> None:
        self._connection, self._proven, self._signer = connection, proven, signer

    def at(self, desk: DeskId) -> Tries | None:
        sure = self._proven.sure
        for seq, body, event in events_in(self._rows(2**62, MOST)):
            if event.kind is EventKind.SIGN_IN_REFUSED and event.desk == desk and sure.written(seq, body, event):
                return _said(event, DESK_FAILURES)
        return None

    def of(self, person: PersonId, secret: str, now: datetime, rules: ThrottleRules) -> Tries | None:
        walk = _Walk(self._proven.sure, person, secret)
        before = 2**62
        while walk.goes_on:
            rows = self._rows(before, AT_ONCE)
            for stored in events_in(rows):
                if walk.goes_on:
                    walk.take(*stored)
            if len(rows) < AT_ONCE:
                break
            before = rows[-1].seq
        return walk.told(now, rules)

    def clear(self, event: Event) -> None:
        self._proven.must_be_signed_here(event)
        AuditLog(self._connection, self._signer, self._proven.sure.believed).append(event)

    def _rows(self, before: int, count: int) -> list[Any]:
        return list(self._connection.execute(_BEFORE.limit(count), {"before": before}))


class _Walk:
    """The refusals of one account, from the newest on."""

    def __init__(self, sure: Sure, person: PersonId, secret: str) -> None:
        self._sure, self._person, self._secret = sure, person, secret
        self._vouched: dict[str, Checkpoint | None] = {}
        self._sure_ones = 0
        self._unsure: list[Event] = []
        self._base: Tries | None = None

    @property
    def goes_on(self) -> bool:
        return self._base is None and self._sure_ones < AT_ONCE

    def take(self, seq: int, body: bytes, event: Event) -> None:
        """Take the next, which is an earlier one."""
        if not self._sure.believed(seq, body, event):
            return
        if event.kind is EventKind.TRIES_CLEARED:
            if event.subjects.get(Subject.PERSON) == self._person:
                self._base = NONE
            return
        sure = self._is_sure(seq, body, event)
        self._sure_ones += sure
        if not is_of_account(event.facts.get(ACCOUNT), self._secret):
            return
        if sure:
            self._base = _said(event, ACCOUNT_FAILURES)
        else:
            self._unsure.append(event)

    def told(self, now: datetime, rules: ThrottleRules) -> Tries | None:
        """Return what was counted; None where there is nothing to go by. A time to come is no refusal's."""
        tries = self._base
        for event in reversed(self._unsure):
            at = min(_time_of(event, now), now)
            before = tries or NONE
            at = at if before.last_failure is None else max(at, before.last_failure)
            tries = after_failure(before, Moment(at), rules)
        return tries

    def _is_sure(self, seq: int, body: bytes, event: Event) -> bool:
        """Return whether its desk wrote it: this one, or one that has vouched for it."""
        if self._sure.written(seq, body, event):
            return True
        if event.desk not in self._vouched:
            self._vouched[event.desk] = self._sure.signed_up_to(event.desk)
        signed = self._vouched[event.desk]
        return signed is not None and seq < signed.size and event.at <= signed.at


def _said(event: Event, failures: str) -> Tries | None:
    """Return what a sure refusal says; None for one of before, or one that says it in no form of this program's."""
    counted, up, count = (event.facts.get(name) for name in (COUNTED, UP_THEN, failures))
    try:
        at = time_out(str(counted))
    except ValueError:
        return None
    return Tries(count, at, up if isinstance(up, int) else None) if isinstance(count, int) else None


def _time_of(event: Event, otherwise: datetime) -> datetime:
    try:
        return time_out(str(event.facts.get(COUNTED)))
    except ValueError:
        return otherwise
