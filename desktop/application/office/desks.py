"""The PCs of the office, as administrators look after them: one asks to join, is granted that, is given another kind,
and is withdrawn.

Rules:
- The rules of `accounts` hold here too: the administrator's own password again, what is changed is what was shown,
  every act is anchored at once.
- A request is opened before it is granted, and the log says so. The administrator types the four words that the new PC
  shows: a request that was exchanged on its way has others.
- What the kind of the new PC may open is wrapped to it, also of earlier months. That needs a desk which holds these
  keys itself, or a recovery key.
- A PC that is withdrawn holds no key in use: nothing new is wrapped to it, and everything under the keys that it held
  moves under fresh ones (`renew_some`). What is written in its name afterwards counts for nothing.
- A PC that is given another kind gains the keys of that kind as one does that joins, and loses those that it held
  without need as one does that is withdrawn.
- Nobody withdraws or changes the PC at which they are: someone else's goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.application.office.accounts import administering
from desktop.application.office.in_person import InPerson
from desktop.application.ports.database import UnitOfWork, Units
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.keeping import KeyInUse, Sealed
from desktop.application.ports.pcs import DeskKeys
from desktop.application.shared.authorisation import Actor, acting, event_of
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import Subjects, given_again, nothing
from desktop.domain.copies.copy import wrapped_digest
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.desks import HOLDS, DeskKind, EnrolledDesk
from desktop.domain.office.join_request import JoinRequest, are_words
from desktop.domain.office.people import Permission
from desktop.domain.office.policy import OfficePolicy
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.ids import DeskId, RetentionKeyId, new_id
from desktop.errors import FieldsError, NotAllowedError, VaultDamagedError, WrongStateError

MOST_MOVED = 2000
"""How many recordings or copies move under a fresh key in one transaction."""


class Why(StrEnum):
    """Why a PC is withdrawn."""

    STOLEN = "stolen"
    LOST = "lost"
    REPLACED = "replaced"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class GrantDesk(Command[None]):
    """A PC that asked to join. `words`: the four that it shows, as they were typed. `kind` None: not chosen."""

    by: InPerson
    request: JoinRequest
    words: str
    name: str
    kind: DeskKind | None


@dataclass(frozen=True)
class WithdrawDesk(Command[None]):
    """A PC that is no longer one of the office's. `seen`: it, as it was shown. `why` None: not chosen."""

    by: InPerson
    seen: EnrolledDesk
    why: Why | None


@dataclass(frozen=True)
class ChangeDesk(Command[None]):
    """A PC that is for something else from now on. `seen`: it, as it was shown. `kind` None: not chosen."""

    by: InPerson
    seen: EnrolledDesk
    kind: DeskKind | None


@dataclass(frozen=True)
class Renewed:
    """How many keys were renewed, and how many are still to be: by a desk that holds them."""

    keys: int
    waiting: int


def desks(actor: Actor, *, uow: UnitOfWork) -> tuple[EnrolledDesk, ...]:
    """Return all PCs, those that are here first, by name. Raises NotAllowedError."""
    with uow.look():
        acting(actor, Permission.ADMINISTER, uow)
        found = uow.offices.desks()
    return tuple(sorted(found, key=lambda desk: (desk.withdrawn_at is not None, desk.name.casefold())))


@given_again(nothing)
def open_join_request(actor: Actor, request: JoinRequest, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that it was opened. Raises NotAllowedError, WrongStateError (`desk_enrolled_already`)."""
    with uow:
        acting(actor, Permission.ADMINISTER, uow)
        _must_be_new(request, uow)
        facts: Facts = {"desk": request.desk, "recipient": request.recipient, "key": request.key}
        uow.commit(event_of(EventKind.DESK_ASKED, actor, clock, {}, **facts))


@carries_out(GrantDesk)
@given_again(nothing)
def grant_desk(
    command: GrantDesk,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    desk_keys: DeskKeys,
) -> None:
    """Enrol a PC. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_enrolled_already`,
    `desk_keys_not_here`).
    """
    request, name, kind = command.request, command.name.strip(), command.kind
    problems = hidden_in(desk=name)
    if not name:
        problems["desk"] = "desk_name_missing"
    if not are_words(command.words, passwords.words_of(request.text())):
        problems["words"] = "join_words_wrong"
    if problems or kind is None:
        raise FieldsError(problems if kind else {**problems, "kind": "desk_kind_missing"})
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        _must_be_new(request, uow)
        if any(desk.name.casefold() == name.casefold() for desk in uow.offices.desks() if not desk.withdrawn_at):
            raise FieldsError({"desk": "desk_name_taken"})
        keys = _wrapped_for(HOLDS[kind], request.recipient, uow, desk_keys)
        now = clock.now()
        uow.offices.add_desk(EnrolledDesk(request.desk, name, kind, request.recipient, now))
        facts: Facts = {"recipient": request.recipient, "kind": kind.value, "key": request.key, **keys}
        actor, subjects = command.by.actor, {Subject.DESK: request.desk}
        uow.commit(Event(EventKind.DESK_ENROLLED, now, actor.desk, actor.by, subjects, facts), checkpoint=True)


@carries_out(WithdrawDesk)
@given_again(nothing)
def withdraw_desk(
    command: WithdrawDesk, *, uow: UnitOfWork, clock: Clock, passwords: Passwords, policy: OfficePolicy
) -> None:
    """Withdraw a PC. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_changed`)."""
    seen, why = command.seen, command.why
    if why is None:
        raise FieldsError({"why": "withdrawing_why_missing"})
    if seen.id == command.by.actor.desk:
        raise NotAllowedError("not_this_desk")
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        if seen.withdrawn_at is not None or uow.offices.desk(seen.id) != seen:
            raise WrongStateError("desk_changed").of(desk=seen.id)
        now, held = clock.now(), sorted(HOLDS[seen.kind])
        uow.offices.withdraw(seen.id, now)
        uow.keys.retire(held, now)
        facts: Facts = {"why": why.value, "retired": held}
        event = event_of(EventKind.DESK_WITHDRAWN, command.by.actor, clock, {Subject.DESK: seen.id}, **facts)
        uow.commit(event, checkpoint=True)


@carries_out(ChangeDesk)
@given_again(nothing)
def change_desk(
    command: ChangeDesk,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    desk_keys: DeskKeys,
) -> None:
    """Give a PC another kind. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_changed`,
    `desk_keys_not_here`).
    """
    seen, kind = command.seen, command.kind
    if kind is None or kind is seen.kind:
        raise FieldsError({"kind": "desk_kind_missing" if kind is None else "desk_kind_same"})
    if seen.id == command.by.actor.desk:
        raise NotAllowedError("not_this_desk")
    with uow:
        administering(command.by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        if seen.withdrawn_at is not None or uow.offices.desk(seen.id) != seen:
            raise WrongStateError("desk_changed").of(desk=seen.id)
        keys = _wrapped_for(HOLDS[kind] - seen.holds, seen.recipient, uow, desk_keys)
        now, lost = clock.now(), sorted(seen.holds - HOLDS[kind])
        uow.keys.retire(lost, now)
        uow.offices.change_kind(seen.id, kind)
        facts: Facts = {"kind": kind.value, "was": seen.kind.value, "retired": lost, **keys}
        actor, subjects = command.by.actor, {Subject.DESK: seen.id}
        uow.commit(Event(EventKind.DESK_KIND_CHANGED, now, actor.desk, actor.by, subjects, facts), checkpoint=True)


def keys_to_renew(desk: DeskId, *, uow: UnitOfWork) -> Sequence[RetentionKeyId]:
    """Return the keys to be renewed that this desk holds."""
    with uow.look():
        holds = uow.offices.desk(desk).holds
        return [key.id for key in uow.keys.in_use() if key.retired and key.kind in holds]


def _look_again(uow: UnitOfWork, subjects: Subjects) -> bool:
    """Return that there may be more: the next step finds out."""
    return True


@given_again(_look_again)
def renew_some(id: RetentionKeyId, desk: DeskId, *, uow: UnitOfWork, clock: Clock, desk_keys: DeskKeys) -> bool:
    """Move some of what that key seals under a fresh one; return whether there is more. At the end it is destroyed.

    What this desk cannot open stays where it is, and the key with it. Raises VaultDamagedError where that is all there
    is; nothing has moved then.
    """
    with uow:
        key = next((found for found in uow.keys.in_use() if found.id == id and found.retired), None)
        if key is None:
            return False  # another desk was quicker
        sealed = uow.keys.sealed_under(id, MOST_MOVED + 1)
        step, more = sealed[:MOST_MOVED], len(sealed) > MOST_MOVED
        now = clock.now()
        facts: Facts = {"key": id, "source": key.source, "month": key.month, "kind": key.kind}
        moved = _moved(key, step, uow, desk_keys, facts) if step else 0
        ends = not more and moved == len(step)
        if ends:
            uow.keys.destroy(id, now)
        facts["resealed"] = moved
        kind = EventKind.RETENTION_KEY_DESTROYED if ends else EventKind.RETENTION_KEY_RENEWED
        uow.commit(Event(kind, now, desk, None, {}, facts))
    return not ends


def _moved(key: KeyInUse, step: Sequence[Sealed], uow: UnitOfWork, desk_keys: DeskKeys, facts: Facts) -> int:
    """Move these as far as this desk opens them, and say so in the facts; return how many. Raises VaultDamagedError."""
    fresh, wrapped = _fresh(key, uow, desk_keys, facts)
    moved = []
    for each in step:
        with suppress(VaultDamagedError):
            uow.keys.reseal(key.kind, each.id, fresh, desk_keys.reseal(each.key, each.id, wrapped))
            moved.append(each.id)
    if not moved:
        raise VaultDamagedError("vault_key_not_ours")
    facts |= {"new_key": fresh, "new_key_sha256": wrapped_digest(wrapped), "moved": moved}
    return len(moved)


def renew_all(desk: DeskId, units: Units, clock: Clock, desk_keys: DeskKeys) -> Renewed:
    """Renew, step by step, all keys that this desk holds of those that a withdrawn one held, too. Can be stopped."""
    done = waiting = 0
    for id in keys_to_renew(desk, uow=units()):
        try:
            while renew_some(id, desk, uow=units(), clock=clock, desk_keys=desk_keys):
                pass
        except VaultDamagedError:
            waiting += 1  # it seals something that this desk cannot open
        else:
            done += 1
    with units().look() as uow:
        elsewhere = sum(key.retired for key in uow.keys.in_use())
    return Renewed(done, max(waiting, elsewhere))


def _fresh(key: KeyInUse, uow: UnitOfWork, desk_keys: DeskKeys, facts: Facts) -> tuple[RetentionKeyId, bytes]:
    """Return the key that takes the place of that one: another of its source, month and kind, or a fresh one.

    The facts say to whom a fresh one is wrapped.
    """
    found = uow.recordings.retention_key(key.source, key.month, key.kind)
    if found is None:
        facts["wrapped_to"] = recipients = tuple(uow.proven.recipients(key.kind))
        found = RetentionKeyId(new_id()), desk_keys.fresh(recipients)
        uow.recordings.add_retention_key(found[0], key.source, key.month, key.kind, found[1])
    else:
        uow.proven.keys([replace(key, id=found[0], wrapped=found[1])], in_use=True)
    return found


def _wrapped_for(gained: Collection[str], recipient: str, uow: UnitOfWork, desk_keys: DeskKeys) -> Facts:
    """Wrap keys of these kinds to it. Return what the event says of each key, as `replay.keys` reads it, and to whom
    they are wrapped.
    """
    told: list[list[str]] = []
    recipients = {held: [*uow.proven.recipients(held), recipient] for held in gained}
    keys = [key for key in uow.keys.in_use() if key.kind in recipients]
    uow.proven.keys(keys, in_use=False)
    for key in keys:
        try:
            wrapped = desk_keys.wrapped_to(key.wrapped, recipients[key.kind])
        except VaultDamagedError:
            raise WrongStateError("desk_keys_not_here") from None
        uow.keys.wrap(key.id, wrapped)
        told.append([key.id, key.source, key.month, key.kind, wrapped_digest(wrapped)])
    to = {each for kind in {key.kind for key in keys} for each in recipients[kind]}
    said: Facts = {"wrapped_to": sorted(to)} if to else {}
    return said | {"keys": told}


def _must_be_new(request: JoinRequest, uow: UnitOfWork) -> None:
    known = uow.offices.desks()
    if any(request.desk == desk.id or request.recipient == desk.recipient for desk in known):
        raise WrongStateError("desk_enrolled_already")
