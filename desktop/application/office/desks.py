"""The PCs of the office, as administrators look after them: one asks to join, is let in, given another kind, withdrawn.

- Four words stand for a request, and four for its answer: neither is exchanged on its way. The answer is written before
  the commit and put in place after it. The login on the server is made or ended last.
- Keys of earlier months are wrapped to a new PC by a desk that holds them, or with a recovery key. A withdrawn PC
  keeps no key in use: all under its keys moves under fresh ones (`renew_some`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from desktop import errors
from desktop.application.office.accounts import administering
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.database import Clock, UnitOfWork, Units
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.office import DeskKeys, Owner, Pcs
from desktop.application.ports.recordings import KeyInUse, Sealed
from desktop.application.shared.commands import Actor, Command, Subjects, carries_out, nothing
from desktop.domain.copies.copy import wrapped_digest
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import HOLDS, DeskKind, EnrolledDesk, JoinRequest, are_words
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import DeskId, RetentionKeyId, new_id
from desktop.domain.shared.typed_text import hidden_in

MOST_MOVED = 2000
"""How many recordings or copies move under a fresh key in one transaction."""


class Why(StrEnum):
    """Why a PC is withdrawn."""

    STOLEN = "stolen"
    LOST = "lost"
    REPLACED = "replaced"
    NOT_NEEDED = "not_needed"


class GrantDesk(Command[None]):
    """A PC that asked to join. `words`: the four that it shows, as they were typed. `kind` None: not chosen."""

    by: InPerson
    request: JoinRequest
    words: str
    name: str
    kind: DeskKind | None


class WithdrawDesk(Command[None]):
    """A PC that is no longer one of the office's. `seen`: it, as it was shown. `why` None: not chosen."""

    by: InPerson
    seen: EnrolledDesk
    why: Why | None


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
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        found = uow.offices.desks()
    return tuple(sorted(found, key=lambda desk: (desk.withdrawn_at is not None, desk.name.casefold())))


@carries_out(again=nothing)
def open_join_request(actor: Actor, request: JoinRequest, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that it was opened. Raises NotAllowedError, WrongStateError (`desk_enrolled_already`)."""
    with uow:
        actor.acting(Permission.ADMINISTER, uow)
        _must_be_new(request, uow)
        facts: Facts = {"desk": request.desk, "recipient": request.recipient, "key": request.key}
        uow.commit(actor.event(EventKind.DESK_ASKED, clock, {}, **facts))


@carries_out(GrantDesk, again=nothing)
def grant_desk(command: GrantDesk, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, desk_keys: DeskKeys) -> None:
    """Enrol a PC. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_enrolled_already`,
    `desk_keys_not_here`).
    """
    request, name, kind = command.request, command.name.strip(), command.kind
    problems = hidden_in(desk=name)
    if not name:
        problems["desk"] = "desk_name_missing"
    if not are_words(command.words, check.passwords.words_of(request.text())):
        problems["words"] = "join_words_wrong"
    if problems or kind is None:
        raise errors.FieldsError(problems if kind else {**problems, "kind": "desk_kind_missing"})
    with uow:
        administering(command.by, uow=uow, check=check)
        _must_be_new(request, uow)
        if any(desk.name.casefold() == name.casefold() for desk in uow.offices.desks() if not desk.withdrawn_at):
            raise errors.FieldsError({"desk": "desk_name_taken"})
        keys = _wrapped_for(HOLDS[kind], request.recipient, uow, desk_keys)
        now = clock.now()
        uow.offices.add_desk(EnrolledDesk(request.desk, name, kind, request.recipient, now))
        facts: Facts = {"recipient": request.recipient, "kind": kind.value, "key": request.key, **keys}
        actor, subjects = command.by.actor, {Subject.DESK: request.desk}
        uow.commit(Event(EventKind.DESK_ENROLLED, now, actor.desk, actor.by, subjects, facts), checkpoint=True)


@carries_out(WithdrawDesk, again=nothing)
def withdraw_desk(command: WithdrawDesk, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Withdraw a PC. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_changed`)."""
    seen, why = command.seen, command.why
    if why is None:
        raise errors.FieldsError({"why": "withdrawing_why_missing"})
    if seen.id == command.by.actor.desk:
        raise errors.NotAllowedError("not_this_desk")
    with uow:
        administering(command.by, uow=uow, check=check)
        if seen.withdrawn_at is not None or uow.offices.desk(seen.id) != seen:
            raise errors.WrongStateError("desk_changed").of(desk=seen.id)
        now, held = clock.now(), sorted(HOLDS[seen.kind])
        uow.offices.withdraw(seen.id, now)
        uow.keys.retire(held, now)
        facts: Facts = {"why": why.value, "retired": held}
        event = command.by.actor.event(EventKind.DESK_WITHDRAWN, clock, {Subject.DESK: seen.id}, **facts)
        uow.commit(event, checkpoint=True)


@carries_out(ChangeDesk, again=nothing)
def change_desk(
    command: ChangeDesk, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, desk_keys: DeskKeys
) -> None:
    """Give a PC another kind. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError (`desk_changed`,
    `desk_keys_not_here`).
    """
    seen, kind = command.seen, command.kind
    if kind is None or kind is seen.kind:
        raise errors.FieldsError({"kind": "desk_kind_missing" if kind is None else "desk_kind_same"})
    if seen.id == command.by.actor.desk:
        raise errors.NotAllowedError("not_this_desk")
    with uow:
        administering(command.by, uow=uow, check=check)
        if seen.withdrawn_at is not None or uow.offices.desk(seen.id) != seen:
            raise errors.WrongStateError("desk_changed").of(desk=seen.id)
        keys = _wrapped_for(HOLDS[kind] - seen.holds, seen.recipient, uow, desk_keys)
        now, lost = clock.now(), sorted(seen.holds - HOLDS[kind])
        uow.keys.retire(lost, now)
        uow.offices.change_kind(seen.id, kind)
        facts: Facts = {"kind": kind.value, "was": seen.kind.value, "retired": lost, **keys}
        actor, subjects = command.by.actor, {Subject.DESK: seen.id}
        uow.commit(Event(EventKind.DESK_KIND_CHANGED, now, actor.desk, actor.by, subjects, facts), checkpoint=True)


def keys_to_renew(desk: DeskId, *, uow: UnitOfWork) -> Sequence[RetentionKeyId]:
    """Return the keys to be renewed that this desk holds."""
    with uow.read_only():
        holds = uow.offices.desk(desk).holds
        return [key.id for key in uow.keys.in_use() if key.retired and key.kind in holds]


def _look_again(uow: UnitOfWork, subjects: Subjects) -> bool:
    """Return that there may be more: the next step finds out."""
    return True


@carries_out(again=_look_again)
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
            uow.proven.seals(id, key.kind, [each.id for each in step])
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
        with suppress(errors.VaultDamagedError):
            uow.keys.reseal(key.kind, each.id, fresh, desk_keys.reseal(each.key, each.id, wrapped))
            moved.append(each.id)
    if not moved:
        raise errors.VaultDamagedError("vault_key_not_ours")
    facts |= {"new_key": fresh, "new_key_sha256": wrapped_digest(wrapped), "moved": moved}
    return len(moved)


def renew_all(desk: DeskId, units: Units, clock: Clock, desk_keys: DeskKeys) -> Renewed:
    """Renew, step by step, all keys that this desk holds of those that a withdrawn one held, too. Can be stopped."""
    done = waiting = 0
    for id in keys_to_renew(desk, uow=units()):
        try:
            while renew_some(id, desk, uow=units(), clock=clock, desk_keys=desk_keys):
                pass
        except errors.VaultDamagedError:
            waiting += 1  # it seals something that this desk cannot open
        else:
            done += 1
    with units().read_only() as uow:
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
    """Wrap keys of these kinds to it. Return what the event says of each key, as the replay reads it, and to whom they
    are wrapped.
    """
    told: list[list[str]] = []
    recipients = {held: [*uow.proven.recipients(held), recipient] for held in gained}
    keys = [key for key in uow.keys.in_use() if key.kind in recipients]
    uow.proven.keys(keys, in_use=False)
    for key in keys:
        with errors.in_place_of(errors.VaultDamagedError, errors.WrongStateError("desk_keys_not_here")):
            wrapped = desk_keys.wrapped_to(key.wrapped, recipients[key.kind])
        uow.keys.wrap(key.id, wrapped)
        told.append([key.id, key.source, key.month, key.kind, wrapped_digest(wrapped)])
    to = {each for kind in {key.kind for key in keys} for each in recipients[kind]}
    said: Facts = {"wrapped_to": sorted(to)} if to else {}
    return said | {"keys": told}


def _must_be_new(request: JoinRequest, uow: UnitOfWork) -> None:
    known = uow.offices.desks()
    if any(request.desk == desk.id or request.recipient == desk.recipient for desk in known):
        raise errors.WrongStateError("desk_enrolled_already")


class GrantPc(Command["Done"]):
    """A PC to be let in. `answer`: the file for its answer; `owner` None: a database administrator does its part."""

    desk: GrantDesk
    answer: Path
    owner: Owner | None = None
    recovery: Path | str | None = field(default=None, repr=False)


class WithdrawPc(Command["Done"]):
    """A PC to be withdrawn."""

    desk: WithdrawDesk
    owner: Owner | None = None


class ChangePc(Command["Done"]):
    """A PC that is for something else from now on. `recovery`: a recovery key, if this PC holds fewer keys."""

    desk: ChangeDesk
    recovery: Path | str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Done:
    """The outcome of an act. `statements`: what a database administrator has to run; none where it was done here.

    `answer_words`: the four of the answer, where a PC was let in. `refused`: why the database did not take the
    statements from its owner. `not_witnessed`: the act holds, and is not anchored.
    """

    answer_words: str = ""
    statements: tuple[str, ...] = ()
    refused: errors.DatabaseError | None = None
    not_witnessed: errors.CheckpointNotStoredError | None = None


def open_request(file: Path, *, pcs: Pcs) -> JoinRequest:
    """Return the request in that file. Raises ExternalSystemError (`join_request_unreadable`)."""
    return pcs.request_in(file)


@carries_out(GrantPc)
def grant_pc(
    command: GrantPc, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, desk_keys: DeskKeys, pcs: Pcs
) -> Done:
    """Let it in, and write its answer. Raises as `grant_desk`, and ExternalSystemError (`join_answer_...`)."""
    request = command.desk.request
    keys = desk_keys if command.recovery is None else pcs.keys_of_recovery(command.recovery)
    login = pcs.new_login(request.desk)
    done = Done(pcs.write_answer(command.answer, request, login))
    try:
        grant_desk(command.desk, uow=uow, clock=clock, check=check, desk_keys=keys)
    except errors.CheckpointNotStoredError as error:
        done = replace(done, not_witnessed=error)
    except BaseException:
        pcs.discard_answer(command.answer)
        raise
    with errors.begun():
        pcs.keep_answer(command.answer)
    return _on_server(done, login.statements, command.owner, pcs)


@carries_out(WithdrawPc)
def withdraw_pc(command: WithdrawPc, *, units: Units, clock: Clock, check: PasswordCheck, pcs: Pcs) -> Done:
    """Withdraw a PC, or end the login of one that is withdrawn. Raises as `withdraw_desk`."""
    seen, by = command.desk.seen, command.desk.by
    with units().read_only() as uow:
        first = uow.offices.desks()[0].id == seen.id
    statements, done = pcs.end_statements(seen.id, first=first), Done()
    if seen.withdrawn_at is not None:
        with units() as uow:
            administering(by, uow=uow, check=check)
        return _on_server(done, statements, command.owner, pcs)
    try:
        withdraw_desk(command.desk, uow=units(), clock=clock, check=check)
    except errors.CheckpointNotStoredError as error:
        done = Done(not_witnessed=error)
    return _on_server(done, statements, command.owner, pcs)


@carries_out(ChangePc)
def change_pc(
    command: ChangePc, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, desk_keys: DeskKeys, pcs: Pcs
) -> Done:
    """Change what it is for. Raises as `change_desk`. Its login on the server stays as it is."""
    keys = desk_keys if command.recovery is None else pcs.keys_of_recovery(command.recovery)
    try:
        change_desk(command.desk, uow=uow, clock=clock, check=check, desk_keys=keys)
    except errors.CheckpointNotStoredError as error:
        return Done(not_witnessed=error)
    return Done()


def renew_keys(actor: Actor, *, units: Units, clock: Clock, desk_keys: DeskKeys) -> Renewed:
    """Renew the keys that withdrawn PCs held, as far as this PC holds them. Long work, which can be stopped."""
    return renew_all(actor.desk, units, clock, desk_keys)


def _on_server(done: Done, statements: tuple[str, ...], owner: Owner | None, pcs: Pcs) -> Done:
    if owner is None or not statements:
        return replace(done, statements=statements)
    try:
        pcs.run_as(owner, statements)
    except errors.DatabaseError as error:
        return replace(done, statements=statements, refused=error)
    return done
