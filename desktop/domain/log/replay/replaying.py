"""The replay: `replay(stored events) -> facts`. Pure, and it never raises because of what is in the log.

Rules:
- A kind of event that changes a fact has its step (`ledger.follows`), in the module of what it changes.
- An event that cannot be read, of a kind that is not known, with a fact of the wrong form, or out of order is a finding
  with its number, and changes nothing. The replay goes on with the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from desktop.domain.log.events import Event, EventKind, canonical, from_canonical
from desktop.domain.log.replay import (  # noqa: F401 - their steps
    complaints,
    copies,
    holds,
    office,
    pcs,
    recordings,
    requests,
    reviews,
    session_records,
    sessions,
)
from desktop.domain.log.replay.entitled import look_at_actor, look_at_key
from desktop.domain.log.replay.ledger import STEPS, Entry, Facts, Finding, Ledger, MalformedError, OutOfOrderError
from desktop.domain.log.replay.reviews import look_at_act
from desktop.domain.log.sealing import apart

NOT_SIGNED = "not_signed"
"""The code of a finding: an event that is not believed."""

Believed = Callable[[int, bytes, Event], bool]
"""Whether an event is signed as it should be (`domain.log.signers`): its number, its bytes, and what they say."""


def replay(stored: Iterable[tuple[int, bytes]], believed: Believed | None = None) -> Facts:
    """Return what these events say, given as their numbers and canonical bytes, in the order of the log.

    One that is not `believed` is a finding, and changes nothing; whoever acts in one that is, is looked at
    (`entitled`).
    """
    ledger = Ledger()
    for seq, body in stored:
        ledger.size += 1
        found = read(seq, body)
        if isinstance(found, Finding):
            ledger.findings.append(found)
            continue
        entry = Entry(seq, found)
        if believed is not None and not believed(seq, body, found):
            ledger.note_finding(entry, NOT_SIGNED)
            continue
        if believed is not None:
            look_at_actor(entry, ledger)
            look_at_act(entry, ledger)
            look_at_key(entry, ledger)
        take(entry, ledger)
    return ledger.facts()


def take(entry: Entry, ledger: Ledger) -> None:
    """Take one step. What cannot be followed becomes a finding."""
    step = STEPS.get(entry.kind)
    if step is None:
        return
    try:
        step(entry, ledger)
    except MalformedError as error:
        ledger.undo()
        ledger.findings.append(Finding(entry.seq, "fact_malformed", str(error)))
    except OutOfOrderError as error:
        ledger.undo()
        ledger.note_finding(entry, str(error))
    else:
        ledger.keep()


def read(seq: int, body: bytes) -> Event | Finding:
    """Return the event, or the finding that it cannot be read, is of no kind that is known, or not in its bytes.

    Bytes that say the same in another way (a key twice, a space, another number) are no event of ours.
    """
    try:
        event = from_canonical(body)[1]
        if canonical(event, seq) == apart(body).plain:
            return event
    except UNREADABLE:
        return Finding(seq, "kind_unknown" if _is_of_another_kind(body) else "event_unreadable")
    return Finding(seq, "not_canonical")


def _is_of_another_kind(body: bytes) -> bool:
    try:
        kind = json.loads(body)["kind"]
    except UNREADABLE:
        return False
    return isinstance(kind, str) and kind not in set(EventKind)


UNREADABLE = (ValueError, OverflowError, TypeError, KeyError, AttributeError, RecursionError)
"""The exceptions of reading bytes that are no event."""
