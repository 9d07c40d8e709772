"""A witness file, the several of an office, and the folder that one is put into."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.log.checkpoint import Checkpoint, signed_text, verifier_key
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import witnesses
from desktop.environment.office_file import REAL, OfficeFile
from desktop.environment.witnesses import PIECE, Witness, Witnesses, is_on_own_disk, same_disk, witnesses_of
from desktop.environment.witnesses import place_problem as problem_of
from desktop.errors import ExternalSystemError
from desktop.files import durable
from tests.support.machine.syncs import Disk, linux_only
from tests.support.refusals import error_of, refusal

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ORIGIN = "office.example"
NAME = "office.example/d1"
PUBLIC = bytes(range(32))


def a_checkpoint(size: int, origin: str = ORIGIN, name: str = NAME) -> str:
    head = Checkpoint(origin, size, bytes(32), AT + timedelta(minutes=size))
    return signed_text(head, name, PUBLIC, lambda _: bytes(64))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "checkpoints.txt"


@pytest.fixture
def witness(path: Path) -> Witness:
    witness = Witness(path)
    witness.begin(ORIGIN, NAME, PUBLIC)
    return witness


def test_it_begins_with_the_first_key_and_goes_on_with_checkpoints(witness: Witness, path: Path) -> None:
    witness.add(a_checkpoint(2))
    witness.add(a_checkpoint(5))
    genesis = f"listening-room witness v1\n{ORIGIN}\n{verifier_key(NAME, PUBLIC)}\n\n"
    assert path.read_bytes().decode() == f"{genesis}{a_checkpoint(2)}\n{a_checkpoint(5)}\n" == witness.text()


def test_the_same_checkpoint_is_added_once_and_of_another_log_key_or_desk_none(witness: Witness, path: Path) -> None:
    witness.add(a_checkpoint(2))
    before = witness.text()
    witness.add(a_checkpoint(2))
    fresh = Witness(path.with_name("none.txt"))
    assert fresh.text() == ""
    others: list[Callable[[], object]] = [
        lambda: witness.begin(ORIGIN, NAME, bytes(32)),
        lambda: witness.begin("other.example", NAME, PUBLIC),
        lambda: witness.begin("other.example", "other.example/d1", PUBLIC),
        lambda: witness.add(a_checkpoint(2, "other.example")),
        lambda: witness.add(a_checkpoint(2, name="office.example/d2")),
        lambda: fresh.add(a_checkpoint(2)),
    ]
    for act in others:
        with pytest.raises(ExternalSystemError, match="witness_not_begun"):
            act()
    with pytest.raises(ExternalSystemError, match="witness_damaged"):
        witness.add("anything\n")
    assert witness.text() == before


def test_an_entry_that_was_cut_anywhere_is_taken_away_by_the_next(witness: Witness, path: Path) -> None:
    witness.add(a_checkpoint(2))
    whole = path.read_bytes()
    entry = f"{a_checkpoint(5)}\n".encode()
    for cut in range(len(entry)):
        path.write_bytes(whole + entry[:cut])
        assert witness.latest() == a_checkpoint(2)
        witness.add(a_checkpoint(9))
        assert path.read_bytes() == whole + f"{a_checkpoint(9)}\n".encode()


def test_a_beginning_that_was_cut_is_begun_again(witness: Witness, path: Path) -> None:
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        witness.begin(ORIGIN, NAME, PUBLIC)
        assert path.read_bytes() == whole


@pytest.mark.parametrize(("there", "instead"), [("+", "-"), ("witness v1", "witness v2")])
def test_a_file_that_somebody_else_changed_is_not_written_to(
    witness: Witness, path: Path, there: str, instead: str
) -> None:
    witness.add(a_checkpoint(2))
    changed = witness.text().replace(there, instead)
    path.write_text(changed, encoding="utf-8", newline="")
    with pytest.raises(ExternalSystemError, match="witness_damaged"):
        witness.add(a_checkpoint(5))
    assert witness.text() == changed


def test_a_place_that_cannot_be_reached_is_said_to_be_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExternalSystemError, match="witness_unusable"):
        Witness(tmp_path).text()
    with pytest.raises(ExternalSystemError, match="witness_unusable"):
        Witness(tmp_path / "file" / "below.txt").begin(ORIGIN, NAME, PUBLIC)


def test_a_share_that_is_away_is_no_witness_that_has_nothing(witness: Witness, path: Path, tmp_path: Path) -> None:
    path.parent.rename(tmp_path / "away")
    acts: list[Callable[[], object]] = [
        witness.text,
        witness.latest,
        witness.anchored,
        witness.checkpoints,
        lambda: witness.heads(ORIGIN),
        witness.largest,
        lambda: witness.add(a_checkpoint(1)),
    ]
    for act in acts:
        assert refusal(act) == "witness_unusable"
    assert witness.readable_text() is None and not witness.is_there()
    path.parent.mkdir()
    assert witness.readable_text() == "" and refusal(acts[-1]) == "witness_not_begun", "a file that is gone is said"


def test_the_largest_checkpoint_is_not_always_the_last(witness: Witness, path: Path) -> None:
    assert (Witness(path.with_name("none.txt")).largest(), witness.largest()) == (None, None)
    for size in (2, 9, 5):
        witness.add(a_checkpoint(size))
    assert (witness.latest(), witness.largest()) == (a_checkpoint(5), 9)


@linux_only
def test_an_entry_is_on_the_disk_when_it_is_acknowledged_and_so_is_a_new_file_in_its_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "share" / "office" / "witness.txt"
    disk = Disk(monkeypatch)
    Witness(path).begin(ORIGIN, NAME, PUBLIC)
    assert disk.synced == [tmp_path, tmp_path / "share", path, path.parent]
    disk.calls.clear()
    Witness(path).add(a_checkpoint(2))
    assert disk.synced == [path]
    path.write_bytes(path.read_bytes()[:-20])  # cut by a crash
    disk.calls.clear()
    Witness(path).add(a_checkpoint(2))
    assert disk.synced == [path]


def a_long_file(path: Path, entries: int, last: int = 1) -> None:
    """Write many checkpoints of the first desk, and after them `last` of them again."""
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(f"{a_checkpoint(1)}\n" * (entries - last))
        file.writelines(f"{a_checkpoint(2 + each)}\n" for each in range(last))


def bytes_read() -> int:
    """Return how many bytes this process has read so far, as the system counts them."""
    with open("/proc/self/io") as counters:  # noqa: PTH123
        return int(counters.readline().removeprefix("rchar: "))


@linux_only
def test_adding_to_a_long_file_reads_no_more_of_it_than_of_a_short_one(witness: Witness, path: Path) -> None:
    witness.begin(ORIGIN, "office.example/d2", bytes(32))
    a_long_file(path, 20_000)
    assert path.stat().st_size > 200 * PIECE
    for size, name in ((5, NAME), (6, "office.example/d2"), (7, NAME)):
        before = bytes_read()
        witness.add(a_checkpoint(size, name=name))
        assert witness.latest() == a_checkpoint(size, name=name)
        assert bytes_read() - before < 5 * PIECE


@linux_only
def test_a_desk_that_began_late_is_found_wherever_it_began_and_then_near_the_end(witness: Witness, path: Path) -> None:
    a_long_file(path, 2_000)
    witness.begin(ORIGIN, "office.example/late", bytes(32))
    a_long_file(path, 2_000)
    witness.add(a_checkpoint(5, name="office.example/late"))
    before = bytes_read()
    witness.add(a_checkpoint(6, name="office.example/late"))
    assert bytes_read() - before < 5 * PIECE
    with pytest.raises(ExternalSystemError, match="witness_not_begun"):
        witness.add(a_checkpoint(7, name="office.example/never"))
    assert witness.latest() == a_checkpoint(6, name="office.example/late")


@pytest.mark.parametrize("torn", [b"\0" * 300, b"\0" * 3 * PIECE, b"half a line"])
def test_what_a_crash_left_at_the_end_of_a_long_file_is_taken_away(witness: Witness, path: Path, torn: bytes) -> None:
    a_long_file(path, 500)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert witness.latest() == a_checkpoint(2)
    witness.add(a_checkpoint(9))
    assert path.read_bytes() == whole + f"{a_checkpoint(9)}\n".encode()


def test_from_wherever_it_is_read_the_same_entries_are_found() -> None:
    entry = f"{a_checkpoint(2)}\n".encode()
    content = f"listening-room witness v1\n{ORIGIN}\n{verifier_key(NAME, PUBLIC)}\n\n".encode() + 3 * entry
    for start in range(1, len(content)):
        found = witnesses.read_entries(content[start:], start)
        assert found.geneses == ()
        assert set(found.checkpoints) <= {a_checkpoint(2).encode()}
        assert len(found.checkpoints) >= (len(content) - start) // len(entry) - 1
        assert found.end == len(content)


def test_a_lock_that_is_not_given_back_is_not_waited_for_for_ever(
    witness: Witness, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    monkeypatch.setattr(durable, "PATIENCE", 0.05)
    with path.open("rb") as held, durable.locked(held.fileno()):
        with pytest.raises(ExternalSystemError, match="witness_busy"):
            witness.add(a_checkpoint(2))
        assert witness.text().encode() == before
    witness.add(a_checkpoint(2))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_or_a_device_in_its_place_is_neither_read_nor_written(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/zero")):
        for act in (
            Witness(place).text,
            Witness(place).latest,
            lambda place=place: Witness(place).add(a_checkpoint(2)),
        ):
            with pytest.raises(ExternalSystemError, match="witness_unusable"):
                act()


def test_a_log_that_was_given_up_is_forgotten_and_no_other(witness: Witness, path: Path) -> None:
    witness.add(a_checkpoint(2))
    before = path.read_bytes()
    witness.forget("other.example")
    assert path.read_bytes() == before
    witness.forget(ORIGIN)
    assert path.read_bytes() == b""
    witness.begin("other.example", "other.example/d1", PUBLIC)
    Witness(path.with_name("none.txt")).forget(ORIGIN)
    assert not path.with_name("none.txt").exists()


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


@pytest.mark.against("pc")
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
        assert error_of(ExternalSystemError, witnesses.add, a_checkpoint(2)).code == "witness_unusable"
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
        assert error_of(ExternalSystemError, look).code == "witness_unusable"


def test_a_desk_begins_in_all_of_them_or_not_at_all(paths: list[Path]) -> None:
    witnesses = Witnesses(paths)
    paths[2].parent.write_text("no folder")
    with pytest.raises(ExternalSystemError):
        witnesses.begin(ORIGIN, NAME, PUBLIC)


def test_what_one_of_them_has_is_anchored(paths: list[Path]) -> None:
    witnesses = begun(paths)
    for path, size in zip(paths, (2, 9, 5), strict=True):
        Witness(path).add(a_checkpoint(size))
    assert witnesses.anchored() == 9 and witnesses.latest() == a_checkpoint(9)
    for path in paths:
        path.unlink()
    assert witnesses.anchored() is None


FILE = "witness.txt"


def problem(folder: Path, office: Path) -> str | None:
    return problem_of(folder, folder / FILE, office)


def test_a_good_place_is_written_to_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    write = durable.write_file

    def seen(file: Path, content: bytes) -> None:
        write(file, content)
        written.append(file)

    monkeypatch.setattr(witnesses, "write_file", seen)
    (tmp_path / "share").mkdir()
    assert problem(tmp_path / "share", tmp_path / "office") is None
    [probe] = written
    assert probe.parent == tmp_path / "share" and list((tmp_path / "share").iterdir()) == []


@pytest.mark.against("pc")
@pytest.mark.skipif(os.name == "nt", reason="Wine has no links that lead on")
def test_a_link_in_the_place_of_the_file_costs_nothing_of_what_it_leads_to(tmp_path: Path) -> None:
    other = tmp_path / "of this account.toml"
    other.write_text("kept\n", encoding="utf-8")
    (tmp_path / "witness.txt").symlink_to(other)
    linked = Witness(tmp_path / "witness.txt")
    assert refusal(linked.begin, ORIGIN, NAME, PUBLIC) == refusal(linked.add, a_checkpoint(2)) == "witness_unusable"
    assert other.read_text(encoding="utf-8") == "kept\n"


@pytest.mark.skipif(os.name == "nt", reason="Wine has no links that lead on")
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
    (tmp_path / FILE).touch()
    assert problem(tmp_path, tmp_path / "office") is None
    (tmp_path / FILE).write_text("somebody else's")
    assert problem(tmp_path, tmp_path / "office") == "witness_taken_there"
    assert (tmp_path / FILE).read_text() == "somebody else's"


@pytest.mark.skipif(os.name == "nt", reason="Linux alone has /proc, a disk that is never the office's")
def test_the_disk_is_that_of_the_nearest_folder(tmp_path: Path) -> None:
    assert same_disk(tmp_path, tmp_path / "not" / "there" / "yet")
    assert not same_disk(tmp_path, Path("/proc"))


SERVER = "postgresql://desks@db.example.org/listening?sslrootcert=/ca.crt"


@pytest.mark.skipif(os.name == "nt", reason="Linux alone has /proc, a disk that is never the office's")
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
