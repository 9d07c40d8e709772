"""A PC is let into an office on a server, given another kind, or withdrawn: the act in the log (`desks`), and the rest.

Rules:
- The answer is written before anything is committed, beside its place, and takes that once the PC is enrolled: a PC
  that is enrolled has its answer, and an answer that is there is of an enrolled PC.
- Four words stand for the answer. They are shown here, and the new PC asks for them: whoever carried the request could
  have had it granted by an office of their own.
- The login on the database server is made, or ended, right after that: by its owner, whose password is given here, or
  by a database administrator who runs the statements that are returned. Until then the new PC cannot join; a withdrawn
  one can still connect, but what it writes counts for nothing. Of one that is withdrawn already the login alone is
  ended, as often as it is asked for: a password was mistyped, or the statements were lost.
- With a recovery key, in its file or as it was typed, any PC can let in one that holds more than it does itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.application.office import desks
from desktop.application.office.accounts import administering
from desktop.application.office.desks import ChangeDesk, GrantDesk, Renewed, WithdrawDesk
from desktop.application.ports.database import UnitOfWork, Units
from desktop.application.ports.desk import Clock, Passwords
from desktop.application.ports.pcs import DeskKeys, Owner, Pcs
from desktop.application.shared.authorisation import Actor
from desktop.application.shared.commands import Command, carries_out
from desktop.domain.office.join_request import JoinRequest
from desktop.domain.office.policy import OfficePolicy
from desktop.errors import DatabaseError, NotWitnessedError, begun


@dataclass(frozen=True)
class GrantPc(Command["Done"]):
    """A PC to be let in. `answer`: the file for its answer; `owner` None: a database administrator does its part."""

    desk: GrantDesk
    answer: Path
    owner: Owner | None = None
    recovery: Path | str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class WithdrawPc(Command["Done"]):
    """A PC to be withdrawn."""

    desk: WithdrawDesk
    owner: Owner | None = None


@dataclass(frozen=True)
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
    refused: DatabaseError | None = None
    not_witnessed: NotWitnessedError | None = None


def open_request(file: Path, *, pcs: Pcs) -> JoinRequest:
    """Return the request in that file. Raises SurroundingsError (`join_request_unreadable`)."""
    return pcs.request_in(file)


@carries_out(GrantPc)
def grant_pc(
    command: GrantPc,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    desk_keys: DeskKeys,
    pcs: Pcs,
) -> Done:
    """Let it in, and write its answer. Raises as `grant_desk`, and SurroundingsError (`join_answer_...`)."""
    request = command.desk.request
    keys = desk_keys if command.recovery is None else pcs.keys_of_recovery(command.recovery)
    login = pcs.new_login(request.desk)
    done = Done(pcs.write_answer(command.answer, request, login))
    try:
        desks.grant_desk(command.desk, uow=uow, clock=clock, passwords=passwords, policy=policy, desk_keys=keys)
    except NotWitnessedError as error:
        done = replace(done, not_witnessed=error)
    except BaseException:
        pcs.discard_answer(command.answer)
        raise
    with begun():
        pcs.keep_answer(command.answer)
    return _on_server(done, login.statements, command.owner, pcs)


@carries_out(WithdrawPc)
def withdraw_pc(
    command: WithdrawPc, *, units: Units, clock: Clock, passwords: Passwords, policy: OfficePolicy, pcs: Pcs
) -> Done:
    """Withdraw a PC, or end the login of one that is withdrawn. Raises as `withdraw_desk`."""
    seen, by = command.desk.seen, command.desk.by
    with units().look() as uow:
        first = uow.offices.desks()[0].id == seen.id
    statements, done = pcs.end_statements(seen.id, first=first), Done()
    if seen.withdrawn_at is not None:
        with units() as uow:
            administering(by, uow=uow, clock=clock, passwords=passwords, policy=policy)
        return _on_server(done, statements, command.owner, pcs)
    try:
        desks.withdraw_desk(command.desk, uow=units(), clock=clock, passwords=passwords, policy=policy)
    except NotWitnessedError as error:
        done = Done(not_witnessed=error)
    return _on_server(done, statements, command.owner, pcs)


@carries_out(ChangePc)
def change_pc(
    command: ChangePc,
    *,
    uow: UnitOfWork,
    clock: Clock,
    passwords: Passwords,
    policy: OfficePolicy,
    desk_keys: DeskKeys,
    pcs: Pcs,
) -> Done:
    """Change what it is for. Raises as `change_desk`. Its login on the server stays as it is."""
    keys = desk_keys if command.recovery is None else pcs.keys_of_recovery(command.recovery)
    try:
        desks.change_desk(command.desk, uow=uow, clock=clock, passwords=passwords, policy=policy, desk_keys=keys)
    except NotWitnessedError as error:
        return Done(not_witnessed=error)
    return Done()


def renew_keys(actor: Actor, *, units: Units, clock: Clock, desk_keys: DeskKeys) -> Renewed:
    """Renew the keys that withdrawn PCs held, as far as this PC holds them. Long work, which can be stopped."""
    return desks.renew_all(actor.desk, units, clock, desk_keys)


def _on_server(done: Done, statements: tuple[str, ...], owner: Owner | None, pcs: Pcs) -> Done:
    if owner is None or not statements:
        return replace(done, statements=statements)
    try:
        pcs.run_as(owner, statements)
    except DatabaseError as error:
        return replace(done, statements=statements, refused=error)
    return done
