"""Run as a program: moves an office to a server, and kills the mover at one step after the other, until one is through.

`python -m tests.faults.move_to_kill COMMAND EVERY FROM`: COMMAND is JSON with the fields of `Move`. It is killed at
each `EVERY`th step from its beginning on, or from its last step on (FROM is `switch`).
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db.engines.sqlcipher import sqlcipher_engine
from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.sound import VaultPlace
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.making import Server
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.config import RESOURCES
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import DATABASE_KEY, read_office_file
from desktop.environment.passwords import Passwords
from desktop.environment.policies import load_office_policy
from desktop.errors import DatabaseError, ExternalSystemError
from desktop.lifecycle import move as moving
from desktop.lifecycle.move import Move, move_office
from tests.faults import every_step
from tests.faults.every_step import Steps, kill_at_every_step
from tests.support import password_cost


class Later(Steps):
    """Steps that count from a moment on."""

    begun = True

    def step(self) -> None:
        if self.begun:
            super().step()


def move(command: Move) -> None:
    """Move it, with the same command as before."""
    try:
        move_office(command, lambda stage, done, total: None)
    except ExternalSystemError as error:
        if error.code != "office_on_server":  # the one before was killed when all was done
            raise


def one_of_the_two_can_be_written_to(command: Move) -> None:
    """Check that the office is in one place, whole, and takes events; and that the other place takes none."""
    file, paths = read_office_file(command.folder)
    here = file.database is None
    parts = open_parts(command.folder)
    try:
        desk, who = parts.file.desk, (command.administrator, command.password)
        policy = load_office_policy(RESOURCES / "policies" / "office.toml")
        check = PasswordCheck(SystemClock(), Passwords(), policy)
        person = sign_in(SignIn(desk, *who), uow=parts.uow(desk), clock=check.clock, check=check).person
        sign_out(Actor(person.id, desk), uow=parts.uow(desk), clock=SystemClock())
        over = parts.engine, parts.witness, parts.file.origin, None
        proof = VerifierOver(*over, lambda: parts.uow(desk)).verify()
        assert proof.whole, proof
    finally:
        parts.engine.dispose()
    key = keystore_of(file, paths).get(DATABASE_KEY)
    if here or key is None or not paths.database.exists():
        return
    engine = sqlcipher_engine(paths.database, bytes.fromhex(key))
    try:
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO audit_event SELECT seq + 1000, body, day, kind, NULL, NULL FROM audit_event")
            )
    except Exception as error:
        assert "moved to a server" in str(error), error
    else:
        raise DatabaseError("the old one takes events, and so does the new one")
    finally:
        engine.dispose()


def _begin_with_the_switch() -> None:
    """Count what is done from the last step on, also where an earlier attempt was stopped after it."""
    Later.begun = False
    for name in ("_switch", "_finish"):
        act: Any = getattr(moving, name)

        def begins(*arguments: Any, act: Any = act) -> Any:
            Later.begun = True
            return act(*arguments)

        setattr(moving, name, begins)


def main(told: str, every: int, begins: str) -> None:
    password_cost.make_cheap()
    said = json.loads(told)
    said |= {"folder": Path(said["folder"]), "server": Server(**said["server"])}
    said |= {"vault": said["vault"] and Path(said["vault"]), "vault_in": VaultPlace(said["vault_in"])}
    command = Move(**said)
    if begins == "switch":
        _begin_with_the_switch()
    every_step.Steps = Later  # type: ignore[misc]
    look = partial(one_of_the_two_can_be_written_to, command)
    print(json.dumps(kill_at_every_step(lambda _: move(command), every, look, statements=True)))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
