from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.checkpoint import Checkpoint, signed_text, verifier_key
from desktop.environment.witness import Witness
from desktop.errors import SurroundingsError

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


def test_the_newest_checkpoint_and_its_age_are_known(witness: Witness) -> None:
    assert (witness.latest(), witness.age(AT)) == (None, None)
    witness.add(a_checkpoint(2))
    witness.add(a_checkpoint(5))
    assert witness.latest() == a_checkpoint(5)
    assert witness.age(AT + timedelta(hours=1)) == timedelta(minutes=55)


def test_the_same_checkpoint_is_added_once(witness: Witness) -> None:
    witness.add(a_checkpoint(2))
    before = witness.text()
    witness.add(a_checkpoint(2))
    assert witness.text() == before


def test_beginning_again_with_the_same_key_changes_nothing(witness: Witness) -> None:
    before = witness.text()
    witness.begin(ORIGIN, NAME, PUBLIC)
    assert witness.text() == before


def test_a_second_desk_of_the_log_begins_in_the_same_file(witness: Witness) -> None:
    witness.begin(ORIGIN, "office.example/d2", bytes(32))
    witness.add(a_checkpoint(3, name="office.example/d2"))
    assert witness.latest() == a_checkpoint(3, name="office.example/d2")


@pytest.mark.parametrize(
    ("origin", "name", "public"),
    [(ORIGIN, NAME, bytes(32)), ("other.example", NAME, PUBLIC), ("other.example", "other.example/d1", PUBLIC)],
)
def test_another_first_key_or_log_is_refused(witness: Witness, origin: str, name: str, public: bytes) -> None:
    before = witness.text()
    with pytest.raises(SurroundingsError, match="witness_not_begun"):
        witness.begin(origin, name, public)
    assert witness.text() == before


@pytest.mark.parametrize(
    "text", [a_checkpoint(2, "other.example"), a_checkpoint(2, name="office.example/d2")], ids=["log", "desk"]
)
def test_a_checkpoint_of_another_log_or_desk_is_refused(witness: Witness, text: str) -> None:
    with pytest.raises(SurroundingsError, match="witness_not_begun"):
        witness.add(text)


def test_a_file_that_has_not_begun_takes_no_checkpoint(path: Path) -> None:
    assert Witness(path).text() == ""
    with pytest.raises(SurroundingsError, match="witness_not_begun"):
        Witness(path).add(a_checkpoint(2))


def test_a_text_that_is_no_checkpoint_is_refused(witness: Witness) -> None:
    with pytest.raises(SurroundingsError, match="witness_damaged"):
        witness.add("anything\n")


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
    with pytest.raises(SurroundingsError, match="witness_damaged"):
        witness.add(a_checkpoint(5))
    assert witness.text() == changed


def test_a_place_that_cannot_be_reached_is_said_to_be_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SurroundingsError, match="witness_unusable"):
        Witness(tmp_path).text()
    with pytest.raises(SurroundingsError, match="witness_unusable"):
        Witness(tmp_path / "file" / "below.txt").begin(ORIGIN, NAME, PUBLIC)
