"""The tasks that a nightly run leaves to people: in its event, on Health until they are done, and nowhere a name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from db.recordings import keeping
from desktop.application.log.health import Health, health
from desktop.application.office.pc_checks import Confirmed
from desktop.application.ports.desk import Proof
from desktop.application.ports.reading import NightStopped
from desktop.application.ports.sound import Watcher
from desktop.application.recordings import retaining, vault_care
from desktop.application.recordings.holding import DeletionStopped
from desktop.domain.log.events import EventKind
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.recordings.retention import NightTask
from desktop.vault.place import VaultFiles
from desktop.words.office import reported_words, to_do
from tests.support.fakes import nothing_here
from tests.support.offices.builders import Office, a_call, aged
from tests.support.offices.places import EVERYWHERE

pytestmark = EVERYWHERE


def seen(office: Office) -> Health:
    return office.do(health, this_pc=nothing_here)


def test_what_is_left_is_on_health_until_the_run_that_finds_it_done(office: Office) -> None:
    request = office.a_request()
    office.clock.pass_by(days=47)  # the telephone system deletes the call soon
    report = office.retain()
    assert report.left[NightTask.NOT_PROTECTED] == len(report.not_protected) == 1
    assert seen(office).left == report.left and not seen(office).all_is_well
    run = next(event for event in reversed(office.events()) if event.kind is EventKind.RETENTION_RUN)
    assert run.facts[NightTask.NOT_PROTECTED] == 1
    assert all(isinstance(run.facts.get(task, 0), int) for task in NightTask), "it counts them, and says no more"
    said = "A telephone system may soon delete the call of 1 request. Stop it there, or have the recording imported."
    assert said in to_do(seen(office))
    office.do(DeletionStopped(office.actor("officer"), request, "switchboard"))
    office.retain()
    assert NightTask.NOT_PROTECTED not in seen(office).left and said not in to_do(seen(office))


def to_do_at_night(office: Office) -> list[str]:
    return [
        said
        for said in to_do(seen(office))
        if said.startswith("The nightly run at Back office destroyed nothing. It says: ")
    ]


def test_a_night_in_which_the_clock_was_doubted_is_on_health_at_once_until_one_goes_through(office: Office) -> None:
    assert office.nightly().run().all_is_well and not to_do_at_night(office)
    office.clock.pass_by(days=21)
    assert office.nightly().run().doubts == (ClockDoubt.AHEAD,)
    found = seen(office)
    assert found.stopped == NightStopped(office.back, (ClockDoubt.AHEAD,), False) and not found.all_is_well
    [said] = to_do_at_night(office)
    assert "more than a day ahead of the log" in said and said.endswith("listening-room retain --confirm NAME")
    [pc] = [pc for pc in found.pcs if pc.night_stopped]
    assert reported_words(pc)[0] == "The nightly run here destroyed nothing."
    looked = office.nightly().look()
    actor = office.actor("administrator", office.back)
    office.nightly().run(Confirmed(actor, looked.doubts, looked.due, looked.kept))
    assert not to_do_at_night(office) and not any(pc.night_stopped for pc in seen(office).pcs)
    event = next(event for event in office.events() if event.kind is EventKind.CLOCK_CONFIRMED)
    assert (event.actor, event.desk) == (office.people["administrator"], office.back)
    assert dict(event.facts) == {"doubts": ["ahead"], "due": 0, "kept": 1}
    office.clock.pass_by(days=1)
    assert office.nightly().run().all_is_well


def test_doubts_that_change_are_told_anew_and_a_witness_that_is_away_needs_no_confirmation(office: Office) -> None:
    witness = office.parts.paths.witness
    kept = witness.read_bytes()
    witness.unlink()
    witness.mkdir()
    office.nightly().run()
    [said] = to_do_at_night(office)
    assert "Connect its disk or share." in said and "--confirm" not in said
    office.clock.pass_by(days=21)
    office.nightly().run()
    [said] = to_do_at_night(office)
    assert "more than a day ahead of the log" in said and "--confirm" in said
    witness.rmdir()
    witness.write_bytes(kept)


class Changed:
    """A verifier that finds the database changed."""

    def verify(self, watcher: Watcher | None = None) -> Proof:
        return Proof(whole=False, events=0, anchored=0, newest_anchor=None, findings=("A row.",), changed=True)

    def verify_new(self, watcher: Watcher | None = None) -> Proof | None:
        return self.verify(watcher)


def test_a_night_that_found_the_database_changed_is_on_health_at_once(office: Office) -> None:
    report = replace(office.nightly(), verifier=Changed()).run()
    assert report.proof is not None and report.proof.changed
    [said] = to_do_at_night(office)
    assert "Someone may have changed the database." in said and "clock" not in said
    assert office.nightly().run().all_is_well and not to_do_at_night(office)


def test_a_backlog_of_any_size_is_worked_through_in_pieces(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "IN_ONE_PIECE", 2)
    monkeypatch.setattr(retaining, "IN_ONE_LOOK", 2)
    monkeypatch.setattr(vault_care, "IN_ONE_LOOK", 2)
    monkeypatch.setattr(keeping.KeepingTable, "living", lambda _: pytest.fail("all of them are read"))
    office.released(office.first_request)
    for pitch in (500, 600, 700, 800):
        office.released(office.approved(a_call(2.0, pitch)))
    office.clock.pass_by(days=400)
    asked: list[str] = []
    event.listen(office.parts.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    aged(office.parts.paths.vault)
    report = office.retain()
    assert report.destroyed == report.due == 5 and not report.tidied.quarantined
    assert not list(VaultFiles(office.parts.vault).stored())
    assert sum("LIMIT" in each and "held" in each and "call_at" in each for each in asked) >= 3
    assert office.retain().kept == 0
