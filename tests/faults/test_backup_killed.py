"""`backup` killed at every fifth step: each back-up so called is whole, and the next removes what killed ones left."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from desktop.lifecycle.backups import back_up
from desktop.lifecycle.restore import restore
from tests.faults.every_step import kill_at_every_step, killed_at_every_step
from tests.lifecycle.test_backup import is_whole, lost, recovery_file
from tests.support.builders import Office


def main(office: str, place: str) -> None:
    """Give each try a folder of its own in that place, named by number."""
    print(json.dumps(kill_at_every_step(lambda number: back_up(Path(office), Path(place) / str(number)), 5)))


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_what_a_killed_back_up_left_is_removed_by_the_next_and_each_that_is_there_is_whole(
    office: Office, tmp_path: Path
) -> None:
    recovery, place = recovery_file(office, tmp_path), tmp_path / "backups"
    (place / ".somebody-elses.unfinished").mkdir(parents=True)
    killed = killed_at_every_step(__name__, office.parts.paths.folder, place)["killed"]
    assert killed > 10
    there = sorted(path.name for path in place.iterdir())
    assert ".somebody-elses.unfinished" in there and str(killed) in there
    assert [name for name in there if name.endswith(".unfinished")] == [".somebody-elses.unfinished"]
    for name in there[1:]:
        assert is_whole(place / name)
    lost(office)
    restored = restore(place / there[1], tmp_path / "new", recovery)  # one that was killed when it was whole, maybe
    assert restored.events


if __name__ == "__main__":
    main(*sys.argv[1:])
