"""The drill: an older database is put back after days of work. Nothing of it is hidden, and every desk goes on.

The database is copied as its administrator would: the file with the program closed, or by `pg_dump` and `pg_restore`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.engines.server_address import read_address
from desktop.application.office.accounts import ChangeRoles
from desktop.application.office.signing_in import SignIn
from desktop.bootstrap.verifying import log_connection, milestones_of, verifier_over, witness_files
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId
from desktop.errors import (
    NotAllowedError,
    OtherLogError,
    RefusedError,
    RowRefusedError,
    SignInRefusedError,
    WrongStateError,
)
from desktop.vault.blobs import BlobKind
from desktop.verify import Report, verify
from desktop.verify.checkpoints import LOG_SHORTER, NOT_SIGNED, WAS_LOST, Receipt, read_receipt
from tests.attacks.test_cut_off import GONE, at_another_pc, cut
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import PASSWORD, Office, a_call, aged
from tests.support.offices.places import PLACES
from tests.support.servers import postgres

Copied = Callable[[], None]
ON_ONE_PC = pytest.mark.parametrize("office", ["sqlcipher"], indirect=True)
"""For a rule that is the same in either database; how one is put back is not."""


office = made_in_each(PLACES)


def copied(office: Office, folder: Path) -> Copied:
    """Copy the office's database, and return what puts that copy back."""
    if office.parts.file.database is not None:
        return _dumped(office, folder / "office.dump")
    database = office.parts.paths.database
    office.parts.engine.dispose()
    older = database.read_bytes()

    def put_back() -> None:
        office.parts.engine.dispose()
        for beside in database.parent.glob(f"{database.name}-*"):
            beside.unlink()
        database.write_bytes(older)

    return put_back


def _dumped(office: Office, dump: Path) -> Copied:
    run, name = postgres.the_server().run, read_address(str(office.parts.file.database)).database
    run("pg_dump", "--format=custom", f"--file={dump}", name)

    def put_back() -> None:
        office.parts.engine.dispose()
        run("dropdb", name)
        run("createdb", name)
        run("pg_restore", "--exit-on-error", f"--dbname={name}", str(dump))

    return put_back


def stored(office: Office) -> set[str]:
    vault = office.parts.paths.vault
    return {f"{kind}-{path.name}" for kind in BlobKind for path in (vault / kind).glob("*")}


def two_days_of_work(office: Office) -> None:
    """Work at both desks, which change their keys each day."""
    for day in (1, 2):
        office.clock.pass_by(days=1)
        office.prepared(office.imported(office.a_request(), a_call(1, 600 + 10 * day)))
        office.closed(outcome=Outcome.HEARD_IN_PART)


def verified(office: Office, receipt: Receipt | None = None) -> Report:
    files = witness_files(office.parts.witness)
    with log_connection(office.parts.engine) as connection:
        return verify(connection, witnesses=files, origin=office.parts.file.origin, receipt=receipt)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def signs_in(office: Office, name: str, desk: DeskId) -> None:
    command = SignIn(desk, name, PASSWORD)
    office.do(command, desk=desk)


@pytest.mark.against("rows")
def test_the_drill(office: Office, tmp_path: Path) -> None:
    put_back = copied(office, tmp_path)
    kept = len(office.bodies())
    two_days_of_work(office)
    held = office.parts.witness.latest()
    assert held is not None
    known, files = len(office.bodies()), stored(office)
    office.clock.pass_by(days=1)
    put_back()

    # The server is back as it was three days ago: no PC goes by less than it knows.
    assert len(office.bodies()) == kept and {"log_shorter", "checkpoint_missing"} <= codes(verified(office))
    for name, desk in (("adviser", office.front), ("officer", office.back)):
        with pytest.raises(OtherLogError):
            signs_in(office, name, desk)

    # Two people state the loss at one desk, and everybody signs in.
    office.state_loss()
    signs_in(office, "adviser", office.front)
    signs_in(office, "officer", office.back)
    report = verified(office)
    assert report.findings == () and report.ok
    [loss] = report.losses
    assert (loss.at, loss.known) == (kept + 1, known), "the desk's new key comes before the event"
    assert loss.kept <= kept

    # The work goes on, is anchored, and the nights destroy nothing that was lost from sight.
    two_days_of_work(office)
    proof = verifier_over(office.parts, office.front, office.clock).verify()
    assert verified(office).ok and proof.findings == ()
    [remark] = proof.remarks
    assert remark.startswith(f"Lost, as event number {loss.at:,} states")
    aged(office.parts.paths.vault)
    night = office.retain()
    assert night.proof is not None and night.proof.whole and night.destroyed == 0
    quarantined = {file.name for file in night.tidied.quarantined}
    made_again = {name for name in files if name.startswith(("working-", "loudness-"))}
    assert files - made_again <= stored(office) | quarantined

    # A receipt from those days is known for what it is, and the next verification goes on from a milestone.
    read = read_receipt(held, office.parts.file.origin)
    assert not isinstance(read, str)
    receipt = Receipt(read)
    verified(office, receipt)
    assert receipt.outcome == WAS_LOST
    made_up = Receipt(replace(read, text=read.text.replace("time 20", "time 21")))
    verified(office, made_up)
    assert made_up.outcome in (NOT_SIGNED, LOG_SHORTER), "it is over what was lost, and no witness has it"
    milestone = milestones_of(office.parts).last()
    assert milestone is not None and milestone.lost
    new = verifier_over(office.parts, office.front, office.clock).verify_new()
    assert new is not None and new.whole


@pytest.mark.against("rows")
@ON_ONE_PC
def test_before_the_loss_is_stated_the_night_destroys_nothing(office: Office, tmp_path: Path) -> None:
    put_back = copied(office, tmp_path)
    two_days_of_work(office)
    office.clock.pass_by(days=400)
    put_back()
    report = office.nightly().run()
    assert report.destroyed == 0 and report.proof is not None and report.proof.changed and not report.all_is_well


@ON_ONE_PC
def test_it_takes_an_administrator_and_a_supervisor_and_nobody_is_both(office: Office, tmp_path: Path) -> None:
    both, by = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}), office.in_person("administrator")
    with office.uow().read_only() as uow:
        seen = uow.people.get(office.people["supervisor"])
    with pytest.raises(WrongStateError, match="nothing_lost"):
        office.state_loss()
    office.do(ChangeRoles(by, seen, both))
    put_back = copied(office, tmp_path)
    two_days_of_work(office)
    put_back()
    for administrator, supervisor in (
        ("administrator", "administrator"),
        ("officer", "supervisor"),
        ("administrator", "adviser"),
        ("supervisor", "supervisor"),
    ):
        with pytest.raises((NotAllowedError, RefusedError)):
            office.state_loss(administrator, supervisor)
    with pytest.raises(SignInRefusedError):
        office.state_loss(said="another password altogether")
    assert EventKind.EVENTS_LOST not in [event.kind for event in office.events()]


@ON_ONE_PC
def test_a_second_disaster_states_only_what_it_took(office: Office, tmp_path: Path) -> None:
    put_back = copied(office, tmp_path)
    two_days_of_work(office)
    put_back()
    office.state_loss()
    again = copied(office, tmp_path)
    two_days_of_work(office)
    again()
    office.state_loss()
    report = verified(office)
    assert report.findings == ()
    first, second = report.losses
    assert second.kept > first.kept and second.at > first.at
    with pytest.raises(WrongStateError, match="nothing_lost"):
        office.state_loss()


@pytest.mark.against("rows")
def test_until_the_loss_is_stated_no_pc_goes_on_not_even_one_that_has_verified_nothing(
    office: Office, tmp_path: Path
) -> None:
    """Restored on the same day, every desk still has its key; the witness tells a new PC what is missing."""
    office.closed(outcome=Outcome.HEARD_IN_PART)
    office.clock.pass_by(hours=2)
    put_back = copied(office, tmp_path)
    office.closed(outcome=Outcome.HEARD_IN_PART)
    put_back()
    office.clock.pass_by(hours=2)
    for name, desk in (("officer", office.back), ("adviser", office.front)):
        with pytest.raises(OtherLogError):
            signs_in(office, name, desk)
    other = at_another_pc(office)
    with pytest.raises(OtherLogError):
        other.closed()
    office.state_loss()
    assert other.closed(outcome=Outcome.HEARD_IN_PART)
    assert verified(office).findings == ()


@pytest.mark.against("rows")
def test_a_database_that_answers_two_pcs_differently_is_found_once_both_have_anchored(
    office: Office, tmp_path: Path
) -> None:
    """Neither can tell from what it is shown. The witness has heads of both logs, and each lacks some of them."""

    def anchor(at: Office) -> None:
        with at.uow() as uow:
            uow.commit(at.an_event(), checkpoint=True)

    other = at_another_pc(office)
    for each in (office, other):
        anchor(each)
    put_back = copied(office, tmp_path)
    for _ in range(2):
        anchor(office)
    assert verified(office).findings == ()
    put_back()
    for _ in range(3):
        anchor(other)
    assert "history_forked" in codes(verified(other))
    assert not verifier_over(other.parts, other.front, other.clock).verify().whole
    with pytest.raises(OtherLogError):
        anchor(office)


@pytest.mark.against("rows")
def test_a_loss_that_was_stated_excuses_nothing_that_is_taken_away_later(office: Office, tmp_path: Path) -> None:
    put_back = copied(office, tmp_path)
    two_days_of_work(office)
    put_back()
    office.state_loss()
    for _ in range(2):
        signs_in(office, "adviser", office.front)
    proof = verifier_over(office.parts, office.back, office.clock).verify()
    assert not [each for each in proof.findings if each.startswith(GONE)], (
        "it was off meanwhile, and is refused nothing"
    )
    signs_in(office, "officer", office.back)
    size = len(office.bodies())
    signs_in(office, "officer", office.back)
    cut(office, size)
    proof = verifier_over(office.parts, office.back, office.clock).verify()
    assert [each for each in proof.findings if each.startswith(GONE)]
    with pytest.raises(RowRefusedError):
        signs_in(office, "officer", office.back)


def test_what_was_taken_out_of_the_middle_is_no_loss(office: Office, tmp_path: Path) -> None:
    """Whoever deletes a checkpoint, to have what it was over stated to be lost, is not helped."""
    from tests.support.offices.places import owners

    two_days_of_work(office)
    with owners(office) as owner, owner.begin() as connection:
        for statement in _without_guards(connection.dialect.name):
            connection.exec_driver_sql(statement)
        sizes = connection.exec_driver_sql("SELECT size FROM checkpoint ORDER BY size").scalars().all()
        connection.exec_driver_sql(f"DELETE FROM checkpoint WHERE size = {sizes[-2]}")
    office.state_loss()
    assert codes(verified(office)) == {"checkpoint_missing"}


def _without_guards(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return ["DROP TRIGGER checkpoint_no_delete"]
    return ["ALTER TABLE checkpoint DISABLE TRIGGER USER"]


def test_a_statement_by_a_desk_that_is_none_changes_nothing(office: Office, tmp_path: Path) -> None:
    """An event that nobody signed excuses no checkpoint, and lets no desk begin anew."""
    put_back = copied(office, tmp_path)
    office.closed(outcome=Outcome.HEARD_IN_PART)
    put_back()
    before = codes(verified(office))
    seq = len(office.bodies())
    facts = {"kept": 0, "known": seq + 99, "lost": [[seq + 1, "A" * 43 + "="]]}
    event = Event(EventKind.EVENTS_LOST, office.clock.now() + timedelta(hours=1), office.front, facts=facts)  # type: ignore[arg-type]
    _planted(office, event)
    assert before <= codes(verified(office)) and verified(office).losses == ()


def _planted(office: Office, event: Event) -> None:
    from sqlalchemy import insert

    from db.schema.audit_tables import audit_event
    from desktop.domain.log.events import canonical
    from tests.support.offices.places import owners

    seq = len(office.bodies())
    with owners(office) as owner, owner.begin() as connection:
        connection.execute(insert(audit_event), {"seq": seq, "body": canonical(event, seq)})
