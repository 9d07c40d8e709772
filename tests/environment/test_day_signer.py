"""A desk's signing keys, and the event that it wrote last."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.environment.day_signer import KeystoreDaySigner, LastEventFile, Remembered
from desktop.environment.own_log import log_folder
from desktop.errors import KeyringError
from tests.db.logs import MemoryStore

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def signer(store: MemoryStore, desk: str = "d1") -> KeystoreDaySigner:
    return KeystoreDaySigner(store, "office.example", desk)


def test_a_key_of_a_day_that_was_begun_signs_and_survives_a_restart(store: MemoryStore) -> None:
    assert signer(store).public(MONDAY) is None
    with pytest.raises(KeyringError, match="signing_key_lost"):
        signer(store).sign(MONDAY, b"text")
    public = signer(store).begin(MONDAY)
    signature = signer(store).sign(MONDAY, b"text")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"text")
    assert signer(store).public(MONDAY) == public


def test_earlier_keys_are_gone_from_the_store_after_the_commit_and_not_before(store: MemoryStore) -> None:
    one = signer(store)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        one.begin(day)
    one.retire_before(TUESDAY)
    assert signer(store).public(MONDAY) is not None
    one.committed()
    assert [bool(signer(store).public(day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [False, True, True]
    assert one.public(MONDAY) is None


def test_the_last_word_before_the_commit_counts_and_an_ordinary_commit_writes_nothing(store: MemoryStore) -> None:
    one = signer(store)
    one.begin(MONDAY)
    one.begin(TUESDAY)
    before = store.writes
    one.retire_before(TUESDAY)  # and this transaction was undone
    one.retire_before(MONDAY)
    one.committed()
    one.committed()
    assert one.public(MONDAY) is not None and store.writes == before


@pytest.mark.parametrize(
    "value", ["no JSON", "[1]", '{"monday": "AA=="}', '{"2026-11-23": "AA=="}', '{"2026-11-23": 7}']
)
def test_keys_that_cannot_be_read_are_not_replaced(store: MemoryStore, value: str) -> None:
    store.values["signing-keys/d1"] = value
    with pytest.raises(KeyringError, match="signing_keys_malformed"):
        signer(store).begin(MONDAY)
    assert store.values["signing-keys/d1"] == value


ORIGIN, DESK = "listening-room/office-1", "d" * 32
ONE, TWO, THREE = (1, b"1" * 32), (2, b"2" * 32), (3, b"3" * 32)

Made = Callable[..., LastEventFile]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / f"last-event-{DESK}"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def made(path: Path, told: list[str]) -> Iterator[Made]:
    """Open the file, as another program does each time."""
    files: list[LastEventFile] = []

    def make(origin: str = ORIGIN, desk: str = DESK) -> LastEventFile:
        files.append(LastEventFile(path, origin, desk, told.append))
        return files[-1]

    yield make
    for file in files:
        file.close()


def test_it_outlives_the_program_in_a_file_of_one_length_for_this_account_alone(
    made: Made, path: Path, told: list[str]
) -> None:
    assert made().read() is None
    file = made()
    file.write(ONE, None)
    file.close()
    file.close()
    assert file.read() == made().read() == ONE, "it opens again"
    made().write((2**40, b"4" * 32), ONE)
    assert made().read() == (2**40, b"4" * 32) and told == []
    assert len(path.read_bytes()) == 56 and path.stat().st_mode & 0o777 == 0o600


def test_a_torn_record_is_none(made: Made, path: Path, told: list[str]) -> None:
    made().write(ONE, None)
    old = path.read_bytes()
    made().write(TWO, ONE)
    new = path.read_bytes()
    for at in range(1, len(new)):
        for torn in (new[:at], new[:at] + old[at:], new[:at] + bytes(len(new) - at)):
            path.write_bytes(torn)
            assert made().read() is None or torn in (old, new), at
    path.write_bytes(new + b"more")
    assert made().read() is None and told == []


@pytest.mark.parametrize(("origin", "desk"), [("listening-room/office-2", DESK), (ORIGIN, "e" * 32)])
def test_that_of_another_log_or_desk_is_none(made: Made, origin: str, desk: str) -> None:
    made(origin, desk).write(ONE, None)
    assert made().read() is None


def test_the_later_event_of_two_programs_stays(made: Made) -> None:
    one, other = made(), made()
    one.write(ONE, None)
    other.write(THREE, ONE)
    one.write(TWO, ONE)
    assert one.read() == other.read() == THREE


def test_an_earlier_event_follows_one_that_was_found_gone(made: Made) -> None:
    made().write(THREE, None)
    made().write(TWO, None, THREE)
    assert made().read() == TWO


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


def _no_folder(path: Path) -> None:
    path.parent.rmdir()


@pytest.mark.parametrize("instead", [_folder, _pipe, _link, _no_folder])
def test_where_it_cannot_be_written_it_says_so_once_and_stops_nobody(
    made: Made, path: Path, told: list[str], instead: Callable[[Path], None]
) -> None:
    instead(path)
    file = made()
    for event in (ONE, TWO):
        file.write(event, None)
        assert file.read() is None
    assert len(told) == 1 and told[0].startswith("E")


def test_one_that_could_not_be_written_once_is_not_believed_until_it_is(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program remembers a newer one while it runs."""
    file = made()
    file.write(ONE, None)
    with monkeypatch.context() as full:
        full.setattr("desktop.environment.day_signer._put", lambda descriptor, record: 7)
        file.write(TWO, ONE)
    assert file.read() is None
    file.write(THREE, TWO)
    assert file.read() == THREE


def test_the_programs_own_log_has_a_line_of_it_that_names_nothing(path: Path) -> None:
    path.mkdir()
    LastEventFile(path, ORIGIN, DESK).write(ONE, None)
    newest = max(log_folder().glob("*-office.log")).read_text("ascii").splitlines()[-1]
    assert newest.split(" ", 2)[2] == "last_event_not_kept code=EISDIR"


def test_a_desk_remembers_it_without_its_file_while_the_program_runs(made: Made, path: Path) -> None:
    path.mkdir()
    memory, store = Remembered(file=made()), MemoryStore()
    for event in (ONE, TWO):
        signer = KeystoreDaySigner(store, ORIGIN, DESK, memory)
        signer.wrote(*event)
        signer.committed()
        assert signer.last == event


def test_what_was_found_gone_is_not_looked_for_again(made: Made) -> None:
    made().write(THREE, None)
    memory = Remembered(file=made())
    signer = KeystoreDaySigner(MemoryStore(), ORIGIN, DESK, memory)
    assert signer.last == THREE
    signer.forget()
    assert signer.last is None
    signer.wrote(*TWO)
    signer.committed()
    assert signer.last == TWO and made().read() == TWO
