"""`demo` killed at every step: any folder called a demo is a whole one, and the same command makes it in the end."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import __main__ as program
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.environment import atomic_folder
from desktop.environment.atomic_folder import Kind, whole_folder
from desktop.errors import ExternalSystemError
from desktop.showcase import demo
from desktop.showcase.verbs import ready_demo
from desktop.words.errors import message_for
from tests.faults.every_step import kill_at_every_step, killed_at_every_step
from tests.support import password_cost
from tests.support.fakes import TUESDAY, FakeClock

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")]
DAY, NEXT_DAY = TUESDAY.date(), TUESDAY.date() + timedelta(days=1)
EVERY = 100
REQUESTS = 10


def ready(folder: Path, days: int = 0) -> bool:
    clock = FakeClock(TUESDAY)
    clock.pass_by(days=days)
    return ready_demo(folder, clock=clock, tell=lambda words: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a demo of each of the two days."""
    place = tmp_path_factory.mktemp("made")
    for days, name in enumerate(("first", "second")):
        ready(place / name, days)
    return place / "first", place / "second"


def whole(folder: Path) -> None:
    """Check that each folder called a demo opens, with all its parts. Missing ones are not opened."""
    if not folder.exists():
        return
    parts = open_parts(folder)
    try:
        with parts.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM request").scalar_one() == REQUESTS
        assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
    finally:
        parts.engine.dispose()


def main(place: str, made: str, every: str, day: str, *fresh: str) -> None:
    """Kill `ready_demo` on that day. `made` is a demo of that day, to be copied instead of making one; `-` makes it."""
    password_cost.make_cheap()
    folder, clock = Path(place), FakeClock(TUESDAY)
    clock.pass_by(days=(date.fromisoformat(day) - TUESDAY.date()).days)

    def copied(new: Path, **_: Any) -> Parts:
        shutil.copytree(made, new, dirs_exist_ok=True)
        return open_parts(new)

    if made != "-":
        demo.make_demo = copied  # type: ignore[assignment]

    def act(_: int) -> None:
        ready_demo(folder, fresh=bool(fresh), clock=clock, tell=lambda words: None)

    def look() -> None:
        whole(folder)
        whole(folder.with_name(f"{folder.name}.earlier"))

    print(json.dumps(kill_at_every_step(act, int(every), look)))


def killed(*words: object) -> int:
    """Return how many were killed until one got through."""
    return int(killed_at_every_step(__name__, *words)["killed"])


def there(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_one_that_is_made_for_the_first_time_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    assert killed(tmp_path / "demo", "-", EVERY, DAY) > 5
    assert there(tmp_path) == ["demo"]


def test_one_that_is_made_again_takes_the_place_of_a_whole_one(made: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(made[0], tmp_path / "demo")
    assert killed(tmp_path / "demo", made[1], 3, NEXT_DAY, "fresh") > 30
    assert there(tmp_path) == ["demo"]


def test_the_earlier_one_is_kept_whole_and_the_one_before_it_is_gone(made: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("demo", "demo.earlier"):
        shutil.copytree(made[0], tmp_path / name)
    (tmp_path / "demo.earlier" / "of-the-day-before.txt").touch()
    assert killed(tmp_path / "demo", made[1], 3, NEXT_DAY) > 30
    ready(tmp_path / "demo", 1)
    assert there(tmp_path) in (["demo", "demo.earlier"], ["demo", "demo.earlier", "demo.removed"])
    assert not (tmp_path / "demo.earlier" / "of-the-day-before.txt").exists()


def test_while_one_is_being_made_another_start_leaves_it_alone(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "demo.making", Kind.DEMO, atomic_folder.give_up) as new:
        (new / "half").write_text("of it")
        with pytest.raises(ExternalSystemError) as refused:
            ready(tmp_path / "demo")
        assert refused.value.code == "folder_being_filled" and (new / "half").exists()


@pytest.mark.parametrize("what", ["making", "earlier", "removed"])
def test_a_folder_of_somebodys_own_is_not_taken_for_a_demos(tmp_path: Path, what: str) -> None:
    (tmp_path / f"demo.{what}").mkdir()
    (tmp_path / f"demo.{what}" / "letter.txt").write_text("mine")
    with pytest.raises(ExternalSystemError) as refused:
        ready(tmp_path / "demo")
    assert refused.value.code == "demo_not_placed" and f"demo.{what}" in message_for(refused.value)
    assert there(tmp_path) == [f"demo.{what}"] and (tmp_path / f"demo.{what}" / "letter.txt").read_text() == "mine"


def as_a_pipe(file: Path) -> None:
    os.mkfifo(file)


def as_a_folder(file: Path) -> None:
    file.mkdir()


def as_nonsense(file: Path) -> None:
    file.write_bytes(b"[" * 99_999)


@pytest.mark.parametrize("damage", [as_a_pipe, as_a_folder, as_nonsense])
def test_without_its_key_file_it_says_so_and_can_be_made_again(
    made: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: object
) -> None:
    assert callable(damage)
    folder = tmp_path / "demo"
    shutil.copytree(made[0], folder)
    (folder / "demo-keys.json").unlink()
    damage(folder / "demo-keys.json")
    assert program.main(["demo", "--folder", str(folder)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "listening-room demo --fresh [demo_store_" in said.err
    clock = FakeClock(TUESDAY)
    ready_demo(folder, fresh=True, clock=clock, tell=lambda words: None)
    whole(folder)
    assert there(tmp_path) == ["demo"]


@pytest.mark.parametrize("damage", [as_a_pipe, as_a_folder, as_nonsense])
def test_what_cannot_be_read_as_a_demo_is_not_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: object
) -> None:
    assert callable(damage)
    folder = tmp_path / "demo"
    folder.mkdir()
    damage(folder / "office.toml")
    for arguments in ([], ["--fresh"]):
        assert program.main(["demo", "--folder", str(folder), *arguments]) == 2
        assert "Choose another place with --folder. [demo_not_placed]" in capsys.readouterr().err
    assert (folder / "office.toml").exists()


if __name__ == "__main__":
    main(*sys.argv[1:])
