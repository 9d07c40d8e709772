"""Versions of the office's policies: begun, changed, proposed, adopted, dropped (`domain.office.policies`)."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.entry import (
    About,
    Entry,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    fields,
    number,
    several,
    text,
)
from desktop.domain.log.replay.ledger import Facts, Ledger, follows
from desktop.domain.log.replay.office import Note, new
from desktop.domain.shared.ids import NoteId


@dataclass(frozen=True, kw_only=True)
class Policy(Replayed):
    """A version. `content`: the digest of its text. Whoever is None is nobody. `reason_note`: why it is weaker."""

    name: str
    version: int
    content: str
    changed_by: str | None
    changed_at: About
    adopted_at: About | None = None
    approved_by: str | None = None
    dropped_at: About | None = None
    reason_note: NoteId | None = None


@follows(EventKind.POLICIES_BEGUN)
def policies_begun(entry: Entry, ledger: Ledger) -> None:
    """Begin them all, in force at once. Raises OutOfOrderError where they were begun."""
    if ledger.of(Policy):
        raise OutOfOrderError("added_twice")
    for said in entry.fact("policies", several(several(text))):
        name, content = fields(entry, said, 2)
        _add(entry, ledger, name, 1, _digest(content), adopted=True, by=entry.event.actor)


@follows(EventKind.POLICY_CHANGED)
def policy_changed(entry: Entry, ledger: Ledger) -> None:
    """Add a version that is in force at once. Raises OutOfOrderError where it weakens a check."""
    if entry.fact("weaker", several(text)):
        raise OutOfOrderError("policy_needs_two_people")
    _next(entry, ledger, adopted=True)


@follows(EventKind.POLICY_PROPOSED)
def policy_proposed(entry: Entry, ledger: Ledger) -> None:
    """Add a version that waits for a second person."""
    _next(entry, ledger, adopted=False)


@follows(EventKind.POLICY_ADOPTED)
def policy_adopted(entry: Entry, ledger: Ledger) -> None:
    """Put a version in force that waited. Raises OutOfOrderError where its proposer does that, or of another text."""
    policy = _waiting(entry, ledger)
    if entry.actor == policy.changed_by:
        raise OutOfOrderError("policy_needs_two_people")
    if entry.fact("digest", digest) != policy.content:
        raise OutOfOrderError("said_otherwise")
    ledger.change(entry, policy, adopted_at=entry.about, approved_by=entry.actor)


@follows(EventKind.POLICY_DROPPED)
def policy_dropped(entry: Entry, ledger: Ledger) -> None:
    """Drop a version that waited."""
    ledger.change(entry, _waiting(entry, ledger), dropped_at=entry.about)


def in_force(facts: Facts, name: str) -> Policy | None:
    """Return the version of that policy in force; None where it was not begun."""
    adopted = [each for each in facts.of(Policy).values() if each.name == name and each.adopted_at is not None]
    return max(adopted, key=lambda each: each.version, default=None)


def _next(entry: Entry, ledger: Ledger, *, adopted: bool) -> None:
    name, version = entry.fact("policy", text), entry.fact("version", number)
    before = [each for each in ledger.of(Policy).values() if each.name == name]
    if any(each.adopted_at is None and each.dropped_at is None for each in before):
        raise OutOfOrderError("wrong_order")
    if not before or version != 1 + max(each.version for each in before):
        raise OutOfOrderError("wrong_order")
    _add(entry, ledger, name, version, entry.fact("digest", digest), adopted=adopted, by=entry.actor)


def _add(entry: Entry, ledger: Ledger, name: str, version: int, content: str, *, adopted: bool, by: str | None) -> None:
    reason = None
    if entry.names(Subject.NOTE):
        reason = Note(id=entry.subject(Subject.NOTE), since=entry.seq, words=entry.fact("reason", digest))
    policy = Policy(
        id=f"{name}/{version}",
        since=entry.seq,
        name=name,
        version=version,
        content=content,
        changed_by=by,
        changed_at=entry.about,
        adopted_at=entry.about if adopted else None,
        reason_note=None if reason is None else NoteId(reason.id),
    )
    ledger.add(policy, *new(reason))


def _waiting(entry: Entry, ledger: Ledger) -> Policy:
    policy = ledger.get(Policy, f"{entry.fact('policy', text)}/{entry.fact('version', number)}")
    if policy.adopted_at is not None or policy.dropped_at is not None:
        raise OutOfOrderError("wrong_order")
    return policy


def _digest(value: str) -> str:
    try:
        return digest(value)
    except ValueError:
        raise MalformedError("policies") from None
