"""The folder of a witness file, tried before anything is made: really written, and left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import files, witnesses
from desktop.environment.office_file import REAL, OfficeFile
from desktop.environment.witnesses import is_on_own_disk, same_disk
from desktop.environment.witnesses import place_problem as problem_of

NAME = "witness.txt"


def problem(folder: Path, office: Path) -> str | None:
    return problem_of(folder, folder / NAME, office)


def test_a_good_place_is_written_to_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    write = files.write_file

    def seen(file: Path, content: bytes) -> None:
        write(file, content)
        written.append(file)

    monkeypatch.setattr(witnesses, "write_file", seen)
    (tmp_path / "share").mkdir()
    assert problem(tmp_path / "share", tmp_path / "office") is None
    [probe] = written
    assert probe.parent == tmp_path / "share" and list((tmp_path / "share").iterdir()) == []


def test_a_folder_that_is_not_there_or_is_the_offices_is_refused(tmp_path: Path) -> None:
    office = tmp_path / "office"
    (office / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to(office)
    assert problem(tmp_path / "away", office) == "witness_folder_missing"
    for inside in (office, office / "below", tmp_path / "link", tmp_path / "link" / "below"):
        assert problem(inside, office) == "witness_inside"


@pytest.mark.parametrize("fails", ["write_file", "sync_folder"])
def test_a_place_that_cannot_be_written_or_synced_is_refused_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def refused(*asked: object) -> None:
        raise OSError("read only")

    monkeypatch.setattr(witnesses, fails, refused)
    (tmp_path / "share").mkdir()
    assert problem(tmp_path / "share", tmp_path / "office") == "witness_not_writable"
    assert list((tmp_path / "share").iterdir()) == []


def test_a_witness_that_is_there_is_another_offices_unless_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / NAME).touch()
    assert problem(tmp_path, tmp_path / "office") is None
    (tmp_path / NAME).write_text("somebody else's")
    assert problem(tmp_path, tmp_path / "office") == "witness_taken_there"
    assert (tmp_path / NAME).read_text() == "somebody else's"


def test_the_disk_is_that_of_the_nearest_folder(tmp_path: Path) -> None:
    assert same_disk(tmp_path, tmp_path / "not" / "there" / "yet")
    assert not same_disk(tmp_path, Path("/proc"))


SERVER = "postgresql://desks@db.example.org/listening?sslrootcert=/ca.crt"


def test_a_witness_that_one_pc_alone_reaches_is_known_by_its_disk(tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "witness.txt", Path("/proc/version")  # a disk that is never the office's
    here.touch()
    one = OfficeFile(OfficeId("0" * 32), REAL, DeskId("d" * 32), here, SERVER)
    assert is_on_own_disk(one, tmp_path / "office")
    assert not is_on_own_disk(one._replace(database=None), tmp_path / "office"), "an office on one PC may have it there"
    assert not is_on_own_disk(one._replace(witness=elsewhere), tmp_path / "office")
    assert not is_on_own_disk(one._replace(more_witnesses=(elsewhere,)), tmp_path / "office"), (
        "another one is elsewhere"
    )
    here.unlink()
    assert not is_on_own_disk(one, tmp_path / "office"), "its share may be away"
