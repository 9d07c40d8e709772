"""The replay: `replay(stored events) -> facts`. Pure, and it never raises because of what is in the log.

- A kind of event that changes a fact has its step (`ledger.follows`), in the module of what it changes.
- An event that cannot be read, of a kind that is not known, with a fact of the wrong form, or out of order is a finding
  with its number, and changes nothing. The replay goes on with the next.

Entitlement is checked as the log stood at each event: that people do what their roles allow, and keys go where they
belong.

- Rows are compared with the log when they are used. But whoever can write to the database can hide an event for a while
  (that someone has left, that a PC was withdrawn) and restore it later. So the replay checks again.
- Nobody does anything after they have left.
- `ROLES`: what nobody does without one of these roles (`ALLOWED` of `domain.office.people`, above this wing; a test
  compares). A loan counts on its days in the office's zone, give or take `NEAR`: the row was read by the same clock.
- Nobody approves a copy who took the request, corrected who asks, prepared the copy, or saved marks or a transcript of
  it. Whoever signs a session off was shown all that was unusual in it.
- What is decided under a policy is decided under the version in force, or one that was replaced just before (`NEAR`).
- A key is wrapped to none but the PCs of its kinds that are here, and the recovery keys. Nothing comes under a key that
  was retired; `NEAR` after a withdrawal counts as before. An event under a key that was there says nothing of whom.
- Events without an actor (of the directory, of the nightly run) are not checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from desktop.domain.log.events import Event, EventKind, Subject, canonical, from_canonical
from desktop.domain.log.replay import complaints  # noqa: F401 - its steps, as those of the modules below
from desktop.domain.log.replay.ledger import NEAR, STEPS, Entry, Facts, Finding, Ledger, MalformedError, OutOfOrderError
from desktop.domain.log.replay.office import SOUND, Desk, Office, Person, Policy, RetentionKey, days_of
from desktop.domain.log.replay.recordings import Copy, Draft, SavedTranscript
from desktop.domain.log.replay.requests import Request
from desktop.domain.log.replay.reviews import look_at_act
from desktop.domain.log.replay.sessions import Session
from desktop.domain.log.sealing import apart

NOT_SIGNED = "not_signed"
"""The code of a finding: an event that is not believed."""

Believed = Callable[[int, bytes, Event], bool]
"""Whether an event is signed as it should be (`domain.log.signers`): its number, its bytes, and what they say."""


def replay(stored: Iterable[tuple[int, bytes]], believed: Believed | None = None) -> Facts:
    """Return what these events say, given as their numbers and canonical bytes, in the order of the log.

    One that is not `believed` is a finding, and changes nothing; whoever acts in one that is, is looked at
    (`look_at_actor`, `look_at_key`).
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
        event, sealed = from_canonical(body)[1], apart(body)
        if canonical(event, seq, sealed.before) == sealed.signed:
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


ROLES = {kind: kind.by for kind in EventKind if kind.by}
UNDER = "policies"
"""The fact of the versions under which something was decided, which the event that begins them has another of."""


def look_at_actor(entry: Entry, ledger: Ledger) -> None:
    """Note a finding where whoever acts has left (`has_left`), has no role for it (`not_entitled`), took part in what
    they approve (`approved_by_one_involved`), or was not shown all that they sign off (`signed_off_unseen`); and where
    they decide under a policy that is not in force (`policy_not_in_force`).
    """
    if UNDER in entry.event.facts and not _is_in_force(entry, ledger):
        ledger.note_finding(entry, "policy_not_in_force")
    by = entry.event.subjects.get(Subject.PERSON) if entry.kind is EventKind.SIGNED_IN else entry.event.actor
    person, roles = ledger.of(Person).get(by or ""), ROLES.get(entry.kind)
    if person is not None and not person.active:
        ledger.note_finding(entry, "has_left")
    elif by is not None and roles is not None and not _has_one(roles, person, entry, ledger):
        ledger.note_finding(entry, "not_entitled")
    elif entry.kind is EventKind.REQUEST_APPROVED and by in _involved(entry.event.subjects, ledger):
        ledger.note_finding(entry, "approved_by_one_involved")
    elif entry.kind is EventKind.REVIEW_SIGNED_OFF and _unseen(entry, ledger):
        ledger.note_finding(entry, "signed_off_unseen")


def _is_in_force(entry: Entry, ledger: Ledger) -> bool:
    """Return whether the policies that the event names are those in force, or were until just before."""
    said = entry.event.facts[UNDER]
    if entry.kind is EventKind.POLICIES_BEGUN or not isinstance(said, Sequence):
        return True
    since = entry.event.at - NEAR
    for name, version in (each for each in said if isinstance(each, Sequence) and len(each) == 2):
        adopted = {
            each.version: each.adopted_at.at
            for each in ledger.of(Policy).values()
            if each.name == name and each.adopted_at is not None
        }
        if not isinstance(version, int) or version not in adopted:
            return False
        if any(at < since for later, at in adopted.items() if later > version):
            return False
    return True


def _unseen(entry: Entry, ledger: Ledger) -> bool:
    """Return whether whoever signs a session off was not shown all that was unusual in it."""
    session = ledger.of(Session).get(entry.event.subjects.get(Subject.SESSION, ""))
    shown = entry.event.facts.get("exceptions")
    if session is None:
        return False
    return not isinstance(shown, Sequence) or not set(session.exceptions) <= set(map(str, shown))


def _involved(subjects: Mapping[Subject, str], ledger: Ledger) -> frozenset[str]:
    request, copy = subjects.get(Subject.REQUEST, ""), subjects.get(Subject.COPY, "")
    taken, made = ledger.of(Request).get(request), ledger.of(Copy).get(copy)
    saved = ledger.of(Draft).get(request), ledger.of(SavedTranscript).get(request)
    savers = (by for each in saved if each is not None for by in each.savers)
    askers = (taken.taken_by, *taken.correctors) if taken else ()
    return frozenset([*savers, *askers, *([made.prepared_by] if made else [])])


def _has_one(roles: frozenset[str], person: Person | None, entry: Entry, ledger: Ledger) -> bool:
    return person is not None and any(roles & person.roles_at(entry.seq, day) for day in days_of(entry, ledger))


WRAPPED_TO = "wrapped_to"
"""The fact of an event that brings a key: all recipients of it."""
HOLDERS = {"original": frozenset({"back_office"}), "approved": frozenset({"back_office", "counter", "decision"})}
"""The kinds of PC that hold keys of a kind (`domain.office.pcs`, above this wing; a test compares)."""
_KEY = {
    **dict.fromkeys(SOUND, "key"),
    **dict.fromkeys((EventKind.RETENTION_KEY_RENEWED, EventKind.RETENTION_KEY_DESTROYED), "new_key"),
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
    if office is None:
        return True
    kinds = frozenset().union(*HOLDERS.values()) if entry.kind in _JOINS else HOLDERS.get(_kind(entry), frozenset())
    since = entry.event.at - NEAR
    may = {*office.recovery_recipients, *_joining(entry, ledger)}
    for desk in ledger.of(Desk).values():
        if desk.kind in kinds and (desk.withdrawn_at is None or desk.withdrawn_at.at >= since):
            may.add(desk.recipient)
    return may.issuperset(map(str, to))


def _kind(entry: Entry) -> str:
    return SOUND.get(entry.kind, str(entry.event.facts.get("kind", "")))


def _joining(entry: Entry, ledger: Ledger) -> tuple[str, ...]:
    """Return the recipient of the PC that joins, or that gets another kind."""
    if entry.kind is EventKind.DESK_ENROLLED:
        return (str(entry.event.facts.get("recipient", "")),)
    desk = ledger.of(Desk).get(entry.event.subjects.get(Subject.DESK, ""))
    return () if desk is None or entry.kind not in _JOINS else (desk.recipient,)
