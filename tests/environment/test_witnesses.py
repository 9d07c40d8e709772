"""Several witness files, of which some have to take a checkpoint."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile
from desktop.environment.witness import Witness
from desktop.environment.witnesses import Witnesses, witness_of
from desktop.errors import SurroundingsError
from tests.environment.test_witness import AT, NAME, ORIGIN, PUBLIC, a_checkpoint


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return [tmp_path / name / "witness.txt" for name in ("share", "disk", "stick")]


def begun(paths: list[Path], needed: int) -> Witnesses:
    witnesses = Witnesses(paths, needed)
    witnesses.begin(ORIGIN, NAME, PUBLIC)
    return witnesses


def away(path: Path) -> None:
    """Take its disk away."""
    path.parent.rename(path.parent.with_name(f"{path.parent.name} is away"))
    path.parent.write_text("no folder")


def back(path: Path) -> None:
    path.parent.unlink()
    path.parent.with_name(f"{path.parent.name} is away").rename(path.parent)


def test_one_file_is_the_witness_that_it_always_was(paths: list[Path]) -> None:
    file = OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32), paths[0])
    assert isinstance(witness_of(file, Path()), Witness)
    assert isinstance(witness_of(file._replace(more_witnesses=(paths[1],)), Path()), Witnesses)


def test_first_keys_and_checkpoints_go_into_every_file(paths: list[Path]) -> None:
    witnesses = begun(paths, 3)
    witnesses.add(a_checkpoint(2))
    assert len({path.read_text() for path in paths}) == 1
    assert witnesses.latest() == a_checkpoint(2) and witnesses.largest() == 2
    assert witnesses.text() == paths[0].read_text()
    assert witnesses.age(AT + timedelta(minutes=5)) == timedelta(minutes=3)


@pytest.mark.parametrize(("needed", "gone", "taken"), [(2, 1, True), (2, 2, False), (1, 2, True), (3, 1, False)])
def test_as_many_as_are_needed_have_to_take_it(paths: list[Path], needed: int, gone: int, taken: bool) -> None:
    witnesses = begun(paths, needed)
    for path in paths[:gone]:
        away(path)
    if taken:
        witnesses.add(a_checkpoint(2))
        assert witnesses.latest() == a_checkpoint(2)
    else:
        with pytest.raises(SurroundingsError) as refused:
            witnesses.add(a_checkpoint(2))
        assert refused.value.code == "witnesses_too_few"
    assert all(a_checkpoint(2) in path.read_text() for path in paths[gone:]), "whoever can, takes it all the same"


def test_what_a_file_lacks_the_next_checkpoint_makes_up_for(paths: list[Path]) -> None:
    witnesses = begun(paths, 2)
    away(paths[0])
    witnesses.add(a_checkpoint(2))
    back(paths[0])
    witnesses.add(a_checkpoint(5))
    assert [Witness(path).largest() for path in paths] == [5, 5, 5]
    assert a_checkpoint(2) not in paths[0].read_text() and witnesses.text() == paths[1].read_text()


def test_fewer_than_are_needed_say_nothing(paths: list[Path]) -> None:
    witnesses = begun(paths, 2)
    for path in paths[:2]:
        away(path)
    for look in (witnesses.latest, witnesses.largest, witnesses.text):
        with pytest.raises(SurroundingsError) as refused:
            look()
        assert refused.value.code == "witnesses_too_few"


def test_a_desk_begins_in_all_of_them_or_not_at_all(paths: list[Path]) -> None:
    witnesses = Witnesses(paths, 1)
    paths[2].parent.write_text("no folder")
    with pytest.raises(SurroundingsError):
        witnesses.begin(ORIGIN, NAME, PUBLIC)


def test_files_that_say_nothing_yet_have_no_newest(paths: list[Path]) -> None:
    witnesses = begun(paths, 1)
    assert (witnesses.latest(), witnesses.largest(), witnesses.age(AT)) == (None, None, None)


@pytest.mark.parametrize(("needed", "anchored"), [(1, 9), (2, 5), (3, 2)])
def test_what_as_many_have_as_are_needed_is_anchored(paths: list[Path], needed: int, anchored: int) -> None:
    begun(paths, needed)
    for path, size in zip(paths, (9, 2, 5), strict=True):
        Witness(path).add(a_checkpoint(size))
    assert Witnesses(paths, needed).anchored() == anchored
    for path in paths:
        path.unlink()
    assert Witnesses(paths, needed).anchored() is None
