"""The short check after an earlier session (`domain.sessions.coming_back`).

Rules:
- The earlier session of the same request is closed, with an outcome that leaves no doubt; the customer was identified
  in it, with nothing less than the whole check, and is who is here. A short check rests on no other.
- Nothing was checked in the new session before it.
"""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.entry import Entry, NotSaid, OutOfOrderError, identifier
from desktop.domain.log.replay.ledger import Ledger, follows
from desktop.domain.log.replay.sessions import Session, moved_on, session_of

LEAVE_NO_DOUBT = ("heard_in_full", "heard_in_part", "customer_left", "technical_fault")
LESS = ("lesser_check", "near_enough", "answers_not_seen")


@follows(EventKind.SHORT_CHECK_MADE)
def short_check_made(entry: Entry, ledger: Ledger) -> None:
    """Confirm the identity as it was confirmed before. Raises OutOfOrderError where that was not wholly."""
    session, earlier = session_of(entry, ledger), ledger.get(Session, entry.fact("earlier", identifier))
    if (session.adviser, session.desk) != (entry.actor, entry.desk) or session.slots or session.lesser_by is not None:
        raise OutOfOrderError("wrong_order")
    closed = (earlier.request, earlier.state, earlier.identified) == (session.request, "closed", True)
    marks = () if isinstance(earlier.exceptions, NotSaid) else earlier.exceptions
    wholly = not earlier.short and earlier.lesser_by is None and set(LESS).isdisjoint(marks)
    if not (closed and wholly and earlier.outcome in LEAVE_NO_DOUBT and _customer(session) and _customer(earlier)):
        raise OutOfOrderError("wrong_order")
    ledger.change(entry, session, identified=True, short=True, **moved_on(entry, session))


def _customer(session: Session) -> bool:
    return "customer" in session.parties and "representative" not in session.parties
