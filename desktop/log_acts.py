"""Acts about the log that an administrator and a supervisor do together, at the command line.

Rule: each gives a password. What is to be printed, and the exit code, are returned.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from desktop.application.office.begin_signing import BeginSigning, begin_signing
from desktop.application.office.signing_in import SignIn
from desktop.application.office.state_loss import StateLoss, state_loss
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.bootstrap.verifying import differences_in
from desktop.domain.shared.ids import DeskId
from desktop.environment.clock import SystemClock
from desktop.environment.office_passwords import passwords_of
from desktop.words.command_line import offices as said
from desktop.words.command_line import password_for, verifying

Act = Callable[[Path, str, str], tuple[list[str], int]]


def sign(folder: Path, administrator: str, supervisor: str) -> tuple[list[str], int]:
    """Begin to sign an older office's log. Raises as `begin_signing`."""
    parts = open_parts(folder)
    desk = parts.file.desk
    try:
        if differences := differences_in(parts.uow(desk), before_signing=True):
            return verifying.rows_differ(differences), 1
        command = BeginSigning(*_asked(desk, administrator, supervisor))
        clock, policy, passwords = SystemClock(), office_policy_of(parts), passwords_of(parts.file)
        stated = begin_signing(command, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy)
        return said.signed(len(stated.people), len(stated.desks), len(stated.keys)), 0
    finally:
        parts.engine.dispose()


def lose(folder: Path, administrator: str, supervisor: str) -> tuple[list[str], int]:
    """State what was lost with an older database that was put back. Raises as `state_loss`."""
    parts = open_parts(folder)
    desk = parts.file.desk
    try:
        command = StateLoss(*_asked(desk, administrator, supervisor), tuple(parts.witness.checkpoints()))
        clock, policy, passwords = SystemClock(), office_policy_of(parts), passwords_of(parts.file)
        loss = state_loss(command, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy)
        return said.loss_stated(loss.kept, loss.known, loss.checkpoints), 0
    finally:
        parts.engine.dispose()


ACTS: dict[str, Act] = {"sign": sign, "lost": lose}


def _asked(desk: DeskId, *names: str) -> tuple[SignIn, SignIn]:
    one, other = (SignIn(desk, name, getpass.getpass(password_for(name))) for name in names)
    return one, other
