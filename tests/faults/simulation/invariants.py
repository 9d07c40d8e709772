"""The invariants after each step of a simulation, told from the log by itself: nothing of the product's rules is used.

- The log only grows, and by exactly what was said: nothing acknowledged is lost, and what was refused or failed, or was
  asked again after a doubt, is not there twice.
- The log verifies, and lags behind its witness only while a desk could not reach that.
- Nothing sounds without an approval in force: of that request, for that copy, not withdrawn, not over.
- Nobody acts after they have left and before they are back.
- One winner: one session for each appointment, one closing and one sign-off for each session, and no second decision
  on a request before the first is withdrawn or its copy prepared again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from db.engines.server_database import driver_connection
from desktop.application.office.signing_in import sign_out
from desktop.bootstrap.verifying import VerifierOver
from desktop.domain.log.events import Event, EventKind, Subject, from_canonical
from desktop.domain.requests.request import Status
from desktop.verify import verify
from tests.faults.simulation.world import Desk, World
from tests.support.offices.builders import ZONE

BUG = "bug"
BY_ITSELF = {EventKind.LOG_STARTED, EventKind.SIGNING_KEY_CHANGED}
"""Events that an append adds before its own."""
SEVERAL = {EventKind.SESSION_INTERRUPTED, EventKind.TRIES_CLEARED}
"""Events that one press may write beside its own: a start finds several sessions, a right password clears tries."""
DECISIONS = {EventKind.REQUEST_APPROVED, EventKind.REQUEST_REFUSED, EventKind.REQUEST_SENT_BACK}
ONCE = {
    EventKind.CHECKED_IN: Subject.APPOINTMENT,
    EventKind.SESSION_CLOSED: Subject.SESSION,
    EventKind.REVIEW_SIGNED_OFF: Subject.SESSION,
}


class Invariants:
    """Compares the log with itself as it was one step earlier."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._bodies = world.desks[0].bodies()
        self._events = [from_canonical(body)[1] for body in self._bodies]
        self._sounded = [0, 0]
        self._behind = False

    def broken(self, outcome: str) -> Iterator[str]:
        """Yield what does not hold after a step that ended so."""
        if BUG in outcome:
            yield f"no plain error: {outcome}"
        before, self._bodies = self._bodies, self._world.desks[0].bodies()
        if self._bodies[: len(before)] != before:
            yield "an event that was there is gone or changed"
        new = [from_canonical(body)[1] for body in self._bodies[len(before) :]]
        yield from self._as_said(outcome, [event for event in new if event.kind not in BY_ITSELF])
        self._behind = self._behind or any(desk.weather.without_witness for desk in self._world.desks)
        if new:
            yield from self._verified()
        self._events += new
        for at, desk in enumerate(self._world.desks):
            sounded, self._sounded[at] = self._sounded[at], desk.fake_sound.calls.count("open")
            if self._sounded[at] > sounded:
                yield from _without_approval(desk, self._events)
        yield from _acting_though_gone(self._events)
        yield from _no_one_winner(self._world.desks[0], self._events)

    def broken_at_the_end(self) -> Iterator[str]:
        """Yield what does not hold when all is well again and both have left."""
        for desk in self._world.desks:
            desk.weather.without_witness = 0
            desk.start_again()
            desk.do(sign_out, desk.actor())
            proof = VerifierOver(desk.parts.engine, desk.parts.witness, desk.parts.file.origin).verify()
            if not proof.whole or proof.anchored != proof.events:
                yield f"the log is not whole at the end: {proof.findings}"

    def _as_said(self, outcome: str, new: list[Event]) -> Iterator[str]:
        kinds = Counter(event.kind for event in new)
        last = outcome.removeprefix("in-doubt, then ").split(" ")[0]
        if last in ("done", "unwitnessed"):
            if sum(n for kind, n in kinds.items() if kind not in SEVERAL) > 1:
                yield f"written twice: {sorted(kinds)}"
            if last == "unwitnessed" and not new and "already" not in outcome:
                yield "said to be saved, and is not there"
        elif new and not outcome.startswith("in-doubt"):
            yield f"written, though it ended as {outcome}: {sorted(kinds)}"

    def _verified(self) -> Iterator[str]:
        """Verify by what is in the witness now, without waiting for what may come yet."""
        parts = self._world.desks[0].parts
        with driver_connection(parts.engine) as connection:
            report = verify(connection, parts.witness.text(), origin=parts.file.origin)
        if not report.ok and not (self._behind and report.unproved):
            yield f"the log does not verify: {[finding.words for finding in report.findings]}"
        self._behind = self._behind and not report.ok


def _without_approval(desk: Desk, events: list[Event]) -> Iterator[str]:
    """Yield what is wrong with what was just opened at that desk."""
    copy = desk.fake_sound.opened
    opened = next(event for event in reversed(events) if event.kind in OPENINGS and event.desk == desk.front)
    request = opened.subjects[Subject.REQUEST]
    about = [event for event in events if event.subjects.get(Subject.REQUEST) == request]
    about = about[: about.index(opened)]
    decided = [event for event in about if event.kind in DECISIONS or event.kind is EventKind.APPROVAL_WITHDRAWN]
    last = decided[-1] if decided else None
    if last is None or last.kind is not EventKind.REQUEST_APPROVED:
        yield f"it sounds though the last decision is {last and last.kind}"
        return
    if copy is not None and last.subjects[Subject.COPY] != copy.id:
        yield "another copy sounds than was approved"
    until = last.facts.get("until")
    if until and opened.at.astimezone(ZONE).date() > date.fromisoformat(str(until)):
        yield "it sounds though its approval is over"


def _acting_though_gone(events: list[Event]) -> Iterator[str]:
    gone = set[str]()
    for event in events:
        if event.actor in gone:
            yield f"{event.kind} by somebody who has left"
        if event.kind is EventKind.PERSON_LEFT:
            gone.add(event.subjects[Subject.PERSON])
        elif event.kind is EventKind.PERSON_CAME_BACK:
            gone.discard(event.subjects[Subject.PERSON])


OPENINGS = {EventKind.RECORDING_OPENED, EventKind.BREAK_ENDED}


def _no_one_winner(desk: Desk, events: list[Event]) -> Iterator[str]:
    for kind, subject in ONCE.items():
        counted = Counter(event.subjects[subject] for event in events if event.kind is kind)
        yield from (f"{kind} more than once" for number in counted.values() if number > 1)
    decided: dict[str, EventKind] = {}
    for event in events:
        request = event.subjects.get(Subject.REQUEST, "")
        if event.kind in DECISIONS and decided.get(request) in DECISIONS - {EventKind.REQUEST_SENT_BACK}:
            yield f"{event.kind} after {decided[request]}, with nothing between"
        if event.kind in DECISIONS or event.kind in (EventKind.APPROVAL_WITHDRAWN, EventKind.COPY_PREPARED):
            decided[request] = event.kind
    with desk.parts.engine.connect() as connection:
        stands: dict[str, str] = {
            row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, status FROM request")
        }
    for request, kind in decided.items():
        if kind is EventKind.REQUEST_REFUSED and stands[request] == Status.APPROVED:
            yield "approved by a row, refused by the log"
