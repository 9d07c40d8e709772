"""Run as a program: makes an office, and kills whoever makes it at one step after the other, until one gets through.

`python -m tests.faults.office_to_kill COMMAND EVERY`: COMMAND is JSON with the fields of `NewOffice`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from desktop.errors import SurroundingsError
from desktop.office_making import NewOffice, make_office
from tests.faults.every_step import kill_at_every_step


def make(new: NewOffice) -> None:
    """Make it, with the same command as before."""
    try:
        make_office(new).engine.dispose()
    except SurroundingsError as error:
        if error.code != "office_exists":  # the one before was killed when the office was there, whole
            raise


def main(command: str, every: int) -> None:
    said = json.loads(command)
    paths = {name: Path(said[name]) for name in ("folder", "witness")}
    new = NewOffice(**{**said, **paths, "recovery": tuple(said["recovery"])})
    print(json.dumps(kill_at_every_step(lambda _: make(new), every)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
