"""Acts of an administrator and a supervisor together about the log, at the command line: each gives a password."""

from __future__ import annotations

import getpass
from pathlib import Path

from desktop.application.office.signing_in import SignIn
from desktop.application.office.state_loss import StateLoss, state_loss
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import office_policy_of
from desktop.domain.shared.ids import DeskId
from desktop.environment.clock import SystemClock
from desktop.environment.office_passwords import passwords_of
from desktop.words.command_line import offices as said
from desktop.words.command_line import password_for


def lose(folder: Path, administrator: str, supervisor: str) -> tuple[list[str], int]:
    """State what was lost with an older database that was put back. Return what is printed, and the exit code.

    Raises as `state_loss`.
    """
    parts = open_parts(folder)
    desk = parts.file.desk
    try:
        command = StateLoss(*_asked(desk, administrator, supervisor), tuple(parts.witness.checkpoints()))
        clock, policy, passwords = SystemClock(), office_policy_of(parts), passwords_of(parts.file)
        loss = state_loss(command, uow=parts.uow(desk), clock=clock, passwords=passwords, policy=policy)
        return said.loss_stated(loss.kept, loss.known, loss.checkpoints), 0
    finally:
        parts.engine.dispose()


def _asked(desk: DeskId, *names: str) -> tuple[SignIn, SignIn]:
    one, other = (SignIn(desk, name, getpass.getpass(password_for(name))) for name in names)
    return one, other
