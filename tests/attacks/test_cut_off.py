"""The newest events of the log taken away before a witness has them: their PC knows its last one, even restarted."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection

from db.schema import protection
from db.schema.audit_tables import audit_event, audit_head, checkpoint
from desktop.application.office.recovery import MOST
from desktop.application.office.signing_in import SignIn
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.verifying import last_event, verifier_over
from desktop.domain.log.events import Event, EventKind, canonical
from desktop.domain.sessions.session import Outcome
from desktop.errors import OtherLogError
from desktop.lifecycle.log_evidence import export_log, verify_office
from tests.attacks.forging import edit, findings, guards_of, listen, tree_over
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import owners

GONE = "The event that this PC wrote last is not in the log."
Again = Callable[[Office], AbstractContextManager[Office]]


@contextmanager
def opened_anew(place: Office) -> Iterator[Office]:
    """Open the office again at the same PC, whose program ended without a sign-out."""
    place.parts.engine.dispose()
    office = Office(open_parts(place.parts.paths.folder), place.back, place.people, place.clock)
    try:
        yield office
    finally:
        office.parts.engine.dispose()


@pytest.fixture(params=[nullcontext, opened_anew], ids=["running", "opened_anew"])
def again(request: pytest.FixtureRequest) -> Again:
    """The program goes on, or has ended and is started again."""
    found: Again = request.param
    return found


@contextmanager
def without_guards(place: Office) -> Iterator[Connection]:
    """Let the database take every statement for a moment."""
    with owners(place) as engine, engine.begin() as connection:
        on_server = connection.dialect.name == "postgresql"
        ahead = ["ALTER TABLE audit_head DISABLE TRIGGER audit_head_only_ahead"] if on_server else []
        statements = [*guards_of(connection), *ahead]
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield connection
        if on_server:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("DISABLE", "ENABLE ALWAYS"))
        else:
            protection.install(connection)


def cut(place: Office, size: int) -> None:
    """Leave that many events."""
    with without_guards(place) as connection:
        connection.execute(audit_event.delete().where(audit_event.c.seq >= size))
        tree = tree_over(connection)
        head = {"size": tree.size, "root": tree.root()}
        connection.execute(audit_head.update(), head)
        assert connection.execute(checkpoint.select().where(checkpoint.c.size > size)).first() is None, "not anchored"


def signs_in(place: Office) -> None:
    """Do something at the PC that misses its event."""
    place.do(SignIn(place.front, "adviser", PASSWORD))


def at_another_pc(place: Office) -> Office:
    """Return the office at a PC that has verified nothing yet."""
    parts = replace(place.parts, file=place.parts.file._replace(desk=place.back))
    return Office(parts, place.back, place.people, place.clock)


def heard_and_cut(place: Office) -> int:
    """Let someone hear a copy, and take away every trace of it; return the number of the PC's last event."""
    session = place.briefed()
    size = len(place.events())
    listen(place, session)()
    for _ in range(2):
        signs_in(place)
    last = len(place.events()) - 1
    cut(place, size)
    edit(place, "UPDATE session SET state = 'briefed' WHERE id = {id}", id=session)
    assert not findings(at_another_pc(place)), "nothing shows it"
    return last


def others_work(place: Office) -> None:
    """Let another PC write in the place of what was taken away."""
    other = at_another_pc(place)
    for _ in range(3):
        other.do(SignIn(place.back, "officer", PASSWORD), desk=place.back)


def test_every_act_at_that_pc_is_refused_until_its_log_is_back_and_the_log_says_so(place: Office, again: Again) -> None:
    signs_in(place)
    size = len(place.events())
    signs_in(place)
    with without_guards(place) as connection:
        events, head = (connection.execute(table.select()).mappings().all() for table in (audit_event, audit_head))
    cut(place, size)
    with again(place) as office:
        for _ in range(2):
            with pytest.raises(OtherLogError) as found:
                signs_in(office)
            assert (found.value.table, found.value.key) == ("audit_event", str(size))
        assert len(office.events()) == size, "nothing is written behind what was cut off"
    with without_guards(place) as connection:
        connection.execute(audit_event.insert(), [dict(each) for each in events[size:]])
        connection.execute(audit_head.update(), dict(head[0]))
    with opened_anew(place) as office:
        for _ in range(2):
            signs_in(office)
        [refused] = [event for event in office.events() if event.kind is EventKind.ROW_REFUSED]
        assert refused.facts["key"] == str(size) and not findings(office)


def test_also_where_another_pc_has_written_in_their_place(place: Office, again: Again) -> None:
    heard_and_cut(place)
    others_work(place)
    with again(place) as office, pytest.raises(OtherLogError):
        signs_in(office)


def test_another_program_of_that_pc_misses_it_too(place: Office) -> None:
    """A nightly job wrote it, and the window that is open meanwhile goes on."""
    signs_in(place)
    size = len(place.events())
    night = Office(open_parts(place.parts.paths.folder), place.back, place.people, place.clock)
    signs_in(night)
    night.parts.engine.dispose()
    cut(place, size)
    with pytest.raises(OtherLogError):
        signs_in(place)


def test_verify_says_it_at_that_pc(place: Office, again: Again) -> None:
    last = heard_and_cut(place)
    others_work(place)
    with again(place) as office:
        proof = verifier_over(office.parts, office.front, office.clock).verify()
        assert proof.changed and [each for each in proof.findings if each.startswith(GONE)]
        [found] = verify_office(office.parts.paths.folder, None, lambda done, total: None).report.findings
        assert (found.code, found.seq) == ("last_event_missing", last)


def test_so_does_what_verifies_only_what_is_new(place: Office, again: Again) -> None:
    assert verifier_over(place.parts, place.front, place.clock).verify().whole
    heard_and_cut(place)
    with again(place) as office:
        proof = verifier_over(office.parts, office.front, office.clock).verify_new()
        assert proof is not None and [each for each in proof.findings if each.startswith(GONE)]


def test_the_night_says_it_and_destroys_nothing(place: Office, again: Again) -> None:
    heard_and_cut(place)
    before = place.events()
    with again(place) as office:
        report = office.nightly(office.front).run()
        assert report.proof is not None and report.proof.changed and not report.all_is_well
        assert office.events() == before


def test_a_stated_loss_that_nobody_signed_excuses_nothing(place: Office, again: Again) -> None:
    heard_and_cut(place)
    others_work(place)
    seq = len(place.events()) - 1
    body = canonical(Event(EventKind.EVENTS_LOST, place.clock.now(), place.back), seq)
    with without_guards(place) as connection:
        connection.execute(audit_event.update().where(audit_event.c.seq == seq).values(body=body))
    with again(place) as office, pytest.raises(OtherLogError):
        signs_in(office)


def test_nor_does_a_change_of_what_came_before_it(place: Office, again: Again) -> None:
    """As if an older database had been put back, as far as the PC's last checkpoint."""
    place.closed(outcome=Outcome.HEARD_IN_PART)
    place.clock.pass_by(hours=2)
    heard_and_cut(place)
    with without_guards(place) as connection:
        connection.execute(audit_event.update().values(body=b"{}").where(audit_event.c.seq >= 20))
    with again(place) as office, pytest.raises(OtherLogError):
        signs_in(office)


def test_whoever_opens_the_office_again_is_refused_nothing(place: Office) -> None:
    for _ in range(3):
        with opened_anew(place) as office:
            office.closed(outcome=Outcome.HEARD_IN_PART)
            office.clock.pass_by(hours=2)
            assert verifier_over(office.parts, office.front, office.clock).verify().whole


@pytest.mark.parametrize("behind", [b"", b"torn", os.urandom(8192), None], ids=["empty", "torn", "another", "gone"])
def test_nor_by_a_copy_that_is_lost_or_none_of_this_office(place: Office, behind: bytes | None) -> None:
    """It is read anew."""
    signs_in(place)
    place.parts.engine.dispose()
    copy = place.parts.known.path
    if behind is None:
        copy.unlink()
    else:
        copy.write_bytes(behind)
    with opened_anew(place) as office:
        signs_in(office)
        assert last_event(office.parts, office.front) is not None
        cut(office, len(office.events()) - 1)
        with pytest.raises(OtherLogError):
            signs_in(office)


def test_nor_where_two_programs_of_one_pc_write_in_turns(place: Office) -> None:
    night = Office(open_parts(place.parts.paths.folder), place.back, place.people, place.clock)
    for _ in range(3):
        signs_in(place)
        signs_in(night)
        found = last_event(place.parts, place.front)
        assert found is not None and found.seq == len(place.events()) - 1
    night.parts.engine.dispose()


def test_the_copy_is_of_this_account_alone(place: Office) -> None:
    signs_in(place)
    assert place.parts.known.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.against("pc")
def test_nonsense_in_a_witness_is_stated_as_lost_however_much_it_is(place: Office, tmp_path: Path) -> None:
    """And what states it is in an export like any other event."""
    head, _, signature = (place.parts.witness.latest() or "").partition("\n\n")
    origin, size, _, at = head.split("\n")
    with place.parts.paths.witness.open("a", encoding="utf-8") as file:
        for number in range(2 * MOST + 1):
            root = b64encode(sha256(bytes(number)).digest()).decode()
            file.write(f"{origin}\n{int(size) + 1000 + number}\n{root}\n{at}\n\n{signature}\n")
    with opened_anew(place) as office:
        with pytest.raises(OtherLogError):
            office.do(SignIn(office.front, "adviser", PASSWORD))
        office.state_loss()
        assert [event.kind for event in office.events()].count(EventKind.EVENTS_LOST) == 3
        office.do(SignIn(office.front, "adviser", PASSWORD))
        assert not findings(office)
        export_log(office.parts.paths.folder, tmp_path / "export", lambda done, of: None)
    assert (tmp_path / "export" / "checkpoint").exists()
