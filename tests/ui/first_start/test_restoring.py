"""An office is restored through the pages, by the keyboard: on this PC, and into an empty database of a server."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import Restored, RestorePlan
from desktop.application.ports.sound import VaultPlace, Watcher
from desktop.bootstrap.making import Server
from desktop.bootstrap.opening import open_parts
from desktop.errors import DatabaseError, ListeningRoomError
from desktop.lifecycle import backups as folders
from desktop.lifecycle.backups import back_up
from desktop.lifecycle.create import make_office
from desktop.lifecycle.first_start import FirstStarting
from desktop.lifecycle.restore import restore
from desktop.ui.first_start.restoring import LOST, STAYS, DatabasePage, OfficeRestoredPage, RestorePage
from desktop.ui.first_start.window import Opens
from desktop.ui.recovery_keys.restoring import BackupAndKeyPage
from desktop.vault.blobs import BlobKind
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.gallery.states.first_start import StillStart
from tests.lifecycle.test_create import new_office
from tests.lifecycle.test_first_start import tables
from tests.support.machine.stored_secrets import delete_secrets, stored_secrets
from tests.support.servers import postgres
from tests.ui.first_start.walk import Walk, postgres_answers, walking
from tests.ui.sessions.counter import words_on

pytestmark = pytest.mark.slow

SOUND = bytes(3_000_000)
ID = "a" * 32


@dataclass
class Lost:
    """An office that was backed up and lost, with its keys; its witness file is where it was."""

    folder: Path
    backup: Path
    recovery: Path
    witness: Path
    keys: object


@contextmanager
def lost(account: Path, server: Server | None = None) -> Iterator[Lost]:
    """Yield one, with a recording. `server`: its data and its recordings are there."""
    identity, recipient = new_identity()
    vault_in = VaultPlace.FOLDER if server is None else VaultPlace.DATABASE
    place = account.parent
    place.mkdir(parents=True)
    new = new_office(place, recovery=(recipient, new_identity()[1]), server=server, vault_in=vault_in)
    made = make_office(new).parts
    made.vault.store(BlobKind.APPROVED, ID, [SOUND], bytes(32))
    made.engine.dispose()
    backup, recovery = place.with_name("backup"), place.with_name("recovery.txt")
    recovery.write_text(identity)
    back_up(new.folder, backup)
    keys = stored_secrets().keys()
    shutil.rmtree(new.folder)
    delete_secrets()
    yield Lost(new.folder, backup, recovery, new.witness, keys)


@contextmanager
def a_lost_one_on_a_server(account: Path) -> Iterator[tuple[Lost, postgres.Database]]:
    """Yield one whose data was on a server, and an empty database."""
    with (
        postgres.a_database() as before,
        postgres.a_database() as empty,
        lost(account, postgres.for_a_new_office(before.name)) as office,
    ):
        yield office, empty


@contextmanager
def a_lost_one(account: Path) -> Iterator[tuple[Lost, None]]:
    """Yield one whose data was on its PC."""
    with lost(account) as office:
        yield office, None


def choose(first: Walk, backup: Path, recovery: Path) -> None:
    """Go to the page from the choice, with the keyboard, and choose both."""
    if first.page is first.window.choice:
        first.window.choice.restore.click()
    page = first.window.restoring.backup_page
    assert first.page is page
    first.type_into(page.backup, str(backup))
    first.type_into(page.recovery, str(recovery))
    first.go_on()


def the_database(first: Walk, where: str) -> None:
    """Say whether the office's database is lost, and go on."""
    page = first.page
    assert isinstance(page, DatabasePage)
    first.choose(page.place.options[where])
    first.go_on()


def left_behind(office: Lost) -> list[str]:
    """Return what there is of the office: in the account, in its keyring, beside its witness."""
    files = [path.name for path in office.folder.parent.iterdir() if path != office.witness.parent]
    return [*files, *map(str, stored_secrets()), *map(str, office.witness.parent.iterdir())]


def test_an_office_is_restored_with_a_key_on_paper_that_is_masked_and_forgotten(qtbot: QtBot, account: Path) -> None:
    with lost(account) as office, walking(qtbot, FirstStarting(office.folder)) as first:
        first.window.choice.restore.click()
        restoring = first.window.restoring
        page = restoring.backup_page
        first.type_into(page.backup, str(office.backup))
        first.choose(page.whence.options["typed"])
        first.go_on()
        assert "Paste the recovery key" in page.key.problem and not page.recovery.isVisible()
        key = office.recovery.read_text("ascii").strip().splitlines()[-1]
        first.type_into(page.key, "age-secret-key-1" + "q" * 58)
        first.go_on()
        assert "does not open the back-up" in page.key.problem
        first.type_into(page.key, f"{key[:20].lower()} {key[20:]}")
        assert key[20:] not in page.key.input.displayText()
        first.go_on()
        assert isinstance(first.page, RestorePage) and page.key.value() == "" and key not in repr(restoring.plan)
        assert "Events in its log" in first.words and "This PC" in first.words and not office.folder.exists()
        restoring.restore_page.back.emit()
        shown: object = first.page
        assert shown is page and "keep what you typed before" in words_on(page)
        first.go_on()
        first.go_on()
        assert isinstance(first.page, OfficeRestoredPage) and restoring.plan == RestorePlan(), "the key is forgotten"
        assert "The office is restored. Its log has" in first.words and "lost" not in first.words
        first.go_on()
        assert first.window.opens is Opens.OFFICE
        parts = open_parts(office.folder)
        assert parts.vault.has(BlobKind.APPROVED, ID) and stored_secrets().keys() == office.keys
        parts.engine.dispose()


def test_one_on_a_server_goes_into_an_empty_database(qtbot: QtBot, account: Path) -> None:
    with a_lost_one_on_a_server(account) as (office, empty):
        with walking(qtbot, FirstStarting(office.folder)) as first:
            choose(first, office.backup, office.recovery)
            the_database(first, LOST)
            page = first.window.restoring.server_page
            assert first.page is page
            first.fill(**postgres_answers(empty), owner_password="another")
            owner_password = page.asked["owner_password"]
            assert first.page is page and "name of the database" in owner_password.problem
            first.fill(owner_password=postgres.OWNER_PASSWORD)
            assert f"{empty.name} on localhost" in first.words and owner_password.value() == ""
            first.go_on()
            assert "The office is restored." in first.words
        parts = open_parts(office.folder)
        assert f"/{empty.name}?" in str(parts.file.database) and parts.vault.has(BlobKind.APPROVED, ID)
        parts.engine.dispose()


def test_what_is_no_back_up_or_another_key_is_said_at_its_field(qtbot: QtBot, account: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(new_identity()[0])
    (tmp_path / "empty").mkdir()
    with lost(account) as office, walking(qtbot, FirstStarting(office.folder)) as first:
        page = first.window.restoring.backup_page
        choose(first, tmp_path / "away", tmp_path / "away.txt")
        assert "Choose the folder of a back-up." in page.backup.problem
        assert "Choose the file with the recovery key." in page.recovery.problem
        choose(first, tmp_path / "empty", office.recovery)
        assert "not a complete back-up" in page.backup.problem
        choose(first, office.backup, tmp_path / "other.txt")
        assert "does not open the back-up" in page.recovery.problem and page.backup.problem == ""
        first.window.restoring.plan = RestorePlan(recovery_key="a key that was typed")
        page.back.emit()
        assert first.page is first.window.choice and first.window.restoring.plan == RestorePlan(), "it is forgotten"


def test_a_damaged_one_restores_nothing_and_leaves_nothing_behind(qtbot: QtBot, account: Path) -> None:
    with lost(account) as office, walking(qtbot, FirstStarting(office.folder)) as first:
        office.witness.unlink()
        damaged = office.backup / "vault" / "approved" / ID
        damaged.write_bytes(damaged.read_bytes()[:-1])
        choose(first, office.backup, office.recovery)
        first.go_on()
        assert isinstance(first.page, RestorePage) and first.page.primary.isEnabled()
        assert "This back-up is damaged" in first.words and "Nothing of the office was left behind." in first.words
        assert left_behind(office) == []
        first.window.restoring.restore_page.back.emit()
        assert isinstance(first.page, BackupAndKeyPage)
        assert first.window.restoring.backup_page.backup.value() == office.backup


class _Stopped:
    """Whoever waits gives up at one report after the other."""

    def __init__(self, after: int) -> None:
        self._left, self.told = after, list[tuple[int, int]]()

    @property
    def cancelled(self) -> bool:
        self._left -= 1
        return self._left < 0

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.mark.parametrize("on_server", [False, True])
def test_cancelled_anywhere_it_leaves_nothing_behind(account: Path, on_server: bool) -> None:
    """At one report after the other, in ever longer steps, until one is through."""
    with ExitStack() as stack:
        office, empty = stack.enter_context(a_lost_one_on_a_server(account) if on_server else a_lost_one(account))
        office.witness.unlink()
        target = postgres.for_a_new_office(empty.name) if empty else None
        for after in itertools.accumulate(itertools.repeat(0), lambda last, _: last + 1 + last // 2):
            watcher = _Stopped(after)
            try:
                restore(office.backup, office.folder, office.recovery, target, watcher)
            except ListeningRoomError as error:
                assert error.code == "stopped" and message_for(error)
                assert left_behind(office) == [] and (empty is None or tables(empty) == []), after
                continue
            assert after > 5 and watcher.told[-1][0] == watcher.told[-1][1], "all of it was reported"
            assert watcher.told == sorted(watcher.told)
            return


def test_where_the_database_is_still_there_the_pc_goes_on_with_it(qtbot: QtBot) -> None:
    with walking(qtbot, StillStart()) as first:
        restoring = first.window.restoring
        restoring.begin()
        first.go_on()
        first.go_on()
        assert "Choose whether the office’s database is lost." in restoring.database_page.place.problem
        the_database(first, STAYS)
        assert first.page is restoring.restore_page and "It is still on its server." in first.words
        restoring.restore_page.back.emit()
        assert isinstance(first.page, DatabasePage)


def test_keys_that_were_there_before_are_as_they_were(account: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with lost(account) as office:
        restore(office.backup, office.folder, office.recovery)
        before = stored_secrets().keys()
        shutil.rmtree(office.folder)

        def full(*_: object) -> None:
            raise OSError(28, "no space left")

        monkeypatch.setattr("desktop.environment.atomic_folder.sync_tree", full)
        with pytest.raises(ListeningRoomError):
            restore(office.backup, office.folder, office.recovery)
        assert stored_secrets().keys() == before and not office.folder.exists()


def test_it_can_be_cancelled_meanwhile_and_the_window_stays_until_then(qtbot: QtBot) -> None:
    class Slow(StillStart):
        def restore(self, plan: RestorePlan, watcher: Watcher) -> Restored:
            while not watcher.cancelled:
                watcher.report(1, 2)
            raise ListeningRoomError("stopped")

    with walking(qtbot, Slow()) as first:
        restoring = first.window.restoring
        restoring.begin()
        first.go_on()
        the_database(first, LOST)
        first.go_on()
        page = restoring.restore_page
        first.reach(page.primary)
        first.key(Qt.Key.Key_Return)
        qtbot.waitUntil(page.working.cancel.isVisible)
        first.window.close()
        assert first.window.isVisible() and not page.back_link.isEnabled()
        assert page.working.cancel.hasFocus()
        first.key(Qt.Key.Key_Space)
        first.settle()
        assert "Stopped. Nothing has been changed." in first.words and not restoring.running
        assert page.primary.isEnabled() and page.back_link.isEnabled() and not page.working.isVisible()


class NotLetIn(StillStart):
    """A server that does not let the restored PC in: no failure of the restoring."""

    def restore(self, plan: RestorePlan, watcher: Watcher) -> Restored:
        return Restored(None, None, DatabaseError("restored_not_let_in", role="listening_desks"))


@pytest.mark.parametrize(
    ("start", "said", "not_said"),
    [
        (StillStart(), ["What was done after the back-up is lost."], "let in"),
        (
            NotLetIn(),
            ["The office is restored on this PC", "give the role listening_desks a new one", "--given-password"],
            "witness",
        ),
    ],
    ids=["events lost", "not let in"],
)
def test_what_is_still_to_be_done_is_said_with_the_outcome(
    qtbot: QtBot, start: StillStart, said: list[str], not_said: str
) -> None:
    with walking(qtbot, start) as first:
        first.window.restoring.begin()
        first.go_on()
        the_database(first, LOST)
        for _ in range(2):
            first.go_on()
        page = first.page
        assert isinstance(page, OfficeRestoredPage) and "Nothing of the office" not in first.words
        assert [words for words in said if words not in first.words] == [] and not_said not in first.words
        assert all(words.words in page.where() for words in page.next)


def test_a_back_up_of_the_office_that_is_still_there_is_refused_at_once(account: Path) -> None:
    start = FirstStarting(account.with_name("another"))
    with lost(account) as office:
        manifest = json.loads((office.backup / folders.MANIFEST).read_text())
        assert start.check_backup(RestorePlan(office.backup, office.recovery)).facts is not None
        shutil.copytree(office.backup, manifest["folder"])
        with pytest.raises(ListeningRoomError, match="office_still_there"):
            start.check_backup(RestorePlan(office.backup, office.recovery))
