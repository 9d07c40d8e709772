"""The nightly run and a wrong clock: it destroys nothing, and an office that was wrong, or closed, goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.log.trusted_log import TimesTable
from desktop.application.office.pc_checks import Confirmed
from desktop.application.office.signing_in import SignIn, sign_out
from desktop.application.recordings.retaining import RetainReport
from desktop.domain.log.events import EventKind
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.shared.ids import DeskId, RecordingId
from tests.support.offices.builders import PASSWORD, Office
from tests.support.offices.places import PLACES

AHEAD, STEPPED, BEHIND = (ClockDoubt.AHEAD,), (ClockDoubt.STEPPED,), (ClockDoubt.BEHIND,)
MANY = 20
"""Others kept, so that one may go in a night."""


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        for _ in range(MANY):
            made.kept(made.clock.now())
        yield made


def night(office: Office) -> RetainReport:
    """Run it as the timer does: nobody confirms anything."""
    return office.nightly().run()


def doubts(office: Office) -> tuple[ClockDoubt, ...]:
    return night(office).doubts


def a_day(office: Office, desk: DeskId | None = None) -> None:
    """Sign someone in and out, at the front desk unless another is named."""
    office.clock.pass_by(days=1)
    typed = SignIn(desk or office.front, "adviser", PASSWORD)
    office.do(typed, desk=typed.desk)
    office.do(sign_out, office.actor(desk=typed.desk), desk=typed.desk)


def released(office: Office) -> RecordingId:
    return office.recording(office.released(office.first_request))


def is_there(office: Office, id: RecordingId) -> bool:
    with office.uow().read_only() as uow:
        return id in uow.keeping.living() and (office.parts.paths.vault / "original" / id).exists()


def confirm(office: Office, name: str = "administrator") -> RetainReport:
    looked = office.nightly().look()
    return office.nightly().run(Confirmed(office.actor(name, office.back), looked.doubts, looked.due, looked.kept))


@pytest.mark.against("officer")
def test_a_wrong_clock_destroys_nothing_and_the_log_says_so_without_its_time(office: Office) -> None:
    id = released(office)
    for days, why in ((365, AHEAD), (-30, BEHIND)):
        before, office.clock.at = office.events(), office.clock.at + timedelta(days=days)
        report = night(office)
        assert report.doubts[:1] == why and not report.all_is_well
        assert report.destroyed == report.keys_destroyed == report.tidied.removed == 0
        assert is_there(office, id)
        [stopped] = office.events()[len(before) :]
        assert (stopped.kind, stopped.at, stopped.actor) == (EventKind.RETENTION_STOPPED, before[-1].at, None)
        assert dict(stopped.facts) == {"doubts": [doubt.value for doubt in report.doubts], "log_changed": False}
        assert night(office).doubts == report.doubts
        assert len(office.events()) == len(before) + 1, "once, not each night"
        office.clock.at -= timedelta(days=days)
    assert office.verify().whole


@pytest.mark.against("officer")
def test_signing_in_under_the_wrong_clock_does_not_make_it_right(office: Office) -> None:
    id = released(office)
    office.clock.at += timedelta(days=364)
    for _ in range(3):
        a_day(office)
        assert ClockDoubt.STEPPED in doubts(office) and is_there(office, id)


def test_after_work_under_a_wrong_clock_an_administrator_confirms_the_right_one_and_the_office_goes_on(
    office: Office,
) -> None:
    office.clock.at += timedelta(days=3650)
    a_day(office, office.back)
    office.clock.at -= timedelta(days=3650)
    assert ClockDoubt.BEHIND in doubts(office)
    a_day(office, office.back)
    assert STEPPED[0] in doubts(office), "and also when somebody has worked under the right one"
    assert confirm(office).all_is_well
    a_day(office, office.back)
    assert night(office).all_is_well
    assert office.verify().whole


@pytest.mark.parametrize(("server", "doubted"), [(0, ()), (-2, (ClockDoubt.SERVER_DIFFERS,))])
def test_another_machines_clock_stops_a_wrong_one_and_vouches_for_a_right_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, server: int, doubted: tuple[ClockDoubt, ...]
) -> None:
    """After three weeks without anyone; the server is this machine's own in these tests, so its answer is injected."""
    office.clock.pass_by(days=21)
    there = office.clock.now() + timedelta(days=server)
    monkeypatch.setattr(TimesTable, "server", lambda self: there)
    assert doubts(office) == doubted
    stopped = [event.at for event in office.events() if event.kind is EventKind.RETENTION_STOPPED]
    assert stopped == ([there] if doubted else []), "the server's time is not doubted"


def test_every_night_and_after_every_weekend_it_runs_by_itself(office: Office) -> None:
    """From Tuesday for three weeks; from Friday's night to Monday's the PCs are off."""
    assert night(office).all_is_well
    for _ in range(21):
        office.clock.pass_by(days=1)
        if office.clock.now().weekday() < 5:
            assert night(office).all_is_well
    runs = [event for event in office.events() if event.kind is EventKind.RETENTION_RUN]
    assert len(runs) == 16 and all(event.actor is None for event in runs)
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events, "each run leaves the log anchored"


def test_where_more_than_a_tenth_would_go_in_one_night_nothing_does(office: Office) -> None:
    for _ in range(2):
        office.kept(office.clock.now() - timedelta(days=900))
    report = night(office)
    assert (report.doubts, report.due, report.kept, report.destroyed) == ((), 2, MANY + 3, 2)
    for days in (900, 901, 902):
        office.kept(office.clock.now() - timedelta(days=days))
    report = night(office)
    assert (report.doubts, report.due, report.destroyed) == ((ClockDoubt.TOO_MANY,), 3, 0)
    assert not report.all_is_well and confirm(office).destroyed == 3


def test_a_log_that_was_put_back_destroys_nothing_before_an_administrator_has_looked(tmp_path: Path) -> None:
    """The log may lack a hold. After the loss was stated, and the confirmation, which is anchored, the nights go on."""
    with PLACES["sqlcipher"](tmp_path) as office:
        office.parts.engine.dispose()
        database = office.parts.paths.database
        kept = database.read_bytes()
        for _ in range(2):
            office.do(sign_out, office.actor())
        office.parts.engine.dispose()
        for left in database.parent.glob(f"{database.name}-*"):
            left.unlink()
        database.write_bytes(kept)
        report = night(office)
        assert report.proof is not None and report.proof.changed and report.destroyed == 0
        office.state_loss()
        assert confirm(office).all_is_well
        assert night(office).doubts == ()
