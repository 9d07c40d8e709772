"""A real office whose keyring is locked, gone, empty, or holds another office's keys: at the start and in a session."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import secretstorage

from desktop.application.sessions import listening
from desktop.bootstrap.opening import Parts
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import OfficeId
from desktop.environment import own_log
from desktop.environment.keyring.secret_service import default_collection
from desktop.environment.keyring.stores import open_keyring, service_name
from desktop.errors import KeyringError
from desktop.lifecycle.create import make_office
from desktop.words.errors import message_for, sentence
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.faults.test_vault import with_identity_of
from tests.lifecycle.test_create import delete, new_office
from tests.support.offices.builders import Office
from tests.support.refusals import error_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class RealOffice:
    """An office, and the environment in which its keyring is found."""

    parts: Parts
    surroundings: dict[str, str]

    def start(self, **other: str) -> tuple[int, str]:
        """Start the program so that it opens the office; return its exit code and what it says is wrong."""
        ran = self.run("verify", **other)
        return ran.returncode, ran.stderr

    def run(self, *verb: str, **other: str) -> subprocess.CompletedProcess[str]:
        """Run a verb of the program. One that waits for somebody fails the test."""
        command = [sys.executable, "-m", "desktop", "--office", str(self.parts.paths.folder), *verb]
        env = {**self.surroundings, **other}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealOffice]:
    with session_bus.secret_service(tmp_path / "session") as surroundings:
        enter(surroundings, monkeypatch)
        parts = make_office(new_office(tmp_path)).parts
        parts.engine.dispose()
        yield RealOffice(parts, surroundings)


def refusal(code: str, words: str) -> tuple[int, str]:
    return 2, f"listening-room: {words} [{code}]\n"


@linux
def test_a_locked_keyring_is_said_and_unlocking_it_is_all_that_is_needed(real: RealOffice) -> None:
    assert real.start() == (0, "")
    before = real.parts.paths.database.read_bytes()
    with closing(secretstorage.dbus_init()) as bus:
        default_collection(bus).lock()
    assert real.start() == refusal("keyring_locked", sentence("keyring_locked"))
    assert sentence("keyring_locked") == (
        "The keyring is locked. Start Listening Room, and give the keyring’s password when the system asks. Then try "
        "again."
    )
    assert real.parts.paths.database.read_bytes() == before


def is_missed(real: RealOffice) -> bool:
    """Return whether this account has the note that Health shows."""
    return any(Path(real.surroundings["HOME"]).rglob(own_log.NOTE))


UNATTENDED = (("status",), ("doctor",), ("retain", "--if-due"))
"""Only the last notes that it was missed."""


@linux
def test_what_runs_unattended_opens_no_prompt(real: RealOffice) -> None:
    address = real.surroundings["DBUS_SESSION_BUS_ADDRESS"]
    with session_bus.silent_service("org.gnome.keyring.SystemPrompter", address):  # a prompt that nobody answers
        with closing(secretstorage.dbus_init()) as bus:
            default_collection(bus).lock()
        for verb in UNATTENDED:
            ran = real.run(*verb)
            if verb == ("doctor",):
                assert ran.returncode == 1 and f"MISSING keyring: {sentence('keyring_locked')}" in ran.stdout
            else:
                assert (ran.returncode, ran.stderr) == refusal("keyring_locked", sentence("keyring_locked"))
            assert is_missed(real) == (verb[0] == "retain")


@linux
def test_what_runs_unattended_does_not_wait_for_a_service_that_is_silent(real: RealOffice, tmp_path: Path) -> None:
    with session_bus.session_bus(tmp_path / "silent") as silent:
        address = silent["DBUS_SESSION_BUS_ADDRESS"]
        with session_bus.silent_service("org.freedesktop.secrets", address):
            for verb in UNATTENDED:
                ran = real.run(*verb, DBUS_SESSION_BUS_ADDRESS=address)
                assert ran.returncode == (1 if verb == ("doctor",) else 2)
                assert sentence("keyring_failed") in ran.stdout + ran.stderr
                assert is_missed(real) == (verb[0] == "retain")


@linux
def test_an_account_that_has_no_keyring_yet_is_told_so_and_asked_for_nothing(real: RealOffice, tmp_path: Path) -> None:
    with (
        session_bus.session_bus(tmp_path / "new") as new,
        session_bus.service_on(new, tmp_path / "new", unlocked=False),
    ):
        ran = real.run("retain", "--if-due", DBUS_SESSION_BUS_ADDRESS=new["DBUS_SESSION_BUS_ADDRESS"])
    assert (ran.returncode, ran.stderr) == refusal("keyring_none", sentence("keyring_none")) and is_missed(real)


@linux
def test_a_keyring_that_is_gone_or_without_the_offices_key_is_said_with_what_to_do(
    real: RealOffice, tmp_path: Path
) -> None:
    with session_bus.session_bus(tmp_path / "empty") as empty:
        said = real.start(DBUS_SESSION_BUS_ADDRESS=empty["DBUS_SESSION_BUS_ADDRESS"])
        assert said == refusal("keyring_no_service", sentence("keyring_no_service"))
    delete(real.parts, "database")
    words = (
        "This account’s keyring does not hold the keys of this office. If it was reset, or the account is new, an "
        "administrator restores them from a back-up of this PC, on the sign-in page or with: listening-room keys "
        "restore"
    )
    assert real.start() == refusal("database_key_missing", words)


@linux
def test_a_keyring_that_holds_another_offices_key_opens_nothing(real: RealOffice, tmp_path: Path) -> None:
    other = make_office(new_office(tmp_path / "another")).parts
    other.engine.dispose()
    ours, theirs = (open_keyring(service_name(OfficeId(each.file.id))) for each in (real.parts, other))
    key = theirs.get("database")
    assert key is not None
    before = real.parts.paths.database.read_bytes()
    ours.set("database", key)
    assert real.start() == refusal("database_key_wrong", sentence("database_key_wrong"))
    assert real.parts.paths.database.read_bytes() == before


class LockedStore:
    """A keyring that was locked while the program runs: the real one answers the same (`tests/environment`)."""

    def get(self, name: str) -> str | None:
        raise KeyringError("keyring_locked")

    def set(self, name: str, value: str) -> None:
        self.get(name)

    def delete(self, name: str) -> None:
        self.get(name)


@pytest.fixture
def locked(office: Office) -> Office:
    """Return the same office, its keyring locked meanwhile."""
    parts = replace(office.parts, store=LockedStore())
    made = Office(parts, office.back, office.people, office.clock)
    with_identity_of(made, made.front)
    return made


def test_a_keyring_locked_in_a_session_opens_nothing_and_loses_nothing(office: Office, locked: Office) -> None:
    id = office.briefed()
    failed = error_of(KeyringError, locked.do, listening.OpenRecording(locked.actor(), id), sound=locked.sound)
    assert message_for(failed) == sentence("keyring_locked")
    assert locked.player.loaded is None and "play" not in locked.player.calls
    with_identity_of(office, office.front)
    office.do(listening.OpenRecording(office.actor(), id))
    assert office.player.loaded is not None and office.session(id).state is State.LISTENING
    office.player.unload()


def test_a_session_is_closed_with_its_signature_or_not_at_all(office: Office, locked: Office) -> None:
    id = office.closing()
    before = office.bodies()
    assert message_for(error_of(KeyringError, locked.close, id, Outcome.HEARD_IN_PART)) == sentence("keyring_locked")
    assert office.session(id).state is State.CLOSING and office.bodies() == before
    assert office.close(id, Outcome.HEARD_IN_PART).receipt.checkpoint
    assert office.verify().whole


def test_a_day_does_not_change_without_its_key(office: Office, locked: Office) -> None:
    id = office.listening()
    office.clock.pass_by(days=1)
    before = office.bodies()
    with pytest.raises(KeyringError):
        locked.do(listening.play, locked.position(id))
    assert locked.player.calls == [] and office.bodies() == before
    office.do(listening.play, office.position(id))
    assert office.player.calls == ["play"] and office.verify().whole
