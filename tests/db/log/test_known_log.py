"""A PC's own copy of the log: what it follows, what it refuses, and what takes its place after a stated loss."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select, update

from db.log.known_log import Head, Known
from db.schema.audit_tables import audit_event, audit_head, checkpoint
from db.schema.known_events import known_event
from db.unit_of_work import SqlUnitOfWork
from desktop.application.office.signing_in import SignIn
from desktop.application.ports.log import Keystore
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import EventKind
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.sessions.session import Outcome
from desktop.environment.witnesses import Witnesses
from desktop.errors import DatabaseError, KeyringError, ListeningRoomError, OtherLogError
from tests.attacks.forging import findings
from tests.attacks.test_cut_off import at_another_pc, cut, others_work, without_guards
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import PLACES
from tests.support.refusals import error_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as office:
        yield office


def reading(place: Office) -> SqlUnitOfWork:
    return cast("SqlUnitOfWork", place.uow()).read_only()


def seen(place: Office) -> tuple[int, list[int]]:
    """Return how many events a reader sees, and the numbers of those that its view of the copy has."""
    with reading(place) as uow:
        known = uow.known
        return known.size, [
            seq for (seq,) in known.events.execute(known_event.select().with_only_columns(known_event.c.seq))
        ]


def works(place: Office) -> None:
    place.do(SignIn(place.front, "adviser", PASSWORD))


@pytest.fixture(params=["runs", "starts", "joins"])
def at(request: pytest.FixtureRequest, place: Office) -> Callable[[], Office]:
    """Return the PC that is asked: one that has run all the time, one that is started now, one that joins now."""

    def asked() -> Office:
        if request.param == "runs":
            return place
        if request.param == "joins":
            return at_another_pc(place)
        return Office(replace(place.parts), place.back, place.people, place.clock)

    return asked


def test_it_has_every_event_by_what_its_bytes_say(place: Office, at: Callable[[], Office]) -> None:
    office = at()
    size, there = seen(office)
    assert there == list(range(size)) and size == len(place.events())
    with reading(office) as uow:
        rows = uow.known.events.execute(known_event.select()).all()
    said = [(event.kind.value, event.at.date().isoformat()) for event in place.events()]
    assert [(row.kind, row.day) for row in rows] == said


@dataclass
class CountingStore:
    """The keystore of a PC, that counts how often it is asked, and fails to keep anything while it is `locked`."""

    store: Keystore
    reads: int = 0
    locked: bool = False

    def get(self, name: str) -> str | None:
        self.reads += 1
        return self.store.get(name)

    def set(self, name: str, value: str) -> None:
        if self.locked:
            raise KeyringError("keyring_failed")
        self.store.set(name, value)

    def delete(self, name: str) -> None:
        self.store.delete(name)


def test_the_log_is_pinned_as_soon_as_the_keyring_takes_it_and_no_later_commit_asks_again(place: Office) -> None:
    name = f"signing-keys/{place.front}"
    store = CountingStore(place.parts.store)

    def pinned() -> object:
        return json.loads(store.store.get(name) or "").get("pinned")

    def asked(office: Office) -> int:
        before = store.reads
        works(office)
        return store.reads - before

    before = json.loads(store.get(name) or "")
    first = before.pop("pinned")
    store.set(name, json.dumps(before))
    office = Office(replace(place.parts, store=store), place.back, place.people, place.clock)
    store.locked = True
    seen(office)
    assert pinned() is None
    store.locked = False
    works(office)
    assert pinned() == first
    began_later = Office(replace(office.parts), place.back, place.people, place.clock)
    works(began_later)
    assert asked(office) == asked(began_later)


@pytest.mark.parametrize("change", [{"root": b"\0"}, {"size": 1}], ids=["root", "size"])
def test_a_head_that_does_not_follow_from_the_events_is_refused(place: Office, change: dict[str, object]) -> None:
    works(place)
    with without_guards(place) as connection:
        connection.execute(update(audit_head).values(change))
    for office in (place, at_another_pc(place)):
        with pytest.raises(OtherLogError):
            works(office)


def test_an_event_that_is_changed_later_is_not_asked_for_again_and_no_pc_that_joins_goes_by_it(
    place: Office, at: Callable[[], Office]
) -> None:
    works(place)
    seq, body = len(place.bodies()) - 1, place.bodies()[-1]
    with without_guards(place) as connection:
        changed = body.replace(b'"kind":"signed_in"', b'"kind":"signed_out"')
        connection.execute(update(audit_event).where(audit_event.c.seq == seq).values(body=changed))
    office = at()
    if office.parts.file.desk == place.parts.file.desk:
        works(office)
        return
    assert error_of(OtherLogError, works, office).key == str(seq)


def test_a_reader_that_began_before_others_wrote_sees_the_log_of_then(place: Office) -> None:
    with reading(place) as before:
        size = before.known.size
    with reading(place) as uow:
        assert uow.people is not None and uow.turns is not None
        uow._connection.execute(audit_head.select()).all()  # type: ignore[union-attr]
        works(place)
        known: Known = uow.known
        assert known.size == size
        assert known.events.execute(known_event.select()).all()[-1].seq == size - 1
    assert seen(place)[0] == len(place.events()) > size


def test_a_log_that_is_shorter_than_this_pc_knew_when_it_began_is_refused_to_a_reader_too(
    place: Office, at: Callable[[], Office]
) -> None:
    works(place)
    size = len(place.events())
    works(place)
    cut(place, size)
    office = at()
    if office.parts.file.desk != place.parts.file.desk:
        assert seen(office)[0] == size, "who knew nothing of it cannot miss it"
        return
    assert error_of(OtherLogError, seen, office).key == str(size)


@pytest.mark.against("rows")
def test_after_a_loss_was_stated_every_pc_goes_on_from_the_log_that_states_it(place: Office) -> None:
    """Also where no witness had what was lost: the PC that states it knew it."""
    works(place)
    size = len(place.events())
    other = at_another_pc(place)
    for _ in range(2):
        works(place)
    assert seen(other)[0] == len(place.events())
    cut(place, size)
    for office in (place, other):
        with pytest.raises(OtherLogError):
            works(office)
    place.state_loss()
    stated = next(event for event in reversed(place.events()) if event.kind is EventKind.EVENTS_LOST)
    assert stated.facts["known"] == size + 2
    for office in (place, other):
        works(office)
        assert seen(office) == (len(place.events()), list(range(len(place.events()))))
    assert not list(place.parts.paths.folder.glob("tmp*")), "nothing is left of the reading"


def test_a_statement_that_fails_leaves_what_was_known(place: Office) -> None:
    works(place)
    cut(place, len(place.events()) - 1)
    with pytest.raises(Exception, match="sign_in_refused"):
        place.state_loss(said="another password altogether")
    with pytest.raises(OtherLogError):
        works(place)


@dataclass
class Watching:
    """Waits for the reading, and stops it after so many pieces."""

    pieces: int = 1000
    told: list[tuple[int, int]] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        return len(self.told) > self.pieces

    def report(self, done: int, total: int) -> None:
        self.told.append((done, total))


@pytest.fixture
def behind(place: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return the office at a PC that has read nothing, where five events are much."""
    monkeypatch.setattr("db.log.known_log._MUCH", 5)
    place.closed()
    return at_another_pc(place)


def test_much_that_is_new_is_read_in_pieces_which_are_kept_when_it_is_stopped(behind: Office) -> None:
    size, first, then = len(behind.events()), Watching(2), Watching()
    with pytest.raises(ListeningRoomError, match="stopped"):
        behind.parts.catch_up(first)
    assert behind.parts.known.size() == 10 and {total for _, total in first.told} == {size}
    behind.parts.catch_up(then)
    assert [done for done, _ in then.told] == list(range(10, size - 4, 5)), "it goes on from there"
    assert seen(behind) == (size, list(range(size)))
    behind.parts.catch_up(quiet := Watching())
    assert not quiet.told


def test_what_was_read_in_pieces_and_is_under_no_head_is_forgotten(place: Office, behind: Office) -> None:
    """Somebody shows the PC another last event meanwhile; then the true one is back."""
    works(place)
    while len(place.events()) % 5:
        works(place)
    newest = audit_event.c.seq == len(place.events()) - 1
    with without_guards(place) as connection:
        kept = connection.execute(select(audit_event.c.body).where(newest)).scalar_one()
        connection.execute(update(audit_event).where(newest).values(body=b"{}"))
    behind.parts.catch_up(Watching())
    assert behind.parts.known.size() % 5 == 0
    with pytest.raises(OtherLogError):
        works(behind)
    with without_guards(place) as connection:
        connection.execute(update(audit_event).where(newest).values(body=kept))
    works(behind)
    assert seen(behind)[0] == len(place.events())


def cut_anchored(place: Office, size: int) -> None:
    """Put an older database back: the witness has heads that it does not have."""
    with without_guards(place) as connection:
        on_server = connection.dialect.name == "postgresql"
        guard = "ALTER TABLE checkpoint {} TRIGGER checkpoint_no_delete"
        connection.exec_driver_sql(guard.format("DISABLE") if on_server else "DROP TRIGGER checkpoint_no_delete")
        connection.execute(checkpoint.delete().where(checkpoint.c.size > size))
        if on_server:
            connection.exec_driver_sql(guard.format("ENABLE ALWAYS"))
    cut(place, size)


@contextmanager
def older(place: Office, size: int) -> Iterator[None]:
    """Put an older database in the place of the office's for a while."""
    with without_guards(place) as connection:
        newer = {
            table: [dict(row) for row in connection.execute(select(table).where(beyond)).mappings()]
            for table, beyond in ((audit_event, audit_event.c.seq >= size), (checkpoint, checkpoint.c.size > size))
        }
        head = connection.execute(select(audit_head.c.size, audit_head.c.root)).mappings().one()
    cut_anchored(place, size)
    yield
    with without_guards(place) as connection:
        for table, rows in newer.items():
            connection.execute(table.insert(), rows)
        connection.execute(audit_head.update(), dict(head))


@contextmanager
def hashed() -> Iterator[list[bytes]]:
    """Yield a list of the events that the copy hashes meanwhile."""
    events: list[bytes] = []

    def noted(body: bytes) -> bytes:
        events.append(body)
        return leaf_hash(body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("db.log.known_log.leaf_hash", noted)
        yield events


def test_an_index_of_the_copy_has_the_events_that_it_is_for(place: Office) -> None:
    with reading(place) as uow:
        found = uow.known.events.exec_driver_sql("PRAGMA main.index_list(known_event)").mappings().all()
    assert {index["name"] for index in found if not index["partial"]} == {"ix_known_event_session"}
    assert len(found) == len(known_event.indexes)


def test_a_program_that_keeps_its_copy_in_another_way_reads_the_log_anew(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = at_another_pc(place)
    works(other)
    path = other.parts.known.path
    other.parts.known.close()
    monkeypatch.setattr("db.log.known_log._SHAPE", b"another shape")
    again = at_another_pc(place)
    works(again)
    assert again.parts.known.path.exists() and not path.exists()


@pytest.mark.parametrize("before", ["pass", "import desktop.ui.kit.frame", "kept = [[] for _ in range(30_000)]"])
def test_each_program_of_one_pc_goes_by_one_copy_whatever_it_has_done_before(place: Office, before: str) -> None:
    path = place.parts.known.path
    ask = "from desktop.bootstrap.opening import open_parts; print(open_parts(Path(sys.argv[1])).known.path.name)"
    program = [sys.executable, "-c", f"import sys; from pathlib import Path; {before}; {ask}"]
    told = subprocess.run([*program, str(path.parent)], cwd=ROOT, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == path.name


def test_a_copy_that_another_program_has_made_anew_is_not_taken_for_an_empty_log(place: Office) -> None:
    with reading(place) as uow:
        assert uow.known.event(0)  # its connection is not free for the next reader, who opens the file again
        for left in place.parts.paths.folder.glob(f"{place.parts.known.path.name}*"):
            left.unlink()
        with pytest.raises(DatabaseError, match="database_unavailable"):
            seen(place)
    size, there = seen(place)
    assert size == len(place.events()) and there == list(range(size))
    works(place)
    assert not [event for event in place.events() if event.kind is EventKind.ROW_REFUSED]


@pytest.mark.against("rows")
def test_a_pc_that_has_verified_nothing_misses_what_the_witness_has(place: Office) -> None:
    size = len(place.events())
    place.closed()
    cut_anchored(place, size)
    other = at_another_pc(place)
    other.parts.catch_up(Watching())
    for _ in range(2):
        assert error_of(OtherLogError, works, other).seq == size, "the witness vouches for all before it"
    place.state_loss()
    works(other)
    told = [event for event in place.events() if event.kind is EventKind.ROW_REFUSED and event.desk == place.back]
    assert [event.facts["key"] for event in told] == [str(size)]
    works(at_another_pc(place))


@pytest.mark.against("rows")
def test_a_pc_that_was_off_is_not_shown_an_older_database(place: Office) -> None:
    """It had no more than that: only the witness tells it."""
    other = at_another_pc(place)
    other.parts.catch_up(Watching())
    works(other)
    size, anchored = len(place.events()), place.parts.witness.largest()
    place.closed()
    with older(place, size):
        for _ in range(2):  # each program asks
            again = at_another_pc(place)
            again.parts.catch_up(Watching())
            for _ in range(2):
                assert error_of(OtherLogError, works, again).seq == anchored, "the witness vouches for all before it"
    works(again)
    assert seen(again)[0] == len(place.events())
    assert str(anchored) in [event.facts["key"] for event in place.events() if event.kind is EventKind.ROW_REFUSED]


@pytest.mark.against("rows")
def test_a_head_that_is_older_than_what_was_held_is_held_too(place: Office) -> None:
    """As where the database's owner showed another PC another log, which it anchored."""
    other = at_another_pc(place)
    other.parts.catch_up(Watching())
    works(other)
    known, heads = other.parts.known, place.parts.witness.heads(place.parts.file.origin)
    known._witnessed = lambda: heads | {(min(heads)[0] + 1, bytes(32))}
    other.parts.catch_up(Watching())
    assert error_of(OtherLogError, works, other).seq == min(heads)[0], "the witness vouches for all before it"


def test_no_event_is_read_twice_for_the_heads_of_the_witness(place: Office) -> None:
    other = at_another_pc(place)
    other.parts.catch_up(Watching())
    held = place.bodies()[: place.parts.witness.largest()]
    place.closed()
    with hashed() as events:
        other.parts.catch_up(Watching())
    assert events and held and not set(events) & set(held)
    with hashed() as events:
        other.parts.catch_up(Watching())
    assert not events


@pytest.mark.against("rows")
def test_a_witness_that_was_away_is_asked_by_the_next_program(place: Office, tmp_path: Path) -> None:
    """The PC goes by what it is shown until then, and by nothing else that is in its copy afterwards."""
    place.closed(outcome=Outcome.HEARD_IN_PART)
    size = len(place.events())
    place.clock.pass_by(hours=2)
    place.closed(outcome=Outcome.HEARD_IN_PART)
    cut_anchored(place, size)
    other, largest = at_another_pc(place), place.parts.witness.largest() or 0
    away = replace(other.parts, witness=Witnesses([tmp_path / "away" / "witness"]))
    while len(place.events()) <= largest:
        works(Office(away, place.back, place.people, place.clock))
    assert error_of(OtherLogError, works, other).seq == size


def test_what_is_anchored_while_a_pc_reads_the_log_for_the_first_time_is_not_missed(place: Office) -> None:
    other = at_another_pc(place)
    known, witnessed = other.parts.known, other.parts.known._witnessed

    def others_anchor_meanwhile() -> frozenset[Head]:
        heads = witnessed()
        place.closed()
        return heads

    known._witnessed = others_anchor_meanwhile
    other.parts.catch_up(Watching())
    works(other)
    later = at_another_pc(place)
    later.parts.known._witnessed = lambda: frozenset({(1, bytes(32))})
    works(later)  # it was held against it once: that is not done again
    assert not [event for event in place.events() if event.kind is EventKind.ROW_REFUSED]


def test_a_copy_whose_disk_fails_while_it_is_begun_is_a_plain_error(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = at_another_pc(place)
    with monkeypatch.context() as disk, pytest.raises(DatabaseError, match="database_unavailable"):
        disk.setattr("db.log.known_log._MADE", ("SELECT fails()",))
        other.parts.catch_up(Watching())
    works(other)


def test_a_pc_that_only_reads_misses_what_it_has_read_each_time(place: Office) -> None:
    other = at_another_pc(place)
    works(place)
    size = len(place.events())
    works(place)
    seen(other)
    cut(place, size)
    for _ in range(2):
        with pytest.raises(OtherLogError):
            seen(other)


def test_an_event_that_does_not_follow_on_its_pcs_last_is_refused_at_every_pc(place: Office) -> None:
    works(place)
    seq = len(place.events())
    with cast("SqlUnitOfWork", place.uow()) as uow:
        uow._log._before = bytes(32)
        uow.commit(place.an_event())
    for office in (place, at_another_pc(place)):
        assert error_of(OtherLogError, works, office).seq == seq


def test_a_loss_is_stated_also_where_others_have_written_more_than_was_lost(place: Office) -> None:
    works(place)
    size = len(place.events())
    for _ in range(2):
        works(place)
    cut(place, size)
    others_work(place)
    assert len(place.events()) > size + 2
    place.state_loss()
    stated = next(event for event in reversed(place.events()) if event.kind is EventKind.EVENTS_LOST)
    assert stated.facts["known"] == size + 2
    works(place)


def test_programs_of_one_pc_that_work_at_once_refuse_each_other_nothing(place: Office) -> None:
    """The windows, a nightly run, a command: each has the copy open, and follows what the others write."""
    programs = [Office(open_parts(place.parts.paths.folder), place.back, place.people, place.clock) for _ in range(3)]
    together = threading.Barrier(2 * len(programs))

    def write(office: Office) -> None:
        together.wait()
        for _ in range(15):
            works(office)

    def read(office: Office) -> None:
        together.wait()
        last = 0
        for _ in range(60):
            size, there = seen(office)
            assert size >= last and there == list(range(size))
            last = size

    try:
        with ThreadPoolExecutor(2 * len(programs)) as pool:
            for done in [pool.submit(act, office) for office in programs for act in (write, read)]:
                done.result()
        assert {seen(office)[0] for office in programs} == {len(place.events())}
        assert not [event for event in place.events() if event.kind is EventKind.ROW_REFUSED] and not findings(place)
    finally:
        for office in programs:
            office.parts.engine.dispose()
