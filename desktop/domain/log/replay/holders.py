"""Who holds a retention key, as the log says: whether someone got one who was not, or not any more, to have it.

Rules:
- Whoever can write to the database can hide the event that a PC was withdrawn, and put it back afterwards. So an event
  that brings a key says to whom it was wrapped: none but the PCs of its kinds that are here, and the recovery keys.
- Nothing comes under a key that was retired. Two PCs do something at once: `NEAR` after a withdrawal counts as before.
- An event from before that does not say to whom a key was wrapped is believed as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.desks import Desk
from desktop.domain.log.replay.entry import NEAR, Entry, NotSaid
from desktop.domain.log.replay.keys import RetentionKey
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.office import Office

WRAPPED_TO = "wrapped_to"
"""The fact of an event that brings a key: all recipients of it."""
HOLDERS = {"original": frozenset({"back_office"}), "approved": frozenset({"back_office", "counter", "decision"})}
"""The kinds of PC that hold keys of a kind (`domain.office.desks`, above this wing; a test compares)."""
_KEY = {
    EventKind.RECORDING_IMPORTED: "key",
    EventKind.COPY_PREPARED: "key",
    EventKind.RETENTION_KEY_RENEWED: "new_key",
    EventKind.RETENTION_KEY_DESTROYED: "new_key",
}
"""The fact that names the key under which sound comes."""
_JOINS = (EventKind.DESK_ENROLLED, EventKind.DESK_KIND_CHANGED)


def look_at_key(entry: Entry, ledger: Ledger) -> None:
    """Note a finding where sound comes under a retired key (`key_retired`), or a key goes to others than hold its kind
    (`key_for_others`).
    """
    name = _KEY.get(entry.kind)
    if name is None and entry.kind not in _JOINS:
        return
    key = ledger.of(RetentionKey).get(str(entry.event.facts.get(name or "", "")))
    if key is not None and key.retired_at is not None and key.retired_at.at < entry.event.at - NEAR:
        ledger.note_finding(entry, "key_retired")
    to = entry.event.facts.get(WRAPPED_TO)
    if isinstance(to, Sequence) and not _are_holders(to, entry, ledger):
        ledger.note_finding(entry, "key_for_others")


def _are_holders(to: Collection[object], entry: Entry, ledger: Ledger) -> bool:
    """Return whether all of these may hold what the event brings."""
    office = next(iter(ledger.of(Office).values()), None)
    if office is None or isinstance(office.recovery_recipients, NotSaid):
        return True
    kinds = frozenset().union(*HOLDERS.values()) if entry.kind in _JOINS else HOLDERS.get(_kind(entry), frozenset())
    since = entry.event.at - NEAR
    may = {*office.recovery_recipients, *_joining(entry, ledger)}
    for desk in ledger.of(Desk).values():
        if desk.kind in kinds and (desk.withdrawn_at is None or desk.withdrawn_at.at >= since):
            may.add(desk.recipient)
    return may.issuperset(map(str, to))


def _kind(entry: Entry) -> str:
    sound = {EventKind.RECORDING_IMPORTED: "original", EventKind.COPY_PREPARED: "approved"}
    return sound.get(entry.kind, str(entry.event.facts.get("kind", "")))


def _joining(entry: Entry, ledger: Ledger) -> tuple[str, ...]:
    """Return the recipient of the PC that joins, or that gets another kind."""
    if entry.kind is EventKind.DESK_ENROLLED:
        return (str(entry.event.facts.get("recipient", "")),)
    desk = ledger.of(Desk).get(entry.event.subjects.get(Subject.DESK, ""))
    return () if desk is None or entry.kind not in _JOINS else (desk.recipient,)
