"""Wrong passwords as refusals say: how many had been counted at a desk, and of an account, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN
from desktop.domain.log.replay.entry import Entry, Replayed, moment, number, text
from desktop.domain.log.replay.ledger import Ledger, follows


@dataclass(frozen=True, kw_only=True)
class Counted(Replayed):
    """Wrong passwords as they have been counted (`domain.office.throttle`)."""

    failures: int
    counted: datetime
    up: int | None


@dataclass(frozen=True, kw_only=True)
class Refused(Counted):
    """Those at the desk with that identifier."""


@dataclass(frozen=True, kw_only=True)
class RefusedAccount(Counted):
    """Those of the account behind that mark (`domain.log.refusals`)."""


@dataclass(frozen=True, kw_only=True)
class Cleared(Replayed):
    """The last time that the wrong passwords of that person were cleared: the event's number."""


@follows(EventKind.SIGN_IN_REFUSED)
def sign_in_refused(entry: Entry, ledger: Ledger) -> None:
    """Count a wrong password at its desk, in place of what was counted before. Older events do not say when."""
    if entry.desk in ledger.of(Refused):
        ledger.drop(Refused, entry.desk)
    if not entry.says(COUNTED):
        return
    counted = entry.fact(COUNTED, moment)
    up = entry.fact(UP_THEN, number) if entry.says(UP_THEN) else None
    failures = entry.fact(DESK_FAILURES, number)
    ledger.add(Refused(id=entry.desk, since=entry.seq, failures=failures, counted=counted, up=up))
    if entry.says(ACCOUNT):
        mark, failures = entry.fact(ACCOUNT, text), entry.fact(ACCOUNT_FAILURES, number)
        ledger.add(RefusedAccount(id=mark, since=entry.seq, failures=failures, counted=counted, up=up))


@follows(EventKind.TRIES_CLEARED)
def tries_cleared(entry: Entry, ledger: Ledger) -> None:
    """Clear someone's."""
    person = entry.subject(Subject.PERSON)
    if person in ledger.of(Cleared):
        ledger.drop(Cleared, person)
    ledger.add(Cleared(id=person, since=entry.seq))
