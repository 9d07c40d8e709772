"""The office: its PCs with their retention keys, its people, policies, wrong passwords, and the notes of the log.

- A PC (desk) is enrolled, given another kind, withdrawn; retention keys are wrapped to those that hold their kind.
- A refusal to sign in says how many wrong passwords had been counted at a desk and of an account, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN
from desktop.domain.log.replay.ledger import (
    NEAR,
    About,
    Entry,
    Facts,
    Ledger,
    MalformedError,
    OutOfOrderError,
    Replayed,
    digest,
    follows,
    identifier,
    must_follow,
    row,
    several,
)
from desktop.domain.shared.ids import NoteId

NOTHING = sha256(b"").hexdigest()
"""The digest of a destroyed key: nothing is left of it."""


class RetentionKey(Replayed):
    """A retention key. `wrapped`: the SHA-256 of it, wrapped to the desks and the recovery identities.

    `retired_at`: from then on no more sound comes under it, since a desk that held it was withdrawn.
    """

    source: str
    month: str
    kind: str
    wrapped: str
    destroyed_at: About | None = None
    retired_at: About | None = None


class Retirement(Replayed):
    """The newest event that retired all keys of a kind, which is its identifier."""


SOUND = {EventKind.RECORDING_IMPORTED: "original", EventKind.COPY_PREPARED: "approved"}
"""The events under whose key new sound comes, and the kind of that key."""


def key_in(entry: Entry) -> RetentionKey:
    """Return the key under which sound came, or to which it moved, as the event describes it. Raises MalformedError."""
    kind = SOUND.get(entry.kind)
    if kind is None:
        return entry.told(RetentionKey, entry.fact("new_key", identifier), wrapped=entry.fact("new_key_sha256", digest))
    about = {"month": entry.fact("key_month", str), "kind": kind, "wrapped": entry.fact("key_sha256", digest)}
    return entry.told(RetentionKey, entry.fact("key", identifier), **about)


def checked(key: RetentionKey, ledger: Ledger) -> list[Replayed]:
    """Return that key where it is new. Raises OutOfOrderError (`key_described_otherwise`).

    Where the events of desks are left out of the replay, the key may have been wrapped to another one since.
    """
    known = ledger.of(RetentionKey).get(key.id)
    if known is None:
        return [key]
    as_it_was = (known.wrapped, known.destroyed_at) == (key.wrapped, None)
    if _of(known) != _of(key) or (ledger.tells(RetentionKey) and not as_it_was):
        raise OutOfOrderError("key_described_otherwise")
    return []


def wrap_anew(entry: Entry, ledger: Ledger, name: str) -> None:
    """Follow keys that were wrapped to another desk, too. Raises OutOfOrderError (`key_described_otherwise`)."""
    for id, source, month, kind, wrapped in entry.fact(name, several(row(str, str, str, str, str))):
        gone = entry.about if wrapped == NOTHING else None
        told = {"source": source, "month": month, "kind": kind, "wrapped": wrapped, "destroyed_at": gone}
        key = entry.told(RetentionKey, id, **told)
        known = ledger.of(RetentionKey).get(key.id)
        if known is None:
            ledger.add(key)
        elif _of(known) != _of(key) or known.destroyed_at is not None:
            raise OutOfOrderError("key_described_otherwise")
        else:
            ledger.change(entry, known, wrapped=key.wrapped)


def retire(entry: Entry, ledger: Ledger, kinds: Sequence[str]) -> None:
    """Let no more sound come under the keys of these kinds that are in use."""
    ledger.put(*(Retirement(id=kind, since=entry.seq) for kind in kinds))
    for key in list(ledger.of(RetentionKey).values()):
        if key.kind in kinds and key.destroyed_at is None and key.retired_at is None:
            ledger.change(entry, key, retired_at=entry.about)


def _of(key: RetentionKey) -> tuple[str, ...]:
    return key.source, key.month, key.kind


class Desk(Replayed):
    """A desk, and the recipient that keys are wrapped to for it.

    `turn`: the last one of its PC that it signed someone in with, on a server; 0 before the first.
    """

    recipient: str
    kind: str
    enrolled_at: About
    withdrawn_at: About | None = None
    turn: int = 0


@follows(EventKind.DESK_ENROLLED)
def desk_enrolled(entry: Entry, ledger: Ledger) -> None:
    """Add a desk."""
    if entry.says("keys"):
        wrap_anew(entry, ledger, "keys")
    ledger.add(entry.told(Desk, entry.subject(Subject.DESK)))


@follows(EventKind.DESK_WITHDRAWN)
def desk_withdrawn(entry: Entry, ledger: Ledger) -> None:
    """Withdraw a desk, and retire the keys that it held. Raises OutOfOrderError where it is withdrawn already."""
    desk = ledger.get(Desk, entry.subject(Subject.DESK))
    must_follow(desk.withdrawn_at is None)
    retire(entry, ledger, entry.fact("retired", several(str)))
    ledger.change(entry, desk, withdrawn_at=entry.about)


@follows(EventKind.DESK_KIND_CHANGED)
def desk_kind_changed(entry: Entry, ledger: Ledger) -> None:
    """Give a desk another kind: keys that it gains are wrapped to it, those that it loses are retired.

    Raises OutOfOrderError where it was withdrawn, or was of another kind before.
    """
    desk = ledger.get(Desk, entry.subject(Subject.DESK))
    must_follow(desk.withdrawn_at is None and desk.kind == entry.fact("was", str))
    wrap_anew(entry, ledger, "keys")
    retire(entry, ledger, entry.fact("retired", several(str)))
    ledger.change(entry, desk, kind=entry.fact("kind", str))


def next_turn(entry: Entry, ledger: Ledger) -> None:
    """Follow the turns of a desk's PC. Raises OutOfOrderError where one comes twice: a copy of the PC has taken it."""
    desk = ledger.get(Desk, entry.event.desk)
    if (turn := entry.fact("turn", int)) <= desk.turn:
        raise OutOfOrderError("turn_twice")
    ledger.change(entry, desk, turn=turn)


class Office(Replayed):
    """The office. `recovery_recipients`: of the two offline identities; `letterhead`: the digest of name and place."""

    one: int = 1
    kind: str
    zone: str
    nation: str
    created_at: About
    recovery_recipients: tuple[str, ...]
    letterhead: str


def days_of(entry: Entry, ledger: Ledger) -> Iterator[date]:
    """Yield the days on which it can have been, in the office's zone; around that of UTC where no event names it."""
    at, zone = entry.event.at, next((each.zone for each in ledger.of(Office).values()), None)
    try:
        here, near = ZoneInfo(zone), NEAR  # type: ignore[arg-type]
    except (ZoneInfoNotFoundError, ValueError, TypeError, AttributeError, OSError):
        here, near = ZoneInfo("UTC"), timedelta(days=1)
    yield from ((at + by).astimezone(here).date() for by in (-near, timedelta(), near))


class Person(Replayed):
    """Someone who can sign in. `password_hash`: the digest of the stored hash (`domain.office.people`).

    `roles`, `lent`: as their texts. `had`: both as they were before, with the number of the event that changed them.
    `directory`: the digest of their identifier in the directory; "" for a local account.
    """

    roles: str
    password_hash: str
    active: bool = True
    first_password: bool = False
    roles_since: About
    lent: str = ""
    directory: str = ""
    barred: bool = False
    had: tuple[tuple[int, str, str], ...] = ()

    def roles_at(self, seq: int, day: date) -> frozenset[str]:
        """Return the roles at the time of event `seq`, which was on that day in the office's zone."""
        before = ((roles, lent) for until, roles, lent in self.had if seq < until)
        roles, lent = next(before, (self.roles, self.lent))
        today = day.isoformat()
        in_force = (role for role, (first, last) in _loans(lent).items() if first <= today <= last)
        return frozenset((*roles.split(), *in_force))


class Note(Replayed):
    """Typed text. `words`: its salted digest."""

    words: str


@follows(EventKind.OFFICE_CREATED)
def office_created(entry: Entry, ledger: Ledger) -> None:
    """Begin the office; there is one."""
    if ledger.of(Office):
        raise OutOfOrderError("added_twice")
    office = entry.told(
        Office,
        entry.fact("office", identifier),
        kind="demo" if entry.fact("demo", bool) else "office",
        recovery_recipients=entry.fact("recipients", several(str)),
        letterhead=entry.fact("letterhead", digest),
    )
    ledger.add(office)


@follows(EventKind.RECOVERY_KEY_REPLACED)
def recovery_key_replaced(entry: Entry, ledger: Ledger) -> None:
    """Put another recovery identity in the place of one, and retire all keys. Raises OutOfOrderError."""
    office = next(iter(ledger.of(Office).values()), None)
    was, now = entry.fact("was", str), entry.fact("now", str)
    if office is None or was not in office.recovery_recipients or now in office.recovery_recipients:
        raise OutOfOrderError("wrong_order")
    recipients = tuple(now if each == was else each for each in office.recovery_recipients)
    ledger.change(entry, office, recovery_recipients=recipients)
    retire(entry, ledger, entry.fact("retired", several(str)))


@follows(EventKind.BACKED_UP)
def backed_up(entry: Entry, ledger: Ledger) -> None:
    """Note a finding where others open it than the recovery keys in force (`backup_to_others`)."""
    recipients = entry.fact("recipients", several(str))
    if any(recipients != office.recovery_recipients for office in ledger.of(Office).values()):
        ledger.note_finding(entry, "backup_to_others")


@follows(EventKind.PERSON_ADDED, EventKind.ADMINISTRATOR_RECOVERED)
def person_added(entry: Entry, ledger: Ledger) -> None:
    """Add someone with their roles.

    Raises OutOfOrderError (`administrator_from_nobody`) where nobody adds an administrator who is not the first person.
    """
    roles = _roles(entry)
    if entry.kind is EventKind.PERSON_ADDED and ledger.of(Person):
        _must_be_given(entry, roles)
    person = entry.told(
        Person,
        entry.subject(Subject.PERSON),
        roles=roles,
        password_hash=entry.fact("hash", digest),
        first_password=entry.fact_or("first", bool, False),
        directory=entry.fact_or("directory", digest, ""),
    )
    ledger.add(person)


@follows(EventKind.PERSON_LEFT)
def person_left(entry: Entry, ledger: Ledger) -> None:
    """End someone's access. Whoever an administrator takes it from is barred, if they are of the directory."""
    person = _whose_account_it_is(entry, ledger, active=True)
    ledger.change(entry, person, active=False, barred=bool(person.directory) and entry.event.actor is not None)


@follows(EventKind.PERSON_CAME_BACK)
def person_came_back(entry: Entry, ledger: Ledger) -> None:
    """Let someone in again who had left, with a first password; by the directory, or to it, without one.

    Raises OutOfOrderError where the directory brings back whom an administrator has barred.
    """
    person = _whose_account_it_is(entry, ledger, active=False)
    if person.directory:
        if person.barred and entry.event.actor is None:
            raise OutOfOrderError("wrong_order")
        ledger.change(entry, person, active=True, barred=False, **_other(entry, person))
        return
    ledger.change(
        entry,
        person,
        active=True,
        password_hash=entry.fact("hash", digest),
        first_password=True,
        **_other(entry, person),
    )


@follows(EventKind.ROLES_CHANGED)
def roles_changed(entry: Entry, ledger: Ledger) -> None:
    """Change what someone does."""
    person, other = _whose_account_it_is(entry, ledger, active=True), _roles(entry)
    must_follow(other != person.roles)
    ledger.change(entry, person, **_other(entry, person))


@follows(EventKind.ROLE_LENT)
def role_lent(entry: Entry, ledger: Ledger) -> None:
    """Lend a role, in place of an earlier loan of the same."""
    person = _somebody(entry, ledger, active=True)
    first, last = entry.fact("first", date), entry.fact("last", date)
    if last < first:
        raise MalformedError("last")
    loan = {entry.fact("role", str): (first.isoformat(), last.isoformat())}
    _lend(entry, ledger, person, _loans(person.lent) | loan)


@follows(EventKind.LOAN_ENDED)
def loan_ended(entry: Entry, ledger: Ledger) -> None:
    """End a loan before its last day. Raises OutOfOrderError where there is none."""
    person = _somebody(entry, ledger, active=True)
    loans = _loans(person.lent)
    if loans.pop(entry.fact("role", str), None) is None:
        raise OutOfOrderError("wrong_order")
    _lend(entry, ledger, person, loans)


@follows(EventKind.PASSWORD_CHANGED)
def password_changed(entry: Entry, ledger: Ledger) -> None:
    """Follow a password that its owner chose. Raises OutOfOrderError where someone else did."""
    person = _somebody(entry, ledger, active=True, local=True)
    if entry.event.actor != person.id:
        raise OutOfOrderError("not_their_own")
    ledger.change(entry, person, password_hash=entry.fact("hash", digest), first_password=False)


@follows(EventKind.PASSWORD_RESET)
def password_reset(entry: Entry, ledger: Ledger) -> None:
    """Follow a first password that an administrator gave to someone."""
    person = _somebody(entry, ledger, active=True, local=True)
    ledger.change(entry, person, password_hash=entry.fact("hash", digest), first_password=True)


@follows(EventKind.PASSWORD_REHASHED)
def password_rehashed(entry: Entry, ledger: Ledger) -> None:
    """Follow a new hash of the same password."""
    person = ledger.get(Person, entry.subject(Subject.PERSON))
    ledger.change(entry, person, password_hash=entry.fact("hash", digest))


@follows(EventKind.SIGNED_IN)
def signed_in(entry: Entry, ledger: Ledger) -> None:
    """Follow the desk's turns; nobody signs in whom the log has not added.

    Note a finding where another hash opened than the log has (`another_password`).
    """
    person = ledger.get(Person, entry.subject(Subject.PERSON))
    if entry.says("turn"):
        next_turn(entry, ledger)
    if entry.fact_or("hash", digest, person.password_hash) != person.password_hash:
        ledger.note_finding(entry, "another_password")


def _somebody(entry: Entry, ledger: Ledger, *, active: bool, local: bool = False) -> Person:
    """Return whom the event is about. Raises OutOfOrderError where they have left, or, not `active`, have not.

    `local`: also where the directory has their password.
    """
    person = ledger.get(Person, entry.subject(Subject.PERSON))
    must_follow(person.active is active and not (local and person.directory))
    return person


def _whose_account_it_is(entry: Entry, ledger: Ledger, *, active: bool) -> Person:
    """Return the same. Raises OutOfOrderError where nobody did it by name, and the account is none of the directory."""
    person = _somebody(entry, ledger, active=active)
    must_follow(entry.event.actor is not None or bool(person.directory))
    return person


def _roles(entry: Entry) -> str:
    return " ".join(entry.fact("roles", several(str)))


def _other(entry: Entry, person: Person) -> dict[str, object]:
    _must_be_given(entry, _roles(entry))
    return {"roles": _roles(entry), "roles_since": entry.about, "had": _had(entry, person)}


def _must_be_given(entry: Entry, roles: str) -> None:
    """Raise OutOfOrderError where somebody becomes an administrator, and nobody did that by name."""
    if entry.event.actor is None and "administrator" in roles.split():
        raise OutOfOrderError("administrator_from_nobody")


def _had(entry: Entry, person: Person) -> tuple[tuple[int, str, str], ...]:
    return *person.had, (entry.seq, person.roles, person.lent)


def _loans(lent: str) -> dict[str, tuple[str, str]]:
    """Return the first and the last day of each loan, by its role."""
    parts = (loan.split(" ") for loan in lent.split(";") if loan)
    return {role: (first, last) for role, first, last in parts}


def _lend(entry: Entry, ledger: Ledger, person: Person, loans: Mapping[str, tuple[str, str]]) -> None:
    lent = ";".join(sorted(f"{role} {first} {last}" for role, (first, last) in loans.items()))
    if lent != person.lent:
        ledger.change(entry, person, lent=lent, had=_had(entry, person))


def note_of(entry: Entry) -> Note | None:
    """Return the note beside an event; None where it has none. Raises MalformedError."""
    return words_of(entry) if entry.names(Subject.NOTE) else None


def words_of(entry: Entry, name: str = "digest") -> Note:
    """Return the note that an event must have beside it; `name`: the fact of its digest. Raises MalformedError."""
    return entry.told(Note, entry.subject(Subject.NOTE), words=entry.fact(name, digest))


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
    for name, content in entry.fact("policies", several(row(str, digest))):
        _add_policy(entry, ledger, name, 1, content, adopted=True, by=entry.event.actor)


@follows(EventKind.POLICY_CHANGED)
def policy_changed(entry: Entry, ledger: Ledger) -> None:
    """Add a version that is in force at once. Raises OutOfOrderError where it weakens a check."""
    if entry.fact("weaker", several(str)):
        raise OutOfOrderError("policy_needs_two_people")
    _next(entry, ledger, adopted=True)


@follows(EventKind.POLICY_PROPOSED)
def policy_proposed(entry: Entry, ledger: Ledger) -> None:
    """Add a version that waits for a second person."""
    _next(entry, ledger, adopted=False)


@follows(EventKind.POLICY_ADOPTED)
def policy_adopted(entry: Entry, ledger: Ledger) -> None:
    """Put a version in force that waited. Raises OutOfOrderError where its proposer does that, or of another text."""
    policy = _waiting_policy(entry, ledger)
    if entry.actor == policy.changed_by:
        raise OutOfOrderError("policy_needs_two_people")
    if entry.fact("digest", digest) != policy.content:
        raise OutOfOrderError("said_otherwise")
    ledger.change(entry, policy, adopted_at=entry.about, approved_by=entry.actor)


@follows(EventKind.POLICY_DROPPED)
def policy_dropped(entry: Entry, ledger: Ledger) -> None:
    """Drop a version that waited."""
    ledger.change(entry, _waiting_policy(entry, ledger), dropped_at=entry.about)


def in_force(facts: Facts, name: str) -> Policy | None:
    """Return the version of that policy in force; None where it was not begun."""
    adopted = [each for each in facts.of(Policy).values() if each.name == name and each.adopted_at is not None]
    return max(adopted, key=lambda each: each.version, default=None)


def _next(entry: Entry, ledger: Ledger, *, adopted: bool) -> None:
    name, version = entry.fact("policy", str), entry.fact("version", int)
    before = [each for each in ledger.of(Policy).values() if each.name == name]
    must_follow(not any(each.adopted_at is None and each.dropped_at is None for each in before))
    must_follow(bool(before) and version == 1 + max(each.version for each in before))
    _add_policy(entry, ledger, name, version, entry.fact("digest", digest), adopted=adopted, by=entry.actor)


def _add_policy(
    entry: Entry, ledger: Ledger, name: str, version: int, content: str, *, adopted: bool, by: str | None
) -> None:
    reason = words_of(entry, "reason") if entry.names(Subject.NOTE) else None
    policy = entry.told(
        Policy,
        f"{name}/{version}",
        name=name,
        version=version,
        content=content,
        changed_by=by,
        adopted_at=entry.about if adopted else None,
        reason_note=reason and reason.id,
    )
    ledger.add(policy, reason)


def _waiting_policy(entry: Entry, ledger: Ledger) -> Policy:
    policy = ledger.get(Policy, f"{entry.fact('policy', str)}/{entry.fact('version', int)}")
    must_follow(policy.adopted_at is None and policy.dropped_at is None)
    return policy


class Counted(Replayed):
    """Wrong passwords as they have been counted (`domain.office.throttle`)."""

    failures: int
    counted: datetime
    up: int | None


class Refused(Counted):
    """Those at the desk with that identifier."""


class RefusedAccount(Counted):
    """Those of the account behind that mark (`domain.log.refusals`)."""


class Cleared(Replayed):
    """The last time that the wrong passwords of that person were cleared: the event's number."""


@follows(EventKind.SIGN_IN_REFUSED)
def sign_in_refused(entry: Entry, ledger: Ledger) -> None:
    """Count a wrong password, at its desk in place of what was counted there before, and for its account."""
    counted, up = entry.fact(COUNTED, datetime), entry.fact_or(UP_THEN, int, None)
    at_desk, of_account = entry.fact(DESK_FAILURES, int), entry.fact(ACCOUNT_FAILURES, int)
    mark = entry.fact(ACCOUNT, str)
    ledger.put(entry.told(Refused, entry.desk, failures=at_desk, counted=counted, up=up))
    ledger.add(entry.told(RefusedAccount, mark, failures=of_account, counted=counted, up=up))


@follows(EventKind.TRIES_CLEARED)
def tries_cleared(entry: Entry, ledger: Ledger) -> None:
    """Clear someone's."""
    ledger.put(Cleared(id=entry.subject(Subject.PERSON), since=entry.seq))
