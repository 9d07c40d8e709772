"""Folders in the making, killed at every step: an office, a restored one, a back-up, a demo.

The folder is there whole or not at all, the same command makes it in the end, and nothing else is left. With a database
server, each statement to it is a step too.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.engines.server_database import FIRST_EVENTS
from desktop import __main__ as program
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import VerifierOver
from desktop.environment import atomic_folder
from desktop.environment.atomic_folder import Kind, whole_folder
from desktop.errors import ExternalSystemError
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.create import NewOffice, make_office
from desktop.lifecycle.restore import restore
from desktop.showcase import demo
from desktop.showcase.verbs import ready_demo
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.faults.killed.killing import Killer
from tests.lifecycle.test_backup import is_whole, lost, recovery_file
from tests.lifecycle.test_create import new_office
from tests.support.fakes import TUESDAY, FakeClock
from tests.support.machine.stored_secrets import delete_secrets, stored_secrets
from tests.support.offices.builders import Office
from tests.support.refusals import error_of
from tests.support.servers import postgres

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL, and the Secret Service of Linux")
ELSEWHERE = ["elsewhere", "office"]
"""All there is in the end: the place of the witness, and the office."""


def unless_it_is_there(make: Callable[[], object]) -> None:
    """Make it with the same command as before: the one before may have been killed when it was there, whole."""
    try:
        make()
    except ExternalSystemError as error:
        if error.code != "office_exists":
            raise


@contextmanager
def opened(folder: Path) -> Iterator[Parts]:
    parts = open_parts(folder)
    try:
        yield parts
    finally:
        parts.engine.dispose()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def make(new: NewOffice, _: int) -> None:
    unless_it_is_there(lambda: make_office(new).close())


def opens_with_its_administrator(folder: Path) -> None:
    if folder.exists():
        with opened(folder) as parts, parts.uow(parts.file.desk).read_only() as uow:
            assert [person.sign_in_name for person in uow.reading.people().values()] == ["admin"]


def made_in_the_end(kill: Killer, new: NewOffice, key: str, every: int) -> None:
    """Check that of those that were killed nothing is left: no file, no line of a witness, no key."""
    look, statements = partial(opens_with_its_administrator, new.folder), new.server is not None
    assert kill.at_every_step(partial(make, new), every, look, statements=statements) > 20
    assert names(new.folder.parent) == ELSEWHERE
    with opened(new.folder) as parts:
        assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole
    assert parts.witness.text().count("listening-room witness v1") == 1
    keys = {key, f"identity/{parts.file.desk}", f"signing-keys/{parts.file.desk}"}
    assert stored_secrets().keys() == {(f"listening-room/{parts.file.id}", name) for name in keys}


@pytest.mark.slow
def test_an_office_is_made_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str], kill: Killer
) -> None:
    made_in_the_end(kill, new_office(tmp_path / "here"), "database", every=3)


@pytest.mark.slow
def test_so_is_one_on_a_server(tmp_path: Path, surroundings: dict[str, str], kill: Killer) -> None:
    with postgres.a_database() as database:
        new = new_office(tmp_path / "here", server=postgres.for_a_new_office(database.name))
        made_in_the_end(kill, new, "database-password", every=11)


def restore_it(backup: Path, folder: Path, recovery: Path, _: int) -> None:
    unless_it_is_there(lambda: restore(backup, folder, recovery, database_stays=True))


def is_restored(folder: Path) -> None:
    if folder.exists():
        with opened(folder) as parts:
            proof = VerifierOver(parts.engine, parts.witness, parts.file.origin, parts.paths.vault).verify()
            assert proof.whole and proof.events == FIRST_EVENTS


def restored_in_the_end(kill: Killer, place: Path, *, witness_is_gone: bool = False, **more: Any) -> None:
    """Back an office up, lose it with its keys, and kill its restoring."""
    identity, recipient = new_identity()
    place.mkdir()
    backup, recovery = place.with_name("backup"), place.with_name("recovery.txt")
    recovery.write_text(identity)
    new = new_office(place, recovery=(recipient, new_identity()[1]), **more)
    make_office(new).close()
    keys, witness = stored_secrets().keys(), new.witness.read_bytes()
    back_up(new.folder, backup)
    shutil.rmtree(new.folder)
    delete_secrets()
    if witness_is_gone:
        new.witness.unlink()
    act = partial(restore_it, backup, new.folder, recovery)
    assert kill.at_every_step(act, 1, partial(is_restored, new.folder)) > 10
    assert names(place) == ELSEWHERE
    assert stored_secrets().keys() == keys
    assert names(new.witness.parent) == [new.witness.name] and new.witness.read_bytes() == witness


@pytest.mark.slow
@pytest.mark.parametrize("witness_is_gone", [False, True])
def test_an_office_is_restored_with_the_same_command_wherever_the_ones_before_were_killed(
    tmp_path: Path, surroundings: dict[str, str], kill: Killer, witness_is_gone: bool
) -> None:
    restored_in_the_end(kill, tmp_path / "place", witness_is_gone=witness_is_gone)


@pytest.mark.slow
def test_so_is_one_whose_database_is_on_a_server(tmp_path: Path, surroundings: dict[str, str], kill: Killer) -> None:
    with postgres.a_database() as database:
        restored_in_the_end(kill, tmp_path / "place", server=postgres.for_a_new_office(database.name))


def back_up_into(office: Path, place: Path, number: int) -> None:
    """Give each try a folder of its own in that place."""
    back_up(office, place / str(number))


def test_what_a_killed_back_up_left_is_removed_by_the_next_and_each_that_is_there_is_whole(
    office: Office, tmp_path: Path, kill: Killer
) -> None:
    recovery, place = recovery_file(office, tmp_path), tmp_path / "backups"
    (place / ".somebody-elses.unfinished").mkdir(parents=True)
    office.parts.engine.dispose()
    killed = kill.at_every_step(partial(back_up_into, office.parts.paths.folder, place), 5)
    others, *there = names(place)
    assert killed > 10 and others == ".somebody-elses.unfinished" and str(killed) in there
    assert not [name for name in there if name.endswith(".unfinished")]
    for name in there:
        assert is_whole(place / name)
    lost(office)
    restored = restore(place / there[0], tmp_path / "new", recovery)  # one that was killed when it was whole, maybe
    assert restored.events


REQUESTS = 10
"""Of a demo."""


def ready(folder: Path, days: int = 0, *, fresh: bool = False) -> bool:
    """Make it ready so many days later."""
    clock = FakeClock(TUESDAY + timedelta(days=days))
    return ready_demo(folder, fresh=fresh, clock=clock, tell=lambda words: None)


def ready_again(folder: Path, made: Path | None, days: int, fresh: bool, _: int) -> None:
    """`made` is a demo of that day, to be copied in the place of making one."""

    def copied(new: Path, **_: Any) -> Parts:
        shutil.copytree(made or new, new, dirs_exist_ok=True)
        return open_parts(new)

    if made:
        demo.make_demo = copied  # type: ignore[assignment]
    ready(folder, days, fresh=fresh)


def whole(*folders: Path) -> None:
    """Check that each folder called a demo opens, with all its parts. Missing ones are not opened."""
    for folder in filter(Path.exists, folders):
        with opened(folder) as parts:
            with parts.engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM request").scalar_one() == REQUESTS
            assert VerifierOver(parts.engine, parts.witness, parts.file.origin).verify().whole


def demo_killed(kill: Killer, folder: Path, made: Path | None, days: int = 0, *, fresh: bool = False) -> int:
    act, look = (
        partial(ready_again, folder, made, days, fresh),
        partial(whole, folder, folder.with_name("demo.earlier")),
    )
    return kill.at_every_step(act, 3 if made else 100, look)


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a demo of each of two days."""
    place = tmp_path_factory.mktemp("made")
    for days, name in enumerate(("first", "second")):
        ready(place / name, days)
    return place / "first", place / "second"


@pytest.mark.slow
def test_a_demo_that_is_made_for_the_first_time_is_there_whole_or_not_at_all(tmp_path: Path, kill: Killer) -> None:
    assert demo_killed(kill, tmp_path / "demo", None) > 5
    assert names(tmp_path) == ["demo"]


@pytest.mark.slow
def test_a_demo_that_is_made_again_takes_the_place_of_a_whole_one(
    demos: tuple[Path, Path], tmp_path: Path, kill: Killer
) -> None:
    shutil.copytree(demos[0], tmp_path / "demo")
    assert demo_killed(kill, tmp_path / "demo", demos[1], 1, fresh=True) > 30
    assert names(tmp_path) == ["demo"]


@pytest.mark.slow
def test_the_earlier_demo_is_kept_whole_and_the_one_before_it_is_gone(
    demos: tuple[Path, Path], tmp_path: Path, kill: Killer
) -> None:
    for name in ("demo", "demo.earlier"):
        shutil.copytree(demos[0], tmp_path / name)
    (tmp_path / "demo.earlier" / "of-the-day-before.txt").touch()
    assert demo_killed(kill, tmp_path / "demo", demos[1], 1) > 30
    ready(tmp_path / "demo", 1)
    assert names(tmp_path) in (["demo", "demo.earlier"], ["demo", "demo.earlier", "demo.removed"])
    assert not (tmp_path / "demo.earlier" / "of-the-day-before.txt").exists()


@pytest.mark.slow
def test_while_a_demo_is_being_made_another_start_leaves_it_alone(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "demo.making", Kind.DEMO, atomic_folder.give_up) as new:
        (new / "half").write_text("of it")
        refused = error_of(ExternalSystemError, ready, tmp_path / "demo")
        assert refused.code == "folder_being_filled" and (new / "half").exists()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["making", "earlier", "removed"])
def test_a_folder_of_somebodys_own_is_not_taken_for_a_demos(tmp_path: Path, what: str) -> None:
    (tmp_path / f"demo.{what}").mkdir()
    (tmp_path / f"demo.{what}" / "letter.txt").write_text("mine")
    refused = error_of(ExternalSystemError, ready, tmp_path / "demo")
    assert refused.code == "demo_not_placed" and f"demo.{what}" in message_for(refused)
    assert names(tmp_path) == [f"demo.{what}"] and (tmp_path / f"demo.{what}" / "letter.txt").read_text() == "mine"


DAMAGES: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "nonsense": lambda file: file.write_bytes(b"[" * 99_999),
}


@pytest.mark.slow
def test_a_demo_without_its_key_file_says_so_and_can_be_made_again(
    demos: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, damage in DAMAGES.items():
        folder = tmp_path / name / "demo"
        shutil.copytree(demos[0], folder)
        (folder / "demo-keys.json").unlink()
        damage(folder / "demo-keys.json")
        assert program.main(["demo", "--folder", str(folder)]) == 2
        said = capsys.readouterr()
        assert said.out == "" and "listening-room demo --fresh [demo_store_" in said.err, name
    ready(folder, fresh=True)
    whole(folder)
    assert names(folder.parent) == ["demo"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_cannot_be_read_as_a_demo_is_not_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], object]
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    damage(folder / "office.toml")
    for arguments in ([], ["--fresh"]):
        assert program.main(["demo", "--folder", str(folder), *arguments]) == 2
        assert "Choose another place with --folder. [demo_not_placed]" in capsys.readouterr().err
    assert (folder / "office.toml").exists()
