"""The witnesses of an office: each gets every checkpoint, and one that is away holds nobody up."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile
from desktop.environment.witnesses import Witness, Witnesses, witnesses_of
from desktop.errors import ExternalSystemError
from tests.environment.test_witness import NAME, ORIGIN, PUBLIC, a_checkpoint


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return [tmp_path / name / "witness.txt" for name in ("share", "disk", "stick")]


def begun(paths: list[Path]) -> Witnesses:
    witnesses = Witnesses(paths)
    witnesses.begin(ORIGIN, NAME, PUBLIC)
    return witnesses


def away(path: Path) -> None:
    """Take its disk away."""
    path.parent.rename(path.parent.with_name(f"{path.parent.name} is away"))
    path.parent.write_text("no folder")


def back(path: Path) -> None:
    path.parent.unlink()
    path.parent.with_name(f"{path.parent.name} is away").rename(path.parent)


def test_an_office_has_one_or_several(paths: list[Path]) -> None:
    file = OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32), paths[0])
    for several in ((), tuple(paths[1:])):
        found = witnesses_of(file._replace(more_witnesses=several), Path()).files
        assert [each.path for each in found if isinstance(each, Witness)] == [paths[0], *several]


def test_first_keys_and_checkpoints_go_into_every_file(paths: list[Path]) -> None:
    witnesses = begun(paths)
    witnesses.add(a_checkpoint(2))
    assert len({path.read_text() for path in paths}) == 1
    assert witnesses.latest() == a_checkpoint(2) and witnesses.largest() == 2
    assert witnesses.text() == paths[0].read_text()
    assert witnesses.are_there()


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_one_is_enough_to_take_it_and_none_is_not(paths: list[Path], gone: int) -> None:
    witnesses = begun(paths)
    for path in paths[:gone]:
        away(path)
    assert not witnesses.are_there(), "someone has to look"
    if gone < len(paths):
        witnesses.add(a_checkpoint(2))
        assert witnesses.latest() == a_checkpoint(2)
    else:
        with pytest.raises(ExternalSystemError) as refused:
            witnesses.add(a_checkpoint(2))
        assert refused.value.code == "witness_unusable"
    assert all(a_checkpoint(2) in path.read_text() for path in paths[gone:]), "whoever can, takes it"


def test_what_a_file_lacks_the_next_checkpoint_makes_up_for(paths: list[Path]) -> None:
    witnesses = begun(paths)
    away(paths[0])
    witnesses.add(a_checkpoint(2))
    back(paths[0])
    witnesses.add(a_checkpoint(5))
    assert [Witness(path).largest() for path in paths] == [5, 5, 5]
    assert a_checkpoint(2) not in paths[0].read_text() and witnesses.text() == paths[1].read_text()


def test_where_none_can_be_read_that_is_said(paths: list[Path]) -> None:
    witnesses = begun(paths)
    for path in paths:
        away(path)
    for look in (witnesses.latest, witnesses.largest, witnesses.text, witnesses.anchored, witnesses.checkpoints):
        with pytest.raises(ExternalSystemError) as refused:
            look()
        assert refused.value.code == "witness_unusable"


def test_a_desk_begins_in_all_of_them_or_not_at_all(paths: list[Path]) -> None:
    witnesses = Witnesses(paths)
    paths[2].parent.write_text("no folder")
    with pytest.raises(ExternalSystemError):
        witnesses.begin(ORIGIN, NAME, PUBLIC)


def test_files_that_say_nothing_yet_have_no_newest(paths: list[Path]) -> None:
    witnesses = begun(paths)
    assert (witnesses.latest(), witnesses.largest(), witnesses.anchored()) == (None, None, None)


def test_what_one_of_them_has_is_anchored(paths: list[Path]) -> None:
    witnesses = begun(paths)
    for path, size in zip(paths, (2, 9, 5), strict=True):
        Witness(path).add(a_checkpoint(size))
    assert witnesses.anchored() == 9 and witnesses.latest() == a_checkpoint(9)
    for path in paths:
        path.unlink()
    assert witnesses.anchored() is None
