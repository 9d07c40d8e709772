"""A second PC joins an office on a real server by the three steps of the command line, each PC with a real keyring."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import ANY

import pytest

from desktop.__main__ import main
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.domain.copies.copy import wrapped_digest
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import RetentionKeyId, new_id
from desktop.environment.clock import SystemClock
from desktop.environment.passwords import Passwords
from desktop.errors import DatabaseError, KeyringError
from desktop.vault.blobs import BlobKind
from desktop.vault.keys import new_identity, unwrap_retention_key, wrap_retention_key
from tests.environment.conftest import enter
from tests.environment.keyring import session_bus
from tests.lifecycle.test_create import stored
from tests.support.offices.stored_log import events_in
from tests.support.refusals import error_of
from tests.support.servers import postgres

PASSWORD = "an administrator's password"


@dataclass
class Pc:
    """One PC: its account's keyring and folder, and its command line."""

    folder: Path
    surroundings: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def office(self) -> Path:
        return self.folder / "office"

    def sit_down(self) -> None:
        """Go to it: this process belongs to its session from now on."""
        enter(self.surroundings, self.monkeypatch)

    def run(self, *words: str, typed: tuple[str, ...] = (PASSWORD,), words_typed: str = "") -> tuple[int, str]:
        """Run a command there; return its exit code and what it printed."""
        self.sit_down()
        twice = typed[-1:] if words[:2] == ("office", "create") else ()  # the first password, and that again
        answers = iter((*typed, *twice))
        self.monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
        self.monkeypatch.setattr("builtins.input", lambda prompt: words_typed)
        self.capsys.readouterr()
        code = main(["--office", str(self.office), *words])
        printed = self.capsys.readouterr()
        return code, printed.out + printed.err

    def must(self, *words: str, typed: tuple[str, ...] = (PASSWORD,)) -> str:
        """Run a command that has to end well; return what it printed."""
        code, said = self.run(*words, typed=typed)
        assert code == 0, said
        return said

    def create(
        self, witness: Path, *more: str, on: postgres.Database | None = None, recovery: Path | None = None
    ) -> None:
        """Make an office there, in that database or in a file, and leave a recovery key in that file."""
        identity, recipient = new_identity()
        if recovery is not None:
            recovery.write_text(f"{identity}\n", "ascii")
        keys = "--recovery", recipient, "--recovery", new_identity()[1]
        server = ("--database", on.address, "--database-owner", postgres.OWNER) if on else ()
        typed = (postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD) if on else (PASSWORD,)
        named = "--name", "Test Council", "--witness", str(witness)
        self.must("office", "create", *named, *keys, *more, *server, typed=typed)


@pytest.fixture
def pcs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[Pc, Pc]]:
    with (
        session_bus.secret_service(tmp_path / "one") as one,
        session_bus.secret_service(tmp_path / "two") as two,
    ):
        yield tuple(Pc(tmp_path / name, of, monkeypatch, capsys) for name, of in (("one", one), ("two", two)))  # type: ignore[misc]


@pytest.fixture
def database() -> Iterator[postgres.Database]:
    with postgres.a_database() as made:
        yield made
        made.engine.dispose()
    made.server.drop_logins()


@dataclass
class Place:
    """An office on a server with one PC, a share for its recordings and witness, and a second PC."""

    one: Pc
    two: Pc
    database: postgres.Database
    share: Path
    recovery: Path
    answer_words: str = ""
    """The four of the answer, as the first PC has shown them."""

    @property
    def request(self) -> Path:
        return self.share / "join-request-desk-2.txt"

    @property
    def answer(self) -> Path:
        return self.share / "join-answer-desk-2.age"

    def asked(self) -> str:
        """Let the second PC ask; return its four words."""
        code, said = self.two.run("pc", "ask", str(self.request), "--name", "Desk 2")
        assert code == 0, said
        [line] = [line for line in said.splitlines() if line.startswith("The four words of")]
        return line.partition(": ")[2]

    def grant(
        self, words: str, *more: str, kind: str = "counter", typed: tuple[str, ...] = (PASSWORD,)
    ) -> tuple[int, str]:
        """Try to have the administrator grant it; note the words of the answer."""
        files = str(self.request), str(self.answer)
        arguments = "pc", "grant", *files, "--kind", kind, "--administrator", "administrator", *more
        code, said = self.one.run(*arguments, typed=typed, words_typed=words)
        for line in said.splitlines():
            if line.startswith("Write down the four words"):
                self.answer_words = line.rpartition(": ")[2]
        return code, said

    def granted(self, words: str, *more: str, kind: str = "counter", typed: tuple[str, ...] = (PASSWORD,)) -> str:
        """Have the administrator grant it; return what is printed."""
        code, said = self.grant(words, *more, kind=kind, typed=typed)
        assert code == (1 if "a database administrator runs" in said else 0), said
        return said

    def statements_run(self, said: str) -> None:
        """Run the statements that were printed, as a database administrator does."""
        with self.database.server.superuser(self.database.name) as connection:
            for line in said.splitlines():
                if line.startswith("    "):
                    connection.execute(line.strip())

    def joined(self, *more: str) -> tuple[int, str]:
        return self.two.run("pc", "join", str(self.answer), *more, words_typed=self.answer_words)


@pytest.fixture
def place(pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path) -> Place:
    return made(pcs, database, tmp_path, "--vault", str(tmp_path / "share" / "vault"))


def made(pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path, *vault: str) -> Place:
    """Make the office on the first PC, with its recordings in that place."""
    one, two = pcs
    share, recovery = tmp_path / "share", tmp_path / "recovery.txt"
    (share / "vault").mkdir(parents=True)
    one.create(share / "witness.txt", *vault, on=database, recovery=recovery)
    return Place(one, two, database, share, recovery)


BENT = "listening-room join request 1\nname: Desk \u202e2\ndesk: {}\nrecipient: age1{}\nkey: {}=\n"
NO_REQUESTS = b"", b"\x00" * 100, b"listening-room join request 1\nname: x\n", b"x" * 5000


@pytest.mark.against("carrier")
def test_it_joins_in_three_steps_and_both_work_on_one_log(place: Place, tmp_path: Path) -> None:
    """A wrong request, folder or witness on the way is refused, leaves nothing behind, and can be tried again."""
    words = place.asked()
    _refuses_what_is_not_the_request(place, words)
    said = place.granted(words)
    _refuses_the_folder_of_another_office(place, tmp_path)
    code, told = place.joined()
    assert code == 2 and "two statements" in told, "its login is not made yet"
    place.statements_run(said)
    _waits_for_the_witness(place)
    code, more = place.joined()
    assert code == 0 and "Desk 2" in more and "Test Council" in more
    _no_secret_is_in_the_clear(place, said, more)
    assert kinds(place).count(EventKind.DESK_JOINED) == 1 and place.joined() == (2, ANY)
    with opened(place.two) as parts:
        add(parts, Role.ADVISER)
        assert parts.paths.vault == place.share / "vault"
    for pc in (place.one, place.two):
        pc.must("verify")
    code, listed = place.one.run("pc", "list", "--administrator", "administrator")
    assert code == 0 and [line.split(",")[0] for line in listed.splitlines()] == ["Desk 1: counter", "Desk 2: counter"]


def _refuses_what_is_not_the_request(place: Place, words: str) -> None:
    request = place.request.read_bytes()
    for content in (*NO_REQUESTS, BENT.format("7" * 32, "q" * 58, "A" * 43).encode()):
        place.request.write_bytes(content)
        code, said = place.grant("")
        assert code == 2 and "join_request_unreadable" in said and EventKind.DESK_ASKED not in kinds(place)
    lines = request.decode("ascii").splitlines()
    lines[3] = f"recipient: {new_identity()[1]}"
    place.request.write_text("\n".join([*lines, ""]), "ascii")
    code, said = place.grant(words)
    assert code == 2 and "may have been exchanged" in said
    assert not place.answer.exists() and EventKind.DESK_ENROLLED not in kinds(place)[-2:]
    assert not list(place.share.glob(".*"))
    place.request.write_bytes(request)


def _refuses_the_folder_of_another_office(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "another-share"
    other.mkdir()
    (other / "of-somebody-else").mkdir()
    for mark in ("", "0" * 32):
        if mark:
            (other / "office.txt").write_text(mark)
        code, said = place.joined("--vault", str(other))
        assert code == 2 and "vault_of_another_office" in said and not place.two.office.exists()


def _waits_for_the_witness(place: Place) -> None:
    witness = place.share / "witness.txt"
    witness.rename(place.share / "away.txt")
    witness.mkdir()
    assert place.joined()[0] == 1
    witness.rmdir()
    (place.share / "away.txt").rename(witness)


def _no_secret_is_in_the_clear(place: Place, said: str, more: str) -> None:
    with opened(place.one) as one, opened(place.two) as two:
        place.two.sit_down()
        secrets = stored(two)
        place.one.sit_down()
        assert not set(stored(one).values()) & set(secrets.values())
    password, identity = secrets["database-password"], secrets[f"identity/{two.file.desk}"]
    for told in (place.request.read_bytes(), place.answer.read_bytes(), said.encode(), more.encode()):
        assert password.encode() not in told and identity.encode() not in told
    for file in place.two.office.rglob("*"):
        assert file.is_dir() or not [each for each in secrets.values() if each.encode() in file.read_bytes()]
    desk = two.file.desk
    assert "SCRAM-SHA-256$" in said
    assert secrets.keys() == {"database-password", f"identity/{desk}", f"signing-keys/{desk}"}


def test_where_recordings_are_in_the_database_the_new_pc_needs_no_share(
    pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path
) -> None:
    place = made(pcs, database, tmp_path, "--vault-in", "database")
    place.statements_run(place.granted(place.asked()))
    code, said = place.joined("--vault", str(place.share))
    assert code == 2 and "vault_in_database" in said and not place.two.office.exists()
    assert place.joined()[0] == 0
    id = new_id()
    with opened(place.one) as one:
        one.vault.store(BlobKind.APPROVED, id, [b"a recording"], bytes(32))
    with opened(place.two) as two, two.vault.open(BlobKind.APPROVED, id, bytes(32)) as reader:
        assert reader.read(0, 100) == b"a recording"
    for pc in (place.one, place.two):
        pc.must("verify")
        assert "Recordings are in the database, on its server." in pc.run("status")[1]
        assert "recordings: Recordings are in the database, on its server." in pc.run("doctor")[1]
        assert not (pc.office / "vault").exists()


@pytest.mark.against("carrier")
def test_nobody_else_opens_the_answer_nor_one_that_was_changed(place: Place, tmp_path: Path) -> None:
    said = place.granted(place.asked())
    place.statements_run(said)
    content = place.answer.read_bytes()
    place.answer.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert place.joined() == (2, ANY) and not place.two.office.exists()
    place.answer.write_bytes(content)
    (tmp_path / "again").mkdir()
    again = place.two.run("pc", "ask", str(tmp_path / "again" / "request.txt"), "--name", "Desk 2", "--anew")
    assert again[0] == 0
    code, said = place.joined()
    assert code == 2 and "join_answer_not_ours" in said and not place.two.office.exists()


@pytest.mark.against("carrier")
def test_an_office_of_the_same_name_that_granted_it_on_the_way_has_other_words(
    place: Place, database: postgres.Database, tmp_path: Path
) -> None:
    """Whoever carries the request makes an office of their own, of the same name, and grants it there."""
    request = place.asked()
    place.statements_run(place.granted(request))
    shown = place.answer_words
    with session_bus.secret_service(tmp_path / "theirs") as surroundings, postgres.a_database() as elsewhere:
        (tmp_path / "carried").mkdir()
        theirs = replace(place.one, folder=tmp_path / "theirs", surroundings=surroundings)
        other = made((theirs, place.two), elsewhere, tmp_path / "carried", "--vault-in", "database")
        other.request.write_bytes(place.request.read_bytes())
        other.granted(request)
        elsewhere.engine.dispose()
        assert other.answer_words != shown
        other.answer_words = shown
        code, said = other.joined()
    assert code == 2 and "someone else’s office" in said and not place.two.office.exists()
    place.answer_words = shown.upper().replace(" ", "   ")
    assert place.joined()[0] == 0


@pytest.mark.against("thief")
def test_the_owner_makes_and_ends_logins_where_it_may(place: Place) -> None:
    with place.database.server.owner_makes_logins():
        said = place.granted(
            place.asked(), "--database-owner", postgres.OWNER, typed=(PASSWORD, postgres.OWNER_PASSWORD)
        )
        assert "CREATE ROLE" not in said and place.joined()[0] == 0
        arguments = "--name", "Desk 2", "--why", "stolen", "--administrator", "administrator"
        owner = "--database-owner", postgres.OWNER
        with opened(place.two) as thief:
            code, said = place.one.run("pc", "withdraw", *arguments, *owner, typed=(PASSWORD, "mistyped"))
            assert code == 1 and "does not let the owner’s role in" in said and "ALTER ROLE" in said
            with thief.engine.connect() as still:
                assert still.exec_driver_sql("SELECT 1").scalar() == 1
            typed = PASSWORD, postgres.OWNER_PASSWORD
            code, said = place.one.run("pc", "withdraw", *arguments, *owner, typed=typed)
            assert code == 0 and "ALTER ROLE" not in said
            with pytest.raises(DatabaseError), thief.uow(thief.file.desk) as uow:
                uow.reading.people()
            with pytest.raises(DatabaseError), thief.uow(thief.file.desk).read_only():
                pass
    assert kinds(place).count(EventKind.DESK_WITHDRAWN) == 1
    place.one.must("verify")


def test_an_owner_who_may_not_is_told_apart_and_the_statements_are_printed(place: Place) -> None:
    words = place.asked()
    typed = PASSWORD, postgres.OWNER_PASSWORD
    code, said = place.grant(words, "--database-owner", postgres.OWNER, typed=typed)
    assert code == 1 and "LOOK" in said and "needs CREATEROLE" in said and "CREATE ROLE" in said
    place.statements_run(said)
    assert place.joined()[0] == 0


def test_a_counter_lets_a_back_office_in_only_with_a_recovery_key(place: Place) -> None:
    with opened(place.one) as parts, parts.uow(parts.file.desk) as uow:  # a key that this counter does not hold
        recipients = uow.proven.recipients("original")
        wrapped = wrap_retention_key(bytes(32), recipients)
        uow.recordings.add_retention_key(RetentionKeyId("e" * 32), "switchboard", "2026-11", "original", wrapped)
        named: Facts = {"key": "e" * 32, "source": "switchboard", "key_month": "2026-11"}
        named |= {"key_sha256": wrapped_digest(wrapped)}
        uow.commit(Event(EventKind.RECORDING_IMPORTED, SystemClock().now(), parts.file.desk, None, {}, named))
    words = place.asked()
    code, said = place.grant(words, kind="back_office")
    assert code == 2 and "desk_keys_not_here" in said
    code, said = place.grant(words, "--recovery", str(place.recovery), kind="back_office")
    assert code == 1 and "is enrolled" in said, "the login is still to be made"
    place.statements_run(said)
    assert place.joined()[0] == 0
    with opened(place.two) as parts, parts.uow(parts.file.desk).read_only() as uow:
        [key] = uow.keys.in_use()
        assert unwrap_retention_key(key.wrapped, identity_of(parts.store, parts.file.desk)) == bytes(32)


def test_a_pc_is_changed_and_a_recovery_key_replaced_at_the_command_line(place: Place) -> None:
    place.statements_run(place.granted(place.asked()))
    assert place.joined()[0] == 0
    administrator = "--administrator", "administrator"
    code, said = place.one.run("pc", "change", "--name", "desk 2", "--kind", "decision", *administrator)
    assert code == 0 and "Desk 2 is now: decisions" in said
    assert kinds(place)[-1] is EventKind.DESK_KIND_CHANGED
    code, said = place.one.run("pc", "list", *administrator)
    assert code == 0 and "Desk 2: decisions" in said
    code, said = place.one.run("pc", "change", "--name", "Desk 9", "--kind", "decision", *administrator)
    assert code == 2 and "no_pc_of_that_name" in said

    code, said = place.one.run("keys", "show", *administrator)
    both = said.split()
    assert code == 0 and len(both) == 2 and all(each.startswith("age1") for each in both)
    new = new_identity()[1]
    code, said = place.one.run("keys", "replace", "--lost", both[0], "--new", new, *administrator)
    assert code == 0 and "Make a back-up now" in said
    assert place.one.run("keys", "show", *administrator)[1].split() == [new, both[1]]
    code, said = place.one.run("keys", "replace", "--lost", both[0], "--new", new_identity()[1], *administrator)
    assert code == 2 and "recovery_key_changed" in said
    assert place.one.run("verify")[0] == 0 and place.two.run("verify")[0] == 0


def test_an_embedded_office_says_that_nobody_can_join_it(pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    one, two = pcs
    one.create(tmp_path / "w" / "w.txt")
    request = tmp_path / "join-request.txt"
    two.must("pc", "ask", str(request), "--name", "Desk 2")
    arguments = "pc", "grant", str(request), str(tmp_path / "a.age"), "--kind", "counter"
    code, said = one.run(*arguments, "--administrator", "administrator")
    assert code == 2 and "office_on_one_pc" in said


@contextmanager
def opened(pc: Pc) -> Iterator[Parts]:
    pc.sit_down()
    parts = open_parts(pc.office)
    try:
        yield parts
    finally:
        parts.engine.dispose()


def add(parts: Parts, role: Role) -> None:
    """Add a person of that role and name beside the administrator."""
    desk = parts.file.desk
    with parts.uow(desk).read_only() as uow:
        [administrator] = uow.reading.people()
    adding = AddPerson(desk, role.value, f"Test {role.value}", frozenset({role}), PASSWORD)
    add_person(adding, administrator, uow=parts.uow(desk), clock=SystemClock(), passwords=Passwords())


def kinds(place: Place) -> list[EventKind]:
    """Return the kinds of all events, in order."""
    return [event.kind for event in events_in(place.database.owner)]


@pytest.mark.against("thief")
@pytest.mark.skipif(os.geteuid() != 0, reason="its keys are root's")
def test_a_pc_kept_for_jobs_joins_runs_at_night_and_opens_no_window(place: Place) -> None:
    """No keyring answers there: its session has none."""
    no_keyring = place.two.surroundings | {"DBUS_SESSION_BUS_ADDRESS": ""}
    two = place.two = replace(place.two, surroundings=no_keyring)
    code, said = two.run("pc", "ask", str(place.request), "--name", "Jobs", "--for-jobs")
    assert code == 0, said
    [line] = [line for line in said.splitlines() if line.startswith("The four words of")]
    place.statements_run(place.granted(line.partition(": ")[2], "--recovery", str(place.recovery), kind="back_office"))
    code, said = place.joined()
    assert code == 0, said
    assert not list(two.office.parent.glob("*joining*")), "nothing is left of the joining"
    keys = two.office / "keys.json"
    assert keys.stat().st_mode & 0o077 == 0
    code, said = two.run("retain", "--if-due")
    assert "Nothing to do here" not in said and code in (0, 1), said
    code, said = place.one.run("status")
    assert "No keyring: its keys are in a file." in said
    assert error_of(KeyringError, open_desk, two.office, alone=True).code == "root_store_screens"
    keys.chmod(0o644)
    code, said = two.run("status")
    assert code == 2 and "root_store_open" in said


def test_where_recordings_are_on_one_pc_alone_no_other_is_let_in(
    pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path
) -> None:
    place = made(pcs, database, tmp_path, "--vault-in", "folder")
    code, said = place.grant(place.asked())
    assert code == 2 and "office move --vault-in database" in said and not place.answer.exists()
