"""Run as a program: makes an office, and kills its maker at one step after the other, until one gets through.

`python -m tests.faults.office_to_kill COMMAND EVERY`: COMMAND is JSON with the fields of `NewOffice`. With a
database server, each statement to it is a step too.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from desktop.bootstrap.making import Server
from desktop.bootstrap.opening import open_parts
from desktop.errors import ExternalSystemError
from desktop.lifecycle.create import NewOffice, make_office
from tests.faults.every_step import kill_at_every_step
from tests.support import password_cost


def make(new: NewOffice) -> None:
    """Make it, with the same command as before."""
    try:
        make_office(new).close()
    except ExternalSystemError as error:
        if error.code != "office_exists":  # the one before was killed when the office was there, whole
            raise


def opens_whole(folder: Path) -> None:
    """Check that a folder called an office opens, with its administrator."""
    if not folder.exists():
        return
    parts = open_parts(folder)
    try:
        with parts.uow(parts.file.desk).read_only() as uow:
            assert len(uow.reading.people()) == 1
    finally:
        parts.engine.dispose()


def main(command: str, every: int) -> None:
    password_cost.make_cheap()
    said = json.loads(command)
    paths = {name: Path(said[name]) for name in ("folder", "witness")}
    server = Server(**said["server"]) if said["server"] else None
    new = NewOffice(**{**said, **paths, "recovery": tuple(said["recovery"]), "server": server})
    look = partial(opens_whole, new.folder)
    print(json.dumps(kill_at_every_step(lambda _: make(new), every, look, statements=server is not None)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
