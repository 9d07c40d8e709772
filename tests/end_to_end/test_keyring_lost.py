"""The keyring of the office's only PC is lost, and its database is not: a back-up and a recovery key let it go on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.log.events import EventKind
from desktop.environment.clock import SystemClock
from desktop.vault.keys import new_identity
from tests.end_to_end.test_joining import PASSWORD, Pc, database, made, opened, pcs
from tests.end_to_end.test_restored_password import backed_up, joined
from tests.end_to_end.test_server_way import ADMINISTRATOR
from tests.environment.keyring import session_bus
from tests.support.offices.stored_log import events_in
from tests.support.servers import postgres

__all__ = ["database", "pcs"]
MISSING = re.compile("database_(key|password)_missing")


@dataclass
class Place:
    """An office of one PC, its back-up, a recovery key, and the same account with a new keyring."""

    pc: Pc
    reset: Pc
    backup: Path
    recovery: Path

    def restored(self, *more: str, typed: tuple[str, ...] = (PASSWORD,)) -> tuple[int, str]:
        words = "keys", "restore", str(self.backup), "--recovery", str(self.recovery), *ADMINISTRATOR
        return self.reset.run(*words, *more, typed=typed)


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str:
    """Return where the office is: in a file, where a test does not say it (`indirect`)."""
    return str(getattr(request, "param", "embedded"))


@pytest.fixture
def place(kept_in: str, pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path) -> Iterator[Place]:
    """Make the office, back it up, and let the administrator work there on the two days after."""
    (tmp_path / "share" / "vault").mkdir(parents=True)
    vault = {
        "embedded": (),
        "shared": ("--vault", str(tmp_path / "share" / "vault")),
        "in_database": ("--vault-in", "database"),
    }
    pc, backup, recovery = pcs[0], tmp_path / "backup", tmp_path / "recovery.txt"
    on = database if kept_in != "embedded" else None
    more = "--opens-originals", *vault[kept_in]
    pc.create(tmp_path / "share" / "witness.txt", *more, on=on, recovery=recovery)
    pc.must("backup", str(backup))
    with session_bus.secret_service(tmp_path / "three") as three:
        yield Place(pc, replace(pc, surroundings=three), backup, recovery)
    database.server.give(postgres.DESKS, postgres.DESKS_PASSWORD)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many days later it is, to be changed."""
    later, now = [0], SystemClock.now

    def then(clock: SystemClock) -> datetime:
        return now(clock) + timedelta(days=later[0])

    monkeypatch.setattr(SystemClock, "now", then)
    return later


def works(pc: Pc) -> None:
    assert "administrator" in pc.must("people", "list", *ADMINISTRATOR)
    pc.must("pc", "list", *ADMINISTRATOR)


def kinds(pc: Pc) -> list[EventKind]:
    with opened(pc) as parts:
        return [event.kind for event in events_in(parts.engine)]


@pytest.mark.parametrize(
    ("kept_in", "after"), [("embedded", 3), ("shared", 0), ("in_database", 1)], indirect=["kept_in"]
)
def test_it_goes_on_with_a_back_up_and_a_recovery_key(
    place: Place, days: list[int], after: int, tmp_path: Path
) -> None:
    days[0] = 2
    works(place.pc)
    _refuses_and_leaves_the_keyring(place, tmp_path)
    days[0] += after
    code, said = place.reset.run("verify")
    assert code == 2 and "keys restore" in said and MISSING.search(said), said
    code, said = place.restored()
    assert code == 0 and "The keys of this PC are in the keyring again" in said, said
    assert kinds(place.reset)[-2:] == [EventKind.SIGNING_KEY_CHANGED, EventKind.KEYRING_RESTORED]
    for day in (0, 0, 1):
        days[0] += day
        works(place.reset)
        assert "The log is whole." in place.reset.must("verify")
    place.reset.must("backup", str(place.backup.with_name("second")))


def _refuses_and_leaves_the_keyring(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(new_identity()[0])
    for recovery, typed, why in (
        (place.recovery, "not the password at all", "sign_in_refused"),
        (other, PASSWORD, "recovery_key_not_ours"),
    ):
        code, said = replace(place, recovery=recovery).restored(typed=(typed,))
        assert code == 2 and why in said, said
        code, said = place.reset.run("status")
        assert code == 2 and MISSING.search(said), said
    works(place.pc)
    assert EventKind.KEYRING_RESTORED not in kinds(place.pc)


@pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)
def test_on_the_day_of_the_back_up_nothing_was_lost_but_the_log_says_it(place: Place) -> None:
    works(place.pc)
    assert place.restored()[0] == 0
    assert kinds(place.reset)[-1] is EventKind.KEYRING_RESTORED
    works(place.reset)
    place.reset.must("verify")


@pytest.mark.parametrize("kept_in", ["embedded"], indirect=True)
def test_a_back_up_of_another_office_is_refused(place: Place, pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    pcs[1].create(tmp_path / "other-witness.txt")
    pcs[1].must("backup", str(tmp_path / "others"))
    code, said = replace(place, backup=tmp_path / "others").restored()
    assert code == 2 and "backup_of_another_office" in said, said


def test_a_back_up_that_another_pc_made_has_no_keys_of_this_one(
    pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path
) -> None:
    place = joined(made(pcs, database, tmp_path, "--vault-in", "database"))
    backup = backed_up(place)
    words = "keys", "restore", str(backup), "--recovery", str(place.recovery), *ADMINISTRATOR
    code, said = place.two.run(*words)
    assert code == 2 and "backup_of_another_pc" in said, said
    place.two.must("pc", "list", *ADMINISTRATOR)


@pytest.mark.parametrize("kept_in", ["shared"], indirect=True)
def test_a_lost_pc_whose_password_was_changed_too_is_restored_in_a_new_account(
    place: Place, days: list[int], database: postgres.Database
) -> None:
    """Folder, keyring and password are lost; the database is on its server."""
    days[0] = 2
    works(place.pc)
    place.pc.must("server", "change", "--password", *ADMINISTRATOR)
    shutil.rmtree(place.pc.office)
    database.server.give(postgres.DESKS, "what the database administrator gave")
    words = "restore", str(place.backup), "--yes", "--recovery", str(place.recovery), "--database-stays"
    code, said = place.reset.run(*words)
    assert code == 1 and "--given-password" in said, said
    days[0] += 1
    code, said = place.restored("--given-password", typed=(PASSWORD, "what the database administrator gave"))
    assert code == 0, said
    works(place.reset)
    assert "The log is whole." in place.reset.must("verify")
