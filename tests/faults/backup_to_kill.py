"""Run as a program: backs an office up, is killed at one step after the other, until a back-up gets through.

`python -m tests.faults.backup_to_kill OFFICE PLACE EVERY`: each try has a folder of its own in PLACE, named by number.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from desktop.lifecycle.backups import back_up
from tests.faults.every_step import kill_at_every_step


def main(office: str, place: str, every: int) -> None:
    def act(number: int) -> None:
        back_up(Path(office), Path(place) / str(number))

    print(json.dumps(kill_at_every_step(act, every)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
